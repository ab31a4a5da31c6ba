"""RDF files of a publication."""

import pytest

from ld.build.graphs import read_graph, store_of
from ld.problems import SourceErrors


def test_a_file_and_a_folder(gardens) -> None:
    publication = gardens.publication
    file = publication.paths.mappings / "common.rml.ttl"
    alone = read_graph(publication, file)
    assert len(alone) == 7
    assert len(read_graph(publication, publication.paths.mappings)) > len(alone)


def test_blank_nodes_of_two_files_differ(gardens) -> None:
    for name in ("a.ttl", "b.ttl"):
        (gardens.root / "ontology" / name).write_text("_:x <https://gardens.example/p> _:x .", "utf-8")
    publication = gardens.publication
    found = [t for t in read_graph(publication, publication.paths.ontology) if t.predicate.value.endswith("/p")]
    assert found[0].subject != found[1].subject


def test_faults(gardens) -> None:
    folder = gardens.root / "ontology"
    (folder / "bad.ttl").write_text("@prefix a: <https://gardens.example/> .\na:b a:c ] .", "utf-8")
    (folder / "worse.ttl").mkdir()
    with pytest.raises(SourceErrors) as caught:
        read_graph(gardens.publication, folder)
    found = [(f.file, f.row, f.kind) for f in caught.value.findings]
    assert found == [("ontology/bad.ttl", 2, "turtle"), ("ontology/worse.ttl", 0, "missing-file")]


def test_a_store_holds_each_triple_once(gardens) -> None:
    triples = read_graph(gardens.publication, gardens.root / "ontology" / "gardens.ttl")
    assert len(store_of(triples, triples)) == len(set(triples))
