"""The dumps of a release: the same graph in each format of :mod:`ld.formats`, plain and compressed.

Everything is written from N-Triples lines, sorted and each once: whatever order triples come in, the bytes are the
same. What holds triples (Turtle, N-Triples, RDF/XML, JSON-LD) has the default graph; what holds quads (N-Quads,
TriG) has all graphs, the default graph first, then the named ones by name.
"""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from ld.formats import DATASETS, GRAPHS, NQUADS, NTRIPLES, Format

_LEVEL = 6
_TRIPLE_FORMATS = [f for f in GRAPHS if f is not NTRIPLES]
_QUAD_FORMATS = [f for f in DATASETS if f is not NQUADS]
_NOT_XML = re.compile(r"[^\t\n\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Characters that do not come back from XML as they went in (XML 1.0 §2.2, and §2.11 for the carriage return)."""


EXTENSIONS = tuple(f"{form.extension}{packed}" for form in (*GRAPHS, *DATASETS) for packed in ("", ".gz"))
"""How the names of all dumps end."""


class Unpublishable(ValueError):
    """A triple that no release may hold; the message names it and says why."""


def line(triple: ox.Triple) -> str:
    """The triple as its canonical N-Triples line, without the line's end.

    Raises :class:`Unpublishable` for a blank node, a quoted triple, or a character that RDF/XML cannot hold.
    """
    text = f"{triple} ."
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.BlankNode):
            raise Unpublishable(f"a blank node, which has no name that stays: {text}")
        if isinstance(term, ox.Triple):
            raise Unpublishable(f"a triple term, which not every format can hold: {text}")
    if isinstance(triple.object, ox.Literal) and (found := _NOT_XML.search(triple.object.value)):
        raise Unpublishable(f"the character U+{ord(found[0]):04X}, which RDF/XML cannot hold: {text}")
    return text


def lines(triples: Iterable[ox.Triple]) -> list[str]:
    """The distinct triples as sorted N-Triples lines. Raises :class:`Unpublishable`."""
    return sorted({line(triple) for triple in triples})


def merge(*graphs: Iterable[str]) -> list[str]:
    """The union of graphs given as lines: sorted, each line once."""
    return sorted(set().union(*graphs))


def write_graph(folder: Path, name: str, graph: Iterable[str], prefixes: Mapping[str, str]) -> list[Path]:
    """Write ``graph`` (sorted lines) as ``name.nt`` and in all formats of triples, each also as ``.gz``.

    Returns the files written, sorted by name.
    """
    plain = folder / f"{name}.{NTRIPLES.extension}"
    _write_lines(plain, graph)
    return _with_others(plain, _TRIPLE_FORMATS, prefixes)


def write_dataset(
    folder: Path, name: str, default: Iterable[str], named: Mapping[str, Iterable[str]], prefixes: Mapping[str, str]
) -> list[Path]:
    """Write all graphs as ``name.nq`` and in all formats of quads, each also as ``.gz``.

    ``default`` and the graphs of ``named`` (by IRI) are sorted lines. Returns the files written, sorted by name.
    """
    plain = folder / f"{name}.{NQUADS.extension}"
    _write_lines(plain, quad_lines(default, named))
    return _with_others(plain, _QUAD_FORMATS, prefixes)


def write_turtle(path: Path, graph: Iterable[str], prefixes: Mapping[str, str]) -> Path:
    """Write sorted lines as one Turtle file."""
    triples = (quad.triple for quad in ox.parse("\n".join(graph), ox.RdfFormat.N_TRIPLES))
    ox.serialize(triples, str(path), ox.RdfFormat.TURTLE, prefixes=dict(prefixes))
    return path


def quad_lines(default: Iterable[str], named: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """N-Quads lines out of N-Triples lines: the default graph, then the named graphs by IRI."""
    yield from default
    for iri in sorted(named):
        yield from (f"{triple.removesuffix('.')}<{iri}> ." for triple in named[iri])


def _write_lines(path: Path, graph: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{one}\n" for one in graph)


def _with_others(plain: Path, formats: Iterable[Format], prefixes: Mapping[str, str]) -> list[Path]:
    """Write the file ``plain`` anew in ``formats``, streaming, and compress them all."""
    files = [plain]
    for form in formats:
        path = plain.with_suffix(f".{form.extension}")
        source = ox.parse(path=plain)
        rows: Iterable[ox.Triple] | Iterable[ox.Quad] = source
        if form in GRAPHS:
            rows = (quad.triple for quad in source)
        ox.serialize(rows, str(path), form.native, prefixes=dict(prefixes))  # type: ignore[arg-type]
        files.append(path)
    return sorted([*files, *(compress(path) for path in files)])


def compress(path: Path) -> Path:
    """Write ``path`` again as ``path.gz``, with neither name nor time inside (RFC 1952 §2.3), and return that."""
    packed = path.with_name(f"{path.name}.gz")
    with (
        path.open("rb") as source,
        packed.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=_LEVEL) as target,
    ):
        shutil.copyfileobj(source, target, 1 << 20)
    return packed
