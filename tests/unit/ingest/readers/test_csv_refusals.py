"""A broken file is refused in one line that says where and what to do, and is never read as something else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from ingest.reading.delivery import SourceError
from tests.unit.ingest.readers.conftest import OPPORTUNITY_HEADER, OPPORTUNITY_ROW, USER, Drop, values

GOOD = f"{OPPORTUNITY_HEADER}\n{OPPORTUNITY_ROW}\n"
SECOND = OPPORTUNITY_ROW.replace("O1", "O2")

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "no byte": ("", "Opportunity.csv: the file is empty"),
    "only line breaks": ("\n\n", "Opportunity.csv: the file has no header"),
    "header only": (f"{OPPORTUNITY_HEADER}\n", "Opportunity.csv: the file has a header and no rows"),
    "latin-1": (GOOD.replace(",Won", ",Gané").encode("latin-1"), "line 2: this is not UTF-8"),
    "utf-16 without mark": (GOOD.encode("utf-16-le"), "line 1: this looks like UTF-16 without a byte order mark"),
    "half a letter": (GOOD.encode() + "é".encode()[:1], "line 3: this is not UTF-8"),
    "NUL": (GOOD.replace(",Won", ",W\0n"), "line 2: there is a NUL byte"),
    "no last line break": (GOOD.rstrip("\n"), "last line: no line break follows; the file may have been cut off"),
    "only a part of a header": (OPPORTUNITY_HEADER[:-4], "line 1: the column CreatedDate is not there"),
    "only a header, without line break": (OPPORTUNITY_HEADER, "last line: no line break follows"),
    "a field too few": (f"{GOOD}O2,U1\n{SECOND}\n", "line 3: there are 2 fields where the header has 8"),
    "5,000 columns": (
        f"{OPPORTUNITY_HEADER}{',x' * 5000}\n{OPPORTUNITY_ROW}{',' * 5000}\n",
        "Opportunity.csv: there are 5,008 columns. Export at most 1,000 columns",
    ),
    "a footer": (f'{GOOD}\n"Pipeline 2026"\n"Acme"\n', "leave it out by `footer: 2` in a mapping"),
    "a field too many": (f"{GOOD}{SECOND},x\n", "line 3: there are 9 fields"),
    "another delimiter": (GOOD + SECOND.replace(",", ";") + "\n", "line 3: there are 1 fields"),
    "all of another delimiter": (GOOD.replace(",", ";"), "line 1: the delimiter looks like ';' where ',' is expected"),
    "another delimiter, in quotes": ('"Id";"Name"\n"1";"a,b"\n', "line 1: the delimiter looks like ';'"),
    "a quote left open": (f'{GOOD}"{SECOND}\n', "a quoted field is never closed"),
    "text after a quote": (GOOD + SECOND.replace("Won", '"W"on') + "\n", "line 3: there is a quote inside a field"),
    "a quote in a bare field": (GOOD + SECOND.replace("Won", 'W"o"n') + "\n", "line 3: there is a quote inside"),
    "old line ends": (GOOD.replace("\n", "\r") + "\n", "line 1: a line ends in a lone carriage return"),
    "a header twice": (GOOD.replace("Amount", "id"), "line 1: the header 'id' occurs twice"),
    "a required column renamed": (GOOD.replace("StageName", "Stage"), "line 1: the column StageName is not there"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused(drop: Drop, name: str) -> None:
    content, message = BROKEN[name]
    drop.write("User.csv", USER).write("Opportunity.csv", content)
    with pytest.raises(SourceError) as refused:
        drop.read()
    line = str(refused.value)
    assert line.startswith("salesforce.opportunity: Opportunity.csv")
    assert message in line
    assert "\n" not in line
    assert line.count(". ") >= 1, "the remedy follows"


def test_the_whole_file_is_read(drop: Drop) -> None:
    """The other tests of this module would pass if everything were refused."""
    drop.write("User.csv", USER).write("Opportunity.csv", GOOD)
    assert values(drop.read()["opportunity"], "id") == ["O1"]


def test_a_required_file_is_missing(drop: Drop) -> None:
    drop.write("User.csv", USER)
    with pytest.raises(SourceError, match=r"salesforce.opportunity: the file Opportunity.csv is not there\. Export"):
        drop.read()


def test_the_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"the folder .* is not there"):
        Drop(tmp_path / "nowhere").read()


def test_a_name_in_a_file_makes_no_second_line(drop: Drop) -> None:
    header = '"a\n\x1b[31mERROR all is lost"'
    drop.write("User.csv", f"Id,{header},{header}\n1,2,3\n").write("Opportunity.csv", GOOD)
    with pytest.raises(SourceError, match="occurs twice") as refused:
        drop.read()
    assert str(refused.value).isprintable()


def test_two_files_that_differ_in_case(drop: Drop) -> None:
    drop.write("User.csv", USER).write("opportunity.csv", GOOD).write("OPPORTUNITY.csv", GOOD)
    with pytest.raises(SourceError, match="differ in case only"):
        drop.read()


def test_a_link_out_of_the_folder(drop: Drop, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    secret.write_text(GOOD)
    drop.write("User.csv", USER)
    (drop.folder / "Opportunity.csv").symlink_to(secret)
    with pytest.raises(SourceError, match="leads out of the folder"):
        drop.read()


def test_a_field_of_the_sources_file_that_is_none(drop: Drop) -> None:
    drop.write("User.csv", USER).write("Opportunity.csv", GOOD)
    with pytest.raises(SourceError, match=r"no field Lead.Nothing__c is read"):
        drop.read(fields={"Lead.Nothing__c": "Something__c"})


CUT = 'country,date,name\r\nES,2024-01-06,Reyes\r\nES,2024-05-01,"Zoë, ""so\r\nto say"""\r\nFR,2024-05-01,\r\n'.encode()
NAMES = ["Reyes", 'Zoë, "so\r\nto say"', None]


