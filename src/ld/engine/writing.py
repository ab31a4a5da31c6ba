"""How a worker writes results: each format as pyoxigraph does it, and never an ill-formed document.

XML 1.0 has no control characters and no way to escape them (§2.2), and RDF/XML no name for some predicates: such an
answer is refused in those formats (:class:`Unwritable`) rather than changed or broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import IO, Protocol, cast
from xml.parsers import expat

import pyoxigraph as ox

from ld.formats import RDFXML, XML, Format

SORTED = 5000
"""Up to so many triples a graph is written sorted and each triple once; a larger one as it comes."""

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_CONTROL_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CONTROL = "a control character, which XML has not"


class Unwritable(Exception):
    """The answer cannot be written in this format; the message says what it has."""


class Output(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take all of ``data``."""

    def flush(self) -> None:
        """Nothing to do: the writer's last bytes go out with the end of the answer."""


class _Xml:
    """Passes XML on: a carriage return as a reference (a parser would make it a line feed), controls refused."""

    def __init__(self, output: Output):
        self._output = output
        self._tail = b""

    def write(self, data: bytes) -> int:
        data = bytes(data)
        if _CONTROL.search(self._tail + data):
            raise Unwritable(CONTROL)
        self._tail = data[-2:]
        self._output.write(data.replace(b"\r", b"&#13;") if b"\r" in data else data)
        return len(data)

    def flush(self) -> None:
        self._output.flush()


def write(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    format: Format,
    output: Output,
    prefixes: Mapping[str, str],
) -> None:
    """Write ``results`` to ``output``. Raises :class:`Unwritable`, and what the evaluation raises."""
    out: Output = _Xml(output) if format in (XML, RDFXML) else output
    if isinstance(results, ox.QueryTriples):
        if not isinstance(format.native, ox.RdfFormat):
            raise Unwritable("triples, and the format has rows")
        _graph(results, format, format.native, out, prefixes)
    else:
        if not isinstance(format.native, ox.QueryResultsFormat):
            raise Unwritable("rows, and the format has triples")
        results.serialize(cast(IO[bytes], out), format.native)


def _graph(
    triples: ox.QueryTriples, format: Format, native: ox.RdfFormat, output: Output, prefixes: Mapping[str, str]
) -> None:
    iterator = iter(triples)
    head = list(islice(iterator, SORTED + 1))
    used: Mapping[str, str] = prefixes
    if len(head) <= SORTED:
        ordered = {str(triple): triple for triple in head}
        text = "\n".join(sorted(ordered))
        head = [ordered[key] for key in sorted(ordered)]
        used = {prefix: iri for prefix, iri in prefixes.items() if f"<{iri}" in text}
    every: Iterable[ox.Triple] = chain(head, iterator)
    if format is RDFXML:
        every = _for_xml(every, used)
    ox.serialize(every, cast(IO[bytes], output), native, prefixes=dict(used))


TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _for_xml(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> Iterator[ox.Triple]:
    known = tuple(sorted(prefixes.items()))
    for triple in triples:
        # The writer makes an element of the first type of a subject: then it is the class that XML must name.
        typed = triple.predicate == TYPE and isinstance(triple.object, ox.NamedNode)
        named, sort = (triple.object, "class") if typed else (triple.predicate, "predicate")
        if isinstance(named, ox.NamedNode) and not _nameable(named.value, known):
            raise Unwritable(f"the {sort} <{named.value[:200]}>, which XML cannot name")
        if isinstance(triple.object, ox.Literal) and _CONTROL_TEXT.search(triple.object.value):
            raise Unwritable(CONTROL)
        yield triple


@lru_cache(maxsize=4096)
def _nameable(predicate: str, prefixes: tuple[tuple[str, str], ...]) -> bool:
    """Whether the writer makes a well-formed element of ``predicate``: asked of the writer and of a parser."""
    node = ox.NamedNode("http://example.org/thing")
    triple = ox.Triple(node, ox.NamedNode(predicate), node)
    written = ox.serialize([triple], format=ox.RdfFormat.RDF_XML, prefixes=dict(prefixes))
    parser = expat.ParserCreate(namespace_separator=" ")
    names: list[str] = []
    parser.StartElementHandler = lambda name, _: names.append(name)
    try:
        parser.Parse(written or b"", True)
    except expat.ExpatError:
        return False
    space, _, local = names[-1].rpartition(" ")
    return bool(local) and ":" not in local and space + local == predicate
