"""Mappings that are not valid are refused, naming the construct."""

import pytest

SOURCE = 'rml:logicalSource [ rml:source [ rml:path "sources/a.csv" ] ; rml:referenceFormulation rml:CSV ]'
SUBJECT = 'rml:subjectMap [ rml:template "x/{id}" ]'
GOOD = 'rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap [ rml:reference "id" ] ]'


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (f"<m> {SOURCE} ; {GOOD} .", "a triples map has one subjectMap, this one has 0"),
        (f'<m> {SOURCE} ; {SUBJECT} , [ rml:template "y/{{id}}" ] ; {GOOD} .', "this one has 2"),
        (f"<m> {SUBJECT} ; {GOOD} .", "logicalSource must be given once"),
        (f"<m> a rml:TriplesMap ; {GOOD} .", "logicalSource must be given once"),
        (f"<m> rml:logicalSource <nothing> ; {SUBJECT} .", "logicalSource leads to nothing"),
        (f'<m> rml:logicalSource [ rml:source "a" ; rml:referenceFormulation rml:JSONPath ] ; {SUBJECT} .', "only CSV"),
        (f'<m> {SOURCE} ; rml:subjectMap [ rml:template "{{id" ] .', "not closed"),
        (f'<m> {SOURCE} ; rml:subjectMap [ rml:template "{{id}}" ; rml:reference "id" ] .', "needs one of"),
        (f"<m> {SOURCE} ; rml:subjectMap [ rml:class g:C ] .", "needs one of"),
        (
            f'<m> {SOURCE} ; rml:subjectMap [ rml:template "{{id}}" ; rml:termType rml:Literal ] .',
            "cannot be a Literal",
        ),
        (f'<m> {SOURCE} ; rml:subjectMap [ rml:template "{{id}}" ; rml:termType rml:Thing ] .', "no term type"),
        (f'<m> {SOURCE} ; rml:subject "x" ; {GOOD} .', "subject cannot be"),
        (f'<m> {SOURCE} ; rml:subjectMap [ rml:template "{{id}}" ; rml:class "x" ] .', "class must be an IRI"),
        (
            f"<m> {SOURCE} ; {SUBJECT} ; rml:predicateObjectMap [ rml:predicate g:p ] .",
            "needs a predicate and an object",
        ),
        (f'<m> {SOURCE} ; {SUBJECT} ; rml:predicateObjectMap [ rml:object "x" ] .', "needs a predicate and an object"),
        (
            f"<m> {SOURCE} ; {SUBJECT} ; rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap "
            '[ rml:reference "id" ; rml:language "english" ] ] .',
            "english is no language tag",
        ),
        (
            f"<m> {SOURCE} ; {SUBJECT} ; rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap "
            '[ rml:reference "id" ; rml:language "en" ; rml:datatype xsd:date ] ] .',
            "exclude each other",
        ),
        (
            f"<m> {SOURCE} ; {SUBJECT} ; rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap "
            "[ rml:parentTriplesMap <n> ] ] .",
            "is no triples map",
        ),
        (f'<m> {SOURCE} ; {SUBJECT} ; rml:predicateObjectMap [ rml:predicate "p" ; rml:object "x" ] .', "cannot be"),
        (f'<m> {SOURCE} ; {SUBJECT} ; {GOOD} ; rml:subjectMapp "x" .', "there is no subjectMapp"),
        (
            f"<m> {SOURCE} ; {SUBJECT} ; rml:predicateObjectMap [ rml:predicate g:p ; rml:objectMap "
            '[ rml:parentTriplesMap <n> ] ] . <n> rml:logicalSource [ rml:source "../sources/b.csv" ; '
            f"rml:referenceFormulation rml:CSV ] ; {SUBJECT} .",
            "needs a joinCondition",
        ),
    ],
)
def test_refused(run, mapping: str, message: str) -> None:
    made = run(mapping, {"sources/a.csv": "id\n1\n", "sources/b.csv": "id\n1\n"})
    assert any(message in text for text in made.messages), made.messages
    assert all(f.file == "mappings/m.ttl" and f.message("ja") != f.message() for f in made.collector.findings)


def test_both_vocabularies_give_one_model(run) -> None:
    new = run(f"<m> {SOURCE} ; {SUBJECT} ; {GOOD} .", {"sources/a.csv": "id\n1\n"})
    old = run(
        """<m> a rr:TriplesMap ; old:logicalSource [ old:source "../sources/a.csv" ; old:referenceFormulation ql:CSV ] ;
        rr:subjectMap [ rr:template "x/{id}" ] ;
        rr:predicateObjectMap [ rr:predicate g:p ; rr:objectMap [ old:reference "id" ] ] .""",
        {"sources/a.csv": "id\n1\n"},
    )
    assert new.maps == old.maps
    assert new.messages == old.messages == []
