"""The world as it is known at the end of the day that the exports end with: what is later has not happened yet.

Rows keep their `number`, the position they have in the whole life; columns that refer to other rows hold such numbers.
Deals and leads come in order of creation, so that what is known of them are the first rows.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator import history, leads, ledger, settlement
from simulator.activities import PLANNED_AHEAD
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Bools
from simulator.history import OPEN
from simulator.kinds import MEETING, PLANNED
from simulator.ledger import Ledger
from simulator.proposals import ACCEPTED, DENIED, PRESENTED
from simulator.sales import Sales
from simulator.world import World

BOOKED_DAYS, MEETING_SECONDS, ANSWERED_AFTER = 8, 3600, 7200


@dataclass(frozen=True)
class Seen(World):
    """What is known; `life` is the same world on its last day."""

    life: World


def see(life: World) -> Seen:
    """What is known of a part of the company."""
    clock = life.company.clock
    until = clock.seen_until
    sales = _sales(life.company, life.sales, until)
    members = _known(life.members, life.members["at"] <= until)
    has_responded = members["has_responded"] & (members["at"] + ANSWERED_AFTER <= until)
    return Seen(
        company=life.company,
        sales=sales,
        activities=_activities(life, until),
        members=members.assign(has_responded=has_responded),
        emails=_known(life.emails, life.emails["at"] <= until),
        ledger=_ledger(life.company, sales, life.ledger, clock.seen_day),
        life=life,
    )


def _known(frame: pd.DataFrame, known: pd.Series | Bools) -> pd.DataFrame:
    return frame.assign(number=np.arange(len(frame)))[np.asarray(known)].reset_index(drop=True)


def _sales(company: Company, life: Sales, until: int) -> Sales:
    owners, account_owners = life.owners.until(until), life.account_owners.until(until)
    changes = _known(life.changes, life.changes["at"] <= until)
    state = history.conclude(company, changes, owners, until)
    ends = {name: life.state[name].to_numpy()[: len(state)] for name in ("deleted_at", "purged_at")}
    state = state.assign(**{name: np.where(at <= until, at, NEVER) for name, at in ends.items()})
    return dataclasses.replace(
        life,
        opportunities=life.opportunities[: len(state)],
        changes=changes,
        state=state,
        owners=owners,
        next_steps=_known(life.next_steps, life.next_steps["at"] <= until),
        quotes=_quotes(life.quotes, state, until),
        leads=leads.as_of(life.leads[(life.leads["created_at"] <= until).to_numpy()], until),
        account_owner=account_owners.at_end(len(life.account_created_at)),
    )


def _quotes(life: pd.DataFrame, state: pd.DataFrame, until: int) -> pd.DataFrame:
    """The last version is decided when the deal is closed, and waits again when that is opened again."""
    version = life["version"]
    is_last = (version > 0) & (version == life.groupby("opportunity")["version"].transform("max"))
    quotes = _known(life.assign(is_last=is_last), life["sent_at"] <= until)
    outcome, decided_at = (state[name].to_numpy()[quotes["opportunity"]] for name in ("outcome", "decided_at"))
    decided = np.where(outcome == OPEN, PRESENTED, np.where(outcome == OPEN + 1, ACCEPTED, DENIED))
    is_touched = quotes["is_last"] & (decided_at < NEVER)
    return quotes.assign(
        status=np.where(quotes["is_last"], decided, quotes["status"]),
        changed_at=np.where(is_touched, np.maximum(quotes["sent_at"], decided_at), quotes["sent_at"]),
    )


def _activities(life: World, until: int) -> pd.DataFrame:
    """What is known by when it was recorded: meetings are booked days before."""
    touches, sales = life.activities, life.sales
    kind, at, deal, lead = (touches[name].to_numpy() for name in ("kind", "at", "opportunity", "lead"))
    since = np.where(
        deal >= 0, sales.opportunities["created_at"].to_numpy()[deal], sales.leads["worked_at"].to_numpy()[lead]
    )
    days = 0.1 + BOOKED_DAYS * life.company.stream("bookings").random(len(touches))
    booked_at = np.maximum(at - (days * DAY).astype(np.int64), np.minimum(since + 60, at - 60))
    booked_at = np.where(touches["status"] == PLANNED, at - PLANNED_AHEAD * DAY, booked_at)
    is_meeting = kind == MEETING
    recorded_at = np.where(is_meeting, booked_at, touches["logged_at"])
    status = np.where(is_meeting & (at + MEETING_SECONDS > until), PLANNED, touches["status"])
    return _known(touches.assign(recorded_at=recorded_at, status=status), recorded_at <= until)


def _ledger(company: Company, sales: Sales, life: Ledger, day: int) -> Ledger:
    invoices, notes = settlement.settle(life.invoices, life.notes, life.payments, day)
    invoices, invoice_lines = _documents(invoices, life.invoice_lines, day)
    notes, note_lines = _documents(notes, life.note_lines, day)
    invoices, notes = (ledger.credited(company, sales, documents) for documents in (invoices, notes))
    return Ledger(invoices, invoice_lines, notes, note_lines, _known(life.payments, life.payments["day"] <= day))


def _documents(documents: pd.DataFrame, lines: pd.DataFrame, day: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines are told to which of the known documents they belong."""
    is_known, document = (documents["day"] <= day).to_numpy(), lines["document"].to_numpy()
    position = np.cumsum(is_known) - 1
    return _known(documents, is_known), _known(lines.assign(document=position[document]), is_known[document])
