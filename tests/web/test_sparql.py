"""The protocol's logic, without a server."""

from urllib.parse import urlencode

import pytest

from ld.formats import CSV, HTML, JSON, NTRIPLES, TURTLE
from ld.problems import Problem
from ld.publication import Limits
from ld.web.sparql import DIRECT, FORM, Ask, Describe, Page, Preflight, Request, body_limit, understand

LIMITS = Limits(query_kb=4)
ASK = "ASK {}"


def get(accept=None, method="GET", **arguments):
    headers = {} if accept is None else {"accept": accept}
    return Request(method, urlencode(arguments, doseq=True).encode(), headers)


def post(body, kind=FORM, arguments=b"", **headers):
    data = body if isinstance(body, bytes) else urlencode(body, doseq=True).encode()
    return Request("POST", arguments, {"content-type": kind, **headers}, data)


def told(request):
    with pytest.raises(Problem) as caught:
        understand(request, LIMITS)
    return caught.value


@pytest.mark.parametrize(
    "request_",
    [
        get(query=ASK),
        get(query=ASK, method="HEAD"),
        post({"query": ASK}),
        post({"query": ASK}, "application/x-www-form-urlencoded; charset=UTF-8"),
        post(ASK.encode(), DIRECT),
        post(ASK.encode(), "application/sparql-query;charset=utf-8"),
    ],
)
def test_each_way_to_ask(request_):
    asked = understand(request_, LIMITS)
    assert isinstance(asked, Ask)
    assert asked.query.text == ASK
    assert asked.format is JSON


def test_datasets_override_from_and_an_empty_half_is_empty():
    one = understand(get(query=ASK, **{"default-graph-uri": ["a:a", "a:b"]}), LIMITS)
    assert (one.query.default_graphs, one.query.named_graphs) == (("a:a", "a:b"), ())
    two = understand(post(ASK.encode(), DIRECT, b"named-graph-uri=a%3Aa"), LIMITS)
    assert (two.query.default_graphs, two.query.named_graphs) == ((), ("a:a",))
    both = understand(post({"query": ASK, "named-graph-uri": "a:b"}, arguments=b"default-graph-uri=a:a"), LIMITS)
    assert (both.query.default_graphs, both.query.named_graphs) == (("a:a",), ("a:b",))
    none = understand(get(query=ASK), LIMITS)
    assert (none.query.default_graphs, none.query.named_graphs) == (None, None)


@pytest.mark.parametrize(
    ("query", "arguments", "accept", "format"),
    [
        (ASK, {}, "text/csv", CSV),
        (ASK, {"format": "csv"}, "image/png", CSV),
        ("CONSTRUCT WHERE {}", {}, None, TURTLE),
        ("DESCRIBE <a:a>", {"format": "nt"}, None, NTRIPLES),
    ],
)
def test_formats(query, arguments, accept, format):
    assert understand(get(accept, query=query, **arguments), LIMITS).format is format


def test_a_person_gets_the_page_and_a_program_the_description():
    assert understand(get("text/html"), LIMITS) == Page()
    assert understand(get("text/html", query=ASK), LIMITS) == Page()
    assert understand(get("text/html", query="nonsense"), LIMITS) == Page()
    assert understand(get(query="nonsense", format="html"), LIMITS) == Page()
    assert understand(get("text/html", query=ASK, format="json"), LIMITS).format is JSON
    assert understand(get(), LIMITS) == Describe(TURTLE)
    assert understand(get(query=" "), LIMITS) == Describe(TURTLE)
    assert understand(get("application/n-triples"), LIMITS) == Describe(NTRIPLES)
    assert HTML.media_type in str(told(get("image/png")).extra)
    assert understand(get(method="OPTIONS"), LIMITS) == Preflight()


@pytest.mark.parametrize(
    ("request_", "status", "slug"),
    [
        (get(query=ASK, method="PUT"), 405, "method-not-allowed"),
        (get(query=ASK, method="DELETE"), 405, "method-not-allowed"),
        (get(query=[ASK, ASK]), 400, "two-queries"),
        (post(ASK.encode(), DIRECT, b"query=ASK%7B%7D"), 400, "two-queries"),
        (get(query="ASK {"), None, ""),
        (get(query="nonsense"), 400, "malformed-query"),
        (get(update="CLEAR ALL"), 400, "update-refused"),
        (get(query="CLEAR ALL"), 400, "update-refused"),
        (post({"update": "CLEAR ALL"}), 400, "update-refused"),
        (post(b"CLEAR ALL", "application/sparql-update"), 400, "update-refused"),
        (post({}), 400, "no-query"),
        (post(b"", DIRECT), 400, "malformed-query"),
        (post(b"ASK {}", "text/plain"), 415, "unsupported-media-type"),
        (post(b"ASK {}", ""), 415, "unsupported-media-type"),
        (post(b"ASK {}", "application/sparql-query; charset=UTF-16"), 415, "unsupported-media-type"),
        (post(b"x", DIRECT, **{"content-encoding": "gzip"}), 415, "unsupported-media-type"),
        (post(b"ASK {} #\xff", DIRECT), 400, "not-utf-8"),
        (post(b"query=ASK%7B%7D%20%23%ff"), 400, "not-utf-8"),
        (Request("GET", b"query=ASK%7B%7D%23%ff"), 400, "not-utf-8"),
        (Request("GET", b"query=ASK{}#\xff"), 400, "not-utf-8"),
        (get("image/png", query=ASK), 406, "not-acceptable"),
        (get(query=ASK, format="ttl"), 406, "not-acceptable"),
        (get(query=ASK, timeout="0"), 400, "bad-timeout"),
        (get(query=ASK, timeout="nan"), 400, "bad-timeout"),
        (get(query=ASK, timeout="inf"), 400, "bad-timeout"),
        (get(query=ASK, timeout="soon"), 400, "bad-timeout"),
        (get(query="ASK {} #" + "x" * 5000), 413, "query-too-long"),
        (get(query=ASK, x="y" * body_limit(LIMITS)), 414, "address-too-long"),
        (post(bytes(body_limit(LIMITS) + 1), DIRECT), 413, "query-too-long"),
        (Request("GET", b"&".join([b"a=b"] * 2000)), 400, "too-many-fields"),
        (get(query="ASK { SERVICE <http://x/> {} }"), 403, "service-refused"),
    ],
)
def test_what_is_refused(request_, status, slug):
    if status is None:
        assert isinstance(understand(request_, LIMITS), Ask)
    else:
        problem = told(request_)
        assert (problem.status, problem.slug) == (status, slug)


def test_405_says_what_is_allowed_and_415_what_is_accepted():
    assert "GET" in told(get(query=ASK, method="PUT")).headers["Allow"]
    assert DIRECT in told(post(b"", "text/plain")).headers["Accept-Post"]


def test_timeout_and_client_reach_the_query():
    asked = understand(Request("GET", b"query=ASK{}&timeout=2.5", client="somebody"), LIMITS)
    assert (asked.query.timeout, asked.query.client) == (2.5, "somebody")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 400),
        ("SELECT * {" + "{" * 300 + "}" * 300 + "}", 400),
        ("PREFIX a: <a:>", 400),
    ],
)
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv", "image/png", None])
def test_a_refusal_is_not_hidden_behind_the_formats_of_its_answer(query, status, accept):
    assert told(get(accept, query=query)).status == status
