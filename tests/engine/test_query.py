import pyoxigraph as ox
import pytest

from ld.engine.query import Form, Query
from ld.formats import GRAPHS, ROWS
from ld.problems import Problem
from ld.publication import Limits

LIMITS = Limits(depth=10, query_kb=1)


@pytest.mark.parametrize(
    ("text", "status", "slug"),
    [
        ("SELECT * {", None, ""),
        ("nonsense", 400, "malformed-query"),
        ("", 400, "malformed-query"),
        ("ASK { 'x }", 400, "malformed-query"),
        ("INSERT DATA { <a:a> <a:a> <a:a> }", 400, "update-refused"),
        ("ASK { SERVICE <http://x/> {} }", 403, "service-refused"),
        ("ASK " + "{" * 11 + "}" * 11, 400, "query-too-deep"),
        ("ASK {} #" + "x" * 1024, 413, "query-too-long"),
        ("ASK {} #\ud800", 400, "malformed-query"),
    ],
)
def test_admission(text, status, slug):
    query = Query(text)
    if status is None:
        query.admit(LIMITS)
    else:
        with pytest.raises(Problem) as caught:
            query.admit(LIMITS)
        assert (caught.value.status, caught.value.slug) == (status, slug)
        assert caught.value.members("ja")["title"] != caught.value.members("en")["title"]


def test_a_problem_tells_line_and_column():
    with pytest.raises(Problem) as caught:
        Query("ASK {\n  'x }").admit(LIMITS)
    assert caught.value.extra == {"line": 2, "column": 3}


def test_hash_covers_what_decides_the_rows_and_nothing_else():
    query = Query("ASK {}")
    assert query.hash == Query("ASK {}", timeout=3, client="x").hash
    others = [
        Query("ASK { }"),
        Query("ASK {}", default_graphs=()),
        Query("ASK {}", named_graphs=()),
        Query("ASK {}", default_graphs=("a:a",)),
        Query("ASK {}", substitutions=(("x", "<a:a>"),)),
    ]
    assert len({each.hash for each in (query, *others)}) == 6
    assert len(query.hash) == 32


def test_formats_are_those_of_the_form():
    assert Query("ASK {}").formats == ROWS
    assert Query("SELECT * {}").formats == ROWS
    assert Query("DESCRIBE <a:a>").formats[: len(GRAPHS)] == GRAPHS
    assert Query("CONSTRUCT WHERE {}").form is Form.CONSTRUCT


def test_terms_are_kept_as_n_triples():
    query = Query.of("ASK {}", {"b": ox.Literal('a"\n'), "a": ox.NamedNode("a:a")})
    assert query.substitutions == (("a", "<a:a>"), ("b", '"a\\"\\n"'))
