"""A CSV file is read exactly as it stands, by header name, whatever its quoting, line ends and order of columns."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.unit.ingest.readers.conftest import OPPORTUNITY_ROW, Drop, values

# The letters of this text need one to four bytes; one of them is written in two ways (NFC and NFD).
UNICODE = "Zoë Zoë 株式会社 😀 \u200b «ñ»"


def test_typed_values(drop: Drop) -> None:
    delivered = drop.opportunities(OPPORTUNITY_ROW)
    (row,) = delivered.rows.to_pylist()
    assert row["amount"] == Decimal("10.5000")
    assert row["close_date"] == date(2024, 3, 1)
    assert row["is_won"] is True
    assert row["created_date"] == datetime(2024, 1, 1, 10)  # noqa: DTZ001
    assert row["name"] is None
    assert delivered.rows.schema.field("amount").type == pa.decimal128(18, 4)
    assert delivered.rows.schema.field("created_date").type == pa.timestamp("us")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_quotes_and_line_breaks_in_a_field(drop: Drop, end: str, mark: bytes) -> None:
    name = f'He said "no", twice{end}{end}and left, {UNICODE}'
    quoted = '"' + name.replace('"', '""') + '"'
    drop.write("User.csv", mark + f'"Id","Name"{end}U1,{quoted}{end}"U2",""{end}'.encode())
    drop.write("Opportunity.csv", "Id,OwnerId,StageName,CloseDate,CreatedDate\nO1,U1,Won,2024-01-01,2024-01-01\n")
    user = drop.read()["user"]
    assert values(user, "id") == ["U1", "U2"]
    assert values(user, "name") == [name, None]


def test_mixed_line_ends_and_blank_lines(drop: Drop) -> None:
    drop.write("Product2.csv", b"Id,Name\r\nP1,a\nP2,b\r\n\r\n\nP3,c\n\n").opportunities(OPPORTUNITY_ROW)
    assert values(drop.read()["product2"], "name") == ["a", "b", "c"]


def test_columns_are_matched_by_name(drop: Drop) -> None:
    delivered = drop.opportunities(
        "2024-01-01T10:00:00Z,EUR,2024-03-01,3.1,U1,Won,O1",
        header="CreatedDate,CurrencyIsoCode, closedate ,AMOUNT,OwnerId,StageName,Id",
    )
    assert values(delivered, "amount") == [Decimal("3.1000")]
    assert values(delivered, "close_date") == [date(2024, 3, 1)]
    assert set(delivered.missing_columns) >= {"is_won", "probability"}
    assert values(delivered, "is_won") == [None]


def test_unknown_columns_land_as_text(drop: Drop) -> None:
    header = "Id,OwnerId,StageName,CloseDate,CreatedDate,My Größe,My-Größe,_Row_Hash,2nd,Stage_Name,"
    delivered = drop.opportunities("O1,U1,Won,2024-01-01,2024-01-01,007,1.75,x,y,z,w", header=header)
    assert delivered.unknown_columns == ("my_groe", "my_groe_2", "row_hash", "c_2nd", "stage_name_2", "column_11")
    assert values(delivered, "my_groe") == ["007"]
    assert values(delivered, "column_11") == ["w"]
    assert [line for line in delivered.notes if "My Größe, My-Größe" in line]


def test_personal_and_unknown_columns_land_apart(drop: Drop) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    drop.write("Contact.csv", "Id,Email,Title,Birthday\nC1,a@b.c,CEO,1970-01-01\nC2,d@e.f,,\n")
    contact = drop.read()["contact"]
    assert contact.persons is not None
    assert {"email", "birthday"}.isdisjoint(contact.rows.column_names)
    assert {"id", "email", "birthday", "_row_hash"} <= set(contact.persons.column_names)
    assert "title" not in contact.persons.column_names
    assert values(contact, "email") == ["a@b.c", "d@e.f"]
    assert contact.rows["_row_hash"] == contact.persons["_row_hash"]


def test_of_a_subject_only_the_prefix_lands_openly(drop: Drop) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    drop.write("Task.csv", "Id,Subject\nT1,[Email] [In] Automatic reply: away\nT2,[Email] [Out] Hi Ana\nT3,Call Ana\n")
    task = drop.read()["task"]
    assert values(task, "subject_prefix") == ["[Email] [In] Automatic reply:", "[Email] [Out]", None]
    assert values(task, "subject")[1] == "[Email] [Out] Hi Ana"


def test_a_lead_history_keeps_values_of_open_fields_only(drop: Drop) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    rows = "".join(
        f"H{n},L1,{field},old,new,2024-01-01T00:00:00Z\n" for n, field in enumerate(["Status", "Email", "Owner"])
    )
    drop.write("LeadHistory.csv", f"Id,LeadId,Field,OldValue,NewValue,CreatedDate\n{rows}")
    history = drop.read()["lead_history"]
    assert values(history, "old_value") == ["old", None, "old"]
    assert values(history, "new_value") == ["new", None, "new"]


def test_custom_fields_bear_the_name_that_the_company_gave_them(drop: Drop) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    drop.write("Lead.csv", "Id,Outcome__c,Disposition__c\nL1,mine,other\n")
    lead = drop.read(fields={"Lead.Disposition__c": "Outcome__c"})["lead"]
    assert values(lead, "disposition") == ["mine"]
    assert lead.unknown_columns == ("disposition_c",)


def test_a_huge_field_is_read(drop: Drop) -> None:
    name = "x" * 10_000_000
    drop.write("User.csv", f'Id,Name\nU0,small\nU1,"{name}\n"\nU2,small\n')
    drop.write("Opportunity.csv", "Id,OwnerId,StageName,CloseDate,CreatedDate\nO1,U1,Won,2024-01-01,2024-01-01\n")
    assert values(drop.read()["user"], "name") == ["small", name + "\n", "small"]


def test_order_and_lines_of_a_file_of_several_blocks(drop: Drop) -> None:
    """Rows stay in file order, and the line of a bad row is counted over line breaks inside fields."""
    count = 300_000
    numbers = list(range(count))
    random.Random(1).shuffle(numbers)  # noqa: S311
    rows = [f'P{number},"two\nlines, and a long text to fill more than one block"\n' for number in numbers]
    rows.insert(200_000, ",no id\n")
    drop.write("Product2.csv", "Id,Name\n" + "".join(rows)).opportunities(OPPORTUNITY_ROW)
    product = drop.read()["product2"]
    assert values(product, "id") == [f"P{number}" for number in numbers]
    assert product.quarantined["line_number"].to_pylist() == [2 + 2 * 200_000]


def test_a_header_without_rows(drop: Drop) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    drop.write("Quote.csv", "Id,OpportunityId,CreatedDate\n")
    quote = drop.read()["quote"]
    assert (quote.rows.num_rows, quote.delivered_rows) == (0, 0)


def test_files_that_are_not_there_are_not_delivered(drop: Drop) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    assert list(drop.read()) == ["user", "opportunity"]


@pytest.mark.parametrize(
    ("flag", "email", "is_person"),
    [("true", "", True), ("1", "a@b.example", True), ("false", "", False), ("", "a@b.example", True), ("", "", None)],
)
def test_the_name_of_a_person_account_is_personal(drop: Drop, flag: str, email: str, is_person: bool | None) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    row = f"001,Ana Muster,{flag},{email},+34 600"
    drop.write("Account.csv", f"Id,Name,IsPersonAccount,PersonEmail,Phone\n{row}\n")
    account = drop.read()["account"]
    assert values(account, "name") == [None if is_person else "Ana Muster"]
    assert values(account, "person_name") == ["Ana Muster" if is_person else None]
    assert values(account, "is_person_account") == [is_person]
    assert account.persons is not None
    assert "phone" in account.persons.column_names
    assert "phone" not in account.rows.column_names


def test_accounts_of_companies_need_no_columns_of_people(drop: Drop) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    drop.write("Account.csv", "Id,Name\n001,Muster GmbH\n")
    account = drop.read()["account"]
    assert values(account, "name") == ["Muster GmbH"]
    assert values(account, "is_person_account") == values(account, "person_name") == [None]
