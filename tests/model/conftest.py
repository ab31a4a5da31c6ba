"""The model as the tests read it: the files themselves, loaded once."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib
from model_files import ROOT, graph


@pytest.fixture(scope="session")
def metadata() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "sources" / "csvw.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="session")
def ontology() -> rdflib.Graph:
    return graph("ontology/koryu.ttl")


@pytest.fixture(scope="session")
def vocabularies() -> rdflib.Graph:
    return graph("ontology/vocabularies.ttl")


@pytest.fixture(scope="session")
def mappings() -> rdflib.Graph:
    return graph("mappings/*.rml.ttl")


@pytest.fixture(scope="session")
def shapes() -> rdflib.Graph:
    return graph("shapes/*.ttl")
