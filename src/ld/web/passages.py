"""``/page/passage/{document}/{line}``: which facts a line of the document carries, and by which of its characters.

The text itself is not in a release. Where the operator gave it, the line is shown with those characters marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import Response

from ld.web import respond
from ld.web.asking import fill, text, values
from ld.web.context import Reader
from ld.web.description import describe, names
from ld.web.languages import Name
from ld.web.places import Passage, passage
from ld.web.relations import described, forms
from ld.web.showing import Names, Shown
from ld.web.thing import shape

_CARRIED = """
SELECT DISTINCT ?passage ?x ?about ?how ?near WHERE {
  { VALUES ?how { ?leads ?anchors } ?passage ?in ?line . ?evidence ?how ?passage . ?x ?proves ?evidence .
    OPTIONAL { ?evidence ?says ?about } }
  UNION { ?neighbours FILTER(EXISTS { ?near a ?kind }) }
} LIMIT 2000
"""


@dataclass(frozen=True)
class Carried:
    """A stretch of the line, and what it bears out: each thing with the property in question, if one is."""

    passage: Passage
    things: Sequence[tuple[Shown, Name | None]]


@dataclass(frozen=True)
class Stretch:
    """A run of characters of the line that the same passages cover; none of them where it is plain."""

    text: str
    passages: tuple[str, ...]


def line(reader: Reader, key: str, iri: str) -> Response:
    """The page of one line."""
    asking, terms = reader.site.asking, reader.site.publication.terms
    about = describe(asking, iri, reader.site.aside)
    given = {
        "leads": terms.passage,
        "anchors": terms.anchor,
        "proves": terms.evidence,
        "says": terms.about_property,
        "line": iri,
    }
    around = [each for name in _neighbours(key) if (each := reader.addresses.identifier(name))]
    query = _CARRIED.replace("?neighbours", values("near", around))
    answered = asking.select(fill(query, **given)) if all(given.values()) else []
    near = {text(row.get("near")) for row in answered}
    rows = [row for row in answered if "passage" in row]
    mentioned = about.mentioned() | {text(row["x"]) for row in rows}
    shown = Names(reader, names(asking, {each for each in mentioned if reader.addresses.place(each)}))
    found: dict[str, list[tuple[Shown, Name | None]]] = {}
    for row in rows:
        back = text(row["how"]) == terms.anchor
        prop = text(row.get("about")) if not back else ""
        about_it = Name(reader.words("passage.anchor"), reader.language) if back else None
        found.setdefault(text(row["passage"]), []).append(
            (shown.link(text(row["x"])), shown.of(prop) if prop else about_it)
        )
    carried = [Carried(place, things) for each, things in found.items() if (place := passage(each, reader))]
    carried.sort(key=lambda each: each.passage.order)
    _, _, number = key.rpartition("/")
    return respond.page(
        reader,
        "passage.html",
        f"/page/{key}",
        described(reader, key, iri),
        thing=shape(about, shown),
        line=number,
        carried=carried,
        stretches=_stretches(reader, key, [each.passage for each in carried]),
        forms=forms(reader, key),
        slug=key.partition("/")[2].rpartition("/")[0],
        neighbours=[name if reader.addresses.identifier(name) in near else "" for name in _neighbours(key)],
    )


def _neighbours(key: str) -> tuple[str, str]:
    """The keys of the lines before and behind, empty before the first."""
    stem, _, number = key.rpartition("/")
    if not number.isdigit():
        return "", ""
    at = int(number)
    return (f"{stem}/{at - 1}" if at > 1 else ""), f"{stem}/{at + 1}"


def _stretches(reader: Reader, key: str, passages: Iterable[Passage]) -> list[Stretch]:
    given = reader.site.text
    document, _, number = key.rpartition("/")
    if given is None or given.key != document or not number.isdigit() or not 0 < int(number) <= len(given.lines):
        return []
    return stretches(given.lines[int(number) - 1], [(int(p.start), int(p.end), p.iri) for p in passages])


def stretches(line: str, spans: Sequence[tuple[int, int, str]]) -> list[Stretch]:
    """``line`` cut where a span begins or ends; spans (start, end excluded, name) may overlap.

    >>> [(each.text, each.passages) for each in stretches("abcd", [(0, 2, "x"), (1, 3, "y")])]
    [('a', ('x',)), ('b', ('x', 'y')), ('c', ('y',)), ('d', ())]
    """
    cuts = sorted({0, len(line), *(min(at, len(line)) for start, end, _ in spans for at in (start, end))})
    return [
        Stretch(line[low:high], tuple(name for start, end, name in spans if start <= low and high <= end))
        for low, high in pairwise(cuts)
    ]
