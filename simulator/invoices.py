"""Sales documents in the books: invoices of won deals and of nobody's deals, their credit notes, what is void or a draft."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.clock import NEVER, Clock
from simulator.customers import Customers
from simulator.draws import Ints, Timeline, chance, choose, lognormal, share_out, spread, stream
from simulator.journey import stage_count
from simulator.parameters import Parameters
from simulator.people import UNBILLED, People

INVOICE, CREDIT_NOTE, BILL = range(3)
STATUSES = ("AUTHORISED", "PAID", "VOIDED", "DRAFT", "DELETED")
AUTHORISED, PAID, VOIDED, DRAFT, DELETED = range(5)
BY_QUOTE, BY_QUOTE_TEXT, BY_OPPORTUNITY, FREE_TEXT, NO_REFERENCE = range(5)
UNASSIGNED = -1
SUPPLIER = -2  # the account of a purchase


def simulate(
    parameters: Parameters,
    clock: Clock,
    people: People,
    customers: Customers,
    opportunities: pd.DataFrame,
    changes: pd.DataFrame,
    owners: Timeline,
    quote: Ints,
) -> pd.DataFrame:
    """One row per document. Amounts are cents in `currency`; `net` is without tax and positive also on a credit note.

    `account` is -1 for a customer whom the CRM does not know, `opportunity` -1 where nobody sold it, `quote` -1 without
    one; `kind` is INVOICE or BILL (a purchase); `reference` is one of the five ways to refer; `credits` the row of the invoice that a note credits.
    """
    rng = stream(parameters.seed, "invoices")
    billed = _billed(parameters, clock, rng, people, opportunities, changes, owners)
    pieces = [
        _of_deals(parameters, rng, clock, opportunities, billed),
        _of_nobody(parameters, rng, clock, customers, billed),
        _purchases(parameters, rng, clock, len(billed)),
    ]
    frame = pd.concat(pieces)
    frame = frame[(frame["day"] <= clock.last_day) & (frame["net"] > 0)].sort_values("day", kind="stable", ignore_index=True)
    count = len(frame)
    frame["currency"] = np.where(frame["account"] >= 0, customers.accounts["currency"].to_numpy()[frame["account"]], 0)
    frame["tax_rate"] = np.where(frame["account"] >= 0, customers.accounts["tax"].to_numpy()[frame["account"]], 0.21)
    frame["quote"] = np.where(frame["opportunity"] >= 0, quote[frame["opportunity"]], -1)
    way = choose(rng, parameters.reference_shares, count)
    way = np.where((frame["quote"] < 0) & (way <= BY_QUOTE_TEXT), BY_OPPORTUNITY, way)
    frame["reference"] = np.where(frame["opportunity"] < 0, np.maximum(way, FREE_TEXT), way)
    frame["phrase"] = rng.integers(0, 1 << 20, count)
    frame["is_inclusive"] = chance(rng, parameters.inclusive_share, count) & (frame["tax_rate"] > 0)
    shares = (1 - parameters.void_share - parameters.draft_invoice_share, 0.0, parameters.void_share, parameters.draft_invoice_share)
    frame["status"] = choose(rng, shares, count)
    frame["credits"] = -1
    return frame


def _billed(
    parameters: Parameters,
    clock: Clock,
    rng: np.random.Generator,
    people: People,
    opportunities: pd.DataFrame,
    changes: pd.DataFrame,
    owners: Timeline,
) -> pd.DataFrame:
    """Deals that reach the books: the day and amount of the last winning, and the day it was lost again (NEVER: not)."""
    won = stage_count(parameters)
    wins = changes[(changes["stage"] == won) & (changes["amount"] > 0)].groupby("opportunity").tail(1)
    undone = changes[changes["stage"] == won + 1].groupby("opportunity")["close_day"].last()
    frame = wins[["opportunity", "at", "amount", "close_day"]].reset_index(drop=True)
    undone_day = undone.reindex(frame["opportunity"], fill_value=NEVER).to_numpy()
    frame["undone_day"] = np.where(undone_day >= frame["close_day"], undone_day, NEVER)
    owner = owners.lookup(frame["opportunity"].to_numpy(), frame["at"].to_numpy())
    share = np.where(people.reps_with(UNBILLED)[owner], parameters.unbilled_win_share, parameters.honest_unbilled_share)
    factor = np.where(chance(rng, parameters.off_amount_share, len(frame)), np.exp(rng.normal(-0.1, 0.15, len(frame))), 1.0)
    frame["net"] = np.rint(frame["amount"] * factor).astype(np.int64)
    lag = np.ceil(lognormal(rng, parameters.invoice_lag_days, parameters.invoice_lag_spread, len(frame)))
    frame["day"] = clock.workday(rng, frame["close_day"].to_numpy() + lag)
    frame["account"] = opportunities["account"].to_numpy()[frame["opportunity"]]
    return frame[~chance(rng, share, len(frame))].reset_index(drop=True)


def _of_deals(
    parameters: Parameters, rng: np.random.Generator, clock: Clock, opportunities: pd.DataFrame, billed: pd.DataFrame
) -> pd.DataFrame:
    """One invoice per deal or two to six instalments, a month or a quarter apart; none after the deal was undone."""
    in_parts = chance(rng, parameters.instalment_share, len(billed))
    counts = np.where(in_parts, rng.integers(2, 7, len(billed)), 1)
    gap = np.where(chance(rng, 0.6, len(billed)), 30, 91)
    deal, number = spread(counts)
    weight = np.where(rng.random(len(deal)) < 0.5, 1.0, 0.5 + rng.random(len(deal)))
    day = clock.workday(rng, billed["day"].to_numpy()[deal] + number * gap[deal])
    undone = billed["undone_day"].to_numpy()[deal]
    frame = pd.DataFrame(
        {
            "day": day,
            "opportunity": billed["opportunity"].to_numpy()[deal],
            "account": billed["account"].to_numpy()[deal],
            "net": share_out(billed["net"].to_numpy(), weight, deal),
            "product": opportunities["product"].to_numpy()[billed["opportunity"].to_numpy()[deal]],
            "undone_day": undone,
            "kind": INVOICE,
        }
    )
    return frame[day < undone]


def _of_nobody(
    parameters: Parameters, rng: np.random.Generator, clock: Clock, customers: Customers, billed: pd.DataFrame
) -> pd.DataFrame:
    """Invoices that no opportunity stands behind; some go to customers whom the CRM does not know."""
    count = round(len(billed) * parameters.unlinked_invoices_share)
    account = rng.integers(0, len(customers.accounts), count)
    known = ~chance(rng, parameters.unknown_customer_share, count) & (customers.accounts["merged_into"].to_numpy()[account] < 0)
    return pd.DataFrame(
        {
            "day": clock.workday(rng, rng.integers(clock.first_day, clock.last_day + 1, count)),
            "opportunity": np.full(count, -1),
            "account": np.where(known, account, -1),
            "net": np.rint(lognormal(rng, parameters.amount_median * 30, 0.8, count)).astype(np.int64),
            "product": rng.integers(3, 8, count),
            "undone_day": np.full(count, NEVER),
            "kind": INVOICE,
        }
    )


def _purchases(parameters: Parameters, rng: np.random.Generator, clock: Clock, sales: int) -> pd.DataFrame:
    """Bills from a supplier, which are no revenue."""
    count = round(sales * parameters.purchase_share)
    return pd.DataFrame(
        {
            "day": clock.workday(rng, rng.integers(clock.first_day, clock.last_day + 1, count)),
            "opportunity": np.full(count, -1),
            "account": np.full(count, SUPPLIER),
            "net": rng.integers(5_000, 500_000, count),
            "product": rng.integers(0, 8, count),
            "undone_day": np.full(count, NEVER),
            "kind": BILL,
        }
    )


def credit_notes(parameters: Parameters, clock: Clock, invoices: pd.DataFrame) -> pd.DataFrame:
    """Full credits of what was undone, and credits of a few others, weeks later; `is_refund` is paid out, not offset."""
    rng = stream(parameters.seed, "credit notes")
    count = len(invoices)
    undone = invoices["undone_day"].to_numpy()
    is_full = (undone < NEVER) | chance(rng, parameters.full_credit_share, count)
    lag = np.where(undone < NEVER, undone - invoices["day"] + rng.integers(1, 10, count), rng.integers(15, 100, count))
    part = np.where(is_full, 1.0, 0.05 + 0.5 * rng.random(count))
    notes = invoices.assign(
        kind=CREDIT_NOTE,
        credits=np.arange(count),
        day=clock.workday(rng, invoices["day"].to_numpy() + lag),
        net=np.maximum(np.rint(invoices["net"] * part), 1).astype(np.int64),
        is_refund=chance(rng, parameters.refund_share, count),
    )
    wanted = (undone < NEVER) | chance(rng, parameters.credit_share, count)
    kept = wanted & (invoices["status"] == AUTHORISED) & (invoices["kind"] == INVOICE) & (notes["day"] <= clock.last_day)
    return notes[kept].sort_values("day", kind="stable", ignore_index=True)


def credited_rep(documents: pd.DataFrame, owners: Timeline, account_owner: Ints, end_of_day: Ints) -> Ints:
    """The rep a document counts for: who owned its opportunity at the end of its day when the reference names it, else
    who owns the account, else UNASSIGNED."""
    opportunity, account = documents["opportunity"].to_numpy(), documents["account"].to_numpy()
    is_named = (opportunity >= 0) & (documents["reference"].to_numpy() <= BY_OPPORTUNITY)
    by_deal = owners.lookup(np.maximum(opportunity, 0), end_of_day)
    by_account = np.where(account >= 0, account_owner[account], UNASSIGNED)
    return np.where(is_named, by_deal, by_account)
