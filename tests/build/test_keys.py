"""Keys: none twice, none that leads nowhere."""

EXCHANGES, NOTES = "sources/exchanges.csv", "sources/notes.csv"


def told(gardens):
    return [(f.file, f.row, f.column, f.kind, f.value) for f in gardens.faults()]


def test_a_duplicate_key_in_a_row_with_another_fault(gardens) -> None:
    gardens.edit(EXCHANGES, "koishikawa-berlin-1,Ginkgos for Berlin,2022-10", "kew-koishikawa-1,x,2022-10-99")
    assert told(gardens) == [
        (EXCHANGES, 3, "id", "duplicate-key", "kew-koishikawa-1"),
        (EXCHANGES, 3, "month", "datatype", "2022-10-99"),
    ]


def test_a_duplicate_key_in_a_row_of_another_length(gardens) -> None:
    gardens.edit("sources/gardens.csv", "berlin,Berlin Gardens,ベルリン植物園,1679", "kew")
    kinds = {kind for _, _, _, kind, _ in told(gardens)}
    assert {"duplicate-key", "cell-count"} <= kinds


def test_a_key_of_two_columns(gardens) -> None:
    gardens.edit(NOTES, "exchange/kew-koishikawa-1,b", "exchange/kew-koishikawa-1,a")
    (finding,) = gardens.faults()
    assert (finding.row, finding.column, finding.kind) == (3, "record,key", "duplicate-key")
    assert "row 2" in finding.message()


def test_an_unknown_foreign_key_names_the_nearest(gardens) -> None:
    gardens.edit(EXCHANGES, "-02-28,berlin,kew", "-02-28,berlim,kew")
    (finding,) = gardens.faults()
    assert (finding.file, finding.row, finding.column, finding.value) == (EXCHANGES, 4, "giver", "berlim")
    assert finding.message() == "sources/gardens.csv has no such key; the nearest is berlin"


def test_a_foreign_key_to_a_row_with_another_fault_is_known(gardens) -> None:
    gardens.edit("sources/gardens.csv", "1679", "x")
    assert [kind for _, _, _, kind, _ in told(gardens)] == ["datatype"]


def test_references_into_a_table_that_cannot_be_read_are_not_judged(gardens) -> None:
    gardens.edit("sources/gardens.csv", "kew,Kew", '"kew,Kew')
    assert [kind for _, _, _, kind, _ in told(gardens)] == ["broken-quote"]


def test_a_reference_by_identifier(gardens) -> None:
    gardens.edit(EXCHANGES, "3,exchange/kew-koishikawa-1", "3,exchange/kew-koishikawa-2")
    (finding,) = gardens.faults()
    assert (finding.row, finding.column, finding.value) == (3, "batch", "exchange/kew-koishikawa-2")
    assert "exchange/kew-koishikawa-1" in finding.message()
    assert "exchange/kew-koishikawa-1" in finding.message("ja")


def test_a_part_of_nothing(gardens) -> None:
    gardens.edit(NOTES, "plant/acer-palmatum", "plant/acer")
    assert told(gardens) == [(NOTES, 5, "record", "unknown-key", "plant/acer")]
