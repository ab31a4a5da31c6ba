import pytest

from ld import formats
from ld.formats import ALL, Kind, by_extension, by_media_type


def test_extensions_and_media_types_are_of_one_format_each() -> None:
    assert len({f.extension for f in ALL}) == len(ALL)
    names = [name for f in ALL for name in (f.media_type, *f.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("format", ALL, ids=lambda f: f.extension)
def test_a_format_is_found_by_each_of_its_names(format: formats.Format) -> None:
    assert by_extension(format.extension) is format
    for name in (format.media_type, *format.aliases):
        assert by_media_type(name) is format
        assert by_media_type(f"{name.upper()}; charset=utf-8") is format


def test_unknown_names_find_nothing() -> None:
    assert by_extension("xyz") is None
    assert by_media_type("application/xyz") is None


@pytest.mark.parametrize("format", [f for f in ALL if f.kind is not Kind.PAGE], ids=lambda f: f.extension)
def test_what_is_data_has_a_writer_that_agrees(format: formats.Format) -> None:
    assert format.native is not None
    assert format.native.media_type.partition(";")[0] == format.media_type
    assert format.iri.startswith("http://www.w3.org/ns/formats/")


def test_the_content_type_names_its_charset_where_one_is_registered() -> None:
    assert formats.TURTLE.content_type == "text/turtle; charset=utf-8"
    assert formats.JSON.content_type == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("koryu.nq", "application/n-quads"),
        ("facts.csv", "text/csv; charset=utf-8"),
        ("csv-metadata.json", "application/csvm+json"),
        ("release.json", "application/json"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
        ("gate.html", "text/html; charset=utf-8"),
        ("what.bin", "application/octet-stream"),
    ],
)
def test_a_file_of_a_release_is_what_it_is(name: str, content_type: str) -> None:
    assert formats.of_file(name) == content_type
