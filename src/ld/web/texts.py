"""The document's text, where the operator gives it at start: it is shown only if it is the one that was cited."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox

from ld.problems import Problem
from ld.publication import Publication
from ld.web.asking import Asking, fill
from ld.web.asking import text as text_of
from ld.web.context import Text

_WHOSE = "SELECT ?document WHERE { ?document ?hash ?digest } LIMIT 1"


def read(publication: Publication, engine: Asking, path: Path) -> Text:
    """The lines of a UTF-8 file that the release knows by its SHA-256.

    Raises OSError, UnicodeDecodeError, or :class:`~ld.problems.Problem` where no document of the release has that hash.
    """
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    rows = engine.select(fill(_WHOSE, digest=ox.Literal(digest)))
    if not rows:
        detail = {"en": f"{path} has the SHA-256 {digest}, and no document of the current release has that."}
        raise Problem(500, "another-text", {"en": "This is not the text that was cited"}, detail)
    document = text_of(rows[0]["document"]).rpartition("/")[2]
    return Text(f"passage/{document}", data.decode("utf-8").removesuffix("\n").split("\n"), publication.audit.language)
