"""Every construct of RML that is read, on tables of our own."""

import pytest

SEEDS = """id,name,name_ja,giver,kind,lang,packets
1,Maple,楓,kew,tree,en,12
2,Ginkgo,,berlin,tree,ja,
"""
GARDENS = """id,town
kew,London
berlin,Berlin
"""
TABLES = {"sources/seeds.csv": SEEDS, "sources/gardens.csv": GARDENS}
SOURCE = 'rml:logicalSource [ rml:source [ rml:path "sources/seeds.csv" ] ; rml:referenceFormulation rml:CSV ]'
PLANT = "<https://gardens.example/plant/{}>"
P = "<https://gardens.example/def#{}>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def seeds(rest: str, subject: str = 'rml:subjectMap [ rml:template "plant/{id}" ]') -> str:
    return f"<m> {SOURCE} ; {subject} ; {rest} ."


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ('[ rml:predicate g:p ; rml:objectMap [ rml:reference "name" ] ]', ['"Maple"', '"Ginkgo"']),
        ('[ rml:predicate g:p ; rml:objectMap [ rml:reference "name_ja" ; rml:language "ja" ] ]', ['"楓"@ja']),
        (
            '[ rml:predicate g:p ; rml:objectMap [ rml:reference "name" ; rml:languageMap [ rml:reference "lang" ] ] ]',
            ['"Maple"@en', '"Ginkgo"@ja'],
        ),
        (
            '[ rml:predicate g:p ; rml:objectMap [ rml:reference "packets" ; rml:datatype xsd:integer ] ]',
            ['"12"^^<http://www.w3.org/2001/XMLSchema#integer>'],
        ),
        (
            '[ rml:predicate g:p ; rml:objectMap [ rml:reference "packets" ; '
            'rml:datatypeMap [ rml:template "https://gardens.example/def#{kind}" ] ] ]',
            ['"12"^^<https://gardens.example/def#tree>'],
        ),
        (
            '[ rml:predicate g:p ; rml:objectMap [ rml:template "garden/{giver}" ] ]',
            ["<https://gardens.example/garden/kew>", "<https://gardens.example/garden/berlin>"],
        ),
        (
            "[ rml:predicate g:p ; rml:objectMap [ rml:termType rml:Literal ; "
            'rml:template "{name} \\\\{{kind}\\\\}" ] ]',
            ['"Maple {tree}"', '"Ginkgo {tree}"'],
        ),
        (
            '[ rml:predicate g:p ; rml:objectMap [ rml:template "a b/{kind}" ; rml:termType rml:BlankNode ] ]',
            ["_:", "_:"],
        ),
        ('[ rml:predicate g:p ; rml:object "same" ]', ['"same"', '"same"']),
        ("[ rml:predicate g:p ; rml:objectMap [ rml:constant g:x ] ]", [P.format("x"), P.format("x")]),
        (
            '[ rml:predicateMap [ rml:template "def#{kind}" ] ; rml:objectMap [ rml:reference "name" ] ]',
            ['"Maple"', '"Ginkgo"'],
        ),
        (
            '[ rml:predicate g:p ; rml:objectMap [ old:reference "name" ] , [ rr:template "x/{id}" ] ]',
            ['"Maple"', '"Ginkgo"', "<https://gardens.example/x/1>", "<https://gardens.example/x/2>"],
        ),
    ],
)
def test_objects(run, rest: str, expected: list[str]) -> None:
    made = run(seeds(f"rml:predicateObjectMap {rest}"), TABLES)
    assert made.messages == []
    assert len(made.lines) == len(expected)
    for text in expected:
        assert any(text in line for line in made.lines), text


