"""The gate speaks of cells."""

import pyoxigraph as ox
import pytest

from ld.build import gate
from ld.build.entailment import close
from ld.build.origin import Nowhere, Origin, Several
from ld.build.shapes import lift_targets
from ld.problems import Severity, SourceErrors

EXCHANGES, SHAPES = "sources/exchanges.csv", "shapes/exchange.ttl"


def check(gardens):
    asserted, ontology, origins = gardens.mapped()
    return gate.check(gardens.publication, asserted, ontology, [], origins)


def told(report):
    return [(f.file, f.row, f.column, f.value, f.kind) for f in report.findings]


def test_what_is_right_passes(gardens) -> None:
    report = check(gardens)
    assert report.conforms
    assert report.findings == ()


def test_no_shapes(gardens) -> None:
    (gardens.root / SHAPES).unlink()
    assert check(gardens).conforms
    (gardens.root / "shapes").rmdir()
    assert check(gardens).conforms


def test_a_missing_value_names_the_cell_that_would_hold_it(gardens) -> None:
    gardens.edit(EXCHANGES, "koishikawa,kew,acer", "koishikawa,,acer")
    report = check(gardens)
    assert told(report) == [(EXCHANGES, 2, "taker", "", "Exchange taker MinCount")]
    (finding,) = report.findings
    assert finding.message().startswith("An exchange has a taker.")
    assert finding.message("ja").startswith("受け手が要る。")
    assert not report.conforms


def test_a_value_at_fault_names_its_cell(gardens) -> None:
    gardens.edit(EXCHANGES, ",12,", ",1200,")
    report = check(gardens)
    assert told(report) == [(EXCHANGES, 2, "packets", "1200", "Exchange packets MaxInclusive")]
    assert report.findings[0].message() == "packets must be at most 1000 (exchange/kew-koishikawa-1)"
    assert report.findings[0].message("ja").startswith("packets は 1000 以下")


def test_subclasses_are_targets(gardens) -> None:
    gardens.edit(EXCHANGES, "Ginkgos for Kew", "")
    assert told(check(gardens)) == [(EXCHANGES, 4, "title_en", "", "Thing label MinCount")]


def test_a_rule_names_the_cell_and_fills_its_message(gardens) -> None:
    gardens.edit(EXCHANGES, "2021-05-02", "2021-03-02")
    report = check(gardens)
    assert told(report) == [(EXCHANGES, 2, "arrived", "2021-03-02", "arrives-later")]
    assert report.findings[0].message().startswith("2021-03-02 lies before 2021-04")


def test_warnings_only_warn(gardens) -> None:
    gardens.edit(EXCHANGES, "koishikawa,berlin", "berlin,berlin")
    report = check(gardens)
    assert report.conforms
    assert told(report) == [(EXCHANGES, 3, "taker", "berlin", "own-garden")]
    assert report.findings[0].severity is Severity.WARNING
    assert "1 warnings" in report.terminal()


def test_another_table_would_hold_the_value(gardens) -> None:
    gardens.edit(SHAPES, "sh:path g:packets ; sh:maxInclusive 1000", "sh:path g:opened ; sh:minCount 1")
    found = check(gardens).findings
    assert [(f.file, f.row, f.column) for f in found] == [(EXCHANGES, row, "id") for row in (2, 3, 4)]
    assert "it would stand in sources/gardens.csv" in found[0].message()


def test_all_findings_at_once_and_fifty_of_a_kind(gardens) -> None:
    with (gardens.root / EXCHANGES).open("a", encoding="utf-8") as stream:
        for number in range(80):
            stream.write(f"x-{number},,,,kew,,,2000,\n")
    report = check(gardens)
    assert report.counts == {
        "Exchange packets MaxInclusive": 80,
        "Exchange taker MinCount": 80,
        "Thing label MinCount": 80,
    }
    assert len(report.findings) == 150
    assert "80 findings" in report.terminal()


def test_a_thing_that_no_table_states(gardens) -> None:
    asserted, ontology, _ = gardens.mapped()
    asserted = [t for t in asserted if t.predicate.value != "https://gardens.example/def#taker"]
    report = gate.check(gardens.publication, asserted, ontology, [], Nowhere())
    assert {(f.file, f.row) for f in report.findings} == {("", 0)}
    assert len(report.findings) == 3


