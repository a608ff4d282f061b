"""How exports are written, and how a mapping says so: numbers, dates, encodings, headers, several files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.reading.delivery import SourceError
from tests.unit.ingest.readers.conftest import Drop, reasons, values


@pytest.fixture
def mapped(tmp_path: Path) -> Drop:
    return Drop(tmp_path, "csv_mapping").write("reps.csv", "Id\nA\n")


def read(drop: Drop, mapping: str, settings: str = "") -> dict:
    """What is read through a mapping of these entities, reps besides."""
    if "rep:" not in mapping:
        mapping = f"  rep: {{file: reps.csv, delimiter: ',', encoding: utf-8, skip: 0, columns: {{id: Id}}}}\n{mapping}"
    text = f"{settings}\nentities:\n{mapping}"
    return drop.read(drop.write("mapping.yml", text).folder / "mapping.yml")


NUMBERS = "  account: {{file: a.csv, delimiter: '|', columns: {{id: K, annual_revenue: V}}{more}}}"


@pytest.mark.parametrize(
    ("settings", "text", "expected"),
    [
        ("", "1234.5", "1234.5"),
        ("", ".5", "0.5"),
        ("", "(12.50)", "-12.5"),
        ("", "12.50-", "-12.5"),
        ("", "1.2E+03", "1200"),
        ("", "1,234", None),
        ("", "€ 5", None),
        ("thousands: ','", "1,234,567.89", "1234567.89"),
        ("thousands: ','", "1234.5", "1234.5"),
        ("thousands: ','", "12,34", None),
        ("thousands: ','", "1.234,5", None),
        ('thousands: "\'"', "1\u2019234.50", "1234.5"),
        ("decimal: ','", "1.234,50", "1234.5"),
        ("decimal: ','", "-1.234.567", "-1234567"),
        ("decimal: ','", ",5", "0.5"),
        ("decimal: ','", "(1.234,50)", "-1234.5"),
        ("decimal: ','", "1,2E-03", "0.0012"),
        ("decimal: ','", "12.5", None),  # a point where the mapping says comma: not to be guessed
        ("decimal: ','", "1 234,5", None),
        ("decimal: ','\nthousands: ' '", "1 234 567,5", "1234567.5"),
        ("decimal: ','\nthousands: ' '", "1\u00a0234\u202f567,5", "1234567.5"),
        ("decimal: ','\nthousands: ' '", "\u22121 234,5", "-1234.5"),
    ],
)
def test_numbers(mapped: Drop, settings: str, text: str, expected: str | None) -> None:
    mapped.write("a.csv", f"K|V\n1|{text}\n2|\n")
    found = read(mapped, NUMBERS.format(more=""), settings)["account"]
    assert values(found, "annual_revenue") == ([None] if expected is None else [Decimal(expected), None])
    if expected is None:
        ((column, reason),) = reasons(found)
        assert column == "annual_revenue"
        assert reason.endswith(f"(mapping.yml line {len(settings.splitlines() or [1]) + 3})")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€ 1,234.50", "1234.5"),
        ("1,234.50 EUR", "1234.5"),
        ("-€5", "-5"),
        ("€-5", "-5"),
        ("(€5.00)", "-5"),
        ("€ (5.00)", "-5"),
        ("5-€", "-5"),
        ("7", "7"),
        ("$5", None),
        ("€€5", None),
        ("€", None),
        ("--5", None),
        ("(-5)", None),
        ("Kr.500", "500"),
    ],
)
def test_signs_of_currencies(mapped: Drop, text: str, expected: str | None) -> None:
    mapped.write("a.csv", f"K|V\n1|{text}\n")
    more = ", thousands: ',', signs: {annual_revenue: [€, EUR, Kr.]}"
    found = read(mapped, NUMBERS.format(more=more))["account"]
    assert values(found, "annual_revenue") == ([] if expected is None else [Decimal(expected)])
    assert found.quarantined.num_rows == (expected is None)


def test_units(mapped: Drop) -> None:
    mapped.write("a.csv", "K|V\n1|1.25\n2|-0.0000014\n3|n/a\n4|\n5|x\n6|99999999999999\n")
    more = ", units: {annual_revenue: millions}, values: {annual_revenue: {n/a: 7}}, defaults: {annual_revenue: 3}"
    found = read(mapped, NUMBERS.format(more=more))["account"]
    assert values(found, "annual_revenue") == [Decimal(1250000), Decimal("-1.4"), Decimal(7), Decimal(3)]
    assert [column for column, _ in reasons(found)] == ["annual_revenue", "annual_revenue"], "too big is not unscaled"


def test_percent(mapped: Drop) -> None:
    deal = (
        "  opportunity: {file: d.csv, columns: {id: K, probability: P}, signs: {probability: '%'}, "
        "units: {probability: 100}, defaults: {owner_id: A, stage_name: Open, is_closed: false, is_won: false}}"
    )
    found = read(mapped.write("d.csv", "K,P\n1,0.35\n2,1\n"), deal)["opportunity"]
    assert values(found, "probability") == [Decimal(35), Decimal(100)]
    found = read(mapped.write("d.csv", "K,P\n1,35%\n2,7 %\n"), deal.replace(", units: {probability: 100}", ""))
    assert values(found["opportunity"], "probability") == [Decimal(35), Decimal(7)]
    assert values(found["opportunity"], "owner_id") == ["A", "A"], "a default without a column is a constant"


DATES = (
    "  exchange_rate: {{file: r.csv, columns: {{id: D, rate_date: D}}, "
    "defaults: {{from_currency: EUR, to_currency: USD, rate: 1}}{}}}"
)


@pytest.mark.parametrize(
    ("dates", "text", "expected"),
    [
        ("iso", "2024-02-29T23:30:00Z", date(2024, 2, 29)),
        ("'%d/%m/%Y'", "3/4/2024", date(2024, 4, 3)),
        ("'%d/%m/%Y'", "2024-02-29", None),
        ("'%Y-%d-%m'", "2024-13-01", date(2024, 1, 13)),
        ("'%Y-%d-%m'", "2024-01-13", None),  # must not fall back to another order
        ("['%d/%m/%Y', '%d.%m.%y', iso]", "31.12.23", date(2023, 12, 31)),
        ("['%d/%m/%Y', '%d.%m.%y', iso]", "2023-12-31", date(2023, 12, 31)),
        ("'%d %b %Y %I:%M %p'", "05 Jan 2024 11:59 PM", date(2024, 1, 5)),
        ("excel", "45292", date(2024, 1, 1)),
        ("excel", "45292.99999", date(2024, 1, 1)),
        ("excel", "12", None),
        ("excel", "2024-01-01", None),
        ("[excel, iso]", "2024-01-01", date(2024, 1, 1)),
        ("'%d/%m/%Y'", "31/02/2024", None),
        ("'%d/%m/%Y'", "31/12/0024", None),
    ],
)
def test_dates(mapped: Drop, dates: str, text: str, expected: date | None) -> None:
    mapped.write("r.csv", f"D\n{text}\n")
    for mapping, settings in ((DATES.format(f", dates: {dates}"), ""), (DATES.format(""), f"dates: {dates}")):
        found = read(mapped, mapping, settings)["exchange_rate"]
        assert values(found, "rate_date") == ([] if expected is None else [expected])
    for column, reason in reasons(found):
        assert (column, reason.split(" (")[-1]) == ("rate_date", "mapping.yml line 4)")


ENCODED = "N;Name;\r\n1;Zoë 🎻;\r\n;;\r\n2;Łódź;\r\n;;\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_and_what_spreadsheets_leave_behind(mapped: Drop, encoding: str) -> None:
    """Empty rows and empty columns without a name are no data, in whatever encoding."""
    mapped.write("a.csv", ENCODED.encode(encoding))
    mapping = f"  account: {{file: a.csv, encoding: {encoding}, delimiter: ';', columns: {{id: N, name: Name}}}}"
    found = read(mapped, mapping)["account"]
    assert values(found, "name") == ["Zoë 🎻", "Łódź"]
    assert (found.delivered_rows, found.unknown_columns, found.warnings) == (2, (), ())


def test_a_column_without_a_name_but_with_values_lands(mapped: Drop) -> None:
    found = read(mapped.write("a.csv", "N,,\n1,,x\n"), "  account: {file: a.csv, columns: {id: N}}")["account"]
    assert found.unknown_columns == ("column_3",)
    assert values(found, "column_3") == ["x"]


@pytest.mark.parametrize("form", ["skip: 2", "skip: 3, encoding: cp1252"])
def test_what_stands_above_the_header(mapped: Drop, form: str) -> None:
    above = "sep=;\r\nAll accounts\r\n" + ('"of 2024\r\n' if "3" in form else "")
    mapped.write("a.csv", (above + "N;V\r\n1;5\r\n2;x\r\n").encode("cp1252"))
    mapping = f"  account: {{file: a.csv, delimiter: ';', {form}, columns: {{id: N, annual_revenue: V}}}}"
    found = read(mapped, mapping)["account"]
    assert values(found, "annual_revenue") == [Decimal(5)]
    (row,) = found.quarantined.to_pylist()
    assert row["line_number"] == above.count("\n") + 3, "lines keep their number"


def test_a_file_without_a_header(mapped: Drop) -> None:
    mapped.write("q.txt", "A\t2024-01-31 00:00:00.000\t28000.0000\nA\t2024-02-29 00:00:00.000\t.0000\n")
    mapping = (
        '  quota: {file: q.txt, delimiter: "\\t", header: [Rep, Start, Amount],\n'
        "    columns: {id: {join: [Rep, Start], with: '-'}, rep_id: Rep, period_start: Start, amount: Amount},\n"
        "    defaults: {period_months: 1}}"
    )
    found = read(mapped, mapping)["quota"]
    assert values(found, "id") == ["A-2024-01-31 00:00:00.000", "A-2024-02-29 00:00:00.000"]
    assert values(found, "amount") == [Decimal(28000), Decimal(0)]
    assert values(found, "period_months") == [1, 1]
    with pytest.raises(
        SourceError, match=r"q.txt line 1: there are 3 fields where 2 columns are named.* mapping.yml line 4"
    ):
        read(mapped, mapping.replace("[Rep, Start, Amount]", "[Rep, Start]"))


def test_several_files_of_several_shapes(mapped: Drop) -> None:
    mapped.write("a_2023.csv", "N,Name,Only here\n1,Acme,x\n").write("a_2024.csv", "Name,N\nBeta,2\n")
    mapped.write("old.csv", "Nr;Umsatz\n3;1,5\n4;?\n1;2\n")
    mapping = (
        "  account:\n    - {file: a_*.csv, columns: {id: N, name: Name}}\n    - file: [old.csv]\n      delimiter: ';'\n"
        "      decimal: ','\n      columns: {id: Nr, annual_revenue: Umsatz}\n      defaults: {name: none}\n"
    )
    found = read(mapped, mapping)["account"]
    assert values(found, "id") == ["1", "2", "3", "1"]
    assert values(found, "name") == ["Acme", "Beta", "none", "none"]
    assert values(found, "annual_revenue") == [None, None, Decimal("1.5"), Decimal(2)]
    assert (found.unknown_columns, values(found, "only_here")) == (("only_here",), ["x", None, None, None])
    (row,) = found.quarantined.to_pylist()
    assert (row["file_name"], row["line_number"]) == ("old.csv", 3)
    assert row["reason"].endswith("(mapping.yml line 9)")
    with pytest.raises(SourceError, match=r"the file b_\*.csv is not there.*mapping.yml line 5"):
        read(mapped, mapping.replace("a_*", "b_*"))


def test_reps_from_a_list_of_deals(mapped: Drop) -> None:
    mapped.write("deals.csv", "Deal,Owner\n1,Ann\n2,Ann\n3,Bob\n")
    found = read(mapped, "  rep: {file: deals.csv, other_columns: false, columns: {id: Owner, name: Owner}}")["rep"]
    assert values(found, "id") == ["Ann", "Bob"]
    assert (found.delivered_rows, found.duplicate_rows, found.unknown_columns) == (3, 1, ())


def test_a_sheet_with_one_column_a_month_and_texts_for_nothing(mapped: Drop) -> None:
    mapped.write("q.csv", "Rep,Jan,Feb\nA,10,NULL\n")
    month = (
        "    - {{file: q.csv, other_columns: false, columns: {{id: [Rep, {0}], rep_id: Rep, amount: {0}}},\n"
        "       defaults: {{period_start: 2024-0{1}-01, amount: 0}}, empty: 'NULL'}}\n"
    )
    found = read(mapped, "  quota:\n" + month.format("Jan", 1) + month.format("Feb", 2))["quota"]
    assert values(found, "period_start") == [date(2024, 1, 1), date(2024, 2, 1)]
    assert values(found, "amount") == [Decimal(10), Decimal(0)]


def test_parts_of_a_key_keep_their_places(mapped: Drop) -> None:
    mapped.write("a.csv", "A,B\n1,\n,1\n,\n")
    found = read(mapped, "  account: {file: a.csv, columns: {id: {join: [A, B], with: '-'}}}")["account"]
    assert values(found, "id") == ["1-", "-1"]


@pytest.mark.parametrize(
    ("dates", "text", "expected"),
    [
        ("iso", "2024-07-01 10:00", "2024-07-01 08:00:00"),
        ("iso", "2024-01-01T10:00:00.5", "2024-01-01 09:00:00.500000"),
        ("iso", "2024-07-01T10:00:00Z", "2024-07-01 10:00:00"),
        ("iso", "2024-07-01T10:00:00-04:00", "2024-07-01 14:00:00"),
        ("iso", "2024-07-01", "2024-06-30 22:00:00"),
        ("'%d.%m.%Y %H:%M'", "01.07.2024 10:00", "2024-07-01 08:00:00"),
        ("'%Y-%m-%d %H:%M %z'", "2024-07-01 10:00 +0000", "2024-07-01 10:00:00"),
        ("'%Y-%m-%d %H:%M %Z'", "2024-07-01 10:00 America/New_York", "2024-07-01 14:00:00"),
        ("'%Y-%m-%d %H:%M %%z'", "2024-07-01 10:00 %z", "2024-07-01 08:00:00"),
        ("excel", "45474.5", "2024-07-01 10:00:00"),
        ("[excel, '%H:%M %d.%m.%Y %z']", "45474.5", "2024-07-01 10:00:00"),
        ("iso", "01.07.2024 10:00", None),
        ("iso", " 2024-07-01 10:00 ", "2024-07-01 08:00:00"),
    ],
)
def test_times_without_a_zone_are_of_the_zone_of_the_mapping(
    mapped: Drop, dates: str, text: str, expected: str | None
) -> None:
    mapped.write("a.csv", f"T\n{text}\n")
    mapping = "  activity: {file: a.csv, columns: {id: T, occurred_at: T}, defaults: {type: call}}"
    found = read(mapped, mapping, f"time_zone: Europe/Madrid\ndates: {dates}")["activity"]
    assert [str(time) for time in values(found, "occurred_at")] == ([] if expected is None else [expected])
    assert found.quarantined.num_rows == (expected is None)


@pytest.mark.parametrize(
    "rows", [("01/07/2024 10:00", "2024-07-01 10:00 -0400"), ("2024-07-01 10:00 -0400", "01/07/2024 10:00")]
)
@pytest.mark.parametrize(
    "dates", ["['%d/%m/%Y %H:%M', '%Y-%m-%d %H:%M %z']", "['%Y-%m-%d %H:%M %z', '%d/%m/%Y %H:%M']"]
)
def test_a_zone_is_of_its_own_row(mapped: Drop, rows: tuple[str, str], dates: str) -> None:
    mapped.write("a.csv", "T\n" + "\n".join(rows) + "\n")
    mapping = "  activity: {file: a.csv, columns: {id: T, occurred_at: T}, defaults: {type: call}}"
    found = read(mapped, mapping, f"time_zone: Europe/Madrid\ndates: {dates}")["activity"]
    times = dict(zip(values(found, "id"), map(str, values(found, "occurred_at")), strict=True))
    assert times == {"01/07/2024 10:00": "2024-07-01 08:00:00", "2024-07-01 10:00 -0400": "2024-07-01 14:00:00"}
