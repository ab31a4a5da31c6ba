"""What csvw.json says, and what is wrong in it."""

from ld.build.collect import Collector
from ld.build.schema import expander, read_schemas

JSON = "sources/csvw.json"


def faults(gardens):
    return [(f.file, f.kind, f.message()) for f in gardens.faults()]


def test_the_metadata(gardens) -> None:
    schemas = {s.name: s for s in read_schemas(gardens.root / "sources", JSON, Collector())}
    exchanges = schemas["exchanges"]
    assert exchanges.primary_key == ("id",)
    assert [key.table for key in exchanges.foreign_keys] == ["gardens", "gardens", "plants"]
    assert exchanges.columns["giver"].required
    assert exchanges.columns["title_en"].check is None
    assert schemas["notes"].about_url == "https://gardens.example/id/{+record}#note-{key}"


def test_no_json(gardens) -> None:
    gardens.edit(JSON, '"tables": [', '"tables": ')
    ((file, kind, message),) = faults(gardens)
    assert (file, kind) == (JSON, "metadata")
    assert "CSVW" in message


def test_missing_metadata(gardens) -> None:
    (gardens.root / JSON).unlink()
    assert [(f, k) for f, k, _ in faults(gardens)] == [(JSON, "metadata")]


def test_an_unknown_datatype(gardens) -> None:
    gardens.edit(JSON, '"datatype": "gYear"}', '"datatype": "gCentury"}')
    assert "metadata" in {kind for _, kind, _ in faults(gardens)}


def test_a_format_that_is_no_expression(gardens) -> None:
    gardens.edit(JSON, '"format": "[a-z-]+"', '"format": "[a-z-"')
    assert any("table plants, column id" in message for _, _, message in faults(gardens))


def test_keys_that_name_nothing(gardens) -> None:
    gardens.edit(JSON, '"primaryKey": ["record", "key"]', '"primaryKey": ["record", "kay"]')
    gardens.edit(JSON, '"reference": {"resource": "plants.csv"', '"reference": {"resource": "trees.csv"')
    messages = " ".join(message for _, _, message in faults(gardens))
    assert "kay" in messages
    assert "trees" in messages


def test_two_columns_and_two_tables_of_one_name(gardens) -> None:
    gardens.edit(JSON, '{"name": "text"}', '{"name": "text"}, {"name": "text"}')
    assert faults(gardens)


def test_expander() -> None:
    fill = expander("x/{a}/{+b}{{", {"a": 0, "b": 1})
    assert fill is None or fill(("1", "2")).startswith("x/1/2")
    assert expander("x/{c}", {"a": 0}) is None
    assert expander("", {"a": 0}) is None
