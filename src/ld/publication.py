"""publication.toml as one frozen object, read once and handed to every stage.

What a publication is called, where its folders are, which prefixes, languages, limits and hosts it has: nothing
below reads the file again, and nothing changes the object.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, TypeVar, get_origin, get_type_hints

from ld.problems import Finding, SourceErrors

FILE = "publication.toml"


def at_least(default: float, least: float) -> Any:
    """A setting that is a number, with its default and the least that it may be."""
    return field(default=default, metadata={"least": least})


@dataclass(frozen=True)
class Paths:
    """The folders of a publication, absolute once loaded."""

    sources: Path = Path("sources")
    mappings: Path = Path("mappings")
    ontology: Path = Path("ontology")
    shapes: Path = Path("shapes")
    queries: Path = Path("queries")
    tables: Path = Path("tables")
    release: Path = Path("release")


@dataclass(frozen=True)
class Terms:
    """The few IRIs of the ontology that the generic parts must know."""

    evidence: str = ""
    passage: str = ""
    about_property: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Audit:
    """How the document, in ``language`` (BCP 47), writes what the audit compares.

    ``former_mark`` follows a post that its holder has left; the cells of ``quoted`` columns stand in a passage of
    their record, those of ``spelled`` (``table.column``) somewhere in the document, unless the row's column
    ``excused`` says why the text does not have the name.
    """

    language: str = ""
    former_mark: str = ""
    quoted: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    excused: str = ""


@dataclass(frozen=True)
class Limits:
    """What one query, one answer and the service may use; units are in the names."""

    deadline_seconds: float = at_least(20.0, 0.1)
    memory_mb: int = at_least(1024, 64)
    answer_mb: int = at_least(256, 1)
    query_kb: int = at_least(256, 1)
    depth: int = at_least(200, 1)
    waiting: int = at_least(64, 0)
    cache_mb: int = at_least(64, 0)
    in_memory_triples: int = at_least(500_000, 0)


@dataclass(frozen=True)
class Server:
    """Where the service listens, and for whom."""

    host: str = "127.0.0.1"
    port: int = at_least(8000, 0)
    workers: int = at_least(4, 1)
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    trusted_proxies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publication:
    """All that publication.toml says. ``title`` and ``description`` have a text for each language."""

    root: Path
    name: str
    version: str
    base: str
    languages: tuple[str, ...]
    title: Mapping[str, str]
    description: Mapping[str, str]
    publisher: str
    licence: str
    ontology: str
    reading_order: str
    prefixes: Mapping[str, str]
    paths: Paths
    terms: Terms
    audit: Audit
    limits: Limits
    server: Server

    @classmethod
    def load(cls, where: Path | str = ".") -> Self:
        """Read publication.toml of the folder ``where`` (or the file itself).

        Raises :class:`~ld.problems.SourceErrors` naming every key that is missing, unknown or of a wrong type.
        """
        path = Path(where)
        path = path / FILE if path.is_dir() else path
        findings: list[Finding] = []
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SourceErrors([_finding(path, "", f"{path.name} cannot be read: {error}")]) from error
        root = path.resolve().parent
        head = data.pop("publication", {})
        for language in ("title", "description"):
            head.setdefault(language, {})
        parts: dict[str, Any] = {
            "paths": _section(Paths, data.pop("paths", {}), path, "paths", findings),
            "terms": _section(Terms, data.pop("terms", {}), path, "terms", findings),
            "audit": _section(Audit, data.pop("audit", {}), path, "audit", findings),
            "limits": _section(Limits, data.pop("limits", {}), path, "limits", findings),
            "server": _section(Server, data.pop("server", {}), path, "server", findings),
        }
        prefixes = data.pop("prefixes", {})
        findings += [_finding(path, key, f"unknown section [{key}]") for key in data]
        wanted = {
            "name": str,
            "version": str,
            "base": str,
            "languages": list,
            "title": dict,
            "description": dict,
            "publisher": str,
            "licence": str,
            "ontology": str,
            "reading_order": str,
        }
        for key, kind in wanted.items():
            if not isinstance(head.get(key), kind):
                findings.append(_finding(path, f"publication.{key}", f"must be given, as a {kind.__name__}"))
        findings += [_finding(path, f"publication.{key}", "unknown setting") for key in head.keys() - wanted.keys()]
        if not re.fullmatch(r"https?://[^\s/?#]+/([^\s?#]*/)?", str(head.get("base", ""))):
            message = "must be an http or https address that ends with a slash"
            findings.append(_finding(path, "publication.base", message, str(head.get("base"))))
        languages = head.get("languages")
        if not languages or not all(isinstance(each, str) for each in languages):
            findings.append(_finding(path, "publication.languages", "must name at least one language", str(languages)))
        if findings:
            raise SourceErrors(findings)
        paths = parts.pop("paths")
        absolute = Paths(**{f.name: root / getattr(paths, f.name) for f in fields(Paths)})
        return cls(
            root=root,
            paths=absolute,
            prefixes=MappingProxyType(dict(prefixes)),
            languages=tuple(head.pop("languages")),
            **head,
            **parts,
        )

    def thing(self, key: str) -> str:
        """The identifier of a record key ``class/slug``."""
        return f"{self.base}id/{key}"

    def graph(self, name: str) -> str:
        """The IRI of a named graph of the release (``asserted``, ``inferred``, ``provenance`` …)."""
        return f"{self.base}graph/{name}"


T = TypeVar("T")


def _section(kind: type[T], given: Mapping[str, Any], path: Path, name: str, findings: list[Finding]) -> T:
    """``given`` as ``kind``, a dataclass of settings; what does not fit goes to ``findings``."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key, value in given.items():
        wanted = hints.get(key)
        if wanted is None:
            findings.append(_finding(path, f"{name}.{key}", f"unknown setting; known are {', '.join(sorted(known))}"))
            continue
        try:
            values[key] = _value(wanted, value, known[key].metadata.get("least"))
        except ValueError as error:
            findings.append(_finding(path, f"{name}.{key}", str(error), str(value)))
    lacking = [n for n, f in known.items() if n not in values and f.default is MISSING]
    findings += [_finding(path, f"{name}.{key}", "must be given") for key in lacking]
    return kind(**values)


def _value(wanted: Any, value: Any, least: float | None) -> Any:
    """``value`` as a setting's type has it. Raises ValueError saying what it must be."""
    if wanted is Path and isinstance(value, str):
        return Path(value)
    if get_origin(wanted) is tuple:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError('must be a list of texts, ["…"]')
        return tuple(value)
    number = wanted in (int, float) and isinstance(value, int | wanted) and not isinstance(value, bool)
    if not number and not (wanted is str and isinstance(value, str)):
        raise ValueError(f"must be a {_NAMES.get(wanted, wanted.__name__)}")
    if least is not None and value < least:
        raise ValueError(f"must be at least {least:g}")
    return wanted(value)


_NAMES = {str: "text", int: "whole number", float: "number", Path: "text"}


def _finding(path: Path, key: str, message: str, value: str = "") -> Finding:
    return Finding(path.name, 0, key, "publication", value, messages={"en": message})
