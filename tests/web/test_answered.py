"""A query answered on the page, for readers without scripts."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from site_fake import FakeEngine

from ld.web import answered

LABELS = "SELECT ?x ?name ?none WHERE { ?x <http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?x ?name"


def ask(client: FlaskClient, query: str, language: str = "en") -> tuple[int, str]:
    answer = client.get(f"/sparql.{language}?{urlencode({'query': query, 'show': 'table'})}")
    return answer.status_code, answer.text[answer.text.index('id="answer"') :]


def test_without_a_wish_nothing_is_asked(client: FlaskClient, engine: FakeEngine) -> None:
    text = client.get(f"/sparql.en?{urlencode({'query': LABELS})}").text
    assert LABELS not in engine.asked
    assert '<section id="answer" aria-labelledby="result" hidden>' in text
    assert 'name="show" value="table" formaction="/sparql.en"' in text


def test_rows_are_a_table_with_the_ways_to_the_whole(client: FlaskClient) -> None:
    status, text = ask(client, LABELS, "ja")
    assert status == 200
    assert '<th scope="col">name</th>' in text
    assert "<td>第一回会合</td>" in text
    assert '<td><span lang="en">First meeting</span></td>' in text
    assert '<a href="/page/meeting/first.ja">id/meeting/first</a>' in text
    for extension in ("json", "xml", "csv", "tsv"):
        assert f"format={extension}" in text


def test_what_is_too_much_is_said_to_be_cut(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "MOST", 3)
    _, text = ask(client, LABELS)
    assert text.count("<tr>") == 4
    assert "The first 3 are shown here" in text
    monkeypatch.setattr(answered, "MOST", 200)
    for octets in (0, 5, 300):
        monkeypatch.setattr(answered, "OCTETS", octets)
        status, text = ask(client, LABELS)
        assert status == 200
        assert "are shown here" in text
    monkeypatch.undo()
    assert "are shown here" not in ask(client, LABELS + " LIMIT 7")[1]
    assert "7 rows" in ask(client, LABELS + " LIMIT 7")[1]
    assert "1 row<" in ask(client, LABELS + " LIMIT 1")[1]
    assert "0 rows" in ask(client, LABELS + " LIMIT 0")[1]


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("a\\tb\\nc<&>" AS ?x) {}',
        "SELECT (BNODE() AS ?x) {}",
        "SELECT ?x {}",
        'SELECT (1.5e3 AS ?x) ("x"@en AS ?y) {}',
        "SELECT * { VALUES () { () } }",
    ],
)
def test_terms_of_every_kind(client: FlaskClient, query: str) -> None:
    status, text = ask(client, query)
    assert status == 200
    assert "1 row" in text or "VALUES" in query
    assert "c<&>" not in text


def test_a_verdict_and_a_graph(client: FlaskClient) -> None:
    assert '<p id="status" role="status">はい</p>' in ask(client, "ASK { ?s ?p ?o }", "ja")[1]
    _, text = ask(client, "CONSTRUCT { ?s ?p <e:&lt;> } WHERE { ?s ?p ?o } LIMIT 2".replace("&lt;", "x"))
    assert '<pre id="graph">&lt;' in text
    assert "format=ttl" in text


def test_a_refused_query_says_why_on_the_page(client: FlaskClient) -> None:
    status, text = ask(client, "SELECT")
    assert status == 400
    assert "The query was not answered: Malformed" in text


def test_it_takes_the_share_of_who_asks(client: FlaskClient, engine: FakeEngine) -> None:
    path = f"/sparql.en?{urlencode({'query': LABELS, 'show': 'table'})}"
    client.get(path, headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.7"})
    client.get(path, headers={"X-Forwarded-For": "192.0.2.7"}, environ_base={"REMOTE_ADDR": "198.51.100.2"})
    assert engine.clients == ["192.0.2.7", "198.51.100.2"]


def test_an_answer_is_never_taken_for_unchanged(client: FlaskClient) -> None:
    path = f"/sparql.en?{urlencode({'query': 'SELECT (NOW() AS ?now) {}', 'show': 'table'})}"
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