def test_cut_anywhere_it_is_refused_or_read_exactly(finance: Drop) -> None:
    """Cut between two records it is a shorter whole file, as only a manifest can tell. Anywhere else it is refused."""
    read = []
    for length in range(len(CUT) + 1):
        finance.write("holidays.csv", CUT[:length])
        try:
            read.append(values(finance.read()["holidays"], "name"))
        except SourceError:
            continue
    assert read == [NAMES[:count] for count in range(4)]


def test_cut_anywhere_it_is_refused_with_a_manifest(finance: Drop) -> None:
    promise = {"rows": 3, "sha256": hashlib.sha256(CUT).hexdigest()}
    finance.write("manifest.json", json.dumps({"holidays.csv": promise}))
    for length in range(len(CUT)):
        finance.write("holidays.csv", CUT[:length])
        with pytest.raises(SourceError, match=r"holidays.csv: is not the file that manifest.json describes"):
            finance.read()
    assert values(finance.write("holidays.csv", CUT).read()["holidays"], "name") == NAMES


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("{", "is not JSON"),
        ('{"Quote.csv": {}}', "Quote.csv: is listed in manifest.json and is not there"),
        ('{"Opportunity.csv": {"rows": 2}}', "there are 1 rows where the manifest states 2"),
    ],
)
def test_a_manifest_that_does_not_hold(drop: Drop, manifest: str, message: str) -> None:
    drop.write("User.csv", USER).write("Opportunity.csv", GOOD).write("manifest.json", manifest)
    with pytest.raises(SourceError, match=message):
        drop.read()


OPEN_ENDS = [
    ("product_code,valid_from,unit_cost,currency", "A1,2025-01-01,10,EUR", "product_costs", True),
    ("product_code,valid_from,unit_cost,currency", "A1,2025-01-01,10,EU", "product_costs", False),
    ("product_code,unit_cost,valid_from", "A1,10,2025-01-01", "product_costs", True),
    ("product_code,unit_cost,valid_from", "A1,10,2025-01-0", "product_costs", False),
    ("product_code,unit_cost,valid_from", "A1,10,", "product_costs", False),
    ("product_code,valid_from,unit_cost", "A1,2025-01-01,10", "product_costs", False),
    ("country,date,name", 'ES,2025-01-06,"Reyes"', "holidays", False),
    ("country,date,name", "ES,2025-01-06,Reyes", "holidays", False),
    ("country,name,date,whose", "ES,Reyes,2025-01-06,mine", "holidays", False),
]


