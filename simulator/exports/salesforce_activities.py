"""Activities as Salesforce stores them: tasks and events."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.clock import DAY
from simulator.draws import Bools, Ints
from simulator.exports.files import Columns, flag, instant, iso_date, only, pick, same, text
from simulator.exports.labels import Labels
from simulator.kinds import CALL, MEETING, PLANNED
from simulator.seen import MEETING_SECONDS, Seen

SUBJECT_PREFIXES = ("[Email] [Out] ", "", "", "[Email] [In] ", "[Email] [In] Automatic reply: ")  # by kind of activity
PURGED_EVERY, PURGED_AFTER = 97, 45  # one in so many tasks is gone for good, days later
MEETING_STATUSES = ("Held", "No-show", "Cancelled", "Planned")


def _touched(world: Seen, labels: Labels, rows: pd.DataFrame) -> Columns:
    opportunity = rows["opportunity"].to_numpy()
    account = world.sales.opportunities["account"].to_numpy()[np.maximum(opportunity, 0)]
    contact = np.where(opportunity >= 0, world.company.customers.first_contact(account), -1)
    return {
        "WhoId": pc.coalesce(pick(labels.contacts, contact), pick(labels.leads, rows["lead"].to_numpy())),
        "WhatId": pick(labels.opportunities, opportunity),
        "OwnerId": pick(labels.users, rows["rep"].to_numpy()),
    }


def _is_thrown_away(number: Ints) -> Bools:
    return number % 211 == 210


def is_purged(world: Seen, tasks: pd.DataFrame) -> Bools:
    """Which tasks are gone for good."""
    is_old = tasks["recorded_at"] + PURGED_AFTER * DAY <= world.company.clock.seen_until
    return ((tasks["number"] % PURGED_EVERY == 0) & is_old).to_numpy()


def task(world: Seen, labels: Labels) -> Columns:
    """E-mails, whose subject says which way they went, and calls."""
    rows = world.activities[world.activities["kind"] != MEETING]
    kind, at, seconds, number = (rows[name].to_numpy() for name in ("kind", "at", "seconds", "number"))
    is_call = kind == CALL
    subject = pick(names.EMAIL_SUBJECTS, number % len(names.EMAIL_SUBJECTS))
    prefix = pc.fill_null(pick(SUBJECT_PREFIXES, kind), "")
    subtype = pick(("Email", "Call"), is_call.astype(np.int64))
    when, logged = instant(at), instant(rows["recorded_at"].to_numpy())
    columns = {
        "Id": labels.ids("00T", number),
        **_touched(world, labels, rows),
        "Subject": pc.if_else(pa.array(is_call), "Call", text(prefix, subject)),
        "TaskSubtype": subtype,
        "Type": subtype,
        "Status": same("Completed", len(rows)),
        "CallType": pick(("Outbound", "Inbound"), np.where(is_call, number % 9 == 0, -1)),
        "CallDisposition": pick(("No answer", "Connected"), np.where(is_call, seconds > 0, -1)),
        "CallDurationInSeconds": pa.array(seconds, mask=~is_call),
        "ActivityDate": iso_date(world.company.clock.day(at)),
        "CompletedDateTime": when,
        "IsDeleted": flag(_is_thrown_away(number)),
        "CreatedDate": logged,
        "SystemModstamp": logged,
    }
    return only(~is_purged(world, rows), columns)


def event(world: Seen, labels: Labels) -> Columns:
    """Meetings; one that is planned lies after the last day."""
    rows = world.activities[world.activities["kind"] == MEETING]
    at, status, booked_at, number = (rows[name].to_numpy() for name in ("at", "status", "recorded_at", "number"))
    ends_at = at + MEETING_SECONDS
    return {
        "Id": labels.ids("00U", number),
        **_touched(world, labels, rows),
        "Subject": same("Meeting", len(rows)),
        "Type": same("Meeting", len(rows)),
        "Status__c": pick(MEETING_STATUSES, status),
        "StartDateTime": instant(at),
        "EndDateTime": instant(ends_at),
        "IsDeleted": flag(_is_thrown_away(number)),
        "CreatedDate": instant(booked_at),
        "SystemModstamp": instant(np.where(status == PLANNED, booked_at, ends_at)),
    }
