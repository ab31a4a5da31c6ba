"""The shapes of a publication, in two parts: what SHACL core says, and the rules that are SPARQL.

pySHACL takes seconds for a rule across records that Oxigraph answers in a hundredth of them, so the rules
(``sh:sparql``) are taken out of the shapes that pySHACL gets, and their SELECTs are asked of a store.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from ld.build.collect import Collector
from ld.build.wording import SH, local
from ld.problems import Finding, Severity

_TRUE = "true"
_THIS = re.compile(r"[?$](?:this|THIS)\b")
Node = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True)
class Rule:
    """One ``sh:sparql`` constraint: a SELECT that finds every ``?this`` that breaks it."""

    name: str
    shape: ox.NamedNode | None
    select: str
    messages: Mapping[str, str]
    severity: Severity


@dataclass(frozen=True)
class Shapes:
    """``core`` for pySHACL, ``rules`` for Oxigraph, and what the shapes say of themselves by node."""

    core: list[ox.Triple]
    rules: list[Rule]
    properties: Mapping[Node, Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]]
    owners: Mapping[Node, ox.NamedNode] = field(default_factory=dict)

    def messages(self, node: Node) -> dict[str, str]:
        """The messages of a shape by language."""
        return _messages(self.properties.get(node, {}))

    def name(self, node: Node) -> str:
        """A shape as findings call it: its own name, or that of the shape that it is part of."""
        owner = node if isinstance(node, ox.NamedNode) else self.owners.get(node)
        return local(owner.value) if owner is not None else "shape"


def read_shapes(shapes: Iterable[ox.Triple], ontology: Iterable[ox.Triple], file: str, collector: Collector) -> Shapes:
    """Part the shapes. ``sh:prefixes`` may lead to declarations in the shapes or in the ontology (SHACL §5.2.1)."""
    shapes = list(shapes)
    properties: dict[Node, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for triple in [*shapes, *(t for t in ontology if t.predicate.value.startswith(SH))]:
        if not isinstance(triple.subject, ox.Triple) and not isinstance(triple.object, ox.Triple):
            properties[triple.subject][triple.predicate.value.removeprefix(SH)].append(triple.object)
    rules, out = [], set()
    for node, has in list(properties.items()):
        for found in has.get("sparql", []):
            if isinstance(found, ox.Literal):
                continue
            out.add(found)
            if _deactivated(has) or _deactivated(properties[found]):
                continue
            rule = _rule(node, found, properties, file, collector)
            if rule is not None:
                rules.append(rule)
    sparql = ox.NamedNode(SH + "sparql")
    core = [t for t in shapes if t.subject not in out and t.predicate != sparql]
    rules.sort(key=lambda rule: rule.name)
    return Shapes(core, rules, properties, _owners(properties))


def lift_targets(core: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The same shapes with the targets of a node shape put on its property shapes where that means the same.

    ``sh:property`` reports what its property shapes report (SHACL §4.7.2), so a property shape that has the targets
    itself finds the same results. pySHACL then evaluates each constraint once for all focus nodes, not anew for each
    node: many times as fast. Shapes that are closed, switched off, or used by other shapes stay as they are.
    """
    core = list(core)
    kept = {t.subject for t in core if t.predicate.value in (SH + "closed", SH + "deactivated")}
    used = {t.object for t in core if t.predicate.value != SH + "property"}
    targets: dict[object, list[ox.Triple]] = defaultdict(list)
    for triple in core:
        if triple.predicate.value.startswith(SH + "target"):
            targets[triple.subject].append(triple)
    lifted: list[ox.Triple] = []
    for triple in core:
        subject, value = triple.subject, triple.object
        movable = subject in targets and subject not in kept and subject not in used
        if triple.predicate.value == SH + "property" and movable and isinstance(value, ox.NamedNode | ox.BlankNode):
            lifted += [ox.Triple(value, target.predicate, target.object) for target in targets[subject]]
        else:
            lifted.append(triple)
    return list(dict.fromkeys(lifted))


def _rule(
    shape: Node,
    node: Node,
    properties: Mapping[Node, Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]],
    file: str,
    collector: Collector,
) -> Rule | None:
    has, above = properties[node], properties[shape]
    owner = shape if isinstance(shape, ox.NamedNode) else None
    named = owner or (node if isinstance(node, ox.NamedNode) else None)
    name = local(named.value) if named is not None else "rule"
    select = next((value.value for value in has.get("select", []) if isinstance(value, ox.Literal)), "")

    def fault(en: str, ja: str) -> None:
        collector.add(Finding(file, 0, name, "shapes", messages={"en": en, "ja": ja}))

    if not select:
        fault("the rule has no sh:select", "規則に sh:select がない")
        return None
    if "$PATH" in select or not _THIS.search(select):
        fault("a rule's SELECT finds ?this itself and has no $PATH", "規則の SELECT は ?this を自ら見つける")
        return None
    declared: dict[str, str] = {}
    for source in has.get("prefixes", []):
        for declaration in properties.get(source, {}).get("declare", []) if not isinstance(source, ox.Literal) else []:
            told = properties.get(declaration, {}) if not isinstance(declaration, ox.Literal) else {}
            for prefix, namespace in zip(told.get("prefix", []), told.get("namespace", []), strict=False):
                declared[prefix.value] = namespace.value
    head = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(declared.items()))
    messages = _messages(has) or _messages(above)
    return Rule(name, named, head + select, messages, severity_of(has, above))


def severity_of(*nodes: Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]) -> Severity:
    """The first ``sh:severity`` that is given; a violation when none is (SHACL §2.1.4)."""
    given = next((value.value for has in nodes for value in has.get("severity", [])), SH + "Violation")
    return Severity.ERROR if given == SH + "Violation" else Severity.WARNING


def _messages(has: Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]) -> dict[str, str]:
    return {v.language or "en": v.value for v in has.get("message", []) if isinstance(v, ox.Literal)}


def _deactivated(has: Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]) -> bool:
    return any(value.value == _TRUE for value in has.get("deactivated", []))


def _owners(
    properties: Mapping[Node, Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]],
) -> dict[Node, ox.NamedNode]:
    """Which named shape each anonymous one is part of."""
    parents: dict[Node, Node] = {}
    for node, has in properties.items():
        for values in has.values():
            for value in values:
                if isinstance(value, ox.BlankNode):
                    parents.setdefault(value, node)
    owners: dict[Node, ox.NamedNode] = {}
    for node in parents:
        above: Node | None = node
        for _ in range(len(parents)):
            above = parents.get(above) if above is not None else None
            if isinstance(above, ox.NamedNode):
                owners[node] = above
                break
    return owners
