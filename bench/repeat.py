"""A publication many times as large: its tables repeated under other keys.

What the tables hold is kept as it is, so that a build has the same work for each copy; every key of a record, a person,
a place or a partner gets the number of its copy, wherever it stands.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ld.publication import Publication

ONCE = frozenset({"documents", "sections", "lines", "partner-codes", "slugs"})
"""Tables that are not repeated: there is one document, and a code belongs to one partner."""
REFERENCES = frozenset({"record", "target", "occasion", "subject", "programme"})
"""Columns that hold ``class/slug``."""


def repeat(publication: Publication, times: int, folder: Path) -> None:
    """Write a publication with ``times`` copies of the tables of ``publication`` into ``folder``, a new one.

    Links to other datasets stay those of the first copy: an item of Wikidata belongs to one thing.
    """
    folder.mkdir(parents=True)
    for part in ("mappings", "ontology", "shapes", "queries", "tables"):
        shutil.copytree(publication.root / part, folder / part)
    shutil.copy(publication.root / "publication.toml", folder)
    sources = folder / "sources"
    sources.mkdir()
    shutil.copy(publication.paths.sources / "csvw.json", sources)
    metadata = json.loads((sources / "csvw.json").read_text("utf-8"))
    home = _home([publication.paths.sources / table["url"] for table in metadata["tables"]])
    for table in metadata["tables"]:
        _table(publication.paths.sources / table["url"], sources / table["url"], table["tableSchema"], times, home)


def _home(tables: list[Path]) -> set[str]:
    """The keys of rows whose column ``home`` is filled: the side that every copy shares."""
    found: set[str] = set()
    for path in tables:
        with path.open(encoding="utf-8", newline="") as stream:
            found.update(row["id"] for row in csv.DictReader(stream) if row.get("home"))
    return found


def _table(source: Path, target: Path, schema: Mapping[str, Any], times: int, home: set[str]) -> None:
    with source.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    keys = _keys(schema)
    places = [index for index, name in enumerate(header) if name in keys]
    own = header.index("home") if "home" in header else -1
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for copy in range(1 if source.stem in ONCE else times):
            for row in rows:
                if copy and own >= 0 and row[own]:
                    continue
                made = _renamed(row, places, header, copy, home)
                if not copy or made != row:  # what belongs to the side that all share stands there once
                    writer.writerow(made)


def _keys(schema: Mapping[str, Any]) -> set[str]:
    """The columns that hold a key which differs from copy to copy."""
    columns: set[str] = {column["name"] for column in schema["columns"]}
    keys = columns & (REFERENCES | {"id"})
    for foreign in schema.get("foreignKeys", ()):
        if Path(foreign["reference"]["resource"]).stem not in ONCE:
            keys.update(foreign["columnReference"])
    return keys


def _renamed(row: list[str], places: list[int], header: list[str], copy: int, home: set[str]) -> list[str]:
    if not copy:
        return row
    made = list(row)
    for index in places:
        if made[index] and made[index].rpartition("/")[2] not in home:
            made[index] = f"{made[index]}-r{copy}"
    if "code" in header and "name_ja" in header:  # a partner's short code is its own
        made[header.index("code")] += f"r{copy}"
    return made
