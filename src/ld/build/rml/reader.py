"""RML mappings from RDF (RML-Core, and the older rr:/rml:/ql: vocabularies), checked while they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ld.build.collect import Collector
from ld.build.rml.model import (
    Constant,
    Join,
    ParentMap,
    PredicateObjectMap,
    Source,
    Template,
    TermMap,
    TermType,
    TriplesMap,
    parse_template,
)
from ld.build.rml.terms import is_language
from ld.problems import Finding

NAMESPACES = ("http://w3id.org/rml/", "http://www.w3.org/ns/r2rml#", "http://semweb.mmlab.be/ns/rml#")
_FORMULATIONS = ("http://w3id.org/rml/CSV", "http://semweb.mmlab.be/ns/ql#CSV")
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CSVW = "http://www.w3.org/ns/csvw#"
DEFAULT_GRAPH = tuple(namespace + "defaultGraph" for namespace in NAMESPACES)
_KNOWN = frozenset(
    ("logicalSource", "subjectMap", "subject", "predicateObjectMap", "baseIRI", "source", "referenceFormulation")
)
_KNOWN |= {"path", "root", "null", "encoding", "predicateMap", "predicate", "objectMap", "object", "graphMap", "graph"}
_KNOWN |= {"class", "constant", "reference", "template", "termType", "language", "languageMap", "datatype"}
_KNOWN |= {"datatypeMap", "parentTriplesMap", "joinCondition", "child", "childMap", "parent", "parentMap"}
_EXPRESSIONS = ("constant", "reference", "template")
Node = ox.NamedNode | ox.BlankNode
_IRIS = frozenset(kind for kind in TermType if kind.is_iri)
_SUBJECTS = _IRIS | {TermType.BLANK_NODE}


@dataclass(frozen=True)
class MappingFile:
    """A mapping file: its name in findings, and the folder that its relative paths start from."""

    file: str
    folder: Path


class _Invalid(Exception):
    """One construct that is not valid RML."""


class Reader:
    """Reads mapping files into one graph, then triples maps out of it; findings go to ``collector``.

    ``root`` is where paths start that are relative to the working directory, ``base`` the base IRI of terms.
    Constructs that several triples maps share by IRI may stand in any of the files.
    """

    def __init__(self, root: Path, base: str, collector: Collector):
        self.root, self.base, self.collector = root, base, collector
        self.properties: dict[Node, dict[str, list[Constant]]] = defaultdict(lambda: defaultdict(list))
        self.origins: dict[Node, MappingFile] = {}
        self.maps: dict[str, TriplesMap] = {}

    def add(self, triples: Iterable[ox.Triple], origin: MappingFile) -> None:
        """Take the triples of one file (its blank nodes must differ from those of other files)."""
        for triple in triples:
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                continue
            self.origins.setdefault(subject, origin)
            namespace = next((n for n in (*NAMESPACES, _CSVW) if predicate.startswith(n)), "")
            name = predicate.removeprefix(namespace)
            if predicate == _TYPE:
                name = "type"
            elif namespace == _CSVW:
                name = f"csvw:{name}"
            elif not namespace:
                continue
            elif name not in _KNOWN and name not in ("iterator", "sourceName"):
                self._fault(origin.file, _name(subject), f"there is no {name} for CSV in RML", f"{name} は扱えない")
            self.properties[subject][name].append(value)

    def read(self) -> dict[str, TriplesMap]:
        """All triples maps by IRI, in the order of their names; those that are not valid are left out."""
        nodes = [n for n, p in self.properties.items() if {"logicalSource", "subjectMap"} & p.keys() or _is_map(p)]
        for node in sorted(nodes, key=str):
            try:
                self.maps[node.value] = self._triples_map(node)
            except _Invalid as error:
                en, ja = error.args
                self._fault(self.origins[node].file, _name(node), en, ja)
        for triples_map in self.maps.values():
            for parent in _parents(triples_map):
                if parent.parent not in self.maps:
                    en = f"parentTriplesMap {parent.parent} is no triples map"
                    self._fault(triples_map.file, parent.place, en, f"{parent.parent} はトリプルマップでない")
                elif not parent.joins and self.maps[parent.parent].source != triples_map.source:
                    en = "a parentTriplesMap over another table needs a joinCondition"
                    self._fault(triples_map.file, parent.place, en, "別の表との結合には joinCondition が要る")
        return self.maps

    def _fault(self, file: str, place: str, en: str, ja: str) -> None:
        self.collector.add(Finding(file, 0, place, "mapping", messages={"en": en, "ja": ja}))

    def _triples_map(self, node: Node) -> TriplesMap:
        has = self.properties[node]
        place = _name(node)
        source = self._source(self._node(self._one(has, "logicalSource"), "logicalSource"), self.origins[node])
        subjects = self._term_maps(has, "subject", place, _SUBJECTS)
        if len(subjects) != 1:
            raise _Invalid(
                f"a triples map has one subjectMap, this one has {len(subjects)}", f"subjectMap が {len(subjects)} 個"
            )
        described = self.properties[has["subjectMap"][0]] if has.get("subjectMap") else {}  # type: ignore[index]
        classes = tuple(value for value in described.get("class", []) if isinstance(value, ox.NamedNode))
        if len(classes) != len(described.get("class", [])):
            raise _Invalid("class must be an IRI", "class は IRI でなければならない")
        bases = has.get("baseIRI", [])
        return TriplesMap(
            node.value,
            self.origins[node].file,
            source,
            subjects[0],
            classes,
            self._term_maps(described, "graph", f"{place} subject", _IRIS),
            tuple(
                self._predicate_object(self._node(v, "predicateObjectMap"), place) for v in has["predicateObjectMap"]
            ),
            bases[0].value if bases else self.base,
        )

    def _source(self, node: Node, origin: MappingFile) -> Source:
        has = self.properties[node]
        formulation = self._one(has, "referenceFormulation")
        if formulation.value not in _FORMULATIONS:
            raise _Invalid(f"only CSV can be read, not {formulation}", f"CSV だけが読める（{formulation}）")
        given = self._one(has, "source")
        nulls = {""} | {value.value for value in has.get("null", [])}
        delimiter, folder, path = ",", self.root, given.value
        if isinstance(given, ox.Literal):
            folder = origin.folder
        else:
            inner = self.properties[given]
            nulls |= {value.value for value in inner.get("null", []) + inner.get("csvw:null", [])}
            if "csvw:url" in inner:
                path, folder = self._one(inner, "csvw:url").value, origin.folder
                for dialect in inner.get("csvw:dialect", []):
                    given_by = self.properties[self._node(dialect, "dialect")]
                    delimiter = next((value.value for value in given_by.get("csvw:delimiter", [])), ",")
            else:
                path = self._one(inner, "path").value
                root = next(iter(inner.get("root", [])), None)
                if root is not None and root.value.endswith("MappingDirectory"):
                    folder = origin.folder
                elif isinstance(root, ox.Literal):
                    folder = self.root / root.value
        return Source((folder / path).resolve(), delimiter, frozenset(nulls))

    def _predicate_object(self, node: Node, place: str) -> PredicateObjectMap:
        has = self.properties[node]
        predicates = self._term_maps(has, "predicate", place, frozenset((TermType.IRI, *_IRIS)))
        name = str(predicates[0].value) if predicates else "?"
        place = f"{place} {name}"
        objects: list[TermMap | ParentMap] = []
        for value in has.get("objectMap", []):
            inner = self._node(value, "objectMap")
            if "parentTriplesMap" in self.properties[inner]:
                objects.append(self._parent(inner, place))
            else:
                objects.append(self._term_map(inner, place, frozenset(TermType), "object"))
        objects += [TermMap(value, _type_of(value), place) for value in has.get("object", [])]
        if not predicates or not objects:
            raise _Invalid(
                f"a predicateObjectMap needs a predicate and an object ({place})", f"述語と目的語が要る（{place}）"
            )
        return PredicateObjectMap(predicates, tuple(objects), self._term_maps(has, "graph", place, _IRIS))

    def _parent(self, node: Node, place: str) -> ParentMap:
        has = self.properties[node]
        joins = []
        for value in has.get("joinCondition", []):
            condition = self.properties[self._node(value, "joinCondition")]
            joins.append(Join(self._side(condition, "child", place), self._side(condition, "parent", place)))
        return ParentMap(self._one(has, "parentTriplesMap").value, tuple(joins), place)

    def _side(self, has: Mapping[str, list[Constant]], side: str, place: str) -> TermMap:
        if f"{side}Map" in has:
            return self._term_map(self._node(self._one(has, f"{side}Map"), side), place, frozenset(TermType), "object")
        return TermMap(self._one(has, side).value, TermType.LITERAL, place)

    def _term_maps(
        self, has: Mapping[str, list[Constant]], role: str, place: str, allowed: frozenset[TermType]
    ) -> tuple[TermMap, ...]:
        """The term maps of ``role``, those that are given as constants last."""
        maps = [self._term_map(self._node(v, f"{role}Map"), place, allowed, role) for v in has.get(f"{role}Map", [])]
        for value in has.get(role, []):
            if isinstance(value, ox.BlankNode):  # seen in mappings: rr:graph [ … ] for rr:graphMap
                maps.append(self._term_map(value, place, allowed, role))
            elif _type_of(value) not in allowed:
                raise _Invalid(f"{role} cannot be {value} ({place})", f"{role} を {value} にできない（{place}）")
            else:
                maps.append(TermMap(value, _type_of(value), place))
        return tuple(maps)

    def _term_map(self, node: Node, place: str, allowed: frozenset[TermType], role: str) -> TermMap:
        has = self.properties[node]
        given = [(name, value) for name in _EXPRESSIONS for value in has.get(name, [])]
        if len(given) != 1:
            raise _Invalid(
                f"the {role} map needs one of constant, reference and template ({place})",
                f"{role} には constant, reference, template のどれか一つが要る（{place}）",
            )
        (name, found), language = given[0], self._language(has, place)
        datatype = next(iter(self._term_maps(has, "datatype", place, _IRIS)), None)
        if language is not None and datatype is not None:
            raise _Invalid(f"language and datatype exclude each other ({place})", f"言語と型は両立しない（{place}）")
        value: Constant | str | Template = found
        if name != "constant":
            try:
                value = found.value if name == "reference" else parse_template(found.value)
            except ValueError as error:
                raise _Invalid(f"{error} ({place})", f"テンプレートの誤り：{error}（{place}）") from None
        kind = self._term_type(has, value, role, literal=name == "reference" or bool(language or datatype))
        if kind not in allowed:
            raise _Invalid(f"the {role} cannot be a {kind} ({place})", f"{role} を {kind} にできない（{place}）")
        return TermMap(value, kind, place, language, datatype)

    def _term_type(
        self, has: Mapping[str, list[Constant]], value: Constant | str | Template, role: str, *, literal: bool
    ) -> TermType:
        if not isinstance(value, str | Template):
            return _type_of(value)
        given = next(iter(has.get("termType", [])), None)
        if given is None:
            return TermType.LITERAL if literal and role == "object" else TermType.IRI
        name = next((given.value.removeprefix(n) for n in NAMESPACES if given.value.startswith(n)), given.value)
        try:
            return TermType(name)
        except ValueError:
            raise _Invalid(f"there is no term type {name}", f"{name} という termType はない") from None

    def _language(self, has: Mapping[str, list[Constant]], place: str) -> TermMap | None:
        for value in has.get("language", []):
            if not is_language(value.value):
                raise _Invalid(f"{value.value} is no language tag ({place})", f"{value.value} は言語タグでない")
            return TermMap(value, TermType.LITERAL, place)
        for value in has.get("languageMap", []):
            return self._term_map(self._node(value, "languageMap"), place, frozenset(TermType), "object")
        return None

    def _one(self, has: Mapping[str, list[Constant]], name: str) -> Constant:
        values = has.get(name, [])
        if len(values) != 1:
            raise _Invalid(f"{name} must be given once, not {len(values)} times", f"{name} は一つ要る（{len(values)}）")
        return values[0]

    def _node(self, value: Constant, name: str) -> Node:
        if isinstance(value, ox.Literal) or value not in self.properties:
            raise _Invalid(f"{name} leads to nothing that is described: {value}", f"{name} の先がない：{value}")
        return value


def _type_of(value: Constant) -> TermType:
    if isinstance(value, ox.NamedNode):
        return TermType.IRI
    return TermType.BLANK_NODE if isinstance(value, ox.BlankNode) else TermType.LITERAL


def _is_map(has: Mapping[str, list[Constant]]) -> bool:
    return any(value.value.endswith("TriplesMap") for value in has.get("type", []))


def _name(node: Node) -> str:
    return f"<{node.value}>" if isinstance(node, ox.NamedNode) else "a blank node"


def _parents(triples_map: TriplesMap) -> list[ParentMap]:
    return [o for pom in triples_map.predicate_objects for o in pom.objects if isinstance(o, ParentMap)]
