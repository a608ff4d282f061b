"""Lines, taxes and totals of documents, and how they are settled: credits set off, payments in parts, late or never."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import names
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Ints, chance, choose, lognormal, share_out, spread
from simulator.kinds import AUTHORISED, BILL, PAID


def lines(company: Company, documents: pd.DataFrame, subject: str) -> pd.DataFrame:
    """One to three lines per document that add up to its net amount; tax is rounded per line, discount in percent."""
    rng = company.stream(f"{subject} lines")
    document, number = spread(choose(rng, (0.55, 0.3, 0.15), len(documents)) + 1)
    count = len(document)
    net = share_out(documents["net"].to_numpy(), 0.3 + rng.random(count), document)
    is_discounted = chance(rng, company.parameters.discount_share, count)
    # Nobody's documents are of one product; those of deals sell a second one now and then.
    is_of_deal = documents["opportunity"].to_numpy()[document] >= 0
    first = documents["product"].to_numpy()[document]
    other = np.where(is_of_deal, choose(rng, names.PRODUCT_SHARES, count), first)
    return pd.DataFrame(
        {
            "document": document,
            "net": net,
            "tax": np.rint(net * documents["tax_rate"].to_numpy()[document]).astype(np.int64),
            "product": np.where(number == 0, first, other),
            "quantity": rng.integers(1, 6, count),
            "discount": np.where(is_discounted, rng.integers(1, 4, count) * 5, 0),
        }
    )


def total(documents: pd.DataFrame, lines_: pd.DataFrame) -> pd.DataFrame:
    """The documents with `tax` and `gross`, the sums of their lines."""
    tax = np.bincount(lines_["document"], lines_["tax"], len(documents)).astype(np.int64)
    return documents.assign(tax=tax, gross=documents["net"] + tax)


def _set_off(invoices: pd.DataFrame, notes: pd.DataFrame) -> Ints:
    """What each note takes off its invoice. Tax is rounded per line, so a full credit may be cents off: never more."""
    owed = invoices["gross"].to_numpy()[notes["credits"].to_numpy()]
    return np.where(notes["is_refund"], 0, np.minimum(notes["gross"], owed))


def payments(company: Company, invoices: pd.DataFrame, notes: pd.DataFrame) -> pd.DataFrame:
    """Payments, whose `document` is the row of the invoice or, when `is_refund`, of the credit note."""
    credited = np.bincount(notes["credits"], _set_off(invoices, notes), len(invoices)).astype(np.int64)
    received = _received(company, invoices, invoices["gross"].to_numpy() - credited)
    refunds = notes[notes["is_refund"].to_numpy()]
    paid_out = pd.DataFrame({"document": refunds.index, "amount": refunds["gross"], "day": refunds["day"] + 7})
    paid_out = paid_out[paid_out["day"] <= company.clock.last_day]
    return pd.concat([received.assign(is_refund=False), paid_out.assign(is_refund=True)], ignore_index=True)


def settle(
    invoices: pd.DataFrame, notes: pd.DataFrame, payments_: pd.DataFrame, day: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Invoices and credit notes as they stand at the end of that day, whether or not they were there then.

    Adds paid, credited, due, status, settled_day (NEVER's day while not) and touched_day.
    """
    offset = np.where(notes["day"] <= day, _set_off(invoices, notes), 0)
    credited = np.bincount(notes["credits"], offset, len(invoices)).astype(np.int64)
    credited_day = _last_day(notes["credits"].to_numpy(), np.where(offset > 0, notes["day"], -1), len(invoices))
    payments_ = payments_[(payments_["day"] <= day).to_numpy()]
    is_refund = payments_["is_refund"].to_numpy()
    invoices = _settled(invoices, payments_[~is_refund], credited, credited_day)
    return invoices, _settled(notes, payments_[is_refund], offset, np.where(notes["is_refund"], -1, notes["day"]))


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
    is_live = documents["status"].isin((AUTHORISED, PAID)).to_numpy()
    due = np.where(is_live, documents["gross"] - paid - credited, 0)
    return documents.assign(
        paid=paid,
        credited=credited,
        due=due,
        status=np.where(is_live, np.where(due == 0, PAID, AUTHORISED), documents["status"]),
        settled_day=np.where(is_live & (due == 0), touched_day, NEVER // DAY),
        touched_day=np.maximum(touched_day, documents["day"]),
    )
