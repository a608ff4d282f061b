"""Lines, taxes and totals of documents, and how they are settled: credits set off, payments in parts, late or never."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import names
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Ints, chance, choose, lognormal, share_out, spread
from simulator.invoices import AUTHORISED, BILL, PAID


def lines(company: Company, documents: pd.DataFrame, subject: str) -> pd.DataFrame:
    """One to three lines per document that add up to its net amount; tax is rounded per line, discount in percent."""
    rng = company.stream(f"{subject} lines")
    document, number = spread(choose(rng, (0.55, 0.3, 0.15), len(documents)) + 1)
    count = len(document)
    net = share_out(documents["net"].to_numpy(), 0.3 + rng.random(count), document)
    is_discounted = chance(rng, company.parameters.discount_share, count)
    other = choose(rng, names.PRODUCT_SHARES, count)
    return pd.DataFrame(
        {
            "document": document,
            "net": net,
            "tax": np.rint(net * documents["tax_rate"].to_numpy()[document]).astype(np.int64),
            "product": np.where(number == 0, documents["product"].to_numpy()[document], other),
            "quantity": rng.integers(1, 6, count),
            "discount": np.where(is_discounted, rng.integers(1, 4, count) * 5, 0),
        }
    )


def total(documents: pd.DataFrame, lines_: pd.DataFrame) -> pd.DataFrame:
    """The documents with `tax` and `gross`, the sums of their lines."""
    tax = np.bincount(lines_["document"], lines_["tax"], len(documents)).astype(np.int64)
    return documents.assign(tax=tax, gross=documents["net"] + tax)


def settle(
    company: Company, invoices: pd.DataFrame, notes: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Invoices and credit notes with paid, credited, due, status, settled_day (NEVER's day while not) and touched_day,
    and the payments, whose `document` is the row of the invoice or, when `is_refund`, of the credit note."""
    is_refund, row = notes["is_refund"].to_numpy(), notes["credits"].to_numpy()
    # Tax is rounded per line, so a full credit may be cents off: never set off more than there is.
    offset = np.where(is_refund, 0, np.minimum(notes["gross"], invoices["gross"].to_numpy()[row]))
    credited = np.bincount(row, offset, len(invoices)).astype(np.int64)
    received = _received(company, invoices, invoices["gross"].to_numpy() - credited)
    refunds = notes[is_refund]
    paid_out = pd.DataFrame({"document": refunds.index, "amount": refunds["gross"], "day": refunds["day"] + 7})
    paid_out = paid_out[paid_out["day"] <= company.clock.last_day]
    credited_day = _last_day(row[~is_refund], notes["day"].to_numpy()[~is_refund], len(invoices))
    payments = pd.concat([received.assign(is_refund=False), paid_out.assign(is_refund=True)], ignore_index=True)
    invoices = _settled(invoices, received, credited, credited_day)
    return invoices, _settled(notes, paid_out, offset, np.where(is_refund, -1, notes["day"])), payments


def counts_as_revenue(documents: pd.DataFrame) -> np.ndarray:
    """Whether each document is one that finance counts: neither void nor a draft nor a purchase."""
    return (documents["status"].isin((AUTHORISED, PAID)) & (documents["kind"] != BILL)).to_numpy()


def _received(company: Company, invoices: pd.DataFrame, open_amount: Ints) -> pd.DataFrame:
    """Payments of invoices up to the last day: at once or in two parts, of which the second may never come."""
    rng, parameters, count = company.stream("payments"), company.parameters, len(invoices)
    is_paid = (invoices["status"].to_numpy() == AUTHORISED) & (open_amount > 1)
    is_paid &= ~chance(rng, parameters.never_paid_share, count)
    document, number = spread(is_paid * (1 + chance(rng, parameters.part_payment_share, count)))
    lag = parameters.payment_terms_days - 8 + lognormal(rng, 9.0, 0.9, len(document)) + 25 * number
    day = company.clock.workday(rng, invoices["day"].to_numpy()[document] + lag)
    amount = share_out(open_amount, 0.4 + rng.random(len(document)), document)
    comes = (number == 0) | ~chance(rng, parameters.unpaid_rest_share, len(document))
    comes &= (day <= company.clock.last_day) & (amount > 0)
    return pd.DataFrame({"document": document, "amount": amount, "day": day})[comes]


def _last_day(row: Ints, day: Ints, count: int) -> Ints:
    last = np.full(count, -1)
    np.maximum.at(last, row, day)
    return last


def _settled(documents: pd.DataFrame, payments: pd.DataFrame, credited: Ints, credited_day: Ints) -> pd.DataFrame:
    """Adds what was paid and set off; a document with nothing due is PAID on the day of the last of these."""
    row, count = payments["document"].to_numpy(), len(documents)
    paid = np.bincount(row, payments["amount"], count).astype(np.int64)
    touched_day = np.maximum(_last_day(row, payments["day"].to_numpy(), count), credited_day)
    is_live = documents["status"].to_numpy() == AUTHORISED
    due = np.where(is_live, documents["gross"] - paid - credited, 0)
    return documents.assign(
        paid=paid,
        credited=credited,
        due=due,
        status=np.where(is_live & (due == 0), PAID, documents["status"]),
        settled_day=np.where(is_live & (due == 0), touched_day, NEVER // DAY),
        touched_day=np.maximum(touched_day, documents["day"]),
    )
