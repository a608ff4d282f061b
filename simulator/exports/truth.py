"""What really happened, for tests alone: the product never reads it. Ids are the source systems' own."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from simulator.clock import NEVER
from simulator.draws import NO_AMOUNT
from simulator.exports import happened
from simulator.exports.files import Columns, flag, instant, iso_date, money, only, pick, same
from simulator.exports.labels import CompanyLabels, Labels
from simulator.exports.own_spelling import contacts_of
from simulator.history import LOST, OPEN, WON
from simulator.kinds import INVOICE
from simulator.people import BEHAVIOURS
from simulator.seen import Seen
from simulator.settlement import counts_as_revenue
from simulator.world import Whole

OUTCOMES = {OPEN: "open", WON: "won", LOST: "lost"}
LEAD_OUTCOMES = ("open", "converted", "lost")
UNASSIGNED = "unassigned"


def rep(whole: Whole, labels: CompanyLabels) -> Columns:
    """Reps with their behaviour."""
    people, until = whole.company.people, whole.company.clock.seen_until
    hired_at, left_at = (people.reps[name].to_numpy() for name in ("hired_at", "left_at"))
    columns = {
        "rep_id": labels.users[: people.count],
        "email": labels.user_emails[: people.count],
        "behaviour": pick(BEHAVIOURS, people.reps["behaviour"].to_numpy()),
        "hired_at": instant(hired_at),
        "left_at": instant(np.where(left_at <= until, left_at, NEVER)),
    }
    return only(hired_at <= until, columns)


def opportunity_event(world: Seen, labels: Labels) -> Columns:
    """All events by time, one per changed field."""
    parts = [
        *happened.changes(world, labels),
        happened.next_steps(world),
        happened.owners(world, labels.users),
        happened.deletions(world),
    ]
    opportunity_, _, columns = happened.merged(parts)
    return {
        "opportunity_id": pick(labels.opportunities, opportunity_),
        "occurred_at": columns["at"],
        "event_type": columns["kind"],
        "old_value": columns["old"],
        "new_value": columns["new"],
    }


def opportunity(world: Seen, labels: Labels) -> Columns:
    """One row each; the closing columns are empty while open, `is_unbilled` is a win without an invoice that counts."""
    deals, state, invoices = world.sales.opportunities, world.sales.state, world.ledger.invoices
    outcome, amount, closed_at = (state[name].to_numpy() for name in ("outcome", "amount", "closed_at"))
    is_open, account = outcome == OPEN, deals["account"].to_numpy()
    is_billed = np.isin(np.arange(len(deals)), invoices["opportunity"][counts_as_revenue(invoices)])
    return {
        "id": labels.opportunities[: len(deals)],
        "created_at": instant((deals["created_at"] - deals["dated_back"]).to_numpy()),
        "owner_at_creation": pick(labels.users, deals["owner"].to_numpy()),
        "source": pick(labels.sources, deals["source"].to_numpy()),
        "account": pick(labels.accounts, world.company.customers.surviving(account, world.company.clock.seen_until)),
        "amount_at_creation": money(state["first_amount"].to_numpy()),
        "currency": pick(labels.currencies, deals["currency"].to_numpy()),
        "outcome": pick([OUTCOMES[code] for code in sorted(OUTCOMES)], outcome),
        "closed_at": instant(closed_at),
        "closed_date": iso_date(np.where(is_open, NEVER, world.company.clock.day(closed_at))),
        "owner_at_close": pick(labels.users, np.where(is_open, -1, state["owner_at_close"])),
        "amount_at_close": money(np.where(is_open, NO_AMOUNT, amount)),
        "stage": pick(labels.stages, state["stage"].to_numpy()),
        "amount": money(amount),
        "close_date": iso_date(state["close_day"].to_numpy()),
        "owner": pick(labels.users, state["owner"].to_numpy()),
        "reopenings": pa.array(state["reopenings"].to_numpy()),
        "is_deleted": flag(state["deleted_at"].to_numpy() < NEVER),
        "is_fake": flag(deals["is_fake"].to_numpy()),
        "is_parked": flag(deals["is_parked"].to_numpy() & is_open),
        "is_unbilled": flag((outcome == WON) & ~is_billed),
    }


def purged(world: Seen, labels: Labels) -> Columns:
    """Opportunities that are gone for good: nothing else in the CRM or among these tables speaks of them."""
    deleted_at, purged_at = (world.sales.state[name].to_numpy() for name in ("deleted_at", "purged_at"))
    row = np.flatnonzero(purged_at < NEVER)
    return {
        "purged_id": pick(labels.opportunities, row),
        "deleted_at": instant(deleted_at[row]),
        "purged_at": instant(purged_at[row]),
    }


def proposal(world: Seen, labels: Labels) -> Columns:
    """Proposals that were sent, that is without the drafts; `version` counts from 1 within the opportunity."""
    quotes, sales = world.sales.quotes, world.sales
    row = np.flatnonzero(quotes["version"].to_numpy() > 0)
    deal, sent_at, amount, version = (
        quotes[name].to_numpy()[row] for name in ("opportunity", "sent_at", "amount", "version")
    )
    return {
        "quote_id": pick(labels.quotes, quotes["number"].to_numpy()[row]),
        "opportunity_id": pick(labels.opportunities, deal),
        "version": pa.array(version),
        "sent_at": instant(sent_at),
        "amount": money(amount),
        "currency": pick(labels.currencies, sales.opportunities["currency"].to_numpy()[deal]),
        "owner_at_sent": pick(labels.users, sales.owners.lookup(deal, sent_at)),
    }


def lead(world: Seen, labels: Labels) -> Columns:
    """`outcome` is open, converted or lost (closed without converting), `ended_at` when that was settled."""
    leads = world.sales.leads
    ended_at, opportunity_ = leads["ended_at"].to_numpy(), leads["opportunity"].to_numpy()
    return {
        "id": labels.leads[: len(leads)],
        "created_at": instant(leads["created_at"].to_numpy()),
        "owner": pick(labels.users, leads["owner"].to_numpy()),
        "source": pick(labels.sources, leads["source"].to_numpy()),
        "outcome": pick(LEAD_OUTCOMES, np.where(ended_at < NEVER, np.where(opportunity_ >= 0, 1, 2), 0)),
        "ended_at": instant(ended_at),
        "opportunity_id": pick(labels.opportunities, opportunity_),
        "is_deleted": flag(leads["is_deleted"].to_numpy()),
    }


def revenue(world: Seen, labels: Labels) -> Columns:
    """Documents that count; credit notes are positive too, `opportunity_id` is what the reference names.

    `rep_id` is credited unless the opportunity's splits sum to 100 %: then their owners are.
    """
    ledger, reps = world.ledger, world.company.people.count
    creditable = pa.concat_arrays([labels.users[:reps], pa.array([UNASSIGNED])])
    parts = []
    for documents, ids in ((ledger.invoices, labels.invoices), (ledger.notes, labels.notes)):
        row = np.flatnonzero(counts_as_revenue(documents))
        day, net, currency, named, rep_, kind = (
            documents[name].to_numpy()[row] for name in ("day", "net", "currency", "named", "rep", "kind")
        )
        columns: Columns = {
            "document_id": pick(ids, documents["number"].to_numpy()[row]),
            "kind": pick(("invoice", "credit_note"), (kind != INVOICE).astype(np.int64)),
            "document_date": iso_date(day),
            "opportunity_id": pick(labels.opportunities, named),
            "rep_id": pick(creditable, np.where(rep_ < 0, reps, rep_)),
            "net_amount": money(net),
            "currency": pick(labels.currencies, currency),
        }
        parts.append(pa.table(dict(columns)))
    both = pa.concat_tables(parts)
    return {name: both[name] for name in both.column_names}


def customer(world: Seen, labels: Labels) -> Columns:
    """Which account each customer in accounting is."""
    return contacts_of(world, labels).truth


def quota(whole: Whole, labels: CompanyLabels) -> Columns:
    """The version in force of each quota."""
    rows = whole.quotas[whole.quotas["valid_from"] <= whole.company.clock.seen_day]
    rows = rows[~rows.duplicated(["rep", "start"], keep="last")]
    rep_, start, end, amount, currency = (
        rows[name].to_numpy() for name in ("rep", "start", "end", "amount", "currency")
    )
    return {
        "rep_id": pick(labels.users, rep_),
        "rep_email": pick(labels.user_emails, rep_),
        "period_start": iso_date(start),
        "period_end": iso_date(end),
        "measure": same("revenue", len(rows)),
        "amount": money(amount),
        "currency": pick(labels.currencies, currency),
    }
