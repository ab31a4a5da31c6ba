"""``/page/{class}``: all things of a class, by date or by name, a page at a time; so too the schemes of concepts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox
from flask import Response, request

from ld.web import respond
from ld.web.asking import Asking, among, fill, iri, number, text, values
from ld.web.context import Reader
from ld.web.description import Value, names
from ld.web.finding import missing
from ld.web.relations import page_number
from ld.web.showing import Names, Shown, moment
from ld.web.vocabulary import RDFS, SKOS

PAGE = 100
SCHEMES = "concept"

_TOTAL = "SELECT (COUNT(DISTINCT ?x) AS ?n) (COUNT(?date) AS ?dated) WHERE { ?x a ?kind %s }"
_ROWS = """
SELECT ?x (MIN(?start) AS ?date) (MIN(?called) AS ?sort) WHERE {
  ?x a ?kind %s OPTIONAL { ?x ?label ?name FILTER(LANG(?name) = ?language) }
  BIND(COALESCE(?name, STR(?x)) AS ?called)
} GROUP BY ?x ORDER BY %s LIMIT %d OFFSET %d
"""
_COLUMNS = "SELECT ?x ?p ?o WHERE { %s ?x ?p ?o %s } ORDER BY ?x ?p ?o LIMIT 5000"

SORTS = {"date": "DESC(BOUND(?date)) ?date ?sort ?x", "newest": "DESC(?date) ?sort ?x", "name": "?sort ?x"}


@dataclass(frozen=True)
class Listed:
    """One row of a list: the thing, its date, and the values of each column."""

    link: Shown
    date: Shown | None
    cells: list[list[Shown]]


def is_list(reader: Reader, key: str) -> bool:
    """Whether ``key`` is the segment of a class."""
    return key == SCHEMES or key in reader.schema.segments


def listing(reader: Reader, key: str) -> Response:
    """The page of all things of the class that ``key`` names."""
    asking, dates = reader.site.asking, reader.site.presentation.dates
    class_iri = SKOS + "ConceptScheme" if key == SCHEMES else reader.schema.segments[key]
    start = f"OPTIONAL {{ ?x {iri(dates.earliest)} ?start }}" if dates.earliest else ""
    totals = asking.select(fill(_TOTAL % start.replace("?start", "?date"), kind=class_iri))
    total, has_dates = number(totals[0].get("n")), number(totals[0].get("dated")) > 0
    if not has_dates and reader.site.presentation.order:
        start = f"OPTIONAL {{ ?x {iri(reader.site.presentation.order)} ?start }}"
    asked = request.args.get("sort", "")
    sort = asked if asked in SORTS and (has_dates or asked == "name") else ("date" if has_dates else "name")
    page = page_number()
    if page > 1 and (page - 1) * PAGE >= total:
        raise missing(reader, f"{key}?page={page}")
    label = (SKOS + "prefLabel") if key == SCHEMES else RDFS + "label"
    query = _ROWS % (start, SORTS[sort if has_dates else "date"], PAGE, (page - 1) * PAGE)
    rows = asking.select(fill(query, kind=class_iri, label=label, language=ox.Literal(reader.language)))
    found = [text(row["x"]) for row in rows]
    told = (dates.value, dates.earliest, dates.latest, dates.text)
    cells = _cells(asking, found, [*reader.site.presentation.columns, *told])
    mentioned = {o.value for by in cells.values() for each in by.values() for o in each if isinstance(o, ox.NamedNode)}
    shown = Names(reader, names(asking, mentioned | set(found)))
    plain = reader.site.presentation.plain
    columns = [
        c
        for c in reader.site.presentation.columns
        if any(o.value not in plain for x in found for o in cells[x].get(c, ()))
    ]
    return respond.page(
        reader,
        "list.html",
        f"/page/{key}",
        title=reader.several(class_iri),
        definition=_definition(reader, class_iri),
        total=total,
        rows=[_listed(text(row["x"]), cells, columns, shown, told) for row in rows],
        columns=[reader.term(c) for c in columns],
        has_dates=has_dates,
        sort=sort,
        number=page,
        pages=max(1, -(-total // PAGE)),
        segment=key,
    )


def _cells(asking: Asking, found: list[str], properties: list[str]) -> dict[str, dict[str, list[Value]]]:
    cells: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    wanted = [p for p in properties if p]
    if found and wanted:
        for row in asking.select(_COLUMNS % (values("x", found), among("p", wanted))):
            if isinstance(value := row["o"], ox.NamedNode | ox.Literal):
                cells[text(row["x"])][text(row["p"])].append(value)
    return cells


def _listed(
    iri: str, cells: dict[str, dict[str, list[Value]]], columns: list[str], shown: Names, dates: tuple[str, ...]
) -> Listed:
    own, plain = cells[iri], shown.reader.site.presentation.plain
    value, low, high, told = (next((text(o) for o in own.get(each, ())), "") for each in dates)
    if dates[-1] and not told:
        low = high = ""
    return Listed(
        shown.link(iri),
        moment(shown.reader.words, value, low, high),
        [shown.each(o for o in own.get(c, ()) if o.value not in plain) for c in columns],
    )


def _definition(reader: Reader, class_iri: str) -> object:
    term = reader.schema.terms.get(class_iri)
    return reader.name(term.definitions, class_iri) if term and term.definitions else None
