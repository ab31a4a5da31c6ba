"""Contradictions in the closure: the rules of OWL 2 RL that conclude "false".

The reasoner reports none, so each rule (OWL 2 Profiles, tables 4 to 8) is a query over what is asserted, what follows
from it, and the ontology. A rule is named as the specification names it. Besides them, one for what the reasoner is
not given: a functional data property with two values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ld.build.collect import Collector
from ld.build.graphs import store_of
from ld.build.lexical import Messages, check_of_name
from ld.build.origin import Origin, Origins
from ld.build.wording import fill, local
from ld.problems import Finding

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES = f"""PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <{_XSD}>
"""
_PAIRS = "FILTER(STR(?a) < STR(?b))"


@dataclass(frozen=True)
class Clash:
    """One rule: a query for what contradicts itself, the triples that do, and what to say.

    ``triples`` are the statements that clash, in variables and IRIs of the query's solution.
    """

    name: str
    query: str
    triples: tuple[tuple[str, str, str], ...]
    en: str
    ja: str


_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_OWL = "http://www.w3.org/2002/07/owl#"
_SAME, _DIFFERENT = _OWL + "sameAs", _OWL + "differentFrom"
CLASHES: tuple[Clash, ...] = (
    Clash(
        "cax-dw",
        "?s a ?a, ?b . { ?a owl:disjointWith ?b } UNION { ?b owl:disjointWith ?a } " + _PAIRS,
        (("?s", _TYPE, "?a"), ("?s", _TYPE, "?b")),
        "{s} is a {a} and a {b}; nothing can be both",
        "{s} は {a} であり {b} でもある。両立しない",
    ),
    Clash(
        "cax-adc",
        "?s a ?a, ?b . ?all a owl:AllDisjointClasses ; owl:members/rdf:rest*/rdf:first ?a, ?b " + _PAIRS,
        (("?s", _TYPE, "?a"), ("?s", _TYPE, "?b")),
        "{s} is a {a} and a {b}; nothing can be both",
        "{s} は {a} であり {b} でもある。両立しない",
    ),
    Clash(
        "cls-nothing2",
        "?s a owl:Nothing",
        (("?s", _TYPE, _OWL + "Nothing"),),
        "{s} is of a class that can have no members",
        "{s} は何も属しえない類に属する",
    ),
    Clash(
        "cls-com",
        "?s a ?a, ?b . { ?a owl:complementOf ?b } UNION { ?b owl:complementOf ?a } " + _PAIRS,
        (("?s", _TYPE, "?a"), ("?s", _TYPE, "?b")),
        "{s} is a {a} and a {b}, which is what is not {a}",
        "{s} は {a} とその補集合 {b} に属する",
    ),
    Clash(
        "prp-irp",
        "?p a owl:IrreflexiveProperty . ?s ?p ?s",
        (("?s", "?p", "?s"),),
        "{s} has {p} to itself",
        "{s} の {p} が自分自身を指す",
    ),
    Clash(
        "prp-asyp",
        "?p a owl:AsymmetricProperty . ?s ?p ?o . ?o ?p ?s FILTER(STR(?s) <= STR(?o))",
        (("?s", "?p", "?o"), ("?o", "?p", "?s")),
        "{p} holds from {s} to {o} and back",
        "{p} が {s} と {o} の間で双方向に述べられている",
    ),
    Clash(
        "prp-pdw",
        "{ ?a owl:propertyDisjointWith ?b } UNION { ?b owl:propertyDisjointWith ?a } ?s ?a ?o ; ?b ?o " + _PAIRS,
        (("?s", "?a", "?o"), ("?s", "?b", "?o")),
        "{o} is both {a} and {b} of {s}",
        "{o} は {s} の {a} であり {b} でもある",
    ),
    Clash(
        "prp-adp",
        "?all a owl:AllDisjointProperties ; owl:members/rdf:rest*/rdf:first ?a, ?b . ?s ?a ?o ; ?b ?o " + _PAIRS,
        (("?s", "?a", "?o"), ("?s", "?b", "?o")),
        "{o} is both {a} and {b} of {s}",
        "{o} は {s} の {a} であり {b} でもある",
    ),
    Clash(
        "eq-diff1",
        "?s owl:sameAs ?o . { ?s owl:differentFrom ?o } UNION { ?o owl:differentFrom ?s } FILTER(STR(?s) <= STR(?o))",
        (("?s", _SAME, "?o"), ("?o", _SAME, "?s"), ("?s", _DIFFERENT, "?o"), ("?o", _DIFFERENT, "?s")),
        "{s} and {o} are said to be the same and to be different",
        "{s} と {o} は同一とも別とも述べられている",
    ),
    Clash(
        "eq-diff2",
        "?all a owl:AllDifferent ; (owl:members|owl:distinctMembers)/rdf:rest*/rdf:first ?s, ?o . ?s owl:sameAs ?o "
        "FILTER(STR(?s) < STR(?o))",
        (("?s", _SAME, "?o"), ("?o", _SAME, "?s")),
        "{s} and {o} are said to be the same and to be different",
        "{s} と {o} は同一とも別とも述べられている",
    ),
    Clash(
        "prp-npa",
        "?n owl:sourceIndividual ?s ; owl:assertionProperty ?p ; (owl:targetIndividual|owl:targetValue) ?o . ?s ?p ?o",
        (("?s", "?p", "?o"),),
        "{p} of {s} is said not to be {o}, and to be {o}",
        "{s} の {p} は {o} でないとも {o} とも述べられている",
    ),
    Clash(
        "cls-maxc1",
        "{ ?r owl:maxCardinality ?none } UNION { ?r owl:maxQualifiedCardinality ?none ; owl:onClass owl:Thing } "
        "?r owl:onProperty ?p . ?s a ?r ; ?p ?o FILTER(xsd:integer(?none) = 0)",
        (("?s", "?p", "?o"),),
        "{s} may have no {p}",
        "{s} に {p} はありえない",
    ),
    Clash(
        "cls-maxqc1",
        "?r owl:maxQualifiedCardinality ?none ; owl:onProperty ?p ; owl:onClass ?c . ?s a ?r ; ?p ?o . ?o a ?c "
        "FILTER(xsd:integer(?none) = 0)",
        (("?s", "?p", "?o"),),
        "{s} may have no {p} that is a {c}",
        "{s} に {c} である {p} はありえない",
    ),
    Clash(
        "functional-data",
        "?p a owl:FunctionalProperty, owl:DatatypeProperty . ?s ?p ?a, ?b "
        "FILTER(CONCAT(STR(?a), ' ', LANG(?a), STR(DATATYPE(?a))) < CONCAT(STR(?b), ' ', LANG(?b), STR(DATATYPE(?b))))",
        (("?s", "?p", "?a"), ("?s", "?p", "?b")),
        "{s} has two values of {p}, {a} and {b}, and may have one",
        "{s} の {p} に {a} と {b} の二つの値がある。一つだけのはず",
    ),
)
_DATATYPES = f"""{_PREFIXES}SELECT ?s ?p ?o ?range {{
  ?p rdfs:range ?range . FILTER(STRSTARTS(STR(?range), "{_XSD}") || ?range = rdf:langString)
  ?s ?p ?o . FILTER(isLiteral(?o))
}}"""


def contradictions(
    asserted: Iterable[ox.Triple],
    inferred: Iterable[ox.Triple],
    ontology: Iterable[ox.Triple],
    origins: Origins,
) -> list[Finding]:
    """One finding for each clash, naming the cells of the asserted triples that clash; at most 50 of a kind."""
    store = store_of(asserted, inferred, ontology)
    collector = Collector()
    for clash in CLASHES:
        solutions = store.query(f"{_PREFIXES}SELECT DISTINCT * {{ {clash.query} }}")
        assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101
        names = [variable.value for variable in solutions.variables]
        found = [{name: term for name in names if (term := solution[name]) is not None} for solution in solutions]
        for terms in sorted(found, key=lambda terms: str(sorted(terms.items(), key=str))):
            _report(clash, terms, origins, collector)
    for finding in _datatypes(store, origins):
        collector.add(finding)
    return collector.findings


Terms = dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]


def _report(clash: Clash, terms: Terms, origins: Origins, collector: Collector) -> None:
    triples = [triple for pattern in clash.triples if (triple := _triple(pattern, terms)) is not None]
    texts = {name: _text(term) for name, term in terms.items()}

    def make() -> Finding:
        cells = _cells(triples, origins)
        first = cells[0] if cells else Origin("", 0, "")
        also = ", ".join(f"{cell.file}:{cell.row}:{cell.column}" for cell in cells[1:6])
        messages = {
            "en": fill(clash.en, texts) + (f"; see also {also}" if also else ""),
            "ja": fill(clash.ja, texts) + (f"。{also} も見よ" if also else ""),
        }
        return Finding(first.file, first.row, first.column, clash.name, first.value, messages=messages)

    collector.note(clash.name, "sources", make)


def _cells(triples: list[ox.Triple], origins: Origins) -> list[Origin]:
    """The cells of the triples that are asserted; when none is, the cells that make their subjects."""
    found = [cell for triple in triples for cell in origins.cells(triple)]
    if not found:
        subjects = dict.fromkeys(t.subject for t in triples if isinstance(t.subject, ox.NamedNode))
        found = [cell for subject in subjects for cell in origins.rows(subject)]
    return list(dict.fromkeys(found))


def _triple(pattern: tuple[str, str, str], terms: Terms) -> ox.Triple | None:
    found = [terms.get(part[1:]) if part.startswith("?") else ox.NamedNode(part) for part in pattern]
    if None in found:
        return None
    return ox.Triple(*found)  # type: ignore[arg-type]


def _datatypes(store: ox.Store, origins: Origins) -> Iterator[Finding]:
    """dt-not-type, as far as an XML Schema datatype is the range of a property.

    A literal must be of the range's datatype (an integer is a decimal too), and in its lexical space.
    """
    solutions = store.query(_DATATYPES)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101
    for solution in solutions:
        value, wanted = solution["o"], solution["range"]
        assert isinstance(value, ox.Literal)  # noqa: S101
        assert isinstance(wanted, ox.NamedNode)  # noqa: S101
        messages = _not_of(value, wanted)
        if messages is not None:
            triple = ox.Triple(solution["s"], solution["p"], value)
            cells = _cells([triple], origins)
            cell = cells[0] if cells else Origin("", 0, "")
            name = _text(triple.predicate)
            told = {language: f"{name}: {text}" for language, text in messages.items()}
            yield Finding(cell.file, cell.row, cell.column, "dt-not-type", value.value, messages=told)


def _not_of(value: ox.Literal, wanted: ox.NamedNode) -> Messages | None:
    given, name = value.datatype.value, local(wanted.value)
    fits = given == wanted.value or (name == "decimal" and given == _XSD + "integer")
    if not fits:
        return {"en": f"is a {local(given)}, not a {name}", "ja": f"{name} でなく {local(given)} である"}
    check = check_of_name(name)
    return check(value.value) if check is not None else None


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.Literal):
        return term.value
    if isinstance(term, ox.NamedNode):
        parts = [part for part in re.split("[/#]", term.value) if part]
        return "/".join(parts[-2:]) if "#" not in term.value else parts[-1]
    return str(term)
