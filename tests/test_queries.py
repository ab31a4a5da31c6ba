"""The header of a question, and every question of this publication against what its header says it must find."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from ld.build import pipeline
from ld.build.progress import Progress
from ld.problems import SourceErrors
from ld.publication import Publication
from ld.queries import Kind, Parameter, Query, bound, parameter_value, read_queries, read_query, with_values

ROOT = Path(__file__).resolve().parent.parent
K = "https://w3id.org/koryu/"

GOOD = """# title.en: Things with a name
# title.ja: 名のある物
# description.en: A long
#   description.
# question: 11, 13
# parameter: thing resource k:Partner = id:partner/AUS
# parameter.thing.ja: 物
# parameter: since date
# parameter: kind concept concept:form/ = talks
# draw: timeline
# expect: {"name": "x"}
# expect.absent: thing=id:partner/KOR {"name": "y"}
# expect.count: since=2024-05-01 3

PREFIX k: <https://w3id.org/koryu/def#>
SELECT ?thing ?name ?since ?kind WHERE { ?thing k:name ?name ; k:since ?since ; k:kind ?kind }
"""


@pytest.fixture(scope="module")
def koryu() -> Publication:
    return Publication.load(ROOT)


def read(publication: Publication, folder: Path, text: str) -> Query:
    path = folder / "things.rq"
    path.write_text(text, "utf-8")
    return read_query(replace(publication, root=folder), path)


def test_a_header_says_what_the_question_is(koryu: Publication, tmp_path: Path) -> None:
    query = read(koryu, tmp_path, GOOD)
    assert query.slug == "things"
    assert query.titles == {"en": "Things with a name", "ja": "名のある物"}
    assert query.descriptions == {"en": "A long description."}
    assert query.questions == (11, 13)
    assert query.draw == "timeline"
    aus = ox.NamedNode(f"{K}id/partner/AUS")
    talks = ox.NamedNode(f"{K}concept/form/talks")
    assert query.parameters == (
        Parameter("thing", Kind.RESOURCE, f"{K}def#Partner", aus, {"ja": "物"}),
        Parameter("since", Kind.DATE),
        Parameter("kind", Kind.CONCEPT, f"{K}concept/form/", talks),
    )
    assert query.defaults() == {"thing": aus, "kind": talks}
    present, absent, count = query.expectations
    assert (present.row, present.absent, present.bindings) == ({"name": "x"}, False, {})
    assert (absent.row, absent.absent) == ({"name": "y"}, True)
    assert absent.bindings == {"thing": ox.NamedNode(f"{K}id/partner/KOR")}
    assert count.count == 3


def test_the_example_stands_alone_with_its_defaults(koryu: Publication, tmp_path: Path) -> None:
    example = read(koryu, tmp_path, GOOD).example()
    assert example.startswith("PREFIX k:")
    assert f"VALUES ?thing {{ <{K}id/partner/AUS> }}" in example
    ox.Store().query(example)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# title.ja: 名のある物\n", "", "no title.ja"),
        ("# draw: timeline", "# draw: hologram", "drawn as one of"),
        ("# draw: timeline", "# colour: blue", "known settings are"),
        ("# draw: timeline", "#draw timeline", "known settings are"),
        ("# parameter: since date", "# parameter: since day", "KIND one of"),
        ("# parameter: since date", "# parameter: since date k:Day", "names its class"),
        ("# parameter: since date", "# parameter: since date = 2024-13-01", "YYYY-MM-DD"),
        ("# parameter: since date", "# parameter: until date", "is no parameter"),
        ("?since ?kind WHERE", "?kind WHERE", "among the variables that the query selects"),
        ('# expect: {"name": "x"}', "# expect: x", "written"),
        ("SELECT ?thing", "SELECT thing", "cannot be asked"),
        ("# question: 11, 13", "# question: eleven", "eleven"),
    ],
)
def test_a_fault_in_a_header_is_told(koryu: Publication, tmp_path: Path, *, old: str, new: str, said: str) -> None:
    with pytest.raises(SourceErrors) as caught:
        read(koryu, tmp_path, GOOD.replace(old, new))
    assert any(said in finding.line() for finding in caught.value.findings), caught.value
    assert all(finding.file == "things.rq" for finding in caught.value.findings)


@pytest.mark.parametrize(
    ("kind", "of", "text", "wanted"),
    [
        (Kind.RESOURCE, "", "id:partner/AUS", f"<{K}id/partner/AUS>"),
        (Kind.RESOURCE, "", "https://example.org/x", "<https://example.org/x>"),
        (Kind.CONCEPT, f"{K}concept/form", "talks", f"<{K}concept/form/talks>"),
        (Kind.DATE, "", "2024-05-31", '"2024-05-31"^^<http://www.w3.org/2001/XMLSchema#date>'),
        (Kind.INTEGER, "", "007", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (Kind.LANGUAGE, "", "ja", '"ja"'),
        (Kind.TEXT, "", '" } DROP ALL #', r'"\" } DROP ALL #"'),
    ],
)
def test_a_value_becomes_a_term(koryu: Publication, kind: Kind, of: str, text: str, wanted: str) -> None:
    assert str(parameter_value(koryu, Parameter("x", kind, of), text)) == wanted


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.RESOURCE, "AUS"),
        (Kind.RESOURCE, "id:partner/A US"),
        (Kind.RESOURCE, "x> } #:"),
        (Kind.DATE, "2024-05"),
        (Kind.INTEGER, "1.5"),
        (Kind.LANGUAGE, "fr"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(koryu: Publication, kind: Kind, text: str) -> None:
    with pytest.raises(ValueError, match=r"a|one"):
        parameter_value(koryu, Parameter("x", kind), text)


def test_values_stand_in_the_pattern_and_nowhere_else() -> None:
    query = 'PREFIX a: <http://a/{> # {\nSELECT ?x ("{" AS ?y) WHERE { ?x a:b "}" }'
    given = with_values(query.replace("{>", "b>"), {"x": ox.Literal('"} {')})
    assert given.count("VALUES") == 1
    ox.Store().query(given)
    with pytest.raises(ValueError, match="no pattern"):
        with_values("DESCRIBE <http://a/b>", {"x": ox.Literal("")})


def test_all_files_are_read_and_all_faults_told(koryu: Publication, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.rq").write_text("SELECT", "utf-8")
    there = replace(koryu, root=tmp_path, paths=replace(koryu.paths, queries=tmp_path))
    with pytest.raises(SourceErrors) as caught:
        read_queries(there)
    assert {finding.file for finding in caught.value.findings} == {"one.rq", "two.rq"}


def test_a_question_is_asked_with_its_defaults_or_with_what_is_given() -> None:
    publication = Publication.load(ROOT)
    path = publication.paths.queries / "meetings-with-a-partner.rq"
    assert f"VALUES ?partner {{ <{K}id/partner/AUS> }}" in bound(publication, path)
    assert f"VALUES ?partner {{ <{K}id/partner/CAN> }}" in bound(publication, path, ["partner=id:partner/CAN"])
    with pytest.raises(ValueError, match="one of partner"):
        bound(publication, path, ["x=1"])
    with pytest.raises(ValueError, match="partner="):
        bound(publication, path, ["partner=a b"])


def test_a_cell_that_is_called_like_a_prefix_is_a_text(publication: Publication, tmp_path: Path) -> None:
    named = {**publication.prefixes, "x": "https://example.org/"}
    query = read(replace(publication, prefixes=named), tmp_path, GOOD)
    assert {"name": "x"} in [dict(each.row) for each in query.expectations]


def test_a_query_without_parameters_is_its_text(publication: Publication, tmp_path: Path) -> None:
    path = tmp_path / "plain.rq"
    path.write_text("ASK {}", "utf-8")
    assert bound(publication, path) == "ASK {}"
    with pytest.raises(ValueError, match="no parameters"):
        bound(publication, path, ["x=1"])


# ── The questions of this publication ──


QUERIES = {query.slug: query for query in read_queries(Publication.load(ROOT))}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """The store of a release of this publication, built for these tests."""
    publication = Publication.load(ROOT)
    folder = tmp_path_factory.mktemp("release")
    publication = replace(publication, paths=replace(publication.paths, release=folder))
    place, _, _ = pipeline.build(publication, Progress(io.StringIO()), folder / "report.html")
    return ox.Store.read_only(str(place / "store"))


def answer(store: ox.Store, query: Query, bindings: dict[str, ox.NamedNode | ox.Literal]) -> list[dict[str, str]]:
    bound = {ox.Variable(name): term for name, term in {**query.defaults(), **bindings}.items()}
    rows = store.query(query.text, substitutions=bound)
    assert isinstance(rows, ox.QuerySolutions)
    names = [variable.value for variable in rows.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in rows]


@pytest.mark.parametrize("slug", QUERIES)
def test_a_question_finds_what_its_header_says(store: ox.Store, slug: str) -> None:
    query = QUERIES[slug]
    assert query.expectations, "the header must say what the question finds"
    for expected in query.expectations:
        rows = answer(store, query, dict(expected.bindings))
        if expected.count is not None:
            assert len(rows) == expected.count, (expected, len(rows))
            continue
        found = any(expected.row.items() <= row.items() for row in rows)
        assert found is not expected.absent, (expected, rows)


@pytest.mark.parametrize("slug", QUERIES)
def test_the_published_example_answers_the_same(store: ox.Store, slug: str) -> None:
    query = QUERIES[slug]
    rows = store.query(query.example())
    assert isinstance(rows, ox.QuerySolutions)
    assert len(list(rows)) == len(answer(store, query, {}))


@pytest.mark.parametrize("slug", QUERIES)
def test_a_parameter_narrows_the_answer(store: ox.Store, slug: str) -> None:
    """A variable that only an OPTIONAL binds would let every row through, whatever the parameter's value."""
    query = QUERIES[slug]
    for parameter in query.parameters:
        if parameter.kind in (Kind.RESOURCE, Kind.CONCEPT):
            assert answer(store, query, {parameter.name: ox.NamedNode("urn:x-nothing:here")}) == []


def test_the_questions_that_the_first_release_must_answer_are_there() -> None:
    asked = {number for query in QUERIES.values() for number in query.questions}
    assert asked >= {5, 7, 8, 11, 12, 13, 17, 18, 32, 36}
