"""Which of the forms that an address offers a request's ``Accept`` likes best (RFC 9110 §12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from ld.formats import Format
from ld.problems import Problem


def best(accepted: str, offered: Sequence[Format]) -> Format | None:
    """The best of ``offered``, of equals the first; the first where nothing is asked for; None where nothing fits."""
    if not accepted.strip():
        return offered[0]
    types = {each: form for form in offered for each in (form.media_type, *form.aliases)}
    found = parse_accept_header(accepted, MIMEAccept).best_match(types)
    return types[found] if found else None


def not_acceptable(offered: Sequence[tuple[Format, str]]) -> Problem:
    """The problem of a request that accepts none of the forms there are; each is offered with its address."""
    there = ", ".join(form.media_type for form, _ in offered)
    return Problem(
        406,
        "not-acceptable",
        {"en": "None of the formats that you accept", "ja": "受け付けられる形式がありません"},
        {"en": f"This address gives {there}.", "ja": f"この宛先が返せる形式：{there}"},
        {"alternatives": [{"type": form.media_type, "href": href} for form, href in offered]},
        {"Vary": "Accept"},
    )