def test_classes_and_several_predicates(run) -> None:
    made = run(
        seeds(
            'rml:predicateObjectMap [ rml:predicate g:p , g:q ; rml:objectMap [ rml:reference "name_ja" ] ]',
            'rml:subjectMap [ rml:template "plant/{id}" ; rml:class g:Plant , g:Thing ]',
        ),
        {**TABLES, "sources/seeds.csv": SEEDS.split("2,", maxsplit=1)[0]},
    )
    assert made.lines == sorted(
        [
            f"{PLANT.format(1)} {TYPE} {P.format('Plant')}",
            f"{PLANT.format(1)} {TYPE} {P.format('Thing')}",
            f'{PLANT.format(1)} {P.format("p")} "楓"',
            f'{PLANT.format(1)} {P.format("q")} "楓"',
        ]
    )


def test_graphs(run) -> None:
    made = run(
        seeds(
            "rml:predicateObjectMap [ rml:predicate g:p ; rml:object g:o ; "
            'rml:graphMap [ rml:template "graph/{kind}" ] , [ rml:constant rml:defaultGraph ] ]',
            'rml:subjectMap [ rml:template "plant/{id}" ; rml:graph g:all ; rml:class g:Plant ]',
        ),
        TABLES,
    )
    lines = [line for line in made.lines if line.startswith(PLANT.format(1))]
    fact = f"{PLANT.format(1)} {P.format('p')} {P.format('o')}"
    assert lines == sorted(
        [
            f"{PLANT.format(1)} {TYPE} {P.format('Plant')} {P.format('all')}",
            fact,
            f"{fact} {P.format('all')}",
            f"{fact} <https://gardens.example/graph/tree>",
        ]
    )


JOINED = """<gardens> rml:logicalSource [ rml:source [ rml:path "sources/gardens.csv" ] ;
    rml:referenceFormulation rml:CSV ] ; rml:subjectMap [ rml:template "garden/{town}" ] ."""


@pytest.mark.parametrize(
    "condition",
    [
        'rml:joinCondition [ rml:child "giver" ; rml:parent "id" ]',
        'rml:joinCondition [ rml:childMap [ rml:reference "giver" ] ; rml:parentMap [ rml:reference "id" ] ]',
        'rml:joinCondition [ rml:childMap [ rml:template "x{giver}" ; rml:termType rml:Literal ] ;'
        ' rml:parentMap [ rml:template "x{id}" ; rml:termType rml:Literal ] ]',
    ],
)
def test_joins(run, condition: str) -> None:
    rest = (
        f"rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap [ rml:parentTriplesMap <gardens> ; {condition} ] ]"
    )
    made = run(seeds(rest) + JOINED, TABLES)
    assert made.messages == []
    assert [line.split(" ")[2] for line in made.lines] == [
        "<https://gardens.example/garden/London>",
        "<https://gardens.example/garden/Berlin>",
    ]
    assert made.statements[0].origin == ("sources/seeds.csv", 2, "giver", "kew")


def test_a_join_that_finds_nothing_and_one_that_finds_two(run) -> None:
    rest = 'rml:joinCondition [ rml:child "kind" ; rml:parent "town" ]'
    rest = f"rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap [ rml:parentTriplesMap <gardens> ; {rest} ] ]"
    assert run(seeds(rest) + JOINED, TABLES).lines == []
    two = {**TABLES, "sources/gardens.csv": "id,town\nx,tree\ny,tree\n"}
    made = run(seeds(rest) + JOINED.replace("{town}", "{id}"), two)
    assert len(made.lines) == 4


def test_a_parent_over_the_same_table(run) -> None:
    kinds = f'<kinds> {SOURCE} ; rml:subjectMap [ rml:template "kind/{{kind}}" ] .'
    rest = "rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap [ rml:parentTriplesMap <kinds> ] ]"
    assert {line.split(" ")[2] for line in run(seeds(rest) + kinds, TABLES).lines} == {
        "<https://gardens.example/kind/tree>"
    }


