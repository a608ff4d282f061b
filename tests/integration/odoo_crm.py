"""Writes the CRM of a made-up company, which is a Salesforce export, as the records that an Odoo would hold of it.

In Odoo a lead and the opportunity that it became are one record, losing is archiving with a chance of 0, and history is
what tracked fields were before and after. What is deleted is not there at all.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.integration.odoo_records import Records

Row = dict[str, str]
Change = tuple[str, str, float, float]  # field, kind of value, old, new
LOST, WON = "Closed Lost", "Closed Won"
UNTOUCHED, GIVEN_UP = "Open - Not Contacted", "Closed - Not Converted"
QUOTATIONS = {"Draft": "draft", "Presented": "sent", "Accepted": "sale", "Denied": "cancel"}


def odoo_time(iso: str) -> str:
    """A time of Salesforce's as Odoo writes it: whole seconds, UTC."""
    return iso[:19].replace("T", " ")


class Crm:
    """Fills an Odoo with the CRM of one folder. The dictionaries lead from ids of Salesforce to those of Odoo."""

    def __init__(self, records: Records, folder: Path) -> None:
        self.records, self.folder = records, folder
        self.users: dict[str, int] = {}
        self.accounts: dict[str, int] = {}
        self.leads: dict[str, int] = {}
        self.deals: dict[str, int] = {}
        self.persons: dict[str, int] = {}  # the partner of a user or a contact
        self.fields: dict[str, int] = {}
        self.calls = 0

    def write(self) -> None:
        """Users, customers and their persons, leads and opportunities with their history, quotations and touches."""
        for name in ("stage_id", "user_id", "active", "expected_revenue"):
            self.fields[name] = self.records.put("ir.model.fields", name=name)
        self.calls = self.records.put("mail.activity.type", name="Call", category="phonecall")
        for user in self._rows("User"):
            self._user(user)
        for account in self._rows("Account"):
            self._account(account)
        for contact in self._rows("Contact"):
            self._contact(contact)
        leads = {lead["ConvertedOpportunityId"] or lead["Id"]: lead for lead in self._rows("Lead")}
        states, owners = self._grouped("OpportunityHistory"), self._grouped("OpportunityFieldHistory")
        for deal in self._rows("Opportunity"):
            id_ = deal["Id"]
            changed = [row for row in owners[id_] if row["Field"] == "Owner" and row["NewValue"] in self.users]
            self._deal(deal, leads.pop(id_, None), states[id_], changed)
        statuses = self._grouped("LeadHistory")
        # With a deal that was deleted the lead is gone that it was.
        for lead in (lead for lead in leads.values() if not lead["ConvertedOpportunityId"]):
            self._lead(lead, [row for row in statuses[lead["Id"]] if row["Field"] == "Status"])
        for quote in self._rows("Quote"):
            self._quotation(quote)
        for task in self._rows("Task"):
            self._touch(task)
        for event in self._rows("Event"):
            self._meeting(event)

    def _rows(self, name: str) -> Iterator[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from (row for row in csv.DictReader(file) if row.get("IsDeleted") != "true")

    def _grouped(self, name: str) -> dict[str, list[Row]]:
        """The rows of a history by the record that they speak of, in the order of time."""
        parent = name.removesuffix("History").removesuffix("Field") + "Id"
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self._rows(name), key=lambda row: row["CreatedDate"]):
            grouped[row[parent]].append(row)
        return grouped

    def _user(self, user: Row) -> None:
        known = {"name": user["Name"], "email": user["Email"], "active": user["IsActive"] == "true"}
        partner = self.persons[user["Id"]] = self.records.put("res.partner", **known)
        self.users[user["Id"]] = self.records.put(
            "res.users",
            odoo_time(user["SystemModstamp"]),
            **known,
            login=user["Username"],
            partner_id=[partner, "label"],
            share=False,
            create_date=odoo_time(user["CreatedDate"]),
        )

    def _account(self, account: Row) -> None:
        """A company; ones that were merged into it are no more."""
        if not account["MasterRecordId"]:
            self.accounts[account["Id"]] = self.records.put(
                "res.partner",
                odoo_time(account["SystemModstamp"]),
                name=account["Name"],
                ref=account["AccountNumber"] or False,
                is_company=True,
                user_id=self._owner(account),
                country_id=self.records.named("res.country", account["BillingCountry"]),
                active=True,
            )

    def _contact(self, contact: Row) -> None:
        company = [self.accounts[contact["AccountId"]], "label"]
        self.persons[contact["Id"]] = self.records.put(
            "res.partner",
            name=f"{contact['FirstName']} {contact['LastName']}",
            email=contact["Email"] or False,
            function=contact["Title"] or False,
            parent_id=company,
            commercial_partner_id=company,
            active=True,
        )

    def _owner(self, row: Row) -> list[Any] | bool:
        return [self.users[row["OwnerId"]], "label"] if row["OwnerId"] in self.users else False

    def _deal(self, deal: Row, lead: Row | None, states: list[Row], owners: list[Row]) -> None:
        is_lost, source = deal["StageName"] == LOST, (lead or deal)["LeadSource"] or deal["LeadSource"]
        stages = [row["StageName"] for row in states]
        closings = [row["CreatedDate"] for row in states if row["StageName"] in (LOST, WON)]
        record = self.deals[deal["Id"]] = self.records.put(
            "crm.lead",
            odoo_time(deal["SystemModstamp"]),
            type="opportunity",
            name=deal["Name"],
            partner_id=[self.accounts[deal["AccountId"]], "label"],
            user_id=self._owner(deal),
            stage_id=self._stage(next(stage for stage in (deal["StageName"], *reversed(stages)) if stage != LOST)),
            source_id=self.records.named("utm.source", source),
            lost_reason_id=self.records.named("crm.lost.reason", deal["Loss_Reason__c"]),
            company_currency=self.records.named("res.currency", deal["CurrencyIsoCode"], active=True),
            expected_revenue=float(deal["Amount"] or 0),
            probability=0.0 if is_lost else float(deal["Probability"]),
            active=not is_lost,
            date_deadline=deal["CloseDate"],
            date_conversion=odoo_time(deal["CreatedDate"]) if lead else False,
            date_closed=odoo_time(closings[-1]) if closings and deal["IsClosed"] == "true" else False,
            create_date=odoo_time((lead or deal)["CreatedDate"]),
            function=lead["Title"] or False if lead else False,
        )
        if lead:
            self.leads[lead["Id"]] = record
        open_stage = next((stage for stage in stages if stage != LOST), "")
        for before, after in pairwise(states):
            changes: list[Change] = []
            if (before["StageName"] == LOST) != (after["StageName"] == LOST):
                changes.append(("active", "integer", int(before["StageName"] != LOST), int(after["StageName"] != LOST)))
            if after["StageName"] not in (LOST, open_stage):
                numbers = [self._stage(stage)[0] for stage in (open_stage, after["StageName"])]
                changes.append(("stage_id", "integer", *numbers))
                open_stage = after["StageName"]
            amounts = [float(row["Amount"] or 0) for row in (before, after)]
            if amounts[0] != amounts[1]:
                changes.append(("expected_revenue", "float", *amounts))
            self._track(record, after["CreatedDate"], changes)
        for row in owners:
            numbers = [self.users[row["OldValue"]], self.users[row["NewValue"]]]
            self._track(record, row["CreatedDate"], [("user_id", "integer", *numbers)])

    def _stage(self, name: str) -> list[Any]:
        found = self.records.named("crm.stage", name, is_won=name == WON)
        assert isinstance(found, list)
        return found

    def _track(self, record: int, at: str, changes: list[Change]) -> None:
        """One message for what was changed at one time."""
        if changes:
            message = self._message(record, at, message_type="notification", is_internal=True)
            for field, kind, old, new in changes:
                values = {f"old_value_{kind}": old, f"new_value_{kind}": new}
                reference = {"mail_message_id": [message, "label"], "field_id": [self.fields[field], field]}
                self.records.put("mail.tracking.value", odoo_time(at), **reference, **values)

    def _message(self, record: int, at: str, **values: Any) -> int:
        when = odoo_time(at)
        return self.records.put("mail.message", when, model="crm.lead", res_id=record, date=when, **values)

    def _lead(self, lead: Row, statuses: list[Row]) -> None:
        """A lead that was not converted; giving it up is archiving it."""
        is_lost = lead["Status"] == GIVEN_UP
        record = self.leads[lead["Id"]] = self.records.put(
            "crm.lead",
            odoo_time(lead["SystemModstamp"]),
            type="lead",
            name=lead["Company"],
            user_id=self._owner(lead),
            source_id=self.records.named("utm.source", lead["LeadSource"]),
            lost_reason_id=self.records.named("crm.lost.reason", lead["Disposition__c"] if is_lost else ""),
            country_id=self.records.named("res.country", lead["Country"]),
            function=lead["Title"] or False,
            email_from=lead["Email"] or False,
            active=not is_lost,
            date_open=odoo_time(lead["CreatedDate"]) if lead["Status"] != UNTOUCHED else False,
            create_date=odoo_time(lead["CreatedDate"]),
        )
        for row in statuses:
            if row["NewValue"] == GIVEN_UP:
                self._track(record, row["CreatedDate"], [("active", "integer", 1, 0)])

    def _quotation(self, quote: Row) -> None:
        if quote["OpportunityId"] in self.deals:
            self.records.put(
                "sale.order",
                odoo_time(quote["SystemModstamp"]),
                name=quote["QuoteNumber"],
                state=QUOTATIONS[quote["Status"]],
                opportunity_id=[self.deals[quote["OpportunityId"]], "label"],
                user_id=self._owner(quote),
                currency_id=self.records.named("res.currency", quote["CurrencyIsoCode"], active=True),
                amount_untaxed=float(quote["TotalPrice"]),
                validity_date=quote["ExpirationDate"] or False,
                create_date=odoo_time(quote["CreatedDate"]),
            )

    def _record(self, row: Row) -> int | None:
        """The lead or opportunity that a touch was logged on."""
        return self.deals.get(row["WhatId"], self.leads.get(row["WhoId"]))

    def _touch(self, task: Row) -> None:
        """A message, or a done call. What answers by itself is not written down."""
        record, is_call = self._record(task), task["TaskSubtype"] == "Call"
        if record is None or "Automatic reply" in task["Subject"] or (is_call and task["CallType"] == "Inbound"):
            return
        is_answer = task["Subject"].startswith("[Email] [In]")
        author = self.persons.get(task["WhoId"], 0) if is_answer else self.persons[task["OwnerId"]]
        self._message(
            record,
            task["CompletedDateTime"],
            message_type="email" if is_answer else "comment",
            mail_activity_type_id=[self.calls, "Call"] if is_call else False,
            author_id=[author, "label"] if author else False,
            is_internal=False,
        )

    def _meeting(self, event: Row) -> None:
        """A meeting in the calendar; one that did not take place is archived there."""
        if (record := self._record(event)) is not None:
            self.records.put(
                "calendar.event",
                odoo_time(event["SystemModstamp"]),
                opportunity_id=[record, "label"],
                user_id=self._owner(event),
                start=odoo_time(event["StartDateTime"]),
                stop=odoo_time(event["EndDateTime"]),
                active=event["Status__c"] == "Held",
            )
