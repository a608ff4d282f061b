"""The doctor: what it says of a mapping and its files, and the mappings that it drafts."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ingest.csv_mapping import doctor
from ingest.csv_mapping.draft import draft
from tests.unit.ingest.readers.conftest import Drop, values

MAPPING = """
delimiter: ";"
entities:
  rep: {file: reps.csv, columns: {id: Id}}
  opportunity:
    file: deals.csv
    columns: {id: Deal, owner_id: Owner, amount: Value, stage_name: State, is_closed: State, is_won: State}
    values: {is_closed: {Won: true, Open: false}, is_won: {Won: true, Open: false}}
"""
GERMAN = (
    "Verkaufschance-Nr;Firma;Verkäufer;Phase;Betrag;Wahrscheinlichkeit;Angelegt am;;\r\n"
    'V1;Holz & Co;Zoë Groß;Angebot;"1.234,50 €";35 %;03.04.2024;;\r\n'
    "V2;Holz & Co;Jörg Müller;Gewonnen;12,00 €;100 %;28.04.2024;;\r\n"
    ";;;;;;;;\r\n"
)


@pytest.fixture
def export(tmp_path: Path) -> Drop:
    (tmp_path / "mapping.yml").write_text(MAPPING)
    drop = Drop(tmp_path, "csv_mapping").write("reps.csv", "Id;Team\nA;x\n")
    return drop.write("deals.csv", "Deal;Owner;State;Value\n1;A;Won;5\n")


def run(mapping: Path | None = None, folder: Path | None = None) -> int:
    return doctor.main(mapping, folder)


def said(export: Drop) -> tuple[str, int]:
    lines, problems = doctor.check(export.folder / "mapping.yml", export.folder)
    return "\n".join(lines), problems


def test_a_mapping_that_fits(export: Drop) -> None:
    text, problems = said(export)
    assert problems == 0
    assert "deals.csv: looks like utf-8, semicolon, a header" in text
    assert "not named in the mapping, land as text: team" in text
    assert "| 1  | A        | Won        | 5.0000 | True      | True   |" in text
    assert "Nothing was loaded" in text


def test_rows_that_would_be_quarantined(export: Drop) -> None:
    export.write("deals.csv", "Deal;Owner;State;Value\n1;A;Won;5\n2;B;Lost;1,5\n3;;;\n")
    text, problems = said(export)
    assert problems == 2
    assert "3 rows read, 2 would be quarantined" in text
    assert "! deals.csv line 3: Value: not a plain decimal" in text
    assert "(mapping.yml line 7); State: neither true nor false (mapping.yml line 8)" in text


def test_references_keys_and_forms(export: Drop) -> None:
    export.write("deals.csv", "Deal,Owner,State,Value\n1,A,Won,5\n1,B,Won,6\n")
    text, problems = said(export)
    assert "? the mapping says that the delimiter is ';': mapping.yml line 2" in text
    assert "! csv_mapping.opportunity: deals.csv line 1: the delimiter" in text
    assert problems == 1
    export.write("deals.csv", "Deal;Owner;State;Value\n1;A;Won;5\n1;B;Won;6\n")
    text, problems = said(export)
    assert "! 1 ids occur in several different rows, such as 1" in text
    assert "? owner_id: 1 rows lead to no rep, such as B" in text
    assert problems == 1


def test_the_exit_code_and_the_configured_source(
    export: Drop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = export.folder / "mapping.yml"
    assert run(mapping, export.folder) == 0
    mapping.write_text(MAPPING.replace("Value", "Worth"))
    assert run(mapping, export.folder) == 1
    assert "or correct mapping.yml line 7" in capsys.readouterr().out
    assert run() == 1, "the embedded company has no mapping"
    assert "No CSV export is configured" in capsys.readouterr().out
    monkeypatch.setenv("PLUMBLINE_SOURCES", "config/examples/maven_crm.yml")
    monkeypatch.setenv("MAVEN_CRM_DIR", str(export.folder))
    assert run() == 1
    assert "the file sales_teams.csv is not there" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_draft_of_a_german_sheet_can_be_loaded(tmp_path: Path, encoding: str) -> None:
    export = Drop(tmp_path, "csv_mapping").write("Chancen 2024.csv", GERMAN.encode(encoding))
    text = draft(tmp_path)
    (tmp_path / "draft.yml").write_text(text)
    found = export.read(tmp_path / "draft.yml")
    assert values(found["rep"], "id") == ["Zoë Groß", "Jörg Müller"]
    deals = found["opportunity"]
    assert [str(amount) for amount in values(deals, "amount")] == ["1234.5000", "12.0000"]
    assert [str(day) for day in values(deals, "created_date")] == ["2024-04-03", "2024-04-28"]
    assert [int(percent) for percent in values(deals, "probability")] == [35, 100]
    assert values(deals, "is_won") == [False, True]
    assert "currency: EUR # ? of all amounts" in text


def test_a_draft_says_what_must_be_decided(tmp_path: Path) -> None:
    export = Drop(tmp_path, "csv_mapping").write("quotas.txt", "A|2024-01-31|10.5|x\nB|2024-01-31|7.5|y\n")
    export.write("reps.csv", "Rep Id,Name,Start\nA,Ann,01/02/2024\nB,Bob,03/04/2024\n")
    export.write(
        "deals.csv", "Deal,Owner,Stage,Amount,Created,Closed\n1,Ann,Open,1,01/02/2024,\n2,Bob,Won,2,03/04/2024,\n"
    )
    content = yaml.safe_load(draft(tmp_path))["entities"]
    assert content["rep"]["columns"]["id"] == "Name", "deals name reps so"
    assert 'created_date: "%d/%m/%Y" } # ? or %m/%d/%Y' in draft(tmp_path)
    assert "not used: quotas.txt (column_1, column_2, column_3, column_4)" in draft(tmp_path)


@pytest.mark.parametrize(
    ("amounts", "line"),
    [
        (("12k", "7k"), 'signs: { amount: ["k"] } # ? k is ignored; write a unit such as thousands in'),
        (("€ 12", "$ 7"), 'signs: { amount: ["$", "€"] } # ? one column has USD and EUR: map a column'),
        (("€ 12", "7 EUR"), 'signs: { amount: ["EUR", "€"] }\n'),
    ],
)
def test_a_draft_does_not_decide_what_a_sign_says(tmp_path: Path, amounts: tuple[str, str], line: str) -> None:
    one, other = amounts
    Drop(tmp_path).write("deals.csv", f"Deal,Owner,Stage,Amount\n1,Ann,Open,{one}\n2,Bob,Won,{other}\n")
    assert line in draft(tmp_path)


@pytest.mark.parametrize(
    ("chances", "is_share"),
    [(("0.35", "1"), True), (("0,5", ".25"), True), (("35", "1"), False), (("1 %", "0 %"), False)],
)
def test_a_draft_does_not_decide_whether_chances_are_shares(
    tmp_path: Path, chances: tuple[str, str], is_share: bool
) -> None:
    one, other = chances
    Drop(tmp_path).write("deals.csv", f"Deal;Owner;Stage;Probability\n1;Ann;Open;{one}\n2;Bob;Won;{other}\n")
    assert ("units: { probability: 100 } # ? no value is above 1" in draft(tmp_path)) is is_share


LEADS = """
encoding: UTF8
entities:
  rep: {file: reps.csv, columns: {id: Id}}
  lead: {file: leads.csv, columns: {id: Mail, email: Mail, owner_id: Owner, created_date: Made}}
  activity:
    file: calls.csv
    columns: {id: Nr, lead_id: Lead, occurred_at: Made, outcome: Outcome}
    defaults: {type: call}
