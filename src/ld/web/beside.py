"""What stands beside each thing that leads to another: a table for each kind, its columns by what the things have.

A column is a property of the thing, or of the part of it that leads here (a person's post in this meeting), or the
last step of its life; the last column has the passages that bear the thing out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ld.web.asking import Asking, among, fill, text, values
from ld.web.context import Reader
from ld.web.description import Description, Value
from ld.web.incoming import Group, Incoming, Link
from ld.web.languages import Name
from ld.web.places import Passage, passage
from ld.web.showing import Names, Shown, moment
from ld.web.vocabulary import RDF, SKOS

_CELLS = """
SELECT ?x ?p ?o ?step ?when ?low ?high ?told WHERE {
  { %(things)s ?x ?p ?o %(wanted)s }
  UNION { %(records)s ?x ?proves ?evidence . ?evidence ?leads ?o .
    FILTER(NOT EXISTS { ?evidence ?says ?property }) BIND(?leads AS ?p) }
  UNION { %(records)s ?step ?life ?x ; ?which ?o . BIND(?life AS ?p)
    OPTIONAL { ?step ?value ?when } OPTIONAL { ?step ?earliest ?low } OPTIONAL { ?step ?latest ?high }
    OPTIONAL { ?step ?written ?told } }
} ORDER BY ?x ?p ?o LIMIT 20000
"""
_ABSENT = RDF + "nil"


@dataclass(frozen=True)
class Cell:
    """The last step of a thing's life: which it was, and its date in words."""

    step: str
    date: Shown | None
    order: tuple[bool, str, str]


@dataclass(frozen=True)
class Beside:
    """What was found beside the things of one page: values by thing or part and property, and last steps."""

    values: Mapping[str, Mapping[str, Sequence[Value]]]
    last: Mapping[str, Sequence[Cell]]

    def mentioned(self) -> set[str]:
        """All IRIs that stand in it."""
        every = [o for own in self.values.values() for given in own.values() for o in given]
        return {o.value for o in every if isinstance(o, ox.NamedNode)} | {
            cell.step for cells in self.last.values() for cell in cells
        }


@dataclass(frozen=True)
class RelatedRow:
    """One thing that leads here: its link, its date, a list of values for each column, and its passages."""

    link: Shown
    date: Shown | None
    cells: Sequence[Sequence[Shown]]
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Related:
    """The things of one kind that lead here, as a table; ``by`` is how, where it is not plain from the kind."""

    name: Name
    segment: str
    count: int
    columns: Sequence[Name]
    rows: Sequence[RelatedRow]

    @property
    def dated(self) -> bool:
        """Whether any of them has a date."""
        return any(row.date for row in self.rows)

    @property
    def proved(self) -> bool:
        """Whether any of them has passages."""
        return any(row.passages for row in self.rows)


def beside(asking: Asking, reader: Reader, inward: Incoming) -> Beside:
    """What stands beside the things of ``inward``, in one query; none where nothing leads here."""
    shown, terms = reader.site.presentation, reader.site.publication.terms
    links = inward.links
    if not links:
        return Beside({}, {})
    records = [link.iri for link in links]
    relation = (shown.dates.relation,) if shown.dates.relation else ()
    query = _CELLS % {
        "things": values("x", [*records, *(part for link in links for part in link.parts)]),
        "records": values("x", records),
        "wanted": among("p", [*shown.beside, *relation]),
    }
    given = {
        "proves": terms.evidence,
        "leads": terms.passage,
        "says": terms.about_property,
        "life": shown.life,
        "which": shown.step,
        "value": shown.dates.value,
        "earliest": shown.dates.earliest,
        "latest": shown.dates.latest,
        "written": shown.dates.text,
    }
    found: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    last: dict[str, list[Cell]] = defaultdict(list)
    for row in asking.select(fill(query, **{name: each or _ABSENT for name, each in given.items()})):
        thing, prop, value = text(row["x"]), text(row["p"]), row["o"]
        if "step" in row:
            when, low, high = (text(row.get(name)) for name in ("when", "low", "high"))
            told = "told" in row or not shown.dates.text
            date = moment(reader.words, when, low if told else "", high if told else "")
            cell = Cell(text(value), date, (bool(low), low or high, high))
            known = last[thing][0].order if thing in last else cell.order
            if cell.order > known:
                last[thing] = [cell]
            elif cell.order == known:
                last[thing].append(cell)
        elif isinstance(value, ox.NamedNode | ox.Literal) and value not in found[thing][prop]:
            found[thing][prop].append(value)
    return Beside(found, last)


