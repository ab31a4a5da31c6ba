"""The stages in order: from the tables to a release, or as far as the gate.

::

    tables → mapping → gate → entailment → consistency → dumps → flat tables → description → release

Each stage is a module; this one hands on what they give. Nothing is written outside of the release's own folder,
but the gate's report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ld.build import consistency, describe, dumps, entailment, flatten, gate, links, mapping, release
from ld.build.examples import examples
from ld.build.graphs import read_graph
from ld.build.origin import Origins, Several
from ld.build.progress import Progress
from ld.build.provenance import Inputs, provenance
from ld.build.report import Report
from ld.build.tables import Row, Table, Tables, read_tables
from ld.problems import Finding, SourceErrors
from ld.publication import Publication
from ld.queries import Query, read_queries

REPORT = Path("build") / "report.html"
"""Where a refused build leaves what the gate found, in the publication's folder."""

_VOCABULARIES = "vocabular"  # how the names of files begin that hold concepts rather than axioms


@dataclass(frozen=True)
class Checked:
    """What has passed the gate."""

    tables: Tables
    queries: list[Query]
    origins: Origins
    asserted: list[ox.Triple]
    inferred: list[ox.Triple]
    schema: list[ox.Triple]
    report: Report


def check(publication: Publication, progress: Progress, report: Path | None = None) -> Checked:
    """Run the stages up to the consistency of the closure.

    The gate's report is written to ``report`` as HTML when something stops the build, and removed when nothing does.
    Raises :class:`~ld.problems.SourceErrors` with all findings of the stage that stopped.
    """
    report = report or publication.root / REPORT
    try:
        checked = _check(publication, progress)
    except SourceErrors as error:
        counts = Counter(finding.kind for finding in error.findings)
        write_report(report, Report(error.findings, counts))
        raise
    report.unlink(missing_ok=True)
    return checked


