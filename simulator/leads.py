"""Leads: those that became opportunities and the many that did not, with the history of their status."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.clock import DAY, NEVER, Clock
from simulator.customers import Customers
from simulator.draws import chance, choose, lognormal, stream
from simulator.files import Columns, flag, instant, iso_date, pick, same, text
from simulator.ids import salesforce_ids
from simulator.opportunities import creation_days
from simulator.parameters import Parameters
from simulator.people import People

STATUSES = ("Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted")
OPEN, WORKING, CONVERTED, NOT_CONVERTED = range(4)
DISPOSITIONS = ("Qualified", "Unqualified", "Wrong person", "Bad contact info", "No response")
LOST_SHARES = (0.0, 0.4, 0.15, 0.2, 0.25)


def simulate(parameters: Parameters, clock: Clock, people: People, opportunities: pd.DataFrame) -> pd.DataFrame:
    """One row per lead in order of creation: owner, source, worked_at, ended_at (NEVER), status, disposition (-1 none),
    opportunity (-1 none)."""
    rng = stream(parameters.seed, "leads")
    rows = np.flatnonzero(opportunities["has_lead"].to_numpy())
    idle = round(len(rows) * (1 / parameters.lead_conversion - 1))
    opened_at = opportunities["created_at"].to_numpy()[rows]
    owner = opportunities["owner"].to_numpy()[rows]
    hired_at = people.reps["hired_at"].to_numpy()[owner]
    began_at = clock.moment(rng, opened_at / DAY - 0.2 - lognormal(rng, parameters.lead_lag_days, 0.8, len(rows)))
    began_at = np.minimum(np.maximum(began_at, hired_at + 3600), opened_at - 600)
    idle_at = np.minimum(clock.moment(rng, creation_days(rng, clock, idle)), clock.cutoff - 7200)
    fate = choose(
        rng,
        (parameters.lead_untouched_share, parameters.lead_open_share, 1 - parameters.lead_untouched_share - parameters.lead_open_share),
        idle,
    )
    worked_at = clock.moment(rng, idle_at / DAY + lognormal(rng, 1.5, 0.9, idle))
    ended_at = clock.moment(rng, idle_at / DAY + 3 + lognormal(rng, 18.0, 0.8, idle))
    frame = pd.DataFrame(
        {
            "created_at": np.r_[began_at, idle_at],
            "owner": np.r_[owner, people.active(rng, idle_at, weighted=True)],
            "source": np.r_[
                opportunities["source"].to_numpy()[rows], choose(rng, [one.share for one in parameters.sources], idle)
            ],
            "worked_at": np.r_[(began_at + opened_at) // 2, np.where(fate > 0, np.maximum(worked_at, idle_at + 60), NEVER)],
            "ended_at": np.r_[opened_at, np.where(fate == 2, np.maximum(ended_at, idle_at + 7200), NEVER)],
            "disposition": np.r_[np.zeros(len(rows), np.int64), choose(rng, LOST_SHARES, idle)],
            "opportunity": np.r_[rows, np.full(idle, -1)],
            "first": rng.integers(0, len(names.FIRST_NAMES), len(rows) + idle),
            "last": rng.integers(0, len(names.LAST_NAMES), len(rows) + idle),
            "company": rng.integers(0, 1 << 30, len(rows) + idle),
            "deleted": chance(rng, 0.01, len(rows) + idle),
        }
    ).sort_values("created_at", kind="stable", ignore_index=True)
    late = frame["ended_at"] > clock.cutoff
    frame.loc[late, "ended_at"] = NEVER
    frame.loc[(frame["worked_at"] > clock.cutoff) | (frame["worked_at"] >= frame["ended_at"]), "worked_at"] = NEVER
    frame["deleted"] &= (frame["opportunity"] < 0) & (frame["ended_at"] == NEVER)
    frame.loc[frame["ended_at"] == NEVER, "disposition"] = -1
    ended = frame["ended_at"] < NEVER
    closed = np.where(frame["opportunity"] >= 0, CONVERTED, NOT_CONVERTED)
    frame["status"] = np.where(ended, closed, np.where(frame["worked_at"] < NEVER, WORKING, OPEN))
    return frame


def lead_columns(
    parameters: Parameters, clock: Clock, people: People, customers: Customers, opportunities: pd.DataFrame, leads: pd.DataFrame
) -> Columns:
    """`Lead`."""
    count, opportunity = len(leads), leads["opportunity"].to_numpy()
    account = np.where(opportunity >= 0, opportunities["account"].to_numpy()[opportunity], -1)
    place = np.where(account >= 0, account, leads["company"].to_numpy() % len(customers.accounts))
    first, last = pick(names.FIRST_NAMES, leads["first"].to_numpy()), pick(names.LAST_NAMES, leads["last"].to_numpy())
    ended_at = leads["ended_at"].to_numpy()
    modified = np.where(ended_at < NEVER, ended_at, np.where(leads["worked_at"] < NEVER, leads["worked_at"], leads["created_at"]))
    contact = np.where(account >= 0, customers.first_contact(account), -1)
    return {
        "Id": salesforce_ids("00Q", count),
        "FirstName": first,
        "LastName": last,
        "Company": pick(customers.account_names, place),
        "Title": pick(names.TITLES, leads["company"].to_numpy() % len(names.TITLES)),
        "Email": lead_emails(leads),
        "Phone": same("+34 910 000 000", count),
        "MobilePhone": pa.nulls(count, pa.string()),
        "Industry": pick(names.INDUSTRIES, leads["company"].to_numpy() % len(names.INDUSTRIES)),
        "Country": pick([one.name for one in parameters.countries], customers.accounts["country"].to_numpy()[place]),
        "Status": pick(STATUSES, leads["status"].to_numpy()),
        "Disposition__c": pick(DISPOSITIONS, leads["disposition"].to_numpy()),
        "LeadSource": pick([one.name for one in parameters.sources], leads["source"].to_numpy()),
        "Rating": pick(("Hot", "Warm", "Cold"), leads["last"].to_numpy() % 3),
        "OwnerId": pick(people.users, leads["owner"].to_numpy()),
        "IsConverted": flag(opportunity >= 0),
        "ConvertedDate": iso_date(np.where(opportunity >= 0, clock.day(ended_at), NEVER // DAY)),
        "ConvertedAccountId": pick(customers.account_ids, account),
        "ConvertedContactId": pick(customers.contact_ids, contact),
        "ConvertedOpportunityId": pick(salesforce_ids("006", len(opportunities)), opportunity),
        "IsDeleted": flag(leads["deleted"].to_numpy()),
        "CreatedDate": instant(leads["created_at"].to_numpy()),
        "SystemModstamp": instant(np.where(leads["deleted"], clock.cutoff - 3600, modified)),
    }


def lead_emails(leads: pd.DataFrame) -> pa.Array:
    first, last = pick(names.FIRST_NAMES, leads["first"].to_numpy()), pick(names.LAST_NAMES, leads["last"].to_numpy())
    number = pa.array(np.arange(len(leads))).cast(pa.string())
    return pc.utf8_lower(text(first, ".", last, number, "@lead.example"))


def history_columns(people: People, leads: pd.DataFrame) -> Columns:
    """`LeadHistory`: changes of status and disposition, and the row that marks a conversion."""
    worked = np.flatnonzero(leads["worked_at"].to_numpy() < NEVER)
    ended = np.flatnonzero(leads["ended_at"].to_numpy() < NEVER)
    converted = ended[leads["opportunity"].to_numpy()[ended] >= 0]
    was_worked = leads["worked_at"].to_numpy()[ended] < NEVER
    lead = np.r_[worked, ended, ended, converted]
    at = np.r_[leads["worked_at"].to_numpy()[worked], leads["ended_at"].to_numpy()[np.r_[ended, ended, converted]]]
    nothing = np.full(len(converted), -1)
    labels = (*STATUSES, *DISPOSITIONS)
    old = np.r_[np.full(len(worked), OPEN), np.where(was_worked, WORKING, OPEN), np.full(len(ended), -1), nothing]
    new = np.r_[
        np.full(len(worked), WORKING),
        leads["status"].to_numpy()[ended],
        len(STATUSES) + leads["disposition"].to_numpy()[ended],
        nothing,
    ]
    field = np.repeat(np.array([0, 0, 1, 2]), [len(worked), len(ended), len(ended), len(converted)])
    order = np.lexsort((field, at, lead))
    return {
        "Id": salesforce_ids("017", len(order)),
        "LeadId": pick(salesforce_ids("00Q", len(leads)), lead[order]),
        "Field": pick(("Status", "Disposition__c", "leadConverted"), field[order]),
        "OldValue": pick(labels, old[order]),
        "NewValue": pick(labels, new[order]),
        "CreatedDate": instant(at[order]),
        "CreatedById": pick(people.users, leads["owner"].to_numpy()[lead[order]]),
        "IsDeleted": flag(leads["deleted"].to_numpy()[lead[order]]),
    }