def related(about: Description, inward: Incoming, around: Beside, names: Names) -> list[Related]:
    """The groups of ``inward`` as tables on the page of ``about``; what it tells itself they do not tell again."""
    return [_table(about, group, around, names) for group in inward.groups]


def _table(about: Description, group: Group, around: Beside, names: Names) -> Related:
    reader = names.reader
    shown = reader.site.presentation
    rows = [_values(about, link, around, names) for link in group.links]
    columns = [prop for prop in shown.beside if any(row.get(prop) for row in rows)]
    heads = [reader.term(prop) for prop in columns]
    cells = [[row.get(prop, []) for prop in columns] for row in rows]
    if any(link.iri in around.last for link in group.links):
        heads.insert(0, Name(reader.words("thing.last"), reader.language))
        for link, own in zip(group.links, cells, strict=True):
            own.insert(0, _last(around.last.get(link.iri, ()), names))
    (main, number), *_ = Counter(way for link in group.links for way in link.ways).most_common(1)
    if number < len(group.links):
        heads.append(Name(reader.words("thing.by"), reader.language))
        for link, own in zip(group.links, cells, strict=True):
            own.append([] if main in link.ways else _ways(link, names))
    return Related(
        _called(group, names),
        group.kind,
        group.count,
        heads,
        [
            RelatedRow(
                names.link(link.iri),
                _date(link, around, names),
                own,
                _passages(around.values.get(link.iri, {}).get(reader.site.publication.terms.passage, ()), reader),
            )
            for link, own in zip(group.links, cells, strict=True)
        ],
    )


def _values(about: Description, link: Link, around: Beside, names: Names) -> dict[str, list[Shown]]:
    """What stands beside one link, by property: of the part that leads here, else of the thing itself."""
    shown = names.reader.site.presentation
    found = {}
    for prop in shown.beside:
        own = [o for part in link.parts for o in around.values.get(part, {}).get(prop, ())]
        own = own or list(around.values.get(link.iri, {}).get(prop, ()))
        known = about.statements.get(prop, ()) if shown.life in link.ways else ()
        given = names.each(
            dict.fromkeys(o for o in own if o.value != about.iri and o.value not in shown.plain and o not in known)
        )
        if given:
            found[prop] = given
    return found


def _last(cells: Sequence[Cell], names: Names) -> list[Shown]:
    """The last step and its date; the steps, where several share the date."""
    steps = list(dict.fromkeys(cell.step for cell in cells))
    return [*map(names.link, steps), *([cells[0].date] if cells and cells[0].date else [])]


def _ways(link: Link, names: Names) -> list[Shown]:
    """By which properties a thing leads here: of those where one is narrower than another, the narrower."""
    ways = names.reader.schema.narrowest_properties(link.ways)
    return [Shown("text", names.reader.term(way)) for way in ways]


def _date(link: Link, around: Beside, names: Names) -> Shown | None:
    reader = names.reader
    dates, plain = reader.site.presentation.dates, reader.site.presentation.plain
    given = moment(reader.words, link.date, link.low, link.high)
    relation = around.values.get(link.iri, {}).get(dates.relation, ()) if dates.relation else ()
    told = [o for o in relation if o.value not in plain and link.told and not given]
    return names.show(told[0]) if told else given


def _passages(given: Iterable[Value], reader: Reader) -> list[Passage]:
    """The first passage of each line."""
    found: dict[str, Passage] = {}
    for each in sorted((place for o in given if (place := passage(o.value, reader))), key=lambda each: each.order):
        found.setdefault(each.line, each)
    return list(found.values())


def _called(group: Group, names: Names) -> Name:
    """What the things of a group are called together: as their class is, else by how they lead here."""
    reader = names.reader
    if group.kind in reader.schema.segments:
        return reader.several(reader.schema.segments[group.kind])
    if group.kind == "concept":
        return reader.several(SKOS + "Concept")
    ways = reader.schema.narrowest_properties(group.links[0].ways)
    return reader.several(ways[0])
