from __future__ import annotations

import gzip
import hashlib
from base64 import b64encode
from pathlib import Path

import pytest
from flask.testing import FlaskClient


def test_a_file_by_its_name(client: FlaskClient, release_folder: Path) -> None:
    answer = client.get("/download/facts.csv")
    assert answer.data == b"iri\n"
    assert answer.content_type == "text/csv; charset=utf-8"
    digest = hashlib.sha256(b"iri\n")
    assert answer.headers["ETag"].strip('"') == digest.hexdigest()[:32]
    assert answer.headers["Repr-Digest"] == f"sha-256=:{b64encode(digest.digest()).decode()}:"
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_part_of_it(client: FlaskClient, release_folder: Path) -> None:
    whole = (release_folder / "dumps" / "meetings.nt").read_bytes()
    answer = client.get("/download/meetings.nt", headers={"Range": "bytes=10-19", "Accept-Encoding": "gzip"})
    assert answer.status_code == 206
    assert answer.data == whole[10:20]
    assert answer.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert "Content-Encoding" not in answer.headers
    beyond = client.get("/download/meetings.nt", headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole)}"
    several = client.get("/download/meetings.nt", headers={"Range": "bytes=0-1,4-5"})
    assert (several.status_code, several.data) == (200, whole)
    other = client.get("/download/meetings.nt", headers={"If-Match": '"other"'})
    assert other.status_code == 412
    assert whole not in other.data
    stale = client.get("/download/meetings.nt", headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert stale.status_code == 200


def test_packed_for_who_takes_it_so(client: FlaskClient, release_folder: Path) -> None:
    whole = (release_folder / "dumps" / "meetings.nt").read_bytes()
    packed = client.get("/download/meetings.nt", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == whole
    assert packed.content_type == "application/n-triples"
    assert packed.headers["Content-Disposition"].endswith("filename=meetings.nt")
    plain = client.get("/download/meetings.nt", headers={"Accept-Encoding": "gzip;q=0"})
    assert plain.data == whole
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    own = client.get("/download/meetings.nt.gz")
    assert own.content_type == "application/gzip"
    assert "Content-Encoding" not in own.headers


@pytest.mark.parametrize("name", ["secret.sst", "nothing.csv", "..%2fsecret.sst", "../store/secret.sst", "dumps"])
def test_nothing_else_is_to_be_had(client: FlaskClient, name: str) -> None:
    assert client.get(f"/download/{name}").status_code == 404


def test_the_list_tells_sizes_and_checksums(client: FlaskClient) -> None:
    text = client.get("/download/index.en").text
    assert 'href="/download/facts.csv"' in text
    assert hashlib.sha256(b"iri\n").hexdigest() in text
    assert "4 B" in text
    assert 'href="/download/meetings.nt.gz"' in text
    assert "secret" not in text
