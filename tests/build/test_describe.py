"""VoID, DCAT and PROV-O: what they count is there, and nothing is anonymous."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox

from ld.build import describe, dumps
from ld.build.provenance import Inputs, provenance
from ld.build.vocabulary import DCAT, DCTERMS, PROV, SPDX, VOID
from ld.publication import Publication

SHELF = ox.NamedNode("https://example.org/shelf/def#Book")


def graph(triples: list[ox.Triple]) -> ox.Store:
    made = ox.Store()
    made.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dumps.lines(triples)  # raises for a blank node
    return made


def value(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> str:
    (quad,) = store.quads_for_pattern(subject, predicate, None)
    assert not isinstance(quad.object, ox.Triple)
    return quad.object.value


def test_void_counts_what_is_there(small: Publication, store: ox.Store) -> None:
    made = graph(describe.void(small, store, {"": len(store), "asserted": 3}, ["shelf.nt"]))
    whole = describe.dataset(small)
    assert value(made, whole, VOID("triples")) == str(len(store))
    assert value(made, whole, VOID("entities")) == "6"
    assert value(made, whole, VOID("classes")) == "3"
    assert value(made, whole, VOID("properties")) == str(len({q.predicate for q in store}))
    assert value(made, whole, VOID("distinctSubjects")) == str(len({q.subject for q in store}))
    assert value(made, whole, VOID("distinctObjects")) == str(len({q.object for q in store}))
    assert value(made, whole, VOID("dataDump")) == "https://example.org/shelf/download/shelf.nt"
    assert value(made, ox.NamedNode(small.graph("asserted")), VOID("triples")) == "3"
    assert value(made, describe.dataset(small, "class-s-Book"), VOID("entities")) == "3"
    by = describe.dataset(small, "property-s-by")
    assert [value(made, by, VOID(p)) for p in ("triples", "distinctSubjects", "distinctObjects")] == ["3", "2", "2"]
    partitions = list(made.quads_for_pattern(whole, VOID("propertyPartition"), None))
    assert len(partitions) == len({q.predicate for q in store})


def test_links_to_others_are_linksets(small: Publication, store: ox.Store) -> None:
    made = graph(describe.void(small, store, {"": len(store)}, []))
    links = describe.dataset(small, "links-owl-sameAs-books-example")
    assert value(made, links, VOID("objectsTarget")) == "http://books.example/"
    assert value(made, links, VOID("triples")) == "1"


def test_dcat_has_size_and_checksum_of_each_file(small: Publication, tmp_path: Path) -> None:
    (tmp_path / "shelf.nt.gz").write_bytes(b"packed")
    (tmp_path / "books.csv").write_bytes(b"iri\n")
    offers = [describe.Offer.of(tmp_path / name) for name in ("shelf.nt.gz", "books.csv")]
    made = graph(describe.dcat(small, offers, {"books.csv": {"en": "Books", "ja": "本"}}))
    packed, table = (describe.dataset(small, name) for name in ("shelf.nt.gz", "books.csv"))
    assert value(made, packed, DCAT("byteSize")) == "6"
    assert value(made, packed, DCAT("mediaType")).endswith("/application/n-triples")
    assert value(made, packed, DCAT("compressFormat")).endswith("/application/gzip")
    checksum = ox.NamedNode(value(made, packed, SPDX("checksum")))
    assert value(made, checksum, SPDX("checksumValue")) == hashlib.sha256(b"packed").hexdigest()
    assert value(made, table, DCAT("mediaType")).endswith("/text/csv")
    assert {q.object for q in made.quads_for_pattern(table, DCTERMS("title"), None)} == {
        ox.Literal("Books", language="en"),
        ox.Literal("本", language="ja"),
    }
    served = describe.dataset(small, "sparql")
    assert value(made, served, DCAT("servesDataset")) == describe.dataset(small).value
    assert value(made, describe.dataset(small), DCAT("version")) == "1"


def test_each_graph_leads_back_to_files_and_rows(small: Publication) -> None:
    table, mapping = small.paths.sources / "books.csv", small.paths.mappings / "books.rml.ttl"
    table.write_text("id\nb\na\n")
    mapping.write_text("")
    thing = small.thing("book/a")
    made = graph(
        list(
            provenance(
                small, Inputs(small.root, {"sources": (table,), "mappings": (mapping,)}, [(thing, table, "id=本")])
            )
        )
    )
    asserted, inferred = (ox.NamedNode(small.graph(name)) for name in ("asserted", "inferred"))
    derived = {q.object.value for q in made.quads_for_pattern(asserted, PROV("wasDerivedFrom"), None)}  # type: ignore[union-attr]
    source = "https://example.org/shelf/source/"
    assert derived == {f"{source}sources/books.csv", f"{source}mappings/books.rml.ttl"}
    assert value(made, inferred, PROV("wasDerivedFrom")) == asserted.value
    assert value(made, ox.NamedNode(thing), PROV("wasDerivedFrom")) == f"{source}sources/books.csv#id=%E6%9C%AC"
    checksum = ox.NamedNode(f"{source}sources/books.csv#sha256")
    assert value(made, checksum, SPDX("checksumValue")) == hashlib.sha256(b"id\na\nb\n").hexdigest()
    activity = ox.NamedNode(value(made, asserted, PROV("wasGeneratedBy")))
    agent = ox.NamedNode(value(made, activity, PROV("wasAssociatedWith")))
    assert agent == describe.dataset(small, "software")
