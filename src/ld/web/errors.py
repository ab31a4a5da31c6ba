"""What cannot be answered, in the form that was asked for: a page, a JSON problem (RFC 9457), or plain text."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestedRangeNotSatisfiable
from werkzeug.http import parse_accept_header

from ld.problems import Problem
from ld.web import context
from ld.web.addresses import split

_JSON = "application/problem+json"
_FORMS = ("text/html", _JSON, "application/json", "application/ld+json", "text/plain")

log = logging.getLogger("ld.web")


def problem(error: Problem) -> Response:
    """The answer to a request that raised ``error``."""
    publication = context.site().publication
    _, suffix = split(request.path, publication.languages)
    reader = context.reader(suffix)
    members = error.members(reader.language)
    wanted = _form()
    if wanted == "text/html":
        answer = make_response(
            render_template(
                "problem.html",
                reader=reader,
                words=reader.words,
                at=reader.addresses.at,
                whole=reader.addresses.whole,
                others={},
                neutral="",
                canonical="",
                problem=error,
                members=members,
            )
        )
        answer.content_type = "text/html; charset=utf-8"
    elif wanted == "text/plain":
        lines = [f"{error.status} {members['title']}", members.get("detail", "")]
        lines += [f"{key}: {_plain(value)}" for key, value in error.extra.items()]
        answer = Response("\n".join(filter(None, lines)) + "\n", content_type="text/plain; charset=utf-8")
    else:
        answer = Response(json.dumps(members, ensure_ascii=False), content_type=_JSON)
    answer.status_code = error.status
    answer.headers["Content-Language"] = reader.language
    answer.headers["Cache-Control"] = "no-store" if error.status >= 500 else "no-cache"
    for name, value in error.headers.items():
        answer.headers[name] = value
    answer.vary.add("Accept")
    answer.vary.add("Accept-Language")
    return answer


def http(error: HTTPException) -> Response:
    """The answer to what Flask itself refuses: no such address, a method that is not allowed."""
    status = error.code or 500
    if 300 <= status < 400:
        return make_response(error.get_response())
    words = {tag: context.reader(tag).words for tag in context.site().publication.languages}
    key = str(status) if any(each.has(f"status.{status}") for each in words.values()) else ""
    title = {tag: each(f"status.{key}") if key else HTTPStatus(status).phrase for tag, each in words.items()}
    allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    headers = {"Allow": ", ".join(sorted(allowed))} if allowed else {}
    if isinstance(error, RequestedRangeNotSatisfiable) and error.length is not None:
        headers["Content-Range"] = f"bytes */{error.length}"  # RFC 9110 §15.5.17
    return problem(Problem(status, f"status-{status}", title, headers=headers))


def unforeseen(error: Exception) -> Response:
    """The answer where the software failed: logged whole, told short."""
    log.exception("%s %s failed", request.method, request.path, exc_info=error)
    return problem(Problem(500, "internal", {"en": "Something went wrong here", "ja": "内部でエラーが発生しました"}))


def _form() -> str:
    suffix = request.path.rpartition(".")[2]
    if suffix in {"ttl", "nt", "rdf"}:
        return "text/plain"
    if suffix == "jsonld":
        return _JSON
    accepted = request.headers.get("Accept", "")
    if not accepted:
        return "text/plain"
    return parse_accept_header(accepted, MIMEAccept).best_match(_FORMS) or "text/plain"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
