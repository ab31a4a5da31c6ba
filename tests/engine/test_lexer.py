import random
import time

import pytest

from ld.engine.lexer import Form, scan

E = "http://127.0.0.1:1/"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE <{E}> {{ ?s ?p ?o }} }}",
        f"SELECT*{{service<{E}>{{?s ?p ?o}}}}",
        f"SELECT * {{ SeRvIcE SILENT <{E}> {{ }} }}",
        f"SELECT * {{ SERVICE # <x>\n <{E}> {{ }} }}",
        f"PREFIX e: <{E}> SELECT * {{ SERVICE e:x {{ }} }}",
        f"PREFIX : <{E}> SELECT * {{ SERVICE:x {{ }} }}",
        f"PREFIX : <{E}> SELECT * {{ SERVICE:x#c\n{{ }} }}",
        f"SELECT * {{ SERVICESILENT<{E}>{{}} }}",
        f"SELECT * {{ ?s ?p 1SERVICE<{E}>{{}} }}",
        f"SELECT * {{ ?s ?p 1.SERVICE<{E}>{{}} }}",
        f"SELECT * {{ ?s ?p trueSERVICE<{E}>{{}} }}",
        f"SELECT * {{ ?s ?p ?o.SERVICE<{E}>{{}} }}",
        f"SELECT * {{ ?s ?p 'a\\'b'SERVICE<{E}>{{}} }}",
        f"SELECT * {{ ?s ?p '''a''b'''SERVICE<{E}>{{}} }}",
        f"SELECT * {{ FILTER(?a<?b && ?c>?d)SERVICE<{E}>{{}} }}",
        "SELECT * { FILTER EXISTS { { SELECT * { SERVICE ?x {} } } } }",
        f"SELECT * {{ \\u0053ERVICE <{E}> {{}} }}",
        f"# x\rSELECT * {{ SERVICE <{E}> {{}} }}",
    ],
)
def test_service_is_found_however_it_is_written(text):
    assert scan(text).service


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
        'SELECT * { ?s ?p """a"b SERVICE <x> {} """ }',
        "SELECT * { ?s ?p '''it's SERVICE''' }",
        "SELECT * { # SERVICE <http://x/> {}\n }",
        "SELECT * { ?SERVICE ?p $service }",
        "SELECT * { ?s <http://x/SERVICE> ?o }",
        "PREFIX k: <http://x/> SELECT * { ?s k:homeService ?o . ?o k:service ?x }",
        "PREFIX service: <http://x/> SELECT * { ?s service:x ?o }",
        "PREFIX service: <http://x/> SELECT * { GRAPH service:x { ?s ?p ?o } }",
        "SELECT * { _:service ?p 'x'@en }",
        "PREFIX : <http://x/> SELECT * { ?s :SERVICE :a-SERVICE }",
        "SELECT * { ?s ?p '\\u0053ERVICE' }",
    ],
)
def test_service_is_not_found_where_it_is_only_text(text):
    found = scan(text)
    assert not found.service
    assert found.error is None
    assert found.form is Form.SELECT


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("select distinct ?x {}", Form.SELECT),
        ("SELECTDISTINCT?x{}", Form.SELECT),
        ("BASE<http://a/>PREFIX a.b:<http://b/>PREFIX : <c> ASK{}", Form.ASK),
        ("PREFIX select: <http://b/> CONSTRUCT WHERE {}", Form.CONSTRUCT),
        ("PREFIXa:<b>DESCRIBE<x>", Form.DESCRIBE),
        ("PREFIX : <http://b/> DESCRIBE:x", Form.DESCRIBE),
        ("# SELECT\nASK {}", Form.ASK),
        ("\ufeffASK {}", Form.ASK),
        ('VERSION "1.2" ASK {}', Form.ASK),
        ("", None),
        ("hello SELECT", None),
        ("{ SELECT * {} }", None),
        ("?x SELECT", None),
    ],
)
def test_form(text, form):
    assert scan(text).form is form


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA {}",
        "PREFIX a: <b> DELETE WHERE {}",
        "LOAD <http://x/>",
        "CLEAR ALL",
        "WITH <g> DELETE {} INSERT {} WHERE {}",
        "drop graph <x>",
        "DROP:x",
    ],
)
def test_updates_are_told_from_queries(text):
    assert scan(text).update
    assert scan(text).form is None


def test_updates_words_within_a_query_are_nothing():
    assert not scan("SELECT ?insert { ?s <insert> 'INSERT' }").update


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT (NOW() AS ?x) {}", {"NOW"}),
        ("SELECT (1-rand()AS ?x) {}", {"RAND"}),
        ("SELECT (STRUUID() AS ?x) {}", {"STRUUID", "UUID"}),
        ("SELECT (BNODE() AS ?x) {}", {"BNODE"}),
        ("SELECT ?now { ?rand <now> 'UUID()' }", set()),
    ],
)
def test_volatile_functions(text, names):
    assert scan(text).volatile == names


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("ASK {}", 1),
        ("ASK { { ( [ ] ) } }", 4),
        ("ASK { ?s ?p '{{{{' } # {{{", 1),
        ("ASK " + "{" * 100_000 + "}" * 100_000, 100_000),
        ("ASK { FILTER(" + "!" * 5000 + "true) }", 5002),
        ("ASK { FILTER(" + "- " * 5000 + "1) }", 5002),
    ],
)
def test_depth(text, depth):
    assert scan(text).depth == depth


def test_where_something_stands_is_told_in_lines_and_columns():
    assert scan("ASK {\n  SERVICE <x> {} }").at == (2, 3)
    assert scan("ASK { 'x }").error
    assert scan("ASK { 'x }").at == (1, 7)
    assert scan("\n\n hello").at == (3, 2)


@pytest.mark.parametrize("piece", ["a.", "'''", "<a", "a-", "\\u0041", "a:b.", '"""\\"', "'a'", "@a-", "_:a.", "# \n"])
def test_time_is_linear(piece):
    text = piece * (256 * 1024 // len(piece))
    start = time.process_time()
    scan(text)
    assert time.process_time() - start < 3  # quadratic would be minutes


def test_no_text_makes_it_fail():
    rng = random.Random(1)
    alphabet = [
        "'",
        '"',
        "'''",
        '"""',
        "<",
        ">",
        "\\",
        "\\u",
        "{",
        "}",
        "(",
        "#",
        "\n",
        "a",
        "SERVICE",
        ":",
        "?",
        "\0",
        "\ud800",
        "é",
        ".",
        "-",
        "@",
    ]
    for _ in range(3000):
        scan("".join(rng.choice(alphabet) for _ in range(30)))
