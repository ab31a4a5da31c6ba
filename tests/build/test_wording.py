"""Words for results."""

import pyoxigraph as ox

from ld.build.wording import fill, local, messages, names_of, short

NAMES = names_of(
    {"g": "https://gardens.example/def#", "owl": "http://www.w3.org/2002/07/owl#"}, "https://gardens.example/"
)


def test_terms_are_short() -> None:
    assert short(ox.NamedNode("https://gardens.example/def#Garden"), NAMES) == "Garden"
    assert short(ox.NamedNode("http://www.w3.org/2002/07/owl#Class"), NAMES) == "owl:Class"
    assert short(ox.NamedNode("http://other.example/x"), NAMES) == "http://other.example/x"
    assert short(ox.NamedNode("https://gardens.example/def#"), NAMES) == "https://gardens.example/def#"
    assert short(ox.Literal("x", language="en"), NAMES) == "x"
    assert short(ox.BlankNode("b"), NAMES) == "_:b"


def test_local_names() -> None:
    assert local("https://gardens.example/def#Garden") == "Garden"
    assert local("https://gardens.example/a/b/") == "b"


def test_messages() -> None:
    assert messages("MinCount", "taker", {"minCount": "1"})["en"] == "taker is missing (1 needed)"
    assert messages("Xone", "", {}) == {"en": "this does not meet Xone", "ja": "this が Xone を満たさない"}
    assert fill("{?a} {$a} {a} {b}", {"a": "1"}) == "1 1 1 {b}"
