"""Any CSV export through a mapping file: renames, joined columns, value maps, date formats, commas, defaults."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from ingest.csv_mapping.mapping_file import read_mapping
from ingest.reading.delivery import SourceError
from tests.unit.ingest.readers.conftest import Drop, reasons, values

MAPPING = """
as_of: 2024-06-30
encoding: cp1252
delimiter: ";"
decimal: ","
entities:
  rep:
    file: people.csv
    columns: {id: Nr, name: [First, Last]}
  opportunity:
    file: deals.csv
    columns: {id: Deal, owner_id: Nr, amount: Value, created_date: Made, stage_name: State, is_closed: State,
      is_won: State}
    defaults: {currency: CHF, amount: 0}
    values:
      is_closed: {Open: false, Gone: true, "No": true}
      is_won: {Open: false, Gone: true, "No": false}
      stage_name: {"No": Lost}
    dates: {created_date: ["%d.%m.%y", iso]}
"""
PEOPLE = "Nr;First;Last\n007;Zoë;Müller\n8;;Ng\n"
DEALS = "Deal;Nr;State;Value;Made;Extra\n1;007;Gone;1.234,50;31.01.24;x\n2;8;Open;;2024-02-29;\n3;8;No;12,5;;\n"


@pytest.fixture
def mapped(tmp_path: Path) -> Drop:
    (tmp_path / "mapping.yml").write_text(MAPPING)
    drop = Drop(tmp_path, "csv_mapping")
    return drop.write("people.csv", PEOPLE.encode("cp1252")).write("deals.csv", DEALS)


def test_what_a_mapping_says(mapped: Drop) -> None:
    found = mapped.read(mapped.folder / "mapping.yml")
    assert list(found) == ["rep", "opportunity"]
    assert values(found["rep"], "id") == ["007", "8"]
    assert values(found["rep"], "name") == ["Zoë Müller", "Ng"]
    deals = found["opportunity"]
    assert values(deals, "stage_name") == ["Gone", "Open", "Lost"]
    assert values(deals, "is_closed") == [True, False, True]
    assert values(deals, "is_won") == [True, False, False]
    assert values(deals, "amount") == [Decimal("1234.5"), Decimal(0), Decimal("12.5")]
    assert values(deals, "created_date") == [date(2024, 1, 31), date(2024, 2, 29), None]
    assert values(deals, "currency") == ["CHF"] * 3
    assert deals.unknown_columns == ("extra",)
    assert {"name", "probability"} <= set(deals.missing_columns)


def test_a_value_that_the_map_does_not_know(mapped: Drop) -> None:
    mapped.write("deals.csv", DEALS + "4;8;Paused;1,5;1.1.24;\n")
    deals = mapped.read(mapped.folder / "mapping.yml")["opportunity"]
    assert values(deals, "id") == ["1", "2", "3"]
    ((column, reason),) = reasons(deals)
    assert column == "is_closed"
    assert reason == (
        "State: neither true nor false (mapping.yml line 16); State: neither true nor false (mapping.yml line 17)"
    )


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        (
            "deals.csv",
            DEALS.replace("Made", "Created"),
            (
                "csv_mapping.opportunity: deals.csv line 1: the column Made is not there "
                "(found: Deal, Nr, State, Value, Created, Extra). "
                "Export the file with that column, or correct mapping.yml line 12"
            ),
        ),
        (
            "people.csv",
            PEOPLE.replace("Last", "Name").encode("cp1252"),
            "csv_mapping.rep: people.csv line 1: the column Last is not there",
        ),
        (
            "people.csv",
            PEOPLE.encode("cp1252") + b"\x81;a;b\n",
            "csv_mapping.rep: people.csv line 4: this is not cp1252. Correct `encoding` in mapping.yml line 3",
        ),
        (
            "people.csv",
            PEOPLE,
            "csv_mapping.rep: people.csv, which is utf-8: this is not cp1252. Correct `encoding` in mapping.yml line 3",
        ),
        (
            "people.csv",
            "sep=,\n",
            (
                "csv_mapping.rep: people.csv line 1: it says that the delimiter is ','. Correct `delimiter` in "
                "mapping.yml line 4"
            ),
        ),
    ],
)
def test_a_file_that_does_not_fit(mapped: Drop, file: str, content: str | bytes, message: str) -> None:
    with pytest.raises(SourceError) as refused:
        mapped.write(file, content).read(mapped.folder / "mapping.yml")
    assert str(refused.value).startswith(message)


def test_a_file_that_the_mapping_names_is_missing(mapped: Drop) -> None:
    (mapped.folder / "deals.csv").unlink()
    with pytest.raises(SourceError, match=r"csv_mapping.opportunity: the file deals.csv is not there"):
        mapped.read(mapped.folder / "mapping.yml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"as_of": "soon"}, "as_of: must be a date"),
        ({"encoding": "klingon"}, "encoding: must be"),
        ({"delimiter": ";;"}, "delimiter: must be one character"),
        ({"decimal": "'"}, "decimal: must be"),
        ({"entitys": {}}, "entitys: is not known (known: as_of, encoding"),
        ({"entities": []}, "entities: must be a block"),
        ({"entities.deal": {}}, "entities.deal: is not known"),
        ({"entities.rep": None}, "entities.rep: must be a block"),
        ({"entities.rep.file": "../../etc/passwd"}, "entities.rep.file: must be the name of a file"),
        ({"entities.rep.columns.id": 5}, "entities.rep.columns.id: must be a header"),
        ({"entities.rep.columns.id": []}, "entities.rep.columns.id: must be a header"),
        ({"entities.rep.columns": {}}, "entities.rep.columns.id: is required"),
        ({"entities.rep.columns.nose": "x"}, "entities.rep.columns.nose: is not known (known: id, name, email"),
        ({"entities.rep.colums": {}}, "entities.rep.colums: is not known"),
        ({"entities.opportunity.values.is_won": "x"}, "entities.opportunity.values.is_won: must be a block"),
        ({"entities.opportunity.values.is_won": {True: "x"}}, "entities.opportunity.values.is_won: put True in quotes"),
        ({"entities.opportunity.dates.amount": "%Y"}, "entities.opportunity.dates.amount: must be a format"),
        (
            {"entities.opportunity.dates.created_date": "%Q"},
            "entities.opportunity.dates.created_date: must be a format",
        ),
        (
            {"entities.opportunity.dates.created_date": "Y-m"},
            "entities.opportunity.dates.created_date: must be a format",
        ),
    ],
)
def test_a_mapping_that_cannot_be(tmp_path: Path, change: dict[str, object], message: str) -> None:
    content = yaml.safe_load(MAPPING)
    for path, value in change.items():
        *blocks, last = path.split(".")
        block = content
        for name in blocks:
            block = block[name]
        block[last] = value
    (tmp_path / "mapping.yml").write_text(yaml.safe_dump(content, allow_unicode=True))
    with pytest.raises(SourceError) as refused:
        read_mapping(tmp_path / "mapping.yml")
    assert str(refused.value).startswith("csv_mapping: mapping.yml line ")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("plain", "means"),
    [("country: NO", "'NO' in line 3 means false"), ("id: 010", "'010' in line 3 means 8"),
     ("industry: 12:30", "'12:30' in line 3 means 750"),
     ("as_of: 2025-06-31", "'2025-06-31' in line 3 is not a valid date")],
)  # fmt: skip
def test_a_plain_value_that_yaml_reads_otherwise_is_refused(tmp_path: Path, plain: str, means: str) -> None:
    (tmp_path / "mapping.yml").write_text(f"entities:\n  account:\n    defaults: {{{plain}}}\n")
    with pytest.raises(SourceError) as refused:
        read_mapping(tmp_path / "mapping.yml")
    assert str(refused.value).startswith(f"csv_mapping: mapping.yml is not plain YAML: {means}")
    assert "in quotes" in str(refused.value)


@pytest.mark.parametrize("key", ["NO", "007", "12:30", "+5"])
def test_a_key_that_yaml_reads_otherwise_is_refused(tmp_path: Path, key: str) -> None:
    text = MAPPING.replace('"No": Lost', f"{key}: Lost")
    (tmp_path / "mapping.yml").write_text(text)
    with pytest.raises(SourceError, match=r"in line 18 means .*put it in quotes"):
        read_mapping(tmp_path / "mapping.yml")
    (tmp_path / "mapping.yml").write_text(text.replace(f"{key}: Lost", f'"{key}": Lost, 7: 1.50'))
    _, opportunity = read_mapping(tmp_path / "mapping.yml").entities
    assert opportunity.blocks[0].values["stage_name"] == {key: "Lost", "7": "1.50"}


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "mapping.yml").write_text("delimiter: 5\nentities: {account: {columns: {id: a}}}\n")
    with pytest.raises(SourceError) as refused:
        read_mapping(tmp_path / "mapping.yml")
    for part in (
        "delimiter:",
        "entities.account.file:",
        "entities.rep: is required",
    ):
        assert part in str(refused.value)


def test_the_real_export(shared_dir: Path) -> None:
    mapping = Path(__file__).parents[4] / "config" / "mappings" / "maven_crm.yml"
    found = Drop(shared_dir / "data" / "maven_crm", "csv_mapping").read(mapping)
    rows = {name: table.rows.num_rows for name, table in found.items()}
    assert rows == {"rep": 35, "account": 85, "product": 7, "opportunity": 8800}
    assert all(table.quarantined.num_rows == 0 and table.duplicate_rows == 0 for table in found.values())
    deals = found["opportunity"]
    won = [amount for amount, is_won in zip(values(deals, "amount"), values(deals, "is_won"), strict=True) if is_won]
    assert (len(won), sum(won)) == (4238, Decimal(10_005_534))
    assert values(deals, "is_closed").count(False) == 2089
    assert values(deals, "account_id").count(None) == 1425
    assert values(deals, "product_id").count("GTX Pro") == 1480
    assert set(values(deals, "product_id")) <= set(values(found["product"], "id"))
    assert values(deals, "created_date").count(None) == 500
    assert {"expected_close_date", "probability"} <= set(deals.missing_columns)
    assert "technolgy" not in values(found["account"], "industry")
    assert values(found["account"], "annual_revenue")[0] == Decimal(1_100_040_000), "in millions there"


def test_the_real_tables_without_headers(shared_dir: Path) -> None:
    mapping = Path(__file__).parents[4] / "config" / "mappings" / "adventureworks.yml"
    found = Drop(shared_dir / "data" / "adventureworks", "csv_mapping").read(mapping)
    rows = {name: table.rows.num_rows for name, table in found.items()}
    expected = {"rep": 17, "territory": 10, "territory_assignment": 17, "quota": 163, "exchange_rate": 13_532}
    assert rows == expected
    assert all(table.quarantined.num_rows == 0 and table.duplicate_rows == 0 for table in found.values())
    assert sum(values(found["quota"], "amount")) == Decimal(95_714_000)
    assert values(found["territory_assignment"], "valid_to").count(None) == 13
