"""Sales documents: invoices of won deals and of nobody's deals, purchases, and the credit notes that follow."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours import accounting
from simulator.clock import NEVER
from simulator.company import Company
from simulator.draws import chance, choose, lognormal, share_out, spread
from simulator.journey import won_stage
from simulator.kinds import (
    AUTHORISED,
    BILL,
    BY_OPPORTUNITY,
    BY_QUOTE_TEXT,
    CREDIT_NOTE,
    DRAFT,
    FREE_TEXT,
    INVOICE,
    SUPPLIER,
    UNKNOWN_CUSTOMER,
    VOIDED,
)
from simulator.people import UNBILLED
from simulator.proposals import final_quotes
from simulator.sales import Sales

STATUSES = ("AUTHORISED", "PAID", "VOIDED", "DRAFT")


def simulate(company: Company, sales: Sales) -> pd.DataFrame:
    """One row per document in order of its day. `net` is cents of `currency` without tax.

    `kind` is INVOICE or BILL (a purchase), `opportunity` and `quote` are -1 without one, `reference` is one of five
    ways to refer, `phrase` a number to draw words from, `undone_day` when the deal was lost again (NEVER: not).
    """
    rng, parameters, accounts = company.stream("invoices"), company.parameters, company.customers.accounts
    deals = _of_deals(rng, company, sales)
    frame = pd.concat([deals, _of_nobody(rng, company, len(deals)), _purchases(rng, company, len(deals))])
    frame = frame[(frame["day"] <= company.clock.last_day) & (frame["net"] > 0)]
    frame = frame.sort_values("day", kind="stable", ignore_index=True)
    count, account, opportunity = len(frame), frame["account"].to_numpy(), frame["opportunity"].to_numpy()
    quote = np.where(opportunity >= 0, final_quotes(sales.quotes, len(sales.opportunities))[opportunity], -1)
    way = choose(rng, parameters.reference_shares, count)
    way = np.where((quote < 0) & (way <= BY_QUOTE_TEXT), BY_OPPORTUNITY, way)
    void, draft = parameters.void_share, parameters.draft_invoice_share
    tax_rate = np.where(account >= 0, accounts["tax"].to_numpy()[account], parameters.countries[0].tax)
    frame = frame.assign(
        currency=np.where(account >= 0, accounts["currency"].to_numpy()[account], 0),
        tax_rate=tax_rate,
        quote=quote,
        reference=np.where(opportunity < 0, np.maximum(way, FREE_TEXT), way),
        phrase=rng.integers(0, 1 << 20, count),
        is_inclusive=chance(rng, parameters.inclusive_share, count) & (tax_rate > 0),
        status=np.array((AUTHORISED, VOIDED, DRAFT))[choose(rng, (1 - void - draft, void, draft), count)],
    )
    return accounting.bill(company, sales.opportunities, frame)


def _of_deals(rng: np.random.Generator, company: Company, sales: Sales) -> pd.DataFrame:
    """One invoice per deal or two to six instalments, a month or a quarter apart; none after the deal was undone."""
    clock, billed = company.clock, _billed(rng, company, sales)
    is_whole = accounting.is_billed_at_once(company, sales.opportunities)[billed["opportunity"]]
    in_parts = chance(rng, company.parameters.instalment_share, len(billed)) & ~is_whole
    gap = np.where(chance(rng, 0.6, len(billed)), 30, 91)
    deal, number = spread(np.where(in_parts, rng.integers(2, 7, len(billed)), 1))
    weight = np.where(rng.random(len(deal)) < 0.5, 1.0, 0.5 + rng.random(len(deal)))
    opportunity = billed["opportunity"].to_numpy()[deal]
    frame = pd.DataFrame(
        {
            "kind": INVOICE,
            "day": clock.workday(rng, billed["day"].to_numpy()[deal] + number * gap[deal]),
            "opportunity": opportunity,
            "account": company.customers.surviving(sales.opportunities["account"].to_numpy()[opportunity]),
            "net": share_out(billed["net"].to_numpy(), weight, deal),
            "product": sales.opportunities["product"].to_numpy()[opportunity],
            "undone_day": billed["undone_day"].to_numpy()[deal],
        }
    )
    return frame[frame["day"] < frame["undone_day"]]


def _billed(rng: np.random.Generator, company: Company, sales: Sales) -> pd.DataFrame:
    """Deals that reach accounting: day of the first invoice, amount, and the day the deal was lost again."""
    parameters, changes, won = company.parameters, sales.changes, won_stage(company.parameters)
    wins = changes[(changes["stage"] == won) & (changes["amount"] > 0)].groupby("opportunity").tail(1)
    opportunity, at, amount, won_day = (wins[name].to_numpy() for name in ("opportunity", "at", "amount", "close_day"))
    lost_day = changes[changes["stage"] == won + 1].groupby("opportunity")["close_day"].last()
    undone_day = lost_day.reindex(opportunity, fill_value=NEVER).to_numpy()
    count = len(opportunity)
    lag = np.ceil(lognormal(rng, parameters.invoice_lag_days, parameters.invoice_lag_spread, count))
    is_shy = company.people.reps_with(UNBILLED)[sales.owners.lookup(opportunity, at)]
    unbilled_share = np.where(is_shy, parameters.unbilled_win_share, parameters.honest_unbilled_share)
    is_at_once = accounting.is_billed_at_once(company, sales.opportunities)[opportunity]
    unbilled_share = np.where(is_at_once, 0.0, unbilled_share)
    frame = pd.DataFrame(
        {
            "opportunity": opportunity,
            "day": won_day + lag,
            "net": amount,
            "undone_day": np.where(undone_day >= won_day, undone_day, NEVER),
        }
    )
    return frame[~chance(rng, unbilled_share, count)].reset_index(drop=True)


def _of_nobody(rng: np.random.Generator, company: Company, sold: int) -> pd.DataFrame:
    """Invoices that no opportunity stands behind; some go to customers whom the CRM does not know."""
    parameters, clock, accounts = company.parameters, company.clock, company.customers.accounts
    count = round(sold * parameters.unlinked_invoices_share)
    account = rng.integers(0, len(accounts), count)
    is_known = ~chance(rng, parameters.unknown_customer_share, count)
    is_known &= accounts["merged_into"].to_numpy()[account] < 0
    return pd.DataFrame(
        {
            "kind": INVOICE,
            "day": clock.workday(rng, rng.integers(clock.first_day, clock.last_day + 1, count)),
            "opportunity": -1,
            "account": np.where(is_known, account, UNKNOWN_CUSTOMER),
            "net": np.rint(lognormal(rng, parameters.amount_median * 30, 0.8, count)).astype(np.int64),
            "product": rng.integers(3, 8, count),
            "undone_day": NEVER,
        }
    )


def _purchases(rng: np.random.Generator, company: Company, sold: int) -> pd.DataFrame:
    """Bills from a supplier, which are no revenue."""
    clock, count = company.clock, round(sold * company.parameters.purchase_share)
    return pd.DataFrame(
        {
            "kind": BILL,
            "day": clock.workday(rng, rng.integers(clock.first_day, clock.last_day + 1, count)),
            "opportunity": -1,
            "account": np.full(count, SUPPLIER),
            "net": rng.integers(5_000, 500_000, count),
            "product": rng.integers(0, 8, count),
            "undone_day": NEVER,
        }
    )


def credit_notes(company: Company, sales: Sales, invoices: pd.DataFrame) -> pd.DataFrame:
    """Full credits of what was undone and, weeks later, credits of a few others; `credits` is the invoice's row,
    `is_refund` says that it is paid out, not set off. A note repeats its invoice's reference."""
    rng, parameters, clock, count = company.stream("credit notes"), company.parameters, company.clock, len(invoices)
    day, undone_day = invoices["day"].to_numpy(), invoices["undone_day"].to_numpy()
    is_undone = undone_day < NEVER
    is_returned, is_faulty, returned_day = accounting.returned(company, sales.opportunities, invoices)
    is_full = is_undone | is_returned | chance(rng, parameters.full_credit_share, count)
    noted = np.where(is_undone, undone_day + rng.integers(1, 10, count), day + rng.integers(15, 100, count))
    noted = np.where(is_returned | is_faulty, returned_day, noted)
    part = np.where(is_full, 1.0, 0.05 + 0.5 * rng.random(count))
    part = np.where(is_faulty, accounting.RETURNED, part)
    notes = invoices.assign(
        kind=CREDIT_NOTE,
        credits=np.arange(count),
        day=clock.workday(rng, noted),
        net=np.maximum(np.rint(invoices["net"] * part), 1).astype(np.int64),
        is_refund=chance(rng, parameters.refund_share, count),
    )
    stands = accounting.is_billed_at_once(company, sales.opportunities)[invoices["opportunity"]]
    stands &= (invoices["opportunity"] >= 0).to_numpy()
    is_wanted = is_undone | is_returned | is_faulty | (chance(rng, parameters.credit_share, count) & ~stands)
    is_wanted &= ((invoices["status"] == AUTHORISED) & (invoices["kind"] == INVOICE)).to_numpy()
    return notes[is_wanted & (notes["day"] <= clock.last_day)].sort_values("day", kind="stable", ignore_index=True)
