from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ld.web.addresses import ROOMS, Addresses, Outer, is_host, normal, outer, quoted, split

BASE = "https://w3id.org/koryu/"
HERE = Addresses(BASE, f"{BASE}def", ("en", "ja"))
MOUNTED = Addresses(BASE, f"{BASE}def", ("en", "ja"), Outer("https", "data.example", "/koryu"))


@pytest.mark.parametrize(
    ("iri", "page", "data"),
    [
        ("id/meeting/x", "/page/meeting/x.en", "/data/meeting/x.ttl"),
        ("id/meeting/x#AUS", "/page/meeting/x.en#AUS", "/data/meeting/x.ttl#AUS"),
        ("concept/form/talks", "/page/concept/form/talks.en", "/data/concept/form/talks.ttl"),
        ("passage/doc/12#char=10,42", "/page/passage/doc/12.en#char=10,42", "/data/passage/doc/12.ttl#char=10,42"),
        ("def#Term", "/page/def.en#Term", "/data/def.ttl#Term"),
        ("def", "/page/def.en", "/data/def.ttl"),
        ("graph/asserted", "/page/graph/asserted.en", "/data/graph/asserted.ttl"),
        ("id/person/木原", "/page/person/%E6%9C%A8%E5%8E%9F.en", "/data/person/%E6%9C%A8%E5%8E%9F.ttl"),
    ],
)
def test_a_thing_has_one_page_and_one_document(iri: str, page: str, data: str) -> None:
    assert HERE.page(BASE + iri, "en") == page
    assert HERE.data(BASE + iri, "ttl") == data
    assert MOUNTED.page(BASE + iri, "en") == "/koryu" + page


@pytest.mark.parametrize("iri", ["http://www.wikidata.org/entity/Q17", BASE, BASE + "id/", BASE + "elsewhere/x"])
def test_what_is_not_of_the_publication_has_no_page(iri: str) -> None:
    assert HERE.page(iri, "en") is None
    assert HERE.segment(iri) == ""


@given(st.lists(st.text("abcXYZ09-木ー々é", min_size=1), min_size=1, max_size=3))
def test_key_and_identifier_lead_to_each_other(parts: list[str]) -> None:
    key = "/".join(parts)
    identifier = HERE.identifier(key)
    assert identifier is not None
    place = HERE.place(identifier)
    assert place is not None
    assert place.key == key


@pytest.mark.parametrize(
    "key", ["", "a//b", "/a", "a/", "../etc", "a/./b", "a b", "a<b", 'a"b', "a\nb", "a{b}", "a\\b"]
)
def test_what_no_identifier_can_be_has_none(key: str) -> None:
    assert HERE.identifier(key) is None


def test_the_rooms_are_identifiers_without_id() -> None:
    for room in ROOMS:
        if room != "def":
            assert HERE.identifier(f"{room}/x") == f"{BASE}{room}/x"
    assert HERE.identifier("def") == HERE.ontology
    assert HERE.identifier("meeting/x") == f"{BASE}id/meeting/x"


def test_the_host_is_the_readers() -> None:
    seen = outer({"host": "localhost:8000"}, "10.0.0.1", "http", "")
    assert (seen.origin, seen.prefix) == ("http://localhost:8000", "")
    assert MOUNTED.whole(MOUNTED.at("/index.en")) == "https://data.example/koryu/index.en"


FORWARDED = {
    "host": "inner:8000",
    "x-forwarded-host": "evil.example, data.example",
    "x-forwarded-proto": "https",
    "x-forwarded-prefix": "/koryu/",
}


def test_forwarded_headers_count_from_a_trusted_proxy_only() -> None:
    assert outer(FORWARDED, "127.0.0.1", "http", "", ("127.0.0.1",)) == Outer("https", "data.example", "/koryu")
    assert outer(FORWARDED, "203.0.113.9", "http", "", ("127.0.0.1",)) == Outer("http", "inner:8000", "")


@pytest.mark.parametrize(
    ("script", "prefix", "expected"),
    [
        ("", "/a", "/a"),
        ("/a", "", "/a"),
        ("/a", "/a", "/a"),
        ("/b", "/a", "/a/b"),
        ("", "//evil.example", ""),
        ("", "/../x", ""),
        ("", "javascript:x", ""),
        ("", '/a"b', ""),
    ],
)
def test_a_prefix_is_a_plain_path_and_counts_once(script: str, prefix: str, expected: str) -> None:
    seen = outer({"host": "h", "x-forwarded-prefix": prefix}, "p", "http", script, ("p",))
    assert seen.prefix == expected


def test_a_strange_scheme_is_left_out() -> None:
    assert outer({"host": "h", "x-forwarded-proto": "gopher"}, "p", "http", "", ("p",)).scheme == "http"


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("LOCALHOST:8000", True),
        ("[::1]:8000", True),
        ("[::1]", True),
        ("data.example:8443", True),
        ("data.example", False),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_only_listed_hosts_are_served(host: str, known: bool) -> None:
    assert is_host(host, ("localhost", "[::1]", "data.example:8443")) is known


def test_a_suffix_is_parted_only_where_it_is_known() -> None:
    assert split("a/b.ttl", ("ttl",)) == ("a/b", "ttl")
    assert split("a/b.c", ("ttl",)) == ("a/b.c", "")
    assert split(".ttl", ("ttl",)) == (".ttl", "")


def test_the_usual_spelling_of_a_key() -> None:
    assert normal("meeting/e\u0301/") == "meeting/\u00e9"


def test_addresses_are_ascii() -> None:
    assert quoted("/id/木 原?").isascii()
    assert HERE.page(f"{BASE}id/a/b%20c#d%20e") == "/page/a/b%2520c#d%20e"
    assert MOUNTED.at("/page/x?page=2#木") == "/koryu/page/x?page=2#%E6%9C%A8"
