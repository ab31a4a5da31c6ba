"""``/download/``: the files of the current release, with their sizes, checksums and what each is for."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file

from ld.formats import of_file
from ld.web import caching, context, respond
from ld.web.asking import Edition
from ld.web.context import Reader
from ld.web.relations import licence_links

blueprint = Blueprint("downloads", __name__)

CHECKSUMS = "SHA256SUMS"
HIDDEN = {"store"}
PACKED = ".gz"


@dataclass(frozen=True)
class Download:
    """One file of a release: its name (unique in the release), its folder, bytes, and SHA-256 in lower hex."""

    name: str
    folder: str
    path: Path
    size: int
    sha256: str
    packed: int = 0

    @property
    def extension(self) -> str:
        """How its name ends, ``gz`` left out."""
        return self.name.removesuffix(PACKED).rpartition(".")[2]

    @property
    def media_type(self) -> str:
        """Its media type."""
        return media_type(self.name)


def media_type(name: str) -> str:
    """The ``Content-Type`` of a file called ``name``; of a packed file that of a gzip file."""
    if name.endswith(PACKED):
        return "application/gzip"
    return of_file(name)


def downloads(release: Edition) -> Sequence[Download]:
    """The files of ``release``, its store left out, by folder and name; read once a release."""
    return _read(release.id, release.path)


@lru_cache(maxsize=4)
def _read(release: str, root: Path) -> Sequence[Download]:
    sums = _checksums(root)
    found: dict[str, Download] = {}
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if not path.is_file() or inside.parts[0] in HIDDEN or path.name in found:
            continue
        name, size = str(inside), path.stat().st_size
        packed = path.with_name(path.name + PACKED)
        found[path.name] = Download(
            path.name,
            str(inside.parent) if len(inside.parts) > 1 else "",
            path,
            size,
            sums.get(name) or _digest(path),
            packed.stat().st_size if packed.is_file() else 0,
        )
    return tuple(found.values())


def _checksums(root: Path) -> Mapping[str, str]:
    """The checksums that the release wrote itself (the form of ``sha256sum``), by path."""
    path = root / CHECKSUMS
    if not path.is_file():
        return {}
    pairs = (line.split(maxsplit=1) for line in path.read_text("utf-8").splitlines() if line.strip())
    return {name.lstrip("*"): digest for digest, name in pairs}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@blueprint.get("/download/")
def neutral() -> Response:
    """The list of downloads in the language that the reader prefers."""
    return respond.by_language(context.reader(), "/download/index")


@blueprint.get("/download/<name>")
def download(name: str) -> Response:
    """A file of the current release, or the list of them."""
    stem, _, suffix = name.rpartition(".")
    if stem == "index" and suffix in context.site().publication.languages:
        return _list(context.reader(suffix))
    release = context.site().asking.release
    file = next((each for each in downloads(release) if each.name == name), None)
    return _sent(file) if file else abort(404)


def _list(reader: Reader) -> Response:
    if (same := respond.unchanged(respond.validator(reader))) is not None:
        return same
    files = [each for each in downloads(reader.site.asking.release) if not each.name.endswith(PACKED)]
    folders: dict[str, list[Download]] = {}
    for each in files:
        folders.setdefault(each.folder, []).append(each)
    return respond.page(reader, "downloads.html", "/download/index", licence_links(reader), folders=folders)


def _sent(file: Download) -> Response:
    """``file``, packed for whoever takes it so and asks for no range (RFC 9110 §14); validated by its checksum."""
    wants = request.accept_encodings.quality("gzip") > 0
    packed = bool(file.packed) and wants and "Range" not in request.headers
    path = file.path.with_name(file.name + PACKED) if packed else file.path
    tag = f"{file.sha256[:32]}-gz" if packed else file.sha256[:32]
    asked = request.range
    answer = send_file(
        path,
        mimetype="application/octet-stream",
        download_name=file.name,  # also where it goes packed: whoever unpacks the answer has the file itself
        conditional=asked is None or len(asked.ranges) == 1,  # several at once are not served: the whole is
        etag=tag,
        last_modified=None,
    )
    if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
        answer.close()
        abort(HTTPStatus.PRECONDITION_FAILED)
    if answer.content_type:
        answer.content_type = file.media_type
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    if file.packed:
        answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = caching.FRESH
    answer.headers["Link"] = ", ".join(map(str, licence_links(context.reader())))
    if not packed:
        answer.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(file.sha256)).decode()}:"  # RFC 9530 §3
    return answer
