"""Terms from cells."""

from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ld.build.rml.model import TermMap, TermType, parse_template
from ld.build.rml.terms import DataError, blank_node, iri_safe, is_language, maker, uri_safe

COLUMNS = {"a": 0, "b": 1}
NULLS = frozenset(("", "-"))
BASE = "https://gardens.example/"


def make(term_map: TermMap, *cells: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    return maker(term_map, COLUMNS, NULLS, BASE)(cells)


def template(text: str, kind: TermType = TermType.IRI) -> TermMap:
    return TermMap(parse_template(text), kind, "test")


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_encoded_values_make_valid_iris_and_can_be_read_back(value: str) -> None:
    for encode in (iri_safe, uri_safe):
        encoded = encode(value)
        ox.NamedNode(f"https://gardens.example/{encoded}")
        assert unquote(encoded) == value
    assert uri_safe(value).isascii()


@given(st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), min_size=1))
def test_a_template_loses_nothing(value: str) -> None:
    if value in NULLS:
        return
    made = make(template("https://gardens.example/{a}/end"), value, "")
    assert isinstance(made, ox.NamedNode)
    assert unquote(made.value.removeprefix("https://gardens.example/").removesuffix("/end")) == value


def test_japanese_stays_and_what_is_reserved_is_encoded() -> None:
    assert iri_safe("日豪 2+2/一") == "日豪%202%2B2%2F一"
    assert uri_safe("一") == "%E4%B8%80"
    assert iri_safe("\ue000") == "%EE%80%80"


def test_kinds_of_iri() -> None:
    assert make(template("x/{a}"), "a/b", "") == ox.NamedNode(BASE + "x/a%2Fb")
    assert make(template("x/{a}", TermType.UNSAFE_IRI), "a/b", "") == ox.NamedNode(BASE + "x/a/b")
    assert make(template("x/{a}", TermType.URI), "植", "") == ox.NamedNode(BASE + "x/%E6%A4%8D")
    assert make(template("{a}-{b}"), "1", "2") == ox.NamedNode(BASE + "1-2")
    assert make(TermMap("a", TermType.IRI, "t"), "https://other.example/植", "") == ox.NamedNode(
        "https://other.example/植"
    )
    assert make(TermMap("a", TermType.IRI, "t"), "path/../x", "") == ox.NamedNode(BASE + "path/../x")


def test_a_null_makes_nothing() -> None:
    for term_map in (template("{a}"), template("{a}{b}"), template("{a}", TermType.BLANK_NODE)):
        assert make(term_map, "", "") is None
        assert make(term_map, "-", "-") is None
    assert make(TermMap("a", TermType.LITERAL, "t"), "", "x") is None


def test_nan_is_a_value() -> None:
    for value in ("nan", "NaN", "null", "None", "0"):
        assert make(TermMap("a", TermType.LITERAL, "t"), value, "") == ox.Literal(value)


def test_literals() -> None:
    english = TermMap(ox.Literal("en"), TermType.LITERAL, "t")
    by_column = TermMap("b", TermType.LITERAL, "t")
    integer = TermMap(ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"), TermType.IRI, "t")
    string = TermMap(ox.NamedNode("http://www.w3.org/2001/XMLSchema#string"), TermType.IRI, "t")
    typed_by_column = TermMap("b", TermType.IRI, "t")
    assert make(TermMap("a", TermType.LITERAL, "t", language=english), "x", "") == ox.Literal("x", language="en")
    assert make(TermMap("a", TermType.LITERAL, "t", language=by_column), "x", "ja") == ox.Literal("x", language="ja")
    assert make(TermMap("a", TermType.LITERAL, "t", language=by_column), "x", "") is None
    assert make(TermMap("a", TermType.LITERAL, "t", datatype=integer), "01", "") == ox.Literal(
        "01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    )
    assert make(TermMap("a", TermType.LITERAL, "t", datatype=string), "x", "") == ox.Literal("x")
    assert make(TermMap("a", TermType.LITERAL, "t", datatype=typed_by_column), "x", "") is None


def test_columns_of_a_map() -> None:
    language = TermMap("b", TermType.LITERAL, "t")
    assert TermMap("a", TermType.LITERAL, "t", language=language).references == ("a", "b")
    assert template("{b}{a}{b}").references == ("b", "a")


def test_cells_that_cannot_be_terms() -> None:
    with pytest.raises(DataError) as caught:
        make(template("x/{a}", TermType.UNSAFE_IRI), "a b", "")
    assert caught.value.kind == "iri"
    assert caught.value.value.endswith("a b")
    with pytest.raises(DataError):
        make(TermMap("a", TermType.LITERAL, "t", language=TermMap("b", TermType.LITERAL, "t")), "x", "english")


def test_blank_nodes_are_one_for_one_text() -> None:
    assert blank_node("a") == blank_node("a") != blank_node("b")
    made = make(template("{a}", TermType.BLANK_NODE), "a b", "")
    assert made == blank_node("a b")


def test_constants() -> None:
    assert make(TermMap(ox.Literal("x"), TermType.LITERAL, "t"), "", "") == ox.Literal("x")


@pytest.mark.parametrize(
    ("tag", "good"), [("en", True), ("ja-Latn", True), ("x-own", True), ("english", False), ("", False)]
)
def test_language_tags(tag: str, good: bool) -> None:
    assert is_language(tag) == good
