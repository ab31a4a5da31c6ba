"""The site in a real browser: served from the small publication of tests/web."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Response, request
from werkzeug.serving import make_server

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "web")]

from browser import Browser, browser, missing  # noqa: E402
from site_fake import PUBLICATION, FakeEngine, filled  # noqa: E402

from ld.publication import Publication  # noqa: E402
from ld.web.app import create_app  # noqa: E402


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if reason := missing():
        pytest.skip(reason)
    with browser() as found:
        yield found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the served site. Queries are answered by the store itself: the endpoint has tests of its own."""
    engine = FakeEngine(filled(), tmp_path_factory.mktemp("release"))
    app = create_app(Publication.load(PUBLICATION), engine)

    @app.post("/sparql")
    def answer() -> Response:
        text = request.get_data(as_text=True)
        try:
            found = engine.store.query(text)
        except SyntaxError as error:
            return Response(
                f'{{"title": "Malformed", "detail": "{error}"}}', 400, content_type="application/problem+json"
            )
        if isinstance(found, ox.QueryTriples):
            return Response(ox.serialize(found, format=ox.RdfFormat.TURTLE), content_type="text/turtle")
        assert not isinstance(found, ox.QueryBoolean)
        return Response(found.serialize(format=ox.QueryResultsFormat.TSV), content_type="text/tab-separated-values")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
