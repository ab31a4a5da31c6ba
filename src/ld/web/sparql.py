"""The query operation of the SPARQL 1.1 Protocol (§2.1), apart from input and output.

:func:`understand` turns a request into what is asked for; the way in (:mod:`ld.web.front`) has it answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from ld.engine import refusals
from ld.engine.query import Query
from ld.formats import DATASETS, GRAPHS, HTML, ROWS, Format
from ld.problems import Problem
from ld.publication import Limits
from ld.web.negotiation import negotiate

METHODS = "GET, HEAD, POST, OPTIONS"
FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
FIELDS = 1000


@dataclass(frozen=True)
class Request:
    """What a client has sent. Names of ``headers`` are in lower case."""

    method: str
    arguments: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = ""


@dataclass(frozen=True)
class Ask:
    """A query, and the format of its answer."""

    query: Query
    format: Format


@dataclass(frozen=True)
class Describe:
    """The Service Description, in this format (SPARQL 1.1 Service Description §2)."""

    format: Format


@dataclass(frozen=True)
class Page:
    """A person is asking: the editor's page."""


@dataclass(frozen=True)
class Preflight:
    """OPTIONS: what may be asked."""


def body_limit(limits: Limits) -> int:
    """How many bytes a body may have: a query whose every byte is percent-encoded, and some room for graphs."""
    return limits.query_kb * 1024 * 3 + 64 * 1024


def understand(request: Request, limits: Limits) -> Ask | Describe | Page | Preflight:
    """What ``request`` asks for. Raises :class:`~ld.problems.Problem` (400, 403, 405, 406, 413, 414, 415)."""
    if request.method == "OPTIONS":
        return Preflight()
    if request.method not in {"GET", "HEAD", "POST"}:
        raise _problem(
            405, "method-not-allowed", f"{METHODS} are answered here", f"使えるメソッド：{METHODS}", {"Allow": METHODS}
        )
    if len(request.arguments) > body_limit(limits):
        raise _problem(414, "address-too-long", "Send a long query by POST", "長いクエリは POST で送ってください")
    if len(request.body) > body_limit(limits):
        raise refusals.query_too_long(limits.query_kb)
    pairs = _pairs(request.arguments)
    text: str | None = None
    if request.method == "POST":
        kind = _content(request)
        if kind == UPDATE:
            raise refusals.update_refused("An update operation")
        if kind == DIRECT:
            text = _utf8(request.body)
        else:
            pairs += _pairs(request.body)
    queries = [value for name, value in pairs if name == "query"]
    if any(name == "update" for name, _ in pairs):
        raise refusals.update_refused("An update operation")
    if text is not None:
        queries.append(text)
    if len(queries) > 1:
        raise _problem(400, "two-queries", "One request holds one query", "1 回の要求に書けるクエリは 1 つです")
    named = next((value for name, value in reversed(pairs) if name == "format" and value), None)
    accepted = request.headers.get("accept")
    if not queries or (not queries[0].strip() and request.method != "POST"):
        return _without_query(request, accepted, named)
    return _asked(queries[0], pairs, request, limits, (accepted, named))


def _without_query(request: Request, accepted: str | None, named: str | None) -> Describe | Page:
    if request.method == "POST":
        raise _problem(400, "no-query", "The request has no query", "クエリがありません")
    format = negotiate((*GRAPHS, *DATASETS, HTML), accepted, named)
    return Page() if format is HTML else Describe(format)


def _asked(
    text: str, pairs: Sequence[tuple[str, str]], request: Request, limits: Limits, wish: tuple[str | None, str | None]
) -> Ask | Page:
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    graphs = tuple(value for name, value in pairs if name == "named-graph-uri")
    given = bool(default or graphs)
    query = Query(
        text,
        default if given else None,
        graphs if given else None,
        timeout=_timeout(pairs),
        client=request.client,
    )
    if wish[1] != HTML.extension:
        try:
            query.admit(limits)
        except Problem:
            if _reads_pages(wish[0]):
                return Page()  # the editor shows what is wrong, where
            raise
    else:
        return Page()
    format = negotiate((*query.formats, HTML), *wish)
    return Page() if format is HTML else Ask(query, format)


def _reads_pages(accepted: str | None) -> bool:
    """Whether the client would rather read a page than RDF or rows, whatever the query may be."""
    try:
        return negotiate((*ROWS, *GRAPHS, *DATASETS, HTML), accepted or "*/*") is HTML
    except Problem:
        return False


def _timeout(pairs: Sequence[tuple[str, str]]) -> float | None:
    value = next((value for name, value in reversed(pairs) if name == "timeout" and value), None)
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise _problem(400, "bad-timeout", "timeout is a number of seconds", "timeout には秒数を指定してください")
    return seconds


def _content(request: Request) -> str:
    """The media type of a body, one of the three there are."""
    given = request.headers.get("content-type", "")
    kind, options = parse_options_header(given)
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"", "identity"}:
        raise _unsupported(f"Content-Encoding: {coding}")
    if kind.lower() not in {FORM, DIRECT, UPDATE}:
        raise _unsupported(given[:100] or "—")
    if options.get("charset", "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise _unsupported(given[:100])
    return kind.lower()


def _unsupported(what: str) -> Problem:
    accepted = f"{FORM}, {DIRECT}"
    return _problem(
        415,
        "unsupported-media-type",
        f"A query is sent as {accepted}, in UTF-8; this is {what}",
        f"クエリは {accepted}（UTF-8）で送ってください（受信：{what}）",
        {"Accept-Post": accepted},
    )


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=FIELDS
        )
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise _problem(400, "too-many-fields", "The request has too many fields", "項目が多すぎます") from None


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> Problem:
    return _problem(400, "not-utf-8", "The request is not UTF-8", "UTF-8 ではありません")


def _problem(status: int, slug: str, en: str, ja: str, headers: Mapping[str, str] | None = None) -> Problem:
    return Problem(status, slug, {"en": en, "ja": ja}, headers=headers or {})