@pytest.mark.parametrize(("header", "row", "table", "is_whole"), OPEN_ENDS)
@pytest.mark.parametrize("has_manifest", [False, True])
def test_a_last_line_without_a_line_break(
    finance: Drop, header: str, row: str, table: str, is_whole: bool, has_manifest: bool
) -> None:
    """It is read where its last field cannot have been cut off, or where a manifest says that the file is whole."""
    finance.write(f"{table}.csv", f"{header}\n{row}")
    if has_manifest:
        finance.write("manifest.json", json.dumps({f"{table}.csv": {"rows": 1}}))
    if is_whole or has_manifest:
        found = finance.read()[table]
        assert found.delivered_rows == 1
        assert any("no line break follows" in line for line in found.warnings)
    else:
        with pytest.raises(SourceError, match="the file may have been cut off"):
            finance.read()


def test_the_case_of_names_is_of_no_account(drop: Drop, sendgrid: Drop) -> None:
    promise = json.dumps({"opportunity.CSV": {"rows": 2}})
    drop.write("User.csv", USER).write("Opportunity.csv", GOOD).write(
        "Manifest.json", b"\xef\xbb\xbf" + promise.encode()
    )
    with pytest.raises(SourceError, match=r"Opportunity.csv: there are 1 rows where the manifest states 2"):
        drop.read()
    (drop.folder / "Manifest.json").unlink()
    sendgrid.write("A.JSONL", '{"sg_event_id": "e1", "event": "open", "timestamp": 1711879200}\n')
    assert sendgrid.read()["event"].delivered_rows == 1


def test_a_manifest_of_another_tool_is_not_used_and_files_that_are_not_read_are_named(drop: Drop) -> None:
    foreign = {"metadata": {"tool": "dbt"}, "nodes": {}}
    drop.write("User.csv", USER).write("Opportunity.csv", GOOD).write("manifest.json", json.dumps(foreign))
    drop.write("Opportunities.csv", GOOD).write("account.CSV", "Id\nA1\n").write(".hidden", "")
    assert set(drop.read()) == {"user", "account", "opportunity"}
    assert drop.notes == [
        "salesforce: manifest.json does not map file names to {rows, bytes, sha256}: it is ignored",
        "salesforce: not read: Opportunities.csv",
    ]


def test_columns_that_are_missing_or_not_known_are_notes_and_no_warnings(drop: Drop) -> None:
    drop.write("User.csv", USER).write("Opportunity.csv", GOOD).write("Product2.csv", "Id,Name,Family,Extra\n1,a,b,c\n")
    product = drop.read()["product2"]
    assert product.notes == (
        "salesforce.product2: Product2.csv: columns that are not in the contract were loaded as text: Extra",
        (
            "salesforce.product2: Product2.csv: missing optional columns: "
            "ProductCode, IsActive, IsDeleted, CreatedDate, SystemModstamp"
        ),
    )
    assert not product.warnings


def test_ids_are_read_without_spaces(drop: Drop) -> None:
    row = OPPORTUNITY_ROW.replace("O1", " O1\u00a0").replace("U1", "U1 ")
    found = drop.opportunities(row)
    assert (values(found, "id"), values(found, "owner_id")) == (["O1"], ["U1"])
    assert drop.opportunities(OPPORTUNITY_ROW.replace("O1", "  ")).quarantined["reason"].to_pylist() == [
        "Id: required and empty"
    ]


def test_no_rows_are_read_where_the_manifest_states_so(drop: Drop) -> None:
    drop.write("User.csv", USER).write("Opportunity.csv", f"{OPPORTUNITY_HEADER}\n")
    drop.write("manifest.json", '{"Opportunity.csv": {"rows": 0}}')
    assert drop.read()["opportunity"].delivered_rows == 0


def test_short_ids_are_read_in_their_long_form(drop: Drop) -> None:
    """Reports and formulas show ids of 15 characters; ids that differ only in a capital letter are two."""
    drop.write("User.csv", "Id,Name\n0055g000000000D,Ana\n0055g000000000d,Ben\n")
    drop.write("Opportunity.csv", GOOD.replace("U1", "0055g000000000DAAQ").replace("O1", "0067Q0000000001"))
    read = drop.read()
    assert values(read["user"], "id") == ["0055g000000000DAAQ", "0055g000000000dAAA"]
    assert (values(read["opportunity"], "id"), values(read["opportunity"], "owner_id")) == (
        ["0067Q0000000001QAA"],
        ["0055g000000000DAAQ"],
    )
    assert not drop.notes
