"""Contacts, references and lines that invoices and credit notes share in Xero."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.clock import DAY, NEVER
from simulator.draws import Ints
from simulator.exports.files import Columns, children, iso_date, money, nested, pick, rate, same, text, xero_time
from simulator.exports.ids import guids
from simulator.exports.labels import Labels
from simulator.invoices import STATUSES
from simulator.kinds import SUPPLIER
from simulator.seen import Seen

OTHERS = ("Walk-in customer", "Office Supplies Ltd")  # after the accounts: the unknown customer and the supplier


class Contacts:
    """The contacts of the books: every account with a document, then the others."""

    def __init__(self, world: Seen, labels: Labels) -> None:
        account = np.unique(world.ledger.invoices["account"].to_numpy())
        self.account = account[account >= 0]
        self._world, self._labels = world, labels

    @cached_property
    def ids(self) -> pa.Array:
        """Their GUIDs."""
        others = guids(self._world.company.parameters.seed, np.arange(len(OTHERS)))
        return pa.concat_arrays([self._labels.guids("contact", self.account), others])

    @cached_property
    def emails(self) -> pa.Array:
        """Addresses that invoices go to."""
        numbers = pa.concat_arrays([self._labels.numbered("billing", self.account, 4), pa.array(["walk-in", "office"])])
        return text(numbers, "@customer.example")

    @cached_property
    def names(self) -> pa.Array:
        """Bookkeepers type names their own way: some stand in capitals."""
        plain = pick(self._labels.account_names, self.account)
        shown = pc.if_else(pa.array(self.account % 9 == 0), pc.utf8_upper(plain), plain)
        return pa.concat_arrays([shown, pa.array(OTHERS)])

    def place(self, account: Ints) -> Ints:
        """Their positions, of accounts and of those who are none."""
        other = len(self.account) + (account == SUPPLIER)
        return np.where(account >= 0, np.searchsorted(self.account, account), other)


def document_columns(
    world: Seen, labels: Labels, documents: pd.DataFrame, lines: pd.DataFrame, subject: str
) -> Columns:
    """What invoices and credit notes share."""
    items = _lines(labels, documents, lines, f"{subject} line ids")
    contacts, codes = Contacts(world, labels), labels.currencies
    day, currency, settled_day, account = (
        documents[name].to_numpy() for name in ("day", "currency", "settled_day", "account")
    )
    place = contacts.place(account)
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
