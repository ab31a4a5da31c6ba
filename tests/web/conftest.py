"""A site over the small publication beside this file, and a client for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

sys.path.insert(0, str(Path(__file__).parent))

from site_fake import PUBLICATION, FakeEngine, filled

from ld.publication import Publication
from ld.web.app import create_app


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a release: a dump with its packed form, a table, checksums, and a store that nobody may have."""
    import gzip
    import hashlib

    root = tmp_path_factory.mktemp("release")
    lines = []
    for name, body in (
        ("dumps/meetings.nt", b"<http://e/a> <http://e/b> <http://e/c> .\n" * 50),
        ("tables/facts.csv", b"iri\n"),
    ):
        path = root / name
        path.parent.mkdir()
        path.write_bytes(body)
        lines.append(f"{hashlib.sha256(body).hexdigest()}  {name}")
    (root / "dumps" / "meetings.nt.gz").write_bytes(
        gzip.compress((root / "dumps" / "meetings.nt").read_bytes(), mtime=0)
    )
    (root / "store").mkdir()
    (root / "store" / "secret.sst").write_bytes(b"x")
    (root / "SHA256SUMS").write_text("\n".join(lines) + "\n")
    return root


@pytest.fixture
def engine(release_folder: Path) -> FakeEngine:
    return FakeEngine(filled(), release_folder)


@pytest.fixture
def app(engine: FakeEngine) -> Flask:
    return create_app(Publication.load(PUBLICATION), engine)


class Client(FlaskClient):
    """A client that reads each answer to its end and closes it, as a server does."""

    def open(self, *given: Any, **named: Any) -> TestResponse:
        return super().open(*given, **{"buffered": True, **named})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = Client
    return app.test_client()
