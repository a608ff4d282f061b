"""Writes the Xero objects of a fictional company as the records that an Odoo would hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.integration.odoo_records import Records

Object = dict[str, Any]
KINDS = {"ACCREC": "out_invoice", "ACCRECCREDIT": "out_refund"}
STATES = {"DRAFT": "draft", "SUBMITTED": "draft", "DELETED": "cancel", "VOIDED": "cancel"}


def objects(folder: Path, name: str) -> Iterator[Object]:
    """The objects of one of Xero's files; none where the file is not there."""
    path = folder / f"{name}.jsonl"
    if path.exists():
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def time(text: str) -> datetime:
    """Xero's form of a time, in UTC."""
    match = re.match(r"/Date\((-?\d+)", text)
    assert match
    return datetime.fromtimestamp(int(match[1]) / 1000, UTC)


class OdooAccounting:
    """Fills an Odoo with the accounting records of one folder. Bills of suppliers are not read from either system."""

    def __init__(self, records: Records, folder: Path) -> None:
        self.records, self.folder = records, folder
        self.partners: dict[str, int] = {}
        self.moves: dict[str, int] = {}
        self.receivables: dict[str, int] = {}

    def write(self) -> None:
        """Customers, documents with their lines, payments and what credit notes were set off against."""
        contacts = {contact["ContactID"]: contact for contact in objects(self.folder, "Contacts")}
        for contact in contacts.values():
            self._partner(contact, contacts)
        documents = [("Invoice", found) for found in objects(self.folder, "Invoices")]
        notes = list(objects(self.folder, "CreditNotes"))
        for prefix, document in documents + [("CreditNote", note) for note in notes]:
            if document["Type"] in KINDS:
                self._move(prefix, document)
        for note in notes:
            for allocation in note.get("Allocations", ()) if note["Type"] in KINDS else ():
                debit, credit = allocation["Invoice"]["InvoiceID"], note["CreditNoteID"]
                self._settle(self.receivables[debit], self.receivables[credit], allocation)
        for payment in objects(self.folder, "Payments"):
            invoice = payment.get("Invoice", {}).get("InvoiceID")
            if invoice in self.moves and payment["Status"] != "DELETED":
                self._pay(invoice, payment)

    def _put(self, model: str, changed: str | None = None, **values: Any) -> int:
        return self.records.put(model, f"{time(changed):%Y-%m-%d %H:%M:%S}" if changed else None, **values)

    def _partner(self, contact: Object, contacts: dict[str, Object]) -> None:
        """A customer; one that was merged is the one that it was merged into, whose documents became its own."""
        survivor = contact
        while survivor.get("MergedToContactID") in contacts:
            survivor = contacts[survivor["MergedToContactID"]]
        if survivor["ContactID"] not in self.partners:
            number = survivor.get("AccountNumber") or survivor.get("ContactNumber") or False
            self.partners[survivor["ContactID"]] = self._put(
                "res.partner", survivor.get("UpdatedDateUTC"), name=survivor["Name"], ref=number, is_company=True
            )
        self.partners[contact["ContactID"]] = self.partners[survivor["ContactID"]]

    def _move(self, prefix: str, document: Object) -> None:
        key, changed = document[f"{prefix}ID"], document.get("UpdatedDateUTC")
        currency = self.records.named("res.currency", document["CurrencyCode"], active=True)
        move = self.moves[key] = self._put(
            "account.move",
            changed,
            name=document.get(f"{prefix}Number") or False,
            move_type=KINDS[document["Type"]],
            state=STATES.get(document["Status"], "posted"),
            partner_id=[self.partners[document["Contact"]["ContactID"]], "label"],
            ref=document.get("Reference") or False,
            invoice_date=f"{time(document['Date']):%Y-%m-%d}",
            invoice_date_due=f"{time(document['DueDate']):%Y-%m-%d}" if "DueDate" in document else False,
            currency_id=currency,
            amount_untaxed=document["SubTotal"],
            amount_tax=document["TotalTax"],
            amount_total=document["Total"],
        )
        for position, line in enumerate(document["LineItems"]):
            is_inclusive = document["LineAmountTypes"] == "Inclusive"
            self._put(
                "account.move.line",
                changed,
                move_id=[move, "label"],
                display_type="product",
                sequence=position,
                product_id=self.records.named("product.product", code := line.get("ItemCode"), default_code=code),
                currency_id=currency,
                quantity=line.get("Quantity", False),
                price_unit=line.get("UnitAmount", False),
                price_subtotal=round(line["LineAmount"] - (line["TaxAmount"] if is_inclusive else 0), 2),
            )
        owed = {"display_type": "payment_term", "account_type": "asset_receivable"}
        self.receivables[key] = self._put(
            "account.move.line", changed, move_id=[move, "label"], currency_id=currency, **owed
        )

    def _pay(self, invoice: str, payment: Object) -> None:
        """A payment: a move of its own, whose line settles the invoice's."""
        changed, day = payment.get("UpdatedDateUTC"), f"{time(payment['Date']):%Y-%m-%d}"
        move = next(self.records.numbers)
        self._put("account.payment", changed, move_id=[move, "label"], date=day, amount=payment["Amount"])
        line = self._put("account.move.line", changed, move_id=[move, "label"], account_type="asset_receivable")
        self._settle(self.receivables[invoice], line, payment)

    def _settle(self, debit: int, credit: int, part: Object) -> None:
        self._put(
            "account.partial.reconcile",
            debit_move_id=[debit, "label"],
            credit_move_id=[credit, "label"],
            debit_amount_currency=part["Amount"],
            max_date=f"{time(part['Date']):%Y-%m-%d}",
        )
