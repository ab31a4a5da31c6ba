"""Flask over pyoxigraph in one process: a peer, without isolation or limits."""

from __future__ import annotations

import os

import pyoxigraph as ox
from flask import Flask, Response, request

app = Flask("peer")
store = ox.Store()
if quads := os.environ.get("BENCH_QUADS"):
    store.load(path=quads, format=ox.RdfFormat.N_QUADS)


@app.get("/sparql")
def sparql() -> Response:
    """The answer in JSON."""
    found = store.query(request.args["query"])
    assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
    return Response(found.serialize(format=ox.QueryResultsFormat.JSON), mimetype="application/sparql-results+json")
