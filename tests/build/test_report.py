"""The gate's report in its three forms."""

import pyoxigraph as ox

from ld.build import gate
from ld.build.report import Report
from ld.problems import Finding, Severity

EXCHANGES = "sources/exchanges.csv"
FAULTY = Report(
    (
        Finding(EXCHANGES, 2, "taker", "rule", "<b>", messages={"en": "is <wrong>", "ja": "誤り"}),
        Finding(EXCHANGES, 3, "taker", "hint", severity=Severity.WARNING, messages={"en": "odd"}),
    ),
    {"rule": 70, "hint": 1},
)


def test_terminal() -> None:
    text = FAULTY.terminal()
    assert text.splitlines() == [
        f"{EXCHANGES}:2:taker: error: is <wrong> [<b>] (rule)",
        f"{EXCHANGES}:3:taker: warning: odd (hint)",
        "70 of rule; 1 are shown",
        "70 errors, 1 warnings",
    ]
    assert "誤り 70 件" in FAULTY.terminal("ja")
    assert Report().terminal() == "Nothing stands in the way of a release."
    assert Report().terminal("fr") == Report().terminal("en")


def test_html() -> None:
    page = FAULTY.html("ja")
    assert page.startswith('<!doctype html>\n<html lang="ja">')
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "誤り" in page
    assert 'class="warning"' in page
    assert "http" not in page
    assert "公開の妨げはない。" in Report().html("ja")


def test_turtle(gardens) -> None:
    gardens.edit(EXCHANGES, "koishikawa,kew,acer", "koishikawa,,acer").edit(EXCHANGES, ",3,", ",3000,")
    gardens.edit(EXCHANGES, "2023-02-28,berlin,kew", "2023-02-28,kew,kew")
    asserted, ontology, origins = gardens.mapped()
    report = gate.check(gardens.publication, asserted, ontology, [], origins)
    text = report.turtle("https://gardens.example/release/1/")
    quads = list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))
    store = ox.Store()
    store.extend(quads)
    solutions = store.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?severity ?path ?value {
        ?report a sh:ValidationReport ; sh:result ?r . ?r a sh:ValidationResult ; sh:focusNode ?f ;
        sh:resultSeverity ?severity ; sh:resultPath ?path ; sh:sourceShape ?shape ; sh:sourceConstraintComponent ?c ;
        sh:resultMessage ?m FILTER(LANG(?m) = "ja") OPTIONAL { ?r sh:value ?value } } ORDER BY ?path"""
    )
    assert isinstance(solutions, ox.QuerySolutions)
    rows = [(s["severity"].value[27:], s["path"].value[28:], s["value"] and s["value"].value) for s in solutions]
    assert sorted(rows, key=str) == [
        ("Violation", "packets", "3000"),
        ("Violation", "taker", None),
        ("Warning", "taker", "https://gardens.example/id/garden/kew"),
    ]
    again = gate.check(gardens.publication, list(reversed(asserted)), ontology, [], origins)
    assert again.turtle("https://gardens.example/release/1/") == text


def test_an_empty_report_conforms() -> None:
    assert '"true"' in Report().turtle("https://gardens.example/")
