"""References and lines that invoices and credit notes share in Xero."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.clock import DAY, NEVER
from simulator.exports.files import Columns, children, iso_date, money, nested, pick, rate, same, text, xero_time
from simulator.exports.labels import Labels
from simulator.exports.own_spelling import contacts_of
from simulator.invoices import STATUSES
from simulator.seen import Seen


def document_columns(
    world: Seen, labels: Labels, documents: pd.DataFrame, lines: pd.DataFrame, subject: str
) -> Columns:
    """What invoices and credit notes share."""
    items = _lines(labels, documents, lines, f"{subject} line ids")
    contacts, codes = contacts_of(world, labels), labels.currencies
    day, currency, settled_day, account, phrase = (
        documents[name].to_numpy() for name in ("day", "currency", "settled_day", "account", "phrase")
    )
    place = contacts.place(account, phrase)
    settled_at = np.where(settled_day < NEVER // DAY, settled_day * DAY, NEVER)
    return {
        "Contact": nested({"ContactID": pick(contacts.ids, place), "Name": pick(contacts.names, place)}),
        "Reference": _reference(labels, documents),
        "DateString": text(iso_date(day), "T00:00:00"),
        "Date": xero_time(day * DAY),
        "Status": pick(STATUSES, documents["status"].to_numpy()),
        "LineAmountTypes": pick(("Exclusive", "Inclusive"), documents["is_inclusive"].to_numpy().astype(np.int64)),
        "LineItems": children(lines["document"].to_numpy(), len(documents), items),
        "SubTotal": money(documents["net"].to_numpy()),
        "TotalTax": money(documents["tax"].to_numpy()),
        "Total": money(documents["gross"].to_numpy()),
        "CurrencyCode": pick(codes, currency),
        "CurrencyRate": rate(1 / world.company.rates.lookup(day, currency)),
        "UpdatedDateUTC": xero_time(documents["touched_day"].to_numpy() * DAY + 36_000),
        "FullyPaidOnDate": xero_time(settled_at),
    }


def _reference(labels: Labels, documents: pd.DataFrame) -> pa.Array:
    """What the bookkeeper wrote: the quote's number, alone or in a text, the deal's id, something, or nothing."""
    way, phrase, quote, opportunity = (
        documents[name].to_numpy() for name in ("reference", "phrase", "quote", "opportunity")
    )
    number = pick(labels.quote_numbers, quote)
    order = text("PO ", pa.array(phrase % 90_000 + 10_000).cast(pa.string()))
    remark = pick(names.FREE_TEXT_REFERENCES, phrase % len(names.FREE_TEXT_REFERENCES))
    return pc.choose(
        pa.array(way),
        number,
        text("Quote ", number, ", ", order),
        pick(labels.opportunities, opportunity),
        pc.if_else(pa.array(phrase % 2 == 0), order, remark),
        same("", len(documents)),
    )


def _lines(labels: Labels, documents: pd.DataFrame, lines: pd.DataFrame, subject: str) -> Columns:
    """LineAmount is after the discount, and holds the tax on a document with inclusive amounts."""
    document, net, tax, product, quantity, discount = (
        lines[name].to_numpy() for name in ("document", "net", "tax", "product", "quantity", "discount")
    )
    shown = net + np.where(documents["is_inclusive"].to_numpy()[document], tax, 0)
    return {
        "LineItemID": labels.guids(subject, lines["number"].to_numpy()),
        "Description": pick([name for _, name, _ in names.PRODUCTS], product),
        "Quantity": pa.array(quantity.astype(np.float64)),
        "UnitAmount": rate(shown / 100 / quantity / (1 - discount / 100), 4),
        "ItemCode": pick([code for code, _, _ in names.PRODUCTS], product),
        "AccountCode": same("200", len(lines)),
        "TaxType": pick(("OUTPUT", "ZERORATEDOUTPUT"), (tax == 0).astype(np.int64)),
        "TaxAmount": money(tax),
        "LineAmount": money(shown),
        "DiscountRate": pa.array(discount.astype(np.float64)),
    }
