"""What reps did with customers: e-mails and their answers, calls and meetings, as Salesforce tasks and events."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.clock import DAY, NEVER, Clock
from simulator.customers import Customers
from simulator.draws import Bools, Ints, Timeline, chance, choose, lognormal, spread, stream
from simulator.files import Columns, flag, instant, iso_date, pick, same, text
from simulator.ids import salesforce_ids
from simulator.parameters import Parameters
from simulator.people import People

EMAIL, CALL, MEETING, REPLY, AUTO_REPLY = range(5)
HELD, NO_SHOW, CANCELLED, PLANNED = range(4)
MEETING_STATUSES = ("Held", "No-show", "Cancelled", "Planned")
PREFIXES = ("[Email] [Out] ", "", "", "[Email] [In] ", "[Email] [In] Automatic reply: ")
MEETING_SHARE = 0.12
MOST_WEEKS = 40.0  # nobody works on one deal for longer


def simulate(
    parameters: Parameters, clock: Clock, opportunities: pd.DataFrame, closed_at: Ints, leads: pd.DataFrame, owners: Timeline
) -> pd.DataFrame:
    """One row per activity in order of time: kind, at, opportunity or lead (the other is -1), rep, `seconds` and `status`."""
    rng = stream(parameters.seed, "activities")
    is_real = ~opportunities["is_fake"].to_numpy()
    created_at = opportunities["created_at"].to_numpy()
    deals = _touches(parameters, clock, rng, created_at, np.minimum(closed_at, clock.cutoff), np.where(is_real, 1.0, 0.25))
    replies = _answers(parameters, rng, deals, np.where(is_real, parameters.reply_rate, 0.03)[deals["parent"]])
    deals = pd.concat([deals, replies], ignore_index=True).rename(columns={"parent": "opportunity"})
    deals = deals.assign(lead=-1, rep=owners.lookup(deals["opportunity"].to_numpy(), deals["at"].to_numpy()))
    worked = _on_leads(parameters, clock, rng, leads)
    frame = pd.concat([deals, worked], ignore_index=True)
    planned = (frame["kind"] == MEETING) & (frame["at"] > clock.cutoff - 2 * DAY)
    frame["status"] = np.where(planned, PLANNED, choose(rng, (0.82, 0.09, 0.09), len(frame)))
    frame["at"] = np.where(planned, frame["at"] + 9 * DAY, frame["at"])
    frame["seconds"] = np.where(chance(rng, 0.35, len(frame)), 0, lognormal(rng, 180, 1.0, len(frame)).astype(np.int64))
    frame = frame[(frame["at"] <= clock.cutoff) | planned]
    return frame.sort_values("at", kind="stable", ignore_index=True)


def _touches(
    parameters: Parameters, clock: Clock, rng: np.random.Generator, start: Ints, end: Ints, effort: np.ndarray
) -> pd.DataFrame:
    weeks = np.minimum((end - start) / (7 * DAY), MOST_WEEKS)
    parent, _ = spread(rng.poisson(np.maximum(weeks, 0.3) * parameters.touches_per_week * effort))
    at = clock.moment(rng, (start[parent] + (weeks * 7 * DAY)[parent] * rng.random(len(parent))) / DAY)
    at = np.minimum(np.maximum(at, start[parent] + 60), np.maximum(end[parent] - 60, start[parent] + 60))
    shares = (1 - parameters.call_share - MEETING_SHARE, parameters.call_share, MEETING_SHARE)
    return pd.DataFrame({"parent": parent, "at": at, "kind": choose(rng, shares, len(parent))})


def _answers(parameters: Parameters, rng: np.random.Generator, touches: pd.DataFrame, reply_rate: np.ndarray) -> pd.DataFrame:
    """Answers hours after an e-mail, automatic ones at once."""
    count = len(touches)
    is_email = touches["kind"].to_numpy() == EMAIL
    is_answered = is_email & chance(rng, reply_rate, count)
    is_automatic = is_email & chance(rng, parameters.auto_reply_rate, count)
    hours = lognormal(rng, 7.0, 1.1, count)
    replies = touches.assign(kind=REPLY, at=touches["at"] + np.rint(hours * 3600).astype(np.int64))[is_answered]
    automatic = touches.assign(kind=AUTO_REPLY, at=touches["at"] + rng.integers(5, 90, count))[is_automatic]
    return pd.concat([replies, automatic], ignore_index=True)


def _on_leads(parameters: Parameters, clock: Clock, rng: np.random.Generator, leads: pd.DataFrame) -> pd.DataFrame:
    """Attempts on leads: the first when the lead is taken up, more until it ends."""
    rows = np.flatnonzero(leads["worked_at"].to_numpy() < NEVER)
    start, end = (leads[name].to_numpy()[rows] for name in ("worked_at", "ended_at"))
    end = np.minimum(np.where(end < NEVER, end, start + 30 * DAY), clock.cutoff)
    parent, number = spread(1 + rng.poisson(parameters.touches_per_lead - 1, len(rows)))
    at = clock.moment(rng, (start[parent] + (end - start)[parent] * rng.random(len(parent))) / DAY)
    at = np.where(number == 0, start[parent], np.clip(at, start[parent], end[parent]))
    kind = choose(rng, (0.45, 0.5, 0.05), len(parent))
    touches = pd.DataFrame({"parent": rows[parent], "at": at, "kind": kind})
    answers = _answers(parameters, rng, touches, np.full(len(touches), parameters.reply_rate / 2))
    frame = pd.concat([touches, answers], ignore_index=True).rename(columns={"parent": "lead"})
    return frame.assign(opportunity=-1, rep=leads["owner"].to_numpy()[frame["lead"]])


def _shared(
    people: People, customers: Customers, opportunities: pd.DataFrame, leads: pd.DataFrame, rows: pd.DataFrame
) -> Columns:
    opportunity = rows["opportunity"].to_numpy()
    account = opportunities["account"].to_numpy()[np.maximum(opportunity, 0)]
    contact = pick(customers.contact_ids, np.where(opportunity >= 0, customers.first_contact(account), -1))
    lead = pick(salesforce_ids("00Q", len(leads)), rows["lead"].to_numpy())
    return {
        "WhoId": pc.coalesce(contact, lead),
        "WhatId": pick(salesforce_ids("006", len(opportunities)), opportunity),
        "OwnerId": pick(people.users, rows["rep"].to_numpy()),
    }


def task_columns(
    clock: Clock, people: People, customers: Customers, opportunities: pd.DataFrame, leads: pd.DataFrame, activities: pd.DataFrame
) -> Columns:
    """`Task`: e-mails, whose subject says which way they went, and calls."""
    rows = activities[activities["kind"] != MEETING].reset_index(drop=True)
    kind, at, seconds = (rows[name].to_numpy() for name in ("kind", "at", "seconds"))
    is_call = kind == CALL
    number = np.arange(len(rows))
    subject = pick(names.EMAIL_SUBJECTS, number % len(names.EMAIL_SUBJECTS))
    prefix = pc.fill_null(pick(PREFIXES, kind), "")
    return {
        "Id": salesforce_ids("00T", len(rows)),
        **_shared(people, customers, opportunities, leads, rows),
        "Subject": pc.if_else(pa.array(is_call), "Call", text(prefix, subject)),
        "TaskSubtype": pick(("Email", "Call"), is_call.astype(np.int64)),
        "Type": pick(("Email", "Call"), is_call.astype(np.int64)),
        "Status": same("Completed", len(rows)),
        "CallType": pick(("Outbound", "Inbound"), np.where(is_call, number % 9 == 0, -1)),
        "CallDisposition": pick(("No answer", "Connected"), np.where(is_call, seconds > 0, -1)),
        "CallDurationInSeconds": pa.array(seconds, mask=~is_call),
        "ActivityDate": iso_date(clock.day(at)),
        "CompletedDateTime": instant(at),
        "IsDeleted": flag(_is_deleted(number)),
        "CreatedDate": instant(at),
        "SystemModstamp": instant(at),
    }


def event_columns(
    clock: Clock, people: People, customers: Customers, opportunities: pd.DataFrame, leads: pd.DataFrame, activities: pd.DataFrame
) -> Columns:
    """`Event`: meetings; one that is planned lies after the last day."""
    rows = activities[activities["kind"] == MEETING].reset_index(drop=True)
    at, status = rows["at"].to_numpy(), rows["status"].to_numpy()
    booked_at = np.where(status == PLANNED, at - 9 * DAY, at - 2 * 3600)
    return {
        "Id": salesforce_ids("00U", len(rows)),
        **_shared(people, customers, opportunities, leads, rows),
        "Subject": same("Meeting", len(rows)),
        "Type": same("Meeting", len(rows)),
        "Status__c": pick(MEETING_STATUSES, status),
        "StartDateTime": instant(at),
        "EndDateTime": instant(at + 3600),
        "IsDeleted": flag(_is_deleted(np.arange(len(rows)))),
        "CreatedDate": instant(booked_at),
        "SystemModstamp": instant(np.minimum(np.where(status == PLANNED, booked_at, at + 3600), clock.cutoff)),
    }


def _is_deleted(number: Ints) -> Bools:
    return number % 211 == 210