def test_a_shared_predicate_object_map(run) -> None:
    made = run(
        seeds("rml:predicateObjectMap <shared>")
        + '<shared> rml:predicate g:p ; rml:objectMap [ rml:reference "id" ] .'
        + JOINED.replace("] .", "] ; rml:predicateObjectMap <shared> ."),
        TABLES,
    )
    assert len(made.lines) == 4


def test_base_and_subject_by_reference(run) -> None:
    made = run(
        seeds(
            'rml:baseIRI <https://other.example/> ; rml:predicateObjectMap [ rml:predicate g:p ; rml:object "x" ]',
            'rml:subjectMap [ rml:reference "giver" ]',
        ),
        TABLES,
    )
    assert [line.split(" ")[0] for line in made.lines] == [
        "<https://other.example/berlin>",
        "<https://other.example/kew>",
    ]


@pytest.mark.parametrize(
    "source",
    [
        'rml:source [ rml:root rml:MappingDirectory ; rml:path "../sources/seeds.csv" ; rml:null "tree" ]',
        'rml:source [ rml:root "sources" ; rml:path "seeds.csv" ; rml:null "tree" ]',
        'old:source "../sources/seeds.csv" ; rml:null "tree"',
        'rml:source [ a csvw:Table ; csvw:url "../sources/seeds.csv" ; csvw:null "tree" ; '
        'csvw:dialect [ csvw:delimiter "," ] ]',
    ],
)
def test_sources_and_nulls(run, source: str) -> None:
    formulation = "old:referenceFormulation ql:CSV" if "old:" in source else "rml:referenceFormulation rml:CSV"
    rest = """rml:subjectMap [ rml:template "plant/{id}" ] ;
        rml:predicateObjectMap [ rml:predicate g:p ;
            rml:objectMap [ rml:reference "kind" ] , [ rml:reference "id" ] ] ."""
    made = run(f"<m> rml:logicalSource [ {source} ; {formulation} ] ; {rest}", TABLES)
    assert made.messages == []
    assert [line.split(" ")[2] for line in made.lines] == ['"1"', '"2"']


def test_a_cell_that_makes_no_iri_costs_its_own_triples(run) -> None:
    rest = (
        'rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap [ rml:reference "name" ; rml:termType rml:IRI ] ]'
    )
    made = run(seeds(rest), {"sources/seeds.csv": SEEDS.replace("Maple", "Red maple")})
    assert [line.split(" ")[2] for line in made.lines] == ["<https://gardens.example/Ginkgo>"]
    (finding,) = made.collector.findings
    assert (finding.file, finding.row, finding.column, finding.kind) == ("sources/seeds.csv", 2, "name", "iri")


def test_a_subject_that_makes_no_iri_costs_its_row(run) -> None:
    made = run(
        seeds(
            "rml:predicateObjectMap [ rml:predicate g:p ; rml:object g:o ]",
            'rml:subjectMap [ rml:template "x/{name}" ; rml:termType rml:UnsafeIRI ]',
        ),
        {"sources/seeds.csv": SEEDS.replace("Maple", "Red maple")},
    )
    assert len(made.lines) == 1
    assert [f.row for f in made.collector.findings] == [2]


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        (
            'rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap [ rml:reference "nome" ] ]',
            "sources/seeds.csv has no column nome",
        ),
        (
            "rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap [ rml:parentTriplesMap <gardens> ; "
            'rml:joinCondition [ rml:child "giver" ; rml:parent "nobody" ] ] ]',
            "sources/gardens.csv has no column nobody",
        ),
    ],
)
def test_columns_that_are_not_there(run, rest: str, message: str) -> None:
    made = run(seeds(rest) + JOINED, TABLES)
    assert any(text.startswith(message) for text in made.messages), made.messages


def test_a_table_that_is_not_there(run) -> None:
    made = run(seeds('rml:predicateObjectMap [ rml:predicate g:p ; rml:object "x" ]'), {"sources/x.csv": "id\n"})
    assert made.messages == ["there is no table seeds.csv"]
