"""Lines, taxes and totals of documents, and how they are settled: credits set off, payments in parts, late or never."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import names
from simulator.clock import NEVER, Clock
from simulator.draws import chance, choose, lognormal, share_out, spread, stream
from simulator.invoices import AUTHORISED, BILL, PAID
from simulator.parameters import Parameters

NO_DAY = NEVER // 86_400


def lines(parameters: Parameters, documents: pd.DataFrame, subject: str) -> pd.DataFrame:
    """One to three lines per document that add up to its net amount; `tax` is rounded per line, `discount` in percent."""
    rng = stream(parameters.seed, f"{subject} lines")
    document, number = spread(choose(rng, (0.55, 0.3, 0.15), len(documents)) + 1)
    net = share_out(documents["net"].to_numpy(), 0.3 + rng.random(len(document)), document)
    product = documents["product"].to_numpy()[document]
    other = choose(rng, names.PRODUCT_SHARES, len(document))
    return pd.DataFrame(
        {
            "document": document,
            "net": net,
            "tax": np.rint(net * documents["tax_rate"].to_numpy()[document]).astype(np.int64),
            "product": np.where(number == 0, product, other),
            "quantity": rng.integers(1, 6, len(document)),
            "discount": np.where(chance(rng, parameters.discount_share, len(document)), rng.integers(1, 4, len(document)) * 5, 0),
        }
    )


def total(documents: pd.DataFrame, lines_: pd.DataFrame) -> pd.DataFrame:
    """The documents with `tax` and `gross`, the sums of their lines."""
    tax = np.bincount(lines_["document"], lines_["tax"], len(documents)).astype(np.int64)
    return documents.assign(tax=tax, gross=documents["net"] + tax)


def settle(
    parameters: Parameters, clock: Clock, invoices: pd.DataFrame, notes: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Invoices and credit notes with paid, credited, due, status and settled_day, and the payments that did it.

    A payment's `document` is the row of its invoice or, when `is_refund`, of its credit note.
    """
    rng = stream(parameters.seed, "payments")
    count = len(invoices)
    offset = notes[~notes["is_refund"]]
    credited = np.zeros(count, np.int64)
    credited[offset["credits"]] = offset["gross"]
    credited = np.minimum(credited, invoices["gross"].to_numpy())  # tax is rounded per line: a full credit is never a cent over
    open_amount = invoices["gross"].to_numpy() - credited
    counts = np.where(chance(rng, parameters.part_payment_share, count), 2, 1)
    is_live = invoices["status"].to_numpy() == AUTHORISED
    counts *= is_live & (open_amount > 1) & ~chance(rng, parameters.never_paid_share, count)
    document, number = spread(counts)
    lag = parameters.payment_terms_days - 8 + lognormal(rng, 9.0, 0.9, len(document)) + 25 * number
    payments = pd.DataFrame(
        {
            "document": document,
            "amount": share_out(open_amount, 0.4 + rng.random(len(document)), document),
            "day": clock.workday(rng, invoices["day"].to_numpy()[document] + lag),
            "is_refund": False,
        }
    )
    payments = payments[(number == 0) | ~chance(rng, parameters.unpaid_rest_share, len(payments))]
    payments = payments[(payments["day"] <= clock.last_day) & (payments["amount"] > 0)]
    refunds = notes[notes["is_refund"]]
    paid_out = pd.DataFrame({"document": refunds.index, "amount": refunds["gross"], "day": refunds["day"] + 7, "is_refund": True})
    paid_out = paid_out[paid_out["day"] <= clock.last_day]
    invoices = _settled(invoices, payments, credited, _last_day(offset["credits"], offset["day"], count))
    set_off = np.where(notes["is_refund"], 0, np.minimum(notes["gross"].to_numpy(), credited[notes["credits"]]))
    notes = _settled(notes, paid_out, set_off, np.where(notes["is_refund"], -1, notes["day"]))
    return invoices, notes, pd.concat([payments, paid_out], ignore_index=True)


def _last_day(row: pd.Series, day: pd.Series, count: int) -> np.ndarray:
    last = np.full(count, -1)
    np.maximum.at(last, row.to_numpy(), day.to_numpy())
    return last


def _settled(documents: pd.DataFrame, payments: pd.DataFrame, credited: np.ndarray, credited_day: np.ndarray) -> pd.DataFrame:
    """Adds what was paid and set off; a document with nothing due is PAID on the day of the last of these."""
    count = len(documents)
    paid = np.bincount(payments["document"], payments["amount"], count).astype(np.int64)
    touched = np.maximum(_last_day(payments["document"], payments["day"], count), credited_day)
    is_live = documents["status"] == AUTHORISED
    due = np.where(is_live, documents["gross"] - paid - credited, 0)
    is_paid = is_live & (due == 0)
    return documents.assign(
        paid=paid,
        credited=np.where(is_live, credited, 0),
        due=due,
        status=np.where(is_paid, PAID, documents["status"]),
        settled_day=np.where(is_paid, touched, NO_DAY),
        touched_day=np.maximum(touched, documents["day"]),
    )


def counts_as_revenue(documents: pd.DataFrame) -> pd.Series:
    return documents["status"].isin((AUTHORISED, PAID)) & (documents["kind"] != BILL)


