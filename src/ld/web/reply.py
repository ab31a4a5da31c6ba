"""What the way in sends: status, headers and a body, or an answer as it comes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from ld.engine.answer import Answer
from ld.problems import Problem
from ld.web.languages import choose

PROBLEM = "application/problem+json"
COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, LD-Complete, LD-Query, LD-Release, Retry-After",
    "X-Content-Type-Options": "nosniff",
}
_FORMS = (PROBLEM, "application/json", "text/plain")


@dataclass(frozen=True)
class Reply:
    """One HTTP response. With ``stream`` the body is that answer's, and has no length beforehand."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    stream: Answer | None = None

    def fields(self) -> list[tuple[bytes, bytes]]:
        """The headers as ASGI wants them, with those that every response has."""
        every = {**COMMON, **self.headers}
        if self.stream is None and self.status not in {204, 304}:
            every["Content-Length"] = str(len(self.body))
        return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in every.items()]


def of_problem(problem: Problem, headers: Mapping[str, str]) -> Reply:
    """``problem`` as RFC 9457's JSON, or as plain text where that is what the request accepts, in its language."""
    language = choose(headers.get("accept-language", ""), ("en", "ja"))
    members = problem.members(language)
    wanted = parse_accept_header(headers.get("accept", ""), MIMEAccept).best_match(_FORMS, PROBLEM)
    if wanted == "text/plain":
        lines = [f"{problem.status} {members['title']}", str(members.get("detail", ""))]
        body, kind = "\n".join(filter(None, lines)) + "\n", "text/plain; charset=utf-8"
    else:
        body, kind = json.dumps(members, ensure_ascii=False), PROBLEM
    told = {
        "Content-Type": kind,
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language",
        **problem.headers,
    }
    return Reply(problem.status, told, body.encode())
