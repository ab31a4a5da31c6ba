"""Validators, ``Vary`` and what else a cache between reader and site must know (RFC 9110, RFC 9111).

An answer changes when the release, the software or the address it is for changes, and with nothing else; so its
entity tag is made of those, before any query is asked.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from werkzeug.http import parse_etags

FRESH = "public, no-cache"
"""Each answer may be kept, and is asked for again before it is used: a release may replace it at any moment."""

LASTING = "public, max-age=31536000, immutable"
"""For what has its own version in its address."""


def software() -> str:
    """The version of this software; a development checkout that is not installed has none."""
    try:
        return version("koryu")
    except PackageNotFoundError:
        return "0"


def tag(*parts: str) -> str:
    """A strong entity tag, without its quotes, for an answer that ``parts`` determine."""
    return sha256("\0".join((software(), *parts)).encode()).hexdigest()[:32]


def unchanged(if_none_match: str, etag: str) -> bool:
    """Whether the reader's ``If-None-Match`` names ``etag`` (weak comparison, RFC 9110 §13.1.2).

    ``*`` does not count: whether there is anything at the address is not known before it is asked for.
    """
    known = parse_etags(if_none_match)
    return not known.star_tag and known.contains_weak(etag)