def write_report(path: Path, report: Report) -> None:
    """Write the report as one HTML page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report.html(), "utf-8", newline="\n")


def _check(publication: Publication, progress: Progress) -> Checked:
    with progress.stage("tables"):
        tables = read_tables(publication)
        queries = read_queries(publication)
        ontology, vocabularies = _schema(publication)
    with progress.stage("mapping"):
        mapped = mapping.run(publication, tables)
        distinct = dict.fromkeys(triple for triple, _ in mapped)
        subjects = {t.subject for t in distinct if isinstance(t.subject, ox.NamedNode)}
        linked = links.read_links(publication, subjects)
        asserted = list(dict.fromkeys([*distinct, *(triple for triple, _ in linked.triples)]))
        origins = Several(mapped.origins, linked.origins)
    with progress.stage("gate"):
        report = gate.check(publication, asserted, ontology, vocabularies, origins)
        if not report.conforms:
            raise SourceErrors(report.findings)
    with progress.stage("entailment"):
        inferred = entailment.close(asserted, ontology)
    with progress.stage("consistency"):
        clashes = consistency.contradictions(asserted, inferred, ontology, origins)
        if clashes:
            raise SourceErrors(clashes)
    return Checked(tables, queries, origins, asserted, inferred, [*ontology, *vocabularies], report)


def _schema(publication: Publication) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """The ontology's triples, and the vocabularies'."""
    parts: tuple[list[ox.Triple], list[ox.Triple]] = ([], [])
    for path in sorted(publication.paths.ontology.glob("*.ttl")):
        parts[path.name.startswith(_VOCABULARIES)].extend(read_graph(publication, path))
    return parts


def build(
    publication: Publication, progress: Progress, report: Path | None = None
) -> tuple[Path, release.Release, Report]:
    """Build a release and make it the current one.

    Returns its folder, its description and the gate's report (warnings do not stop a build). Raises
    :class:`~ld.problems.SourceErrors`, :class:`~ld.build.release.Busy` or OSError; everything is then as it was.
    """
    checked = check(publication, progress, report)
    with release.building(publication) as folder:
        sizes, records = _write(publication, checked, folder, progress)
        with progress.stage("release"):
            whole = sizes.pop("")
            place, made = release.seal(publication, folder, whole, sizes, records)
    return place, made, checked.report


def _write(
    publication: Publication, checked: Checked, folder: Path, progress: Progress
) -> tuple[dict[str, int], dict[str, int]]:
    """Everything of the release but its store, sums and name. Returns the size of each graph, and of each class."""
    prefixes, name = publication.prefixes, publication.name
    with progress.stage("dumps"):
        try:
            graphs = {
                "asserted": dumps.lines(checked.asserted),
                "inferred": dumps.lines(checked.inferred),
                "provenance": dumps.lines(provenance(publication, _inputs(publication, checked))),
                "examples": dumps.lines(examples(publication, checked.queries)),
            }
            default = dumps.merge(graphs["asserted"], graphs["inferred"], dumps.lines(checked.schema))
        except dumps.Unpublishable as error:
            raise SourceErrors([Finding("", 0, "", "unpublishable", messages={"en": str(error)})]) from error
        files = dumps.write_graph(folder / release.DUMPS, name, default, prefixes)
    with progress.stage("flat tables"), release.scratch(folder, folder / release.DUMPS / f"{name}.nt") as store:
        files += flatten.write_tables(publication, store, folder / release.TABLES)
        sizes = {"": len(default), **{graph: len(lines) for graph, lines in graphs.items()}}
        dump_names = [f"{name}.{extension}" for extension in dumps.EXTENSIONS]
        void = describe.void(publication, store, sizes, dump_names)
        counts = describe.class_counts(store)
    with progress.stage("description"):
        titles = {flat.url: flat.titles for flat in flatten.read_declaration(publication)[1]}
        offers = [describe.Offer.of(path) for path in files]
        graphs["metadata"] = dumps.lines([*void, *describe.dcat(publication, offers, titles)])
        sizes["metadata"] = len(graphs["metadata"])
        named = {publication.graph(graph): lines for graph, lines in graphs.items()}
        more = dumps.write_dataset(folder / release.DUMPS, name, default, named, prefixes)
        offers += [describe.Offer.of(path) for path in more]
        for part, lines in (
            ("void", dumps.lines(void)),
            ("dcat", dumps.lines(describe.dcat(publication, offers, titles))),
            ("prov", graphs["provenance"]),
        ):
            dumps.write_turtle(folder / release.METADATA / f"{part}.ttl", lines, prefixes)
        _write_reports(folder / release.REPORT, publication, checked.report.published())
    own = (publication.ontology, publication.base)
    return sizes, {iri: count for iri, count in counts.items() if iri.startswith(own)}


def _write_reports(folder: Path, publication: Publication, report: Report) -> None:
    """The gate's report in the three forms that a release keeps."""
    write_report(folder / "gate.html", report)
    (folder / "gate.txt").write_text(f"{report.terminal()}\n", "utf-8", newline="\n")
    (folder / "gate.ttl").write_text(report.turtle(publication.base), "utf-8", newline="\n")


def _inputs(publication: Publication, checked: Checked) -> Inputs:
    paths = publication.paths
    files = {
        "sources": tuple(sorted(table.path for table in checked.tables.values())),
        "mappings": _files(paths.mappings, "*.ttl", "*.tsv", "*.yml"),
        "ontology": _files(paths.ontology, "*.ttl"),
        "queries": _files(paths.queries, "*.rq"),
    }
    return Inputs(publication.root, files, _rows(publication, checked))


def _files(folder: Path, *patterns: str) -> tuple[Path, ...]:
    return tuple(sorted(path for pattern in patterns for path in folder.glob(pattern)))


def _rows(publication: Publication, checked: Checked) -> Iterator[tuple[str, Path, str]]:
    """Each thing that has an address of its own, with the rows that say something of it."""
    keys = {table.file: {row.number: _key(table, row) for row in table} for table in checked.tables.values()}
    space = f"{publication.base}id/"
    things = {t.subject for t in checked.asserted if isinstance(t.subject, ox.NamedNode)}
    for thing in things:
        if thing.value.startswith(space) and "#" not in thing.value:
            for origin in checked.origins.rows(thing):
                key = keys.get(origin.file, {}).get(origin.row, "")
                yield thing.value, publication.root / origin.file, key


def _key(table: Table, row: Row) -> str:
    """What names a row for good: its key, or all of it where the table has none."""
    columns = table.primary_key or table.header
    return "&".join(f"{column}={row[column]}" for column in columns)
