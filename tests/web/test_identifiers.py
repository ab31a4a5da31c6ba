"""An identifier leads to what describes it: /id, /concept, /passage, /graph, /def."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

HTML, TURTLE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, {"Accept": "text/turtle"}


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/id/meeting/first", "meeting/first"),
        ("/id/person/木原", "person/%E6%9C%A8%E5%8E%9F"),
        ("/id/person/%E6%9C%A8%E5%8E%9F", "person/%E6%9C%A8%E5%8E%9F"),
        ("/concept/form/talks", "concept/form/talks"),
        ("/concept/form", "concept/form"),
        ("/passage/paper/8", "passage/paper/8"),
        ("/graph/metadata", "graph/metadata"),
        ("/query/meetings", "query/meetings"),
        ("/def", "def"),
        ("/def/1.0", "def"),
        ("/dataset/meetings", "dataset/meetings"),
        ("/source/meetings.rml.ttl", "source/meetings.rml.ttl"),
    ],
)
def test_303_to_the_page_or_the_data(client: FlaskClient, path: str, key: str) -> None:
    for headers, room in ((HTML, "page"), (TURTLE, "data"), ({"Accept": "application/ld+json"}, "data"), ({}, "page")):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/{room}/{key}"
        assert answer.headers["Vary"] == "Accept"
        assert "describedby" in answer.headers["Link"]


def test_the_better_of_two_wishes_wins(client: FlaskClient) -> None:
    accept = {"Accept": "text/html;q=0.3, application/rdf+xml;q=0.7"}
    assert client.get("/id/meeting/first", headers=accept).headers["Location"] == "/data/meeting/first"


def test_format_names_a_form(client: FlaskClient) -> None:
    assert client.get("/id/meeting/first?format=nt").headers["Location"] == "/data/meeting/first.nt"
    assert client.get("/id/meeting/first?format=html").headers["Location"] == "/page/meeting/first"


def test_406_says_what_there_is(client: FlaskClient) -> None:
    answer = client.get("/id/meeting/first", headers={"Accept": "image/png, application/problem+json;q=0.1"})
    assert answer.status_code == 406
    assert answer.content_type == "application/problem+json"
    hrefs = [each["href"] for each in answer.get_json()["alternatives"]]
    assert "/data/meeting/first.ttl" in hrefs
    assert "/page/meeting/first" in hrefs
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/id/meeting/first/", 301, "/id/meeting/first"),
        ("/id/meeting/FIRST", 301, "/id/meeting/first"),
        ("/id/Meeting/First", 301, "/id/meeting/first"),
        ("/id/partner/aus", 301, "/id/partner/AUS"),
        ("/concept/form/talks/", 301, "/concept/form/talks"),
        ("/id/meeting/old-name", 301, "/id/meeting/first"),
        ("/page/meeting/old-name.ja", 301, "/page/meeting/first.ja"),
        ("/data/meeting/old-name.ttl", 301, "/data/meeting/first.ttl"),
        ("/def/", 301, "/def"),
        ("/id/meeting", 303, "/page/meeting"),
    ],
)
def test_another_spelling_or_an_old_name_leads_on(client: FlaskClient, path: str, status: int, location: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (status, location)


def test_composed_and_decomposed_names_are_one(app_with: FlaskClient) -> None:
    answer = app_with.get("/id/person/cafe\u0301")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/id/person/caf%C3%A9")


@pytest.fixture
def app_with(client: FlaskClient, engine: object) -> FlaskClient:
    from site_fake import FakeEngine

    assert isinstance(engine, FakeEngine)
    engine.store.update(
        "INSERT DATA { <https://w3id.org/koryu/id/person/caf\u00e9> a <https://w3id.org/koryu/def#Person> }"
    )
    return client


def test_410_with_the_reason(client: FlaskClient) -> None:
    answer = client.get("/id/meeting/withdrawn", headers={"Accept": "application/json"})
    assert answer.status_code == 410
    assert answer.get_json()["detail"] == "Entered twice."
    page = client.get("/page/meeting/withdrawn.ja", headers=HTML)
    assert page.status_code == 410
    assert "重複のため。" in page.text


@pytest.mark.parametrize(
    "path", ["/id/meeting/nowhere", "/page/meeting/nowhere.en", "/data/meeting/nowhere.ttl", "/concept/x/y"]
)
def test_404_in_the_form_that_was_asked_for(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "application/json"}).status_code == 404
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert answer.content_type.startswith("text/plain" if path.endswith("ttl") else "text/html")
    assert client.get(path).content_type.startswith("text/plain")


def test_404_says_what_may_be_meant(client: FlaskClient) -> None:
    answer = client.get("/id/meeting/secnd", headers={"Accept": "application/json", "Accept-Language": "ja"})
    assert answer.get_json()["suggestions"] == ["/page/meeting/second.ja"]


@pytest.mark.parametrize(
    "path", ["/id/a%20b/c", "/id/%3Cscript%3E/x", "/id/x/%22%7D%20UNION", "/id/a%00b/c", "/id//x", "/id/../x"]
)
def test_what_no_identifier_can_be_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 404


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    got, head = client.get("/page/meeting/first.en"), client.head("/page/meeting/first.en")
    assert head.data == b""
    assert head.status_code == 200
    assert dict(got.headers) == dict(head.headers)


def test_other_methods_are_told_what_is_allowed(client: FlaskClient) -> None:
    answer = client.post("/id/meeting/first")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert client.options("/id/meeting/first").headers["Access-Control-Allow-Methods"]


def test_a_strange_host_is_misdirected(client: FlaskClient) -> None:
    assert client.get("/index.en", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/index.en", headers={"X-Forwarded-Host": "evil.example"}).status_code == 421


def test_behind_a_proxy_at_a_sub_path_the_links_lead_there(client: FlaskClient) -> None:
    headers = {"X-Forwarded-Host": "127.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/data/koryu"}
    answer = client.get("/id/meeting/first", headers={**headers, **HTML})
    assert answer.headers["Location"] == "/data/koryu/page/meeting/first"
    page = client.get("/page/meeting/first.en", headers=headers).text
    assert 'href="/data/koryu/page/partner/AUS.en"' in page
    assert 'href="https://127.0.0.1/data/koryu/page/meeting/first.en"' in page
    assert 'href="/page' not in page
    mounted = client.get("/page/meeting/first.en", base_url="http://localhost/under").text
    assert 'href="/under/page/partner/AUS.en"' in mounted
