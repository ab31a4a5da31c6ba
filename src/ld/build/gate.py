"""The gate: asserted data against the shapes, before anything is inferred.

What SHACL finds is told in the curator's terms: the table, row, column and value that made the triple in question,
or that would have made the one that is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from ld.build.collect import MOST, Collector
from ld.build.core import run_core
from ld.build.graphs import read_graph, store_of
from ld.build.origin import Origin, Origins
from ld.build.report import Report, Result
from ld.build.rules import run_rule
from ld.build.shapes import read_shapes
from ld.build.tables import relative
from ld.build.wording import Names, names_of, short
from ld.problems import Finding
from ld.publication import Publication

_ABSENT = frozenset(("MinCount", "HasValue", "QualifiedMinCount", "Equals"))


def check(
    publication: Publication,
    asserted: Iterable[ox.Triple],
    ontology: Iterable[ox.Triple],
    vocabularies: Iterable[ox.Triple],
    origins: Origins,
) -> Report:
    """Check ``asserted`` against shapes/*.ttl and say what is wrong in the terms of the tables.

    Raises :class:`~ld.problems.SourceErrors` when a shape cannot be read or a rule cannot be run.
    """
    folder, broken = publication.paths.shapes, Collector()
    file = relative(publication, folder)
    ontology, vocabularies = list(ontology), list(vocabularies)
    shapes = read_shapes(read_graph(publication, folder) if folder.is_dir() else [], ontology, file, broken)
    data = [*asserted, *ontology, *vocabularies]
    names = names_of(publication.prefixes, publication.base)
    results = list(run_core(shapes, data, names))
    if shapes.rules:
        store = store_of(data)
        results += [r for rule in shapes.rules for r in run_rule(rule, store, names, file, broken)]
    broken.stop()
    return report_of(dict.fromkeys(results), origins, names)


def report_of(results: Iterable[Result], origins: Origins, names: Names) -> Report:
    """The report of ``results``: cells are looked up for those that are kept, all are counted."""
    collector = Collector()
    ordered = sorted(results, key=lambda r: (r.kind, r.focus.value, str(r.path), str(r.value)))
    kept: list[Result] = []
    seen: Counter[str] = Counter()
    for result in ordered:
        seen[result.kind] += 1
        if seen[result.kind] <= MOST:
            kept.append(result)
        collector.note(result.kind, "sources", lambda r=result: finding_of(r, origins, names), result.severity)  # type: ignore[misc]
    return Report(tuple(collector.findings), collector.counts, tuple(kept))


def finding_of(result: Result, origins: Origins, names: Names) -> Finding:
    """``result`` as a finding about a cell: its value is the cell's when the cell makes the triple at fault."""
    origin, stated, note = _origin(result, origins)
    subject = short(result.focus, names)
    value = short(result.value, names) if result.value is not None else ""
    if origin is None:
        messages = {language: f"{text} ({subject})" for language, text in result.messages.items()}
        return Finding("", 0, "", result.kind, value, result.severity, messages)
    messages = {language: text + note.get(language, "") + f" ({subject})" for language, text in result.messages.items()}
    shown = origin.value if stated or not value else value
    return Finding(origin.file, origin.row, origin.column, result.kind, shown, result.severity, messages)


def _origin(result: Result, origins: Origins) -> tuple[Origin | None, bool, dict[str, str]]:
    """The cell in question, whether it states the triple at fault, and what to add to the messages."""
    if result.path is not None and result.value is not None:
        stated = [ox.Triple(result.focus, result.path, result.value)]
        if isinstance(result.value, ox.NamedNode):
            stated.append(ox.Triple(result.value, result.path, result.focus))
        for triple in stated:
            if cells := origins.cells(triple):
                return cells[0], True, {}
    note: dict[str, str] = {}
    if result.path is not None and (result.value is None or result.component in _ABSENT):
        places = origins.lacking(result.focus, result.path)
        if here := [origin for origin in places if origin.row]:
            return here[0], True, {}
        if places:
            tables = ", ".join(sorted({origin.file for origin in places}))
            note = {"en": f"; it would stand in {tables}", "ja": f"。{tables} に書く"}
    rows = origins.rows(result.focus)
    return (rows[0] if rows else None), False, note
