"""What is forgotten of landed rows, what stays, and that nothing comes back with the next delivery."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ingest.contracts import Table, Type, all_tables, tables
from ingest.forget.command import Forgotten
from ingest.loading.batch_log import contract
from ingest.loading.load import Status
from ingest.settings import Settings
from ingest.systems import SYSTEMS
from tests.unit.ingest.conftest import Landing
from tests.unit.ingest.forget.traces import traces

Forget = Callable[[str], Forgotten | None]

ANA = {"id": "0031", "first_name": "Ana", "last_name": "Zapatera", "email": " Ana@Muster.example", "phone": "+34 600"}
BEN = {"id": "0032", "first_name": "Ben", "last_name": "Other", "email": "ben@other.example", "phone": None}
LEAD = {"id": "00Q1", "last_name": "Zapatera", "email": "ana@muster.example", "company": "Muster GmbH"}
TASK = {"id": "00T1", "who_id": "0031", "subject": "Call Zapatera", "status": "Done"}
OTHER_TASK = {"id": "00T2", "who_id": "0032", "subject": "Call Ben", "status": "Done"}
PLANTED = ("Zapatera", "ana@muster.example", "+34 600")


def crm(**changed: Any) -> dict[str, list[dict[str, Any]]]:
    return {"contact": [ANA, BEN], "lead": [LEAD], "task": [TASK, OTHER_TASK]} | changed


def test_every_version_loses_the_person_and_keeps_the_row(
    salesforce: Landing, forgotten: Forget, settings: Settings
) -> None:
    salesforce.deliver(**crm())
    salesforce.deliver(**crm(contact=[ANA | {"first_name": "Anita", "title": "CTO"}, BEN]))
    salesforce.deliver(**crm(contact=[BEN]))  # a tombstone holds the last version
    before = salesforce.versions("contact", "id, title")
    assert traces(settings.data_dir, PLANTED)

    done = forgotten("salesforce:0031")
    assert done
    assert done.found.ids == ("salesforce:0031", "salesforce:00Q1")
    assert done.rows == {"salesforce.contact": 3, "salesforce.lead": 1, "salesforce.task": 1}
    assert traces(settings.data_dir, [*PLANTED, "Anita"]) == set()
    assert salesforce.versions("contact", "id, title") == before
    persons = salesforce.versions("contact__person", "id, first_name, email, phone, mobile_phone")
    (stand_in,) = {email for id_, _, email, *_ in persons if id_ == "0031"}
    assert stand_in.endswith("@forgotten.invalid")
    assert [row[:2] for row in persons] == [
        ("0031", "forgotten"), ("0032", "Ben"), ("0031", "forgotten"), ("0031", "forgotten")
    ]  # fmt: skip
    assert persons[0][3:5] == ("forgotten", None)
    # The lead had the same address and still has the same one.
    assert salesforce.versions("lead__person", "email") == [(stand_in, False)]
    assert salesforce.versions("task__person", "subject") == [("Call Ben", False), ("forgotten", False)]


def test_an_unchanged_delivery_lands_nothing_and_a_changed_one_brings_nothing_back(
    salesforce: Landing, forgotten: Forget, settings: Settings
) -> None:
    salesforce.deliver(**crm())
    forgotten("salesforce:0031")
    again = salesforce.deliver(**crm())
    assert (again.status, again.rows) == (Status.UNCHANGED, {})

    moved = ANA | {"title": "CTO", "email": "ana@new.example"}
    newer = salesforce.deliver(**crm(contact=[moved, BEN], lead=[LEAD, LEAD | {"id": "00Q2", "phone": "+34 600"}]))
    assert newer.rows == {"contact": 1, "contact__person": 1, "lead": 1, "lead__person": 1, "delivery": 1}
    assert traces(settings.data_dir, [*PLANTED, "ana@new.example"]) == set()
    assert salesforce.versions("contact", "title")[-1] == ("CTO", False)


def test_a_second_run_finds_nothing_to_do(salesforce: Landing, forgotten: Forget) -> None:
    salesforce.deliver(**crm())
    forgotten("salesforce:0031")
    before = salesforce.digests()
    again = forgotten("salesforce:0031")
    assert again
    assert again.rows == {}
    assert salesforce.digests() == before


def test_a_person_is_found_by_the_short_form_of_the_id(salesforce: Landing, forgotten: Forget) -> None:
    salesforce.deliver(**crm(contact=[ANA | {"id": "0035g00000AbCdEAAV"}, BEN], task=[]))
    done = forgotten("salesforce:0035g00000AbCdE")
    assert done
    assert "salesforce:0035g00000AbCdEAAV" in done.found.ids


def test_an_unknown_id_changes_nothing(salesforce: Landing, forgotten: Forget, settings: Settings) -> None:
    salesforce.deliver(**crm())
    before = salesforce.digests()
    for id_ in ("salesforce:0039", "salesforce:00T1", "0031", "odoo:res.partner/1", "", "'"):
        assert forgotten(id_) is None
    assert salesforce.digests() == before
    assert not settings.forgotten_file.exists()


def test_what_is_not_in_the_contract_and_what_was_quarantined_goes_too(
    salesforce: Landing, forgotten: Forget, settings: Settings
) -> None:
    known = [ANA | {"nickname_c": "Zapi"}, BEN | {"nickname_c": "Benji"}]
    salesforce.deliver(contact=known)
    salesforce.deliver(contact=known, quarantined={"contact": ["0031"]})
    forgotten("salesforce:0031")
    assert traces(settings.data_dir, [*PLANTED, "Zapi"]) == set()
    assert traces(settings.data_dir, ["Benji"])
    assert salesforce.query("select raw, reason is not null from landing.salesforce__quarantine") == [(None, True)]
    assert salesforce.deliver(contact=known, quarantined={"contact": ["0031"]}).rows == {}


def test_quarantined_rows_that_mention_the_person_go_too(
    salesforce: Landing, forgotten: Forget, settings: Settings
) -> None:
    raws = {
        "id": '{"WhoId": "0031", "Status": "Zapatera called"}',
        "address": '{"Custom": "Zapatera <ANA@muster.example>, urgent"}',
        "other": '{"WhoId": "0032", "Status": "Benji called"}',
    }
    salesforce.deliver(**crm())
    salesforce.deliver(**crm(), quarantined={"task": list(raws)}, raws=raws)
    forgotten("salesforce:0031")
    assert traces(settings.data_dir, PLANTED) == set()
    assert salesforce.query("select row_key, raw from landing.salesforce__quarantine order by 1") == [
        ("address", None),
        ("id", None),
        ("other", raws["other"]),
    ]
    assert salesforce.deliver(**crm(), quarantined={"task": list(raws)}, raws=raws).rows == {}
    assert traces(settings.data_dir, PLANTED) == set()


def test_somebody_who_was_only_quarantined_is_forgotten(
    salesforce: Landing, forgotten: Forget, settings: Settings
) -> None:
    raws = {"0039": '{"Title": "Dr. Zapatera"}'}
    salesforce.deliver(contact=[BEN], quarantined={"contact": ["0039"]}, raws=raws)
    done = forgotten("salesforce:0039")
    assert done
    assert done.found.ids == ("salesforce:0039",)
    assert traces(settings.data_dir, PLANTED) == set()


@pytest.mark.parametrize("id_", ["salesforce:0031", "salesforce:0011"])
def test_a_person_account_and_its_contact_are_one_person(
    salesforce: Landing, forgotten: Forget, settings: Settings, id_: str
) -> None:
    """As an older version landed it: the name in the open, without an address that tells."""
    account = {"id": "0011", "name": "Ana Zapatera", "is_person_account": "true", "person_contact_id": "0031"}
    own = account | {"person_mobile_phone": "+34 600", "phone": "+34 600 1"}
    business = {"id": "0012", "name": "Muster GmbH", "is_person_account": "false"}
    contact = {"id": "0031", "last_name": "Zapatera", "account_id": "0011"}
    member = {"id": "00v1", "contact_id": "0031", "full_name": "Ana Zapatera"}
    salesforce.deliver(account=[own, business], contact=[contact, BEN], campaign_member=[member])
    done = forgotten(id_)
    assert done
    assert done.found.ids == ("salesforce:0011", "salesforce:0031")
    assert traces(settings.data_dir, PLANTED) == set()
    assert salesforce.versions("account", "id, name") == [("0011", None, False), ("0012", "Muster GmbH", False)]
    assert forgotten("salesforce:0012") is None
    assert salesforce.deliver(account=[own, business], contact=[contact, BEN], campaign_member=[member]).rows == {}


def test_logged_values_are_as_personal_as_their_field(
    salesforce: Landing, forgotten: Forget, settings: Settings
) -> None:
    """A field that the contract does not name counts as personal, as its column does."""
    fields = {
        "LastName": "Zapatera",
        "Email": "ana@muster.example",
        "Nickname__c": "Zapatera",
        "ConvertedContact": "Zapatera",
        "Owner": "005",
        "Disposition": "No budget",
        "Status": "New",
    }
    logged = [
        {"id": f"h{number}", "lead_id": "00Q1", "field": field, "old_value": value, "new_value": value}
        for number, (field, value) in enumerate(fields.items())
    ]
    salesforce.deliver(
        **crm(
            lead_history=[
                *logged,
                logged[0] | {"id": "h9", "lead_id": "00Q9", "old_value": "Nobody", "new_value": "Nobody"},
            ]
        )
    )
    assert forgotten("salesforce:00Q1")
    kept = salesforce.versions("lead_history", "id, field, new_value")
    assert [row[1:3] for row in kept] == [
        ("LastName", None), ("Email", None), ("Nickname__c", None), ("ConvertedContact", None),
        ("Owner", "005"), ("Disposition", "No budget"), ("Status", "New"), ("LastName", "Nobody"),
    ]  # fmt: skip
    assert traces(settings.data_dir, PLANTED) == set()


def test_files_of_loads_that_were_killed_are_rewritten_too(
    salesforce: Landing, forgotten: Forget, settings: Settings
) -> None:
    salesforce.deliver(**crm())
    salesforce.deliver(**crm(contact=[ANA | {"first_name": "Anita"}, BEN]))
    max((settings.landing_dir / "salesforce" / "_dlt_loads").iterdir()).unlink()
    forgotten("salesforce:0031")
    assert traces(settings.data_dir, [*PLANTED, "Anita"]) == set()


def test_rows_keyed_by_their_content_keep_one_key(settings: Settings, salesforce: Landing, forgotten: Forget) -> None:
    finance = Landing(settings, "finance")
    view = {"row_id": f"{'a' * 32}-2", "viewed_at": "2025-01-01", "content_id": "c1", "contact_email": ANA["email"]}
    other = view | {"row_id": f"{'b' * 32}-1", "contact_email": BEN["email"]}
    salesforce.deliver(**crm())
    finance.deliver(content_views=[view, other])
    forgotten("salesforce:0031")
    rows = finance.query("""
        select views.row_id, persons.contact_email
        from landing.finance__content_views as views join landing.finance__content_views__person as persons
        on views.row_id = persons.row_id and views._row_hash = persons._row_hash order by 1
    """)
    assert rows[0] == (other["row_id"], other["contact_email"])
    key, email = rows[1]
    assert key[0] == "~"
    assert key.endswith("-2")
    assert email == salesforce.query("select email from landing.salesforce__lead__person")[0][0]
    assert finance.deliver(content_views=[view, other]).rows == {}


def test_events_to_the_address_are_forgotten_and_still_belong_to_it(
    sendgrid: Landing, salesforce: Landing, forgotten: Forget, settings: Settings
) -> None:
    def event(id_: str, email: str) -> dict[str, Any]:
        return {"sg_event_id": id_, "event": "open", "occurred_at": "2025-01-01", "email": email, "ip": f"10.0.0.{id_}"}

    salesforce.deliver(**crm())
    sendgrid.deliver(event=[event("7", "ANA@muster.example"), event("8", "ben@other.example")])
    forgotten("salesforce:0031")
    later = [event("7", "ANA@muster.example"), event("8", "ben@other.example"), event("9", "ana@muster.example")]
    assert sendgrid.deliver(event=later).rows == {"event": 1, "event__person": 1, "delivery": 1}
    assert traces(settings.data_dir, [*PLANTED, "10.0.0.7", "10.0.0.9"]) == set()
    emails = sendgrid.query("select sg_event_id, email from landing.sendgrid__event__person order by 1")
    assert emails[0][1] == emails[2][1] != emails[1][1] == "ben@other.example"


def ways(table: Table) -> Iterator[dict[str, str]]:
    """Rows of a table that are about the person, each by one column: the own key, an address or the id of a person."""
    people = {each.name for each in tables(table.system) if each.is_person}
    flag = {table.person_flag: "true"} if table.person_flag else {}
    if table.is_person:
        yield flag | {table.key[0]: "0031"}
    for column in table.columns:
        if column.is_address:
            yield flag | {column.name: ANA["email"]}
        elif column.about or (column.references in people and not table.is_person):
            yield {column.name: "0031"}


@pytest.mark.parametrize("system", [name for name in SYSTEMS if any(any(ways(table)) for table in tables(name))])
def test_every_table_that_holds_a_person_loses_them(
    salesforce: Landing, settings: Settings, forgotten: Forget, system: str
) -> None:
    """In personal columns, in those that the contract does not name, and in what was quarantined."""
    rows, raws = {}, {}
    holding = [table for table in tables(system) if any(ways(table))]
    for table in holding:
        planted = {column.name: f"Zapatera {column.name}" for column in table.personal_columns} | {"note_c": "Zapatera"}
        rows[table.name] = [
            dict.fromkeys(table.key, f"key {number}") | planted | way for number, way in enumerate(ways(table))
        ]
        for number, way in enumerate(ways(table)):
            raws[f"{table.name} {number}"] = json.dumps({"By": list(way.values())[-1], "Note": "Zapatera"})
    keys = {table.name: [key for key in raws if key.startswith(f"{table.name} ")] for table in holding}
    salesforce.deliver(**crm())
    Landing(settings, system).deliver(**rows, quarantined=keys, raws=raws)
    folder = settings.landing_dir / system
    places = {path.split("/")[0] for path, _ in traces(folder, PLANTED)}
    assert places >= {"quarantine", *(table.person_name or table.name for table in holding)}

    prefix = SYSTEMS[system].id_prefix
    for table in holding:
        if table.is_person:
            forgotten(f"{prefix}:{f'{table.source}/' if SYSTEMS[system].numbers_ids else ''}0031")
    forgotten("salesforce:0031")
    assert traces(settings.data_dir, PLANTED) == set()


def test_a_list_that_is_broken_stops_every_load(salesforce: Landing, settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    settings.forgotten_file.write_text("torn", encoding="utf-8")
    with pytest.raises(Exception, match="is damaged"):
        salesforce.deliver(**crm())


def test_the_contract_says_enough_to_forget_people() -> None:
    for table in all_tables():
        assert {column.type for column in table.personal_columns} <= {Type.TEXT}
        assert not [column for column in table.landed_columns if column.is_address]
        if table.is_person:
            assert len([column for column in table.columns if column.is_address]) == 1
            assert [table.column(name).type for name in table.key] == [Type.TEXT]
        for target in (target for column in table.columns for target in column.about):
            assert contract(table.system, target).is_person
