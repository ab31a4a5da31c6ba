"""What every answer carries: who may read it from another site, and what a browser may do with it."""

from __future__ import annotations

from flask import Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy: nothing inline, nothing from another host."""

EXPOSED = "Content-Location, ETag, Link, Location, Repr-Digest"


def finish(answer: Response) -> Response:
    """``answer`` with the headers that all of them have."""
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    answer.headers.setdefault("Access-Control-Allow-Origin", "*")
    answer.headers.setdefault("Access-Control-Expose-Headers", EXPOSED)
    if answer.mimetype == "text/html":
        answer.headers.setdefault("Content-Security-Policy", POLICY)
    if request.method == "OPTIONS":
        answer.headers["Access-Control-Allow-Methods"] = answer.headers.get("Allow", "GET, HEAD, OPTIONS")
        answer.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match, Range"
        answer.headers["Access-Control-Max-Age"] = "86400"
    return answer
