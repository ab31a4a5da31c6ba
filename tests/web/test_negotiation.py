import pytest

from ld.formats import ALL, CSV, DATASETS, GRAPHS, HTML, JSON, JSONLD, NTRIPLES, RDFXML, ROWS, TSV, TURTLE, XML
from ld.problems import Problem
from ld.web.negotiation import by_name, negotiate

PAGES = (*ROWS, HTML)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("offered", "accepted", "wanted"),
    [
        (ROWS, None, JSON),
        (ROWS, "", JSON),
        (ROWS, "*/*", JSON),
        (ROWS, "application/*", JSON),
        (ROWS, "text/*", CSV),
        (ROWS, "text/csv", CSV),
        (ROWS, "TEXT/CSV", CSV),
        (ROWS, "text/csv; charset=utf-8", CSV),
        (ROWS, "text/csv;q=0.4, text/tab-separated-values;q=0.5", TSV),
        (ROWS, "application/sparql-results+json;q=0, */*", XML),
        (ROWS, "*/*;q=0.1, text/csv", CSV),
        (ROWS, "application/json", JSON),
        (ROWS, "application/xml", XML),
        (ROWS, "text/xml;q=0.9, text/csv;q=0.8", XML),
        (ROWS, "application/sparql-results+xml, application/rdf+xml", XML),
        (ROWS, "text/turtle, text/csv;q=0.1", CSV),
        (GRAPHS, 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSONLD),
        (GRAPHS, "text/turtle;version=1.2, */*;q=0.1", TURTLE),
        (GRAPHS, "application/rdf+xml;q=0.9, application/n-triples;q=0.91", NTRIPLES),
        (GRAPHS, "application/rdf+xml;q=0.8, text/rdf+n3;q=0.9, application/xhtml+xml;q=0.5, */*;q=0.1", TURTLE),
        ((HTML, *GRAPHS), "text/n3, */*;q=0.1", TURTLE),
        ((HTML, *GRAPHS), "text/plain, */*;q=0.1", NTRIPLES),
        (PAGES, BROWSER, HTML),
        (PAGES, "*/*", JSON),
        (PAGES, "application/xhtml+xml", HTML),
        (ROWS, BROWSER.replace("text/html,application/xhtml+xml,", ""), XML),
    ],
)
def test_accept(offered, accepted, wanted):
    assert negotiate(offered, accepted) is wanted


@pytest.mark.parametrize("accepted", ["image/png", "application/sparql-results+json;q=0", "*/*;q=0", "nonsense"])
def test_what_there_is_not_is_told_with_what_there_is(accepted):
    with pytest.raises(Problem) as caught:
        negotiate((JSON, CSV), accepted)
    assert caught.value.status == 406
    assert caught.value.headers["Vary"] == "Accept"
    assert [each["type"] for each in caught.value.extra["alternatives"]] == [JSON.media_type, CSV.media_type]


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.name)
def test_every_format_can_be_named(form):
    for name in (form.extension, form.name, form.name.upper(), form.media_type, form.media_type.replace("+", " ")):
        assert by_name(name) is form
    assert negotiate(ALL, "image/png", form.extension) is form


@pytest.mark.parametrize(
    ("offered", "name", "wanted"),
    [
        (GRAPHS, "xml", RDFXML),
        (ROWS, "xml", XML),
        (GRAPHS, "json", JSONLD),
        (ROWS, "json", JSON),
        (GRAPHS, "n3", TURTLE),
        (GRAPHS, "rdf+xml", RDFXML),
        (GRAPHS, "rdf xml", RDFXML),
        (GRAPHS, "RDFXML", RDFXML),
        (GRAPHS, "application/x-json+ld,application/ld+json", JSONLD),
    ],
)
def test_names_that_clients_send_for_rows_and_triples_alike(offered, name, wanted):
    assert negotiate(offered, "image/png", name) is wanted


def test_a_name_must_be_on_offer():
    for name in ("ttl", "nonsense"):
        with pytest.raises(Problem):
            negotiate(ROWS, "*/*", name)
    assert by_name("nonsense") is None
    assert by_name("ntriples") is NTRIPLES
    assert set(DATASETS) <= set(ALL)
