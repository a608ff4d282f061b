"""A delivery against what landed before: what lands, what is left alone, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.contracts import Batch, Failure, Verdict
from ingest.loading.batch_log import contract
from ingest.loading.load import Status
from ingest.salesforce import tables as salesforce_tables

OPPORTUNITY = {"id": "1", "name": "Deal", "stage_name": "Prospecting", "amount": "10.50"}
OTHER = {"id": "2", "name": "Other", "stage_name": "Prospecting", "amount": "20"}


def refusing(batches: Sequence[Batch]) -> Verdict:
    table = batches[0].table
    return Verdict((Failure(table.system, table.name, "id", "good rows", "bad rows", "Repair them."),))


class Listening:
    """A gate that passes and keeps what it was given."""

    def __init__(self):
        self.batches = {}
        self.columns = {}

    def __call__(self, batches):
        self.batches = {batch.table.name: batch for batch in batches}
        self.columns = {name: [pq.read_schema(file) for file in batch.files] for name, batch in self.batches.items()}
        return Verdict()


def test_unchanged_changed_vanished_and_back(salesforce):
    first = salesforce.deliver(opportunity=[OPPORTUNITY, OTHER])
    before = salesforce.digests()
    again = salesforce.deliver(opportunity=[OTHER, OPPORTUNITY])

    assert (first.status, first.rows["opportunity"]) == (Status.ACCEPTED, 2)
    assert (again.status, dict(again.rows), again.load_id) == (Status.UNCHANGED, {}, None)
    assert again.has_accepted_load
    assert salesforce.digests() == before

    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "11"}, OTHER])
    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "11"}])
    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "11"}, OTHER])
    assert salesforce.versions("opportunity", "id, amount") == [
        ("1", Decimal("10.5"), False),
        ("2", Decimal(20), False),
        ("1", Decimal(11), False),
        ("2", Decimal(20), True),
        ("2", Decimal(20), False),
    ]


def test_only_what_changed_lands(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY, OTHER], user=[{"id": "u"}])
    result = salesforce.deliver(opportunity=[OPPORTUNITY, OTHER | {"amount": "21"}], user=[{"id": "u"}])
    assert dict(result.rows) == {"opportunity": 1}


def test_of_a_thousand_rows_the_one_that_changed_lands(salesforce):
    contacts = [{"id": str(number), "email": f"{number}@example.com"} for number in range(3_000)]
    salesforce.deliver(contact=contacts)
    changed = [row | {"email": "new@example.com"} if row["id"] in ("7", "1000", "2999") else row for row in contacts]
    result = salesforce.deliver(contact=reversed(changed))
    assert dict(result.rows) == {"contact": 3, "contact__person": 3}
    assert salesforce.query(f"""
        select id, email from landing.salesforce__contact__person where _dlt_load_id = '{result.load_id}' order by id
    """) == [("1000", "new@example.com"), ("2999", "new@example.com"), ("7", "new@example.com")]


def test_a_person_lands_beside_its_row_and_never_in_it(salesforce):
    contact = {"id": "c", "title": "Head of sales", "email": "ann@example.com"}
    gate = Listening()
    result = salesforce.deliver(gate, contact=[contact])
    assert (result.rows["contact"], result.rows["contact__person"]) == (1, 1)
    main, person = sorted(gate.columns["contact"], key=lambda schema: "email" in schema.names)
    assert "email" not in main.names
    assert "title" not in person.names

    salesforce.deliver(contact=[contact | {"email": "bea@example.com"}])
    assert salesforce.versions("contact__person", "email") == [("ann@example.com", False), ("bea@example.com", False)]
    salesforce.deliver(contact=[])
    assert salesforce.versions("contact__person", "email")[-1] == ("bea@example.com", True)


def test_a_rejected_delivery_leaves_no_trace_and_the_next_has_every_row(salesforce):
    rejected = salesforce.deliver(refusing, opportunity=[OPPORTUNITY])
    assert (rejected.status, rejected.has_accepted_load) == (Status.REJECTED, False)
    assert rejected.problems == ("salesforce.opportunity.id: expected good rows, found bad rows. Repair them.",)
    assert rejected.reasons == rejected.problems
    assert salesforce.digests() == {}

    salesforce.deliver(opportunity=[OPPORTUNITY])
    before = salesforce.digests()
    assert salesforce.deliver(refusing, opportunity=[OPPORTUNITY, OTHER]).status is Status.REJECTED
    assert salesforce.digests() == before
    assert salesforce.deliver(refusing, opportunity=[OTHER]).problems == rejected.problems, "no row is gone from there"
    assert salesforce.deliver(opportunity=[OPPORTUNITY, OTHER]).rows["opportunity"] == 1


def test_an_error_in_the_gate_is_no_pass(salesforce):
    def broken(_):
        raise RuntimeError("the gate itself failed")

    with pytest.raises(RuntimeError):
        salesforce.deliver(broken, opportunity=[OPPORTUNITY])
    assert salesforce.digests() == {}
    assert not list(salesforce.settings.state_dir.rglob("*.parquet"))


def test_events_only_ever_add(sendgrid):
    event = {"sg_event_id": "e1", "event": "open", "occurred_at": "2025-06-01 10:00:00"}
    sendgrid.deliver(event=[event, event | {"sg_event_id": "e2"}])
    result = sendgrid.deliver(event=[event | {"event": "click"}, event | {"sg_event_id": "e3"}])
    assert result.rows["event"] == 1
    events = sendgrid.versions("event", "sg_event_id, event")
    assert events == [("e1", "open", False), ("e2", "open", False), ("e3", "open", False)]


def test_a_table_that_was_delivered_before_must_come_again(salesforce):
    salesforce.deliver(user=[{"id": "u"}], opportunity=[OPPORTUNITY])
    before = salesforce.digests()
    result = salesforce.deliver(user=[])
    assert result.status is Status.FAILED
    assert len(result.problems) == 1, "no user is gone from there"
    assert "salesforce.opportunity: Opportunity.csv was in earlier batches and is missing now" in result.problems[0]
    assert salesforce.digests() == before


def test_an_unknown_column_lands_on_the_personal_side_and_survives_a_tombstone(salesforce):
    salesforce.deliver(contact=[{"id": "c", "nick_name": "Annie"}, {"id": "d"}], user=[{"id": "u", "shoe_size": "42"}])
    salesforce.deliver(contact=[{"id": "d"}], user=[{"id": "v"}])
    folder = salesforce.settings.landing_dir / "salesforce"
    persons = pa.concat_tables(
        map(pq.read_table, sorted((folder / "contact__person").iterdir())), promote_options="default"
    )
    users = pa.concat_tables(map(pq.read_table, sorted((folder / "user").iterdir())), promote_options="default")
    assert persons.select(["id", "nick_name", "_is_deleted"]).to_pylist()[-1] == {
        "id": "c", "nick_name": "Annie", "_is_deleted": True,
    }  # fmt: skip
    assert "nick_name" not in pq.read_schema(next((folder / "contact").iterdir())).names
    assert users.filter(users["_is_deleted"])["shoe_size"].to_pylist() == ["42"]


def test_types_land_as_in_the_contract(salesforce):
    row = OPPORTUNITY | {"is_won": "true", "probability": "12.5", "close_date": "2025-07-01"}
    salesforce.deliver(opportunity=[row | {"created_date": "2025-01-01 10:00:00.123456"}])
    file = next((salesforce.settings.landing_dir / "salesforce" / "opportunity").iterdir())
    with duckdb.connect() as connection:
        described = connection.execute("describe from read_parquet(?)", [str(file)]).fetchall()
    landed = {column: type_ for column, type_, *_ in described}
    assert {name: landed[name] for name in ("amount", "is_won", "close_date", "created_date")} == {
        "amount": "DECIMAL(18,4)", "is_won": "BOOLEAN", "close_date": "DATE", "created_date": "TIMESTAMP",
    }  # fmt: skip
    assert salesforce.versions("opportunity", "close_date, created_date") == [
        (date(2025, 7, 1), datetime(2025, 1, 1, 10, 0, 0, 123456), False)  # noqa: DTZ001
    ]


def test_a_clock_that_was_set_back_is_noticed(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY])
    folder = salesforce.settings.landing_dir / "salesforce"
    record = next((folder / "_dlt_loads").iterdir())
    load_id = record.stem.split("__")[1]
    record.write_text(record.read_text().replace(load_id, "4000000000.5"))
    file = next((folder / "opportunity").iterdir())
    file.rename(file.with_name(file.name.replace(load_id, "4000000000.5")))
    (folder / "_files" / f"{load_id}.json").unlink()

    result = salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "1"}])
    assert result.status is Status.FAILED
    assert "clock" in result.problems[0]


def test_what_the_gate_is_told_of_rows_that_are_delivered_again(salesforce):
    rows = [
        OPPORTUNITY | {"id": str(number), "type": "New", "lead_source": f"S{number}", "owner_id": "u"}
        | {"system_modstamp": "2025-06-02 10:00:00"}
        for number in range(6)
    ]  # fmt: skip
    history = [{"id": f"h{number}", "opportunity_id": str(number)} for number in range(6)]
    salesforce.deliver(user=[{"id": "u"}], opportunity=rows, opportunity_history=history)
    gate = Listening()
    swapped = [
        row | {"type": row["lead_source"], "lead_source": "New", "system_modstamp": "2025-06-01 10:00:00"}
        for row in rows[1:]
    ]
    told = salesforce.deliver(
        gate, user=[{"id": "v"}], opportunity=swapped, opportunity_history=[*history[1:4], {"id": "h9"}]
    )
    profile = gate.batches["opportunity"].profile
    expected = {"changed_rows": 5, "older_rows": 5, "differing:lead_source/type": 5, "swapped:lead_source/type": 5}
    assert {name: profile[name] for name in expected} == expected
    assert (profile["vanished_rows"], profile["left_behind:owner_id"]) == (1, 5)
    of_history = gate.batches["opportunity_history"].profile
    assert (of_history["vanished_rows"], of_history["vanished_with_parent"]) == (3, 1)
    assert any(
        line.startswith("salesforce.opportunity: 1 of 6 landed rows are missing from this batch")
        for line in told.problems
    )


@pytest.mark.parametrize(
    ("table", "column", "was_in"), [("lead", "rating", "lead__person"), ("account", "first_name", "account")]
)
def test_a_column_that_enters_the_contract_is_filled_for_all_rows(salesforce, monkeypatch, table, column, was_in):
    """It has landed as text before, where columns landed that nobody knew."""

    def without(found):
        if found.name != table:
            return found
        is_gone = (lambda each: each.personal) if was_in == table else (lambda each: each.name == column)
        columns = tuple(each for each in found.columns if not is_gone(each))
        return replace(found, columns=columns, is_person=False, person_flag=None)

    rows = [{"id": "1", column: "Hot"}, {"id": "2", column: None}]
    with monkeypatch.context() as patch:
        patch.setattr(salesforce_tables, "TABLES", tuple(map(without, salesforce_tables.TABLES)))
        salesforce.deliver(**{table: rows})
    files = (salesforce.settings.landing_dir / "salesforce" / was_in).glob("*.parquet")
    assert all(column in pq.read_schema(file).names for file in files)
    assert salesforce.deliver(**{table: rows}).rows == {table: 1, f"{table}__person": 1, "delivery": 1}
    side = was_in.removesuffix("__person") if was_in != table else f"{table}__person"
    filled = f"select id, {column} from landing.salesforce__{side} where {column} is not null"
    assert salesforce.query(filled) == [("1", "Hot")]
    assert salesforce.deliver(**{table: rows}).rows == {}


def test_a_text_that_is_no_value_of_the_column_that_enters_the_contract_stops_nothing(salesforce, monkeypatch):
    with monkeypatch.context() as patch:
        product = contract("salesforce", "product2")
        other = replace(product, columns=tuple(each for each in product.columns if each.name != "is_active"))
        tables = [other if each.name == "product2" else each for each in salesforce_tables.TABLES]
        patch.setattr(salesforce_tables, "TABLES", tuple(tables))
        salesforce.deliver(product2=[{"id": "1", "is_active": "maybe"}])
    assert salesforce.versions("product2", "id, is_active") == [("1", None, False)]
    salesforce.deliver(product2=[{"id": "1", "is_active": "true"}])
    assert salesforce.versions("product2", "id, is_active")[-1] == ("1", True, False)