def test_a_path_that_is_inverse_or_an_alternative(gardens) -> None:
    gardens.edit(
        SHAPES, "sh:path g:packets ; sh:maxInclusive 1000", "sh:path [ sh:inversePath g:note ] ; sh:minCount 1"
    )
    found = check(gardens).findings
    assert [(f.file, f.row, f.kind) for f in found] == [(EXCHANGES, row, "Exchange MinCount") for row in (2, 3, 4)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("SELECT $this (g:taker AS ?path)", "SELECT $this (g:taker AS", "cannot be run"),
        ('sh:select "SELECT $this', 'sh:comment "SELECT $this', "no sh:select"),
        ("{ $this g:giver ?value ;", "{ $this $PATH ?value ;", "no $PATH"),
        ("SELECT $this (g:taker AS ?path) ?value {", "ASK { ?this a ?x . ", "is a SELECT"),
    ],
)
def test_a_rule_that_cannot_be_run(gardens, old: str, new: str, says: str) -> None:
    gardens.edit(SHAPES, old, new)
    with pytest.raises(SourceErrors) as caught:
        check(gardens)
    assert [(f.file, f.kind) for f in caught.value.findings] == [("shapes", "shapes")]
    assert says in caught.value.findings[0].message()


def test_a_rule_that_is_switched_off(gardens) -> None:
    gardens.edit(EXCHANGES, "koishikawa,berlin", "berlin,berlin")
    gardens.edit(SHAPES, "s:own-garden a sh:NodeShape ;", "s:own-garden a sh:NodeShape ; sh:deactivated true ;")
    assert check(gardens).findings == ()


def test_shapes_that_cannot_be_read(gardens) -> None:
    gardens.edit(SHAPES, "s:Thing a sh:NodeShape ;", "s:Thing a sh:NodeShape")
    with pytest.raises(SourceErrors) as caught:
        check(gardens)
    assert (caught.value.findings[0].file, caught.value.findings[0].row > 0) == (SHAPES, True)


def test_lifted_targets_find_the_same(gardens, monkeypatch) -> None:
    gardens.edit(EXCHANGES, "koishikawa,kew,acer", "koishikawa,,acer").edit(EXCHANGES, ",3,", ",3000,")
    gardens.edit("sources/gardens.csv", "kew,Kew Gardens,キュー植物園", "kew,.,.")
    gardens.edit(SHAPES, "sh:path rdfs:label ; sh:minCount 1", "sh:path rdfs:label ; sh:minLength 3")
    lifted = check(gardens)
    monkeypatch.setattr("ld.build.core.lift_targets", list)
    assert set(check(gardens).results) == set(lifted.results)
    assert len(lifted.results) == 4


def test_closed_shapes_are_left_as_they_are() -> None:
    sh = "http://www.w3.org/ns/shacl#"
    shape, part = ox.NamedNode("https://gardens.example/s"), ox.NamedNode("https://gardens.example/p")
    core = [
        ox.Triple(shape, ox.NamedNode(sh + "targetClass"), ox.NamedNode("https://gardens.example/C")),
        ox.Triple(shape, ox.NamedNode(sh + "property"), part),
    ]
    assert lift_targets(core) != core
    closed = [*core, ox.Triple(shape, ox.NamedNode(sh + "closed"), ox.Literal(True))]
    assert lift_targets(closed) == closed


def test_several_origins() -> None:
    class One(Nowhere):
        def cells(self, triple):
            return [Origin("a", 1, "c")]

        rows = lacking = lambda self, *args: [Origin("a", 1, "c")]

    several = Several(One(), Nowhere(), One())
    node = ox.NamedNode("https://gardens.example/x")
    triple = ox.Triple(node, node, node)
    assert len(several.cells(triple)) == len(several.rows(node)) == len(several.lacking(node, node)) == 2
    assert Nowhere().cells(triple) == Nowhere().rows(node) == Nowhere().lacking(node, node) == []


def test_after_inference_a_wrong_link_would_look_right(gardens) -> None:
    gardens.edit("mappings/exchanges.rml.ttl", "id/garden/{taker}", "id/plant/{plant}")
    asserted, ontology, origins = gardens.mapped()
    before = gate.check(gardens.publication, asserted, ontology, [], origins)
    assert before.counts == {"Exchange taker Class": 3}
    after = gate.check(gardens.publication, [*asserted, *close(asserted, ontology)], ontology, [], origins)
    assert after.conforms
