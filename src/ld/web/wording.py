"""Which values of a thing its page tells: nothing twice, no translation of what stands there, tables for their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import pyoxigraph as ox

from ld.web.context import Reader, ending
from ld.web.description import Statements, Value
from ld.web.languages import Name
from ld.web.schema import Schema
from ld.web.showing import Shown
from ld.web.vocabulary import RDFS


def without_implied(statements: Statements, schema: Schema) -> dict[str, list[Value]]:
    """``statements`` without those that follow from another by ``rdfs:subPropertyOf``."""
    implied: dict[str, set[Value]] = {}
    for prop, given in statements.items():
        for wider in schema.above(prop, RDFS + "subPropertyOf"):
            implied.setdefault(wider, set()).update(given)
    left = {prop: [o for o in given if o not in implied.get(prop, ())] for prop, given in statements.items()}
    return {prop: given for prop, given in left.items() if given}


def in_one_language(given: Iterable[Value], language: str) -> list[Value]:
    """``given`` without translations: of one text in each of several languages, that in ``language`` if there is one.

    The same words in two languages are one text.
    """
    values = list(given)
    tagged = [each for each in values if isinstance(each, ox.Literal) and each.language]
    tags = [each.language for each in tagged]
    if len(tags) > 1 and len(set(tags)) == len(tags) and language in tags:
        return [each for each in values if each not in tagged or each.language == language]  # type: ignore[union-attr]
    told: dict[object, Value] = {}
    for each in values:
        key = ("text", each.value) if isinstance(each, ox.Literal) and each.language else each
        if key not in told or getattr(each, "language", None) == language:
            told[key] = each
    return list(told.values())


def worth_telling(given: Iterable[Value], plain: Collection[str]) -> bool:
    """Whether one of ``given`` is of a kind of which another value is among the ``plain``, but is not plain itself.

    Values are of one kind whose identifiers differ in what stands behind the last slash only.
    """
    kinds = {each.rpartition("/")[0] for each in plain}
    return any(
        isinstance(o, ox.NamedNode) and o.value not in plain and o.value.rpartition("/")[0] in kinds for o in given
    )


def by_table(given: Sequence[Shown], reader: Reader) -> list[Shown]:
    """``given`` with the rows of a table told as the table and their number; what is no row stays as it is."""
    rows: dict[str, list[Shown]] = {}
    for each in given:
        place = reader.addresses.place(each.machine) if each.kind == "link" else None
        table = each.machine.partition("#")[0] if place and place.fragment and place.key.startswith("source/") else ""
        rows.setdefault(table or each.machine + each.name.text, []).append(each)
    shown = []
    for table, own in rows.items():
        if not own[0].machine.startswith(table + "#"):
            shown.extend(own)
            continue
        count = reader.words.count("thing.rows", len(own))
        href = own[0].href.partition("#")[0] if len(own) > 1 else own[0].href
        shown.append(replace(own[0], name=Name(f"{ending(table)} ({count})"), href=href))
    return shown
