"""What really happened, for tests alone: the product never reads it. Ids are the source systems' own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator import events
from simulator.clock import NEVER, Clock
from simulator.draws import NO_AMOUNT, Ints, Timeline
from simulator.events import Events
from simulator.files import Columns, flag, instant, iso_date, money, pick, same
from simulator.ids import salesforce_ids
from simulator.invoices import UNASSIGNED
from simulator.parameters import Parameters
from simulator.people import BEHAVIOURS, People

OUTCOMES = ("open", "won", "lost")


def rep_columns(people: People) -> Columns:
    count = people.count
    return {
        "rep_id": people.users[:count],
        "email": people.emails[:count],
        "behaviour": pick(BEHAVIOURS, people.reps["behaviour"].to_numpy()),
        "hired_at": instant(people.reps["hired_at"].to_numpy()),
        "left_at": instant(people.reps["left_at"].to_numpy()),
    }


def event_columns(count: int, happened: list[Events]) -> Columns:
    """All events by time."""
    opportunity = np.concatenate([part.opportunity for part in happened])
    at = np.concatenate([part.at for part in happened])
    order = np.lexsort((opportunity, at))
    place = pa.array(order)

    def merged(arrays: list[pa.Array]) -> pa.Array:
        return pa.concat_arrays(arrays).take(place)

    return {
        "opportunity_id": pick(salesforce_ids("006", count), opportunity[order]),
        "occurred_at": instant(at[order]),
        "event_type": merged([same(part.kind, len(part.at)) for part in happened]),
        "old_value": merged([part.old for part in happened]),
        "new_value": merged([part.new for part in happened]),
    }


def opportunity_columns(
    parameters: Parameters,
    clock: Clock,
    people: People,
    account_ids: pa.Array,
    opportunities: pd.DataFrame,
    state: pd.DataFrame,
    is_billed: np.ndarray,
) -> Columns:
    """One row per opportunity; `*_at_close` are empty while it is open, `is_unbilled` is a win without an invoice."""
    is_open = state["outcome"].to_numpy() == 0
    return {
        "id": salesforce_ids("006", len(opportunities)),
        "created_at": instant(opportunities["created_at"].to_numpy()),
        "owner_at_creation": pick(people.users, opportunities["owner"].to_numpy()),
        "source": pick([one.name for one in parameters.sources], opportunities["source"].to_numpy()),
        "account": pick(account_ids, opportunities["account"].to_numpy()),
        "amount_at_creation": money(state["first_amount"].to_numpy()),
        "currency": pick([one.code for one in parameters.currencies], opportunities["currency"].to_numpy()),
        "outcome": pick(OUTCOMES, state["outcome"].to_numpy()),
        "closed_at": instant(state["closed_at"].to_numpy()),
        "closed_date": iso_date(np.where(is_open, NEVER // 86_400, clock.day(state["closed_at"].to_numpy()))),
        "owner_at_close": pick(people.users, np.where(is_open, -1, state["owner_at_close"])),
        "amount_at_close": money(np.where(is_open, NO_AMOUNT, state["amount"])),
        "stage": pick(events.stage_names(parameters), state["stage"].to_numpy()),
        "amount": money(state["amount"].to_numpy()),
        "owner": pick(people.users, state["owner"].to_numpy()),
        "reopenings": pa.array(state["reopenings"].to_numpy()),
        "is_deleted": flag(state["is_deleted"].to_numpy()),
        "is_fake": flag(opportunities["is_fake"].to_numpy()),
        "is_parked": flag((opportunities["is_parked"] & is_open).to_numpy()),
        "is_unbilled": flag((state["outcome"].to_numpy() == 1) & ~is_billed),
    }


def proposal_columns(
    parameters: Parameters, people: People, opportunities: pd.DataFrame, quotes: pd.DataFrame, owners: Timeline
) -> Columns:
    """Proposals that were sent, that is without the drafts; `version` counts from 1 within the opportunity."""
    rows = np.flatnonzero(quotes["version"].to_numpy() > 0)
    opportunity, sent_at = quotes["opportunity"].to_numpy()[rows], quotes["sent_at"].to_numpy()[rows]
    return {
        "quote_id": pick(salesforce_ids("0Q0", len(quotes)), rows),
        "opportunity_id": pick(salesforce_ids("006", len(opportunities)), opportunity),
        "version": pa.array(quotes["version"].to_numpy()[rows]),
        "sent_at": instant(sent_at),
        "amount": money(quotes["amount"].to_numpy()[rows]),
        "currency": pick([one.code for one in parameters.currencies], opportunities["currency"].to_numpy()[opportunity]),
        "owner_at_sent": pick(people.users, owners.lookup(opportunity, sent_at)),
    }


def lead_columns(parameters: Parameters, people: People, opportunities: int, leads: pd.DataFrame) -> Columns:
    ended, opportunity = leads["ended_at"].to_numpy() < NEVER, leads["opportunity"].to_numpy()
    return {
        "id": salesforce_ids("00Q", len(leads)),
        "created_at": instant(leads["created_at"].to_numpy()),
        "owner": pick(people.users, leads["owner"].to_numpy()),
        "source": pick([one.name for one in parameters.sources], leads["source"].to_numpy()),
        "outcome": pick(("open", "converted", "lost"), np.where(ended, np.where(opportunity >= 0, 1, 2), 0)),
        "ended_at": instant(leads["ended_at"].to_numpy()),
        "opportunity_id": pick(salesforce_ids("006", opportunities), opportunity),
        "is_deleted": flag(leads["deleted"].to_numpy()),
    }


def revenue_columns(
    parameters: Parameters, people: People, opportunities: int, ids: pa.Array, documents: pd.DataFrame, rep: Ints, kind: pa.Array
) -> Columns:
    """Documents that count; `net_amount` is positive on a credit note too. `opportunity_id` is what the reference names."""
    return {
        "document_id": ids,
        "kind": kind,
        "document_date": iso_date(documents["day"].to_numpy()),
        "opportunity_id": pick(salesforce_ids("006", opportunities), documents["named"].to_numpy()),
        "rep_id": pick(pa.concat_arrays([people.users, pa.array(["unassigned"])]), np.where(rep == UNASSIGNED, len(people.users), rep)),
        "net_amount": money(documents["net"].to_numpy()),
        "currency": pick([one.code for one in parameters.currencies], documents["currency"].to_numpy()),
    }


def quota_columns(parameters: Parameters, people: People, quotas: pd.DataFrame) -> Columns:
    """The version in force of each quota."""
    rows = quotas[quotas["is_last"]]
    return {
        "rep_id": pick(people.users, rows["rep"].to_numpy()),
        "rep_email": pick(people.emails, rows["rep"].to_numpy()),
        "period_start": iso_date(rows["start"].to_numpy()),
        "period_end": iso_date(rows["end"].to_numpy()),
        "measure": same("revenue", len(rows)),
        "amount": money(rows["amount"].to_numpy()),
        "currency": pick([one.code for one in parameters.currencies], rows["currency"].to_numpy()),
    }