"""


def test_no_address_is_shown(export: Drop) -> None:
    (export.folder / "mapping.yml").write_text(LEADS)
    export.write("reps.csv", "Id\nA\n").write(
        "leads.csv", "Mail,Owner,Made\nAnn,A,2024-01-01\nAnn,bo@x.org,2024-01-01\n"
    )
    export.write("calls.csv", "Nr,Lead,Made,Outcome\n1,Bea,2024-01-01,Ask cy@x.org (CEO)\n")
    text, problems = said(export)
    assert problems == 1
    assert "! 1 ids occur in several different rows\n" in text
    assert "? owner_id: 1 rows lead to no rep, such as <e-mail>" in text
    assert "? lead_id: 1 rows lead to no lead\n" in text
    assert "Ask <e-mail> (CEO)" in text
    assert not any(word in text for word in ("Ann", "bo@", "cy@"))
    assert "reps.csv: looks like utf-8, one column, a header" in text
    assert "the mapping says that it is" not in text


def test_a_field_of_any_length(export: Drop) -> None:
    long = "x" * 200_000
    export.write("deals.csv", f"Deal;Owner;State;Value;Note\n1;A;Won;5;{long}\n").write("reps.csv", f"Id;{long}\nA;x\n")
    text, problems = said(export)
    assert problems == 0
    assert "deals.csv: looks like utf-8, semicolon, a header" in text
    export.write("deals.csv", "x" * 600_000)
    assert said(export)[1] == 1, "the delimiter that the mapping names is not there"


def test_what_is_no_table_and_a_folder_that_is_not_there(export: Drop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder=export.folder / "nowhere") == 1
    out = capsys.readouterr().out
    assert out.startswith("csv_mapping: the folder")
    assert out.count("\n") == 1
    export.write("deals.csv", "sep=;\n")
    assert "# ? not read: deals.csv holds no table" in draft(export.folder)


def test_lines_above_the_header_are_counted_as_the_reader_skips_them(tmp_path: Path) -> None:
    above = 'sep=,\r\nAll deals\r\n\r\n"of\r\n2024"\r\n\r\n'
    rows = "Deal,Owner,Stage,Amount,Created\r\n1,Ann,Open,5,2024-01-31\r\n2,Bob,Won,7,2024-01-31\r\n"
    export = Drop(tmp_path, "csv_mapping").write("deals.csv", above + rows)
    assert "skip: 6 # lines above the header" in draft(tmp_path)
    (tmp_path / "draft.yml").write_text(draft(tmp_path))
    deals = export.read(tmp_path / "draft.yml")["opportunity"]
    assert (values(deals, "id"), values(deals, "stage_name")) == (["1", "2"], ["Open", "Won"])


def test_a_draft_of_the_real_export(shared_dir: Path, tmp_path: Path) -> None:
    folder = shared_dir / "data" / "maven_crm"
    (tmp_path / "draft.yml").write_text(draft(folder))
    lines, problems = doctor.check(tmp_path / "draft.yml", folder)
    assert problems == 0, lines
    found = Drop(folder, "csv_mapping").read(tmp_path / "draft.yml")
    assert {name: table.rows.num_rows for name, table in found.items()} == {
        "rep": 35,
        "account": 85,
        "product": 7,
        "opportunity": 8800,
    }
    deals = found["opportunity"]
    assert values(deals, "is_won").count(True) == 4238
    assert set(values(deals, "product_id")) <= set(values(found["product"], "id"))


DEALS = (
    "Record ID,dealname,Deal Owner,dealstage,Cost Price,created_at,Close Date\n"
    + "".join(f"{n},Deal {n % 3},Ann,closedwon,{n}.5,2024-01-{n:02d},2024-02-{n:02d}\n" for n in range(1, 10))
    + "10,Deal 10,Ann,open,10.5,soon,\n"
)


def test_a_draft_marks_what_it_did_not_find_and_what_it_is_not_sure_of(tmp_path: Path) -> None:
    Drop(tmp_path, "csv_mapping").write("deals.csv", DEALS).write(
        "calls.csv", "Id,Type,Date,Deal,Duration (min)\n1,Call,2024-01-01,1,5\n2,Call,2024-01-02,2,7\n"
    )
    text = draft(tmp_path)
    content = yaml.safe_load(text)["entities"]
    deals = content["opportunity"]["columns"]
    assert deals["id"] == "Record ID", "a name is no id where there is one"
    assert (deals["created_date"], deals["closed_date"]) == ("created_at", "Close Date")
    assert "amount" not in deals, "what a deal costs is not its amount"
    assert "# ? amount: was not found; which of Record ID, dealname" in text
    assert "created_date: created_at # ? 1 value is in another form" in text
    assert "owner_id: Deal Owner # ? a guess by its name" in text
    assert content["opportunity"]["values"]["is_won"] == {"closedwon": True, "open": False}
    assert content["activity"]["units"] == {"duration_seconds": 60}
    Drop(tmp_path, "csv_mapping").write("deals.csv", DEALS.replace("Close Date", "Serial"))
    assert "# ? closed_date: was not found" in draft(tmp_path)


def test_a_draft_doubts_ids_that_do_not_tell_rows_apart(tmp_path: Path) -> None:
    export = Drop(tmp_path, "csv_mapping").write("deals.csv", DEALS.replace("Record ID", "Serial"))
    assert "id: null # ? required: which of Serial" in draft(tmp_path)
    export.write("deals.csv", DEALS.replace("\n2,", "\n1,"))
    assert "id: Record ID # ? some rows share it or have none" in draft(tmp_path)


def test_a_duration_without_a_unit_is_asked_for(tmp_path: Path) -> None:
    Drop(tmp_path, "csv_mapping").write("calls.csv", "Id,Type,Date,Rep,Duration\n1,Call,2024-01-01,A,5\n")
    assert "duration_seconds: Duration # ? in seconds?" in draft(tmp_path)


def test_names_of_columns_stay_in_their_comment(tmp_path: Path) -> None:
    Drop(tmp_path, "csv_mapping").write("deals.csv", DEALS).write("x.csv", '"a\nrep: x","b\x1b[m"\n1,2\n')
    assert "# ? not used: x.csv (a?rep: x, b?[m)" in draft(tmp_path)


def test_a_check_ends_with_sums_to_compare(tmp_path: Path) -> None:
    Drop(tmp_path, "csv_mapping").write(
        "deals.csv",
        "Deal,Owner,Stage,Amount,Currency,Created\n1,Ann,Won,1000.5,EUR,2024-01-02\n2,Bob,Open,2,EUR,2024-03-04\n"
        "3,Bob,Won,7,USD,\n",
    )
    (tmp_path / "draft.yml").write_text(draft(tmp_path))
    lines, _ = doctor.check(tmp_path / "draft.yml", tmp_path)
    for line in (
        "  = 3 rows",
        "  = amount: 1,002.50 EUR + 7.00 USD",
        "  = created_date: 2024-01-02 to 2024-03-04 in 2 rows",
        "  = is_won: 2",
    ):
        assert line in lines
