"""Accounting: all documents with lines and payments, and the rep that each counts for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator import invoices, settlement
from simulator.clock import DAY
from simulator.company import Company
from simulator.draws import Floats, Ints
from simulator.kinds import BY_OPPORTUNITY
from simulator.sales import Sales

UNASSIGNED = -1


@dataclass(frozen=True)
class Ledger:
    """Documents have `named`, the opportunity that their reference names (-1 none), and `rep`, whom they count for."""

    invoices: pd.DataFrame
    invoice_lines: pd.DataFrame
    notes: pd.DataFrame
    note_lines: pd.DataFrame
    payments: pd.DataFrame


def simulate(company: Company, sales: Sales) -> Ledger:
    """Writes the accounting documents."""
    sold = invoices.simulate(company, sales)
    returned = invoices.credit_notes(company, sales, sold)
    invoice_lines = settlement.lines(company, sold, "invoice")
    note_lines = settlement.lines(company, returned, "credit note")
    sold, returned = settlement.total(sold, invoice_lines), settlement.total(returned, note_lines)
    payments = settlement.payments(company, sold, returned)
    sold, returned = settlement.settle(sold, returned, payments, company.clock.last_day)
    sold, returned = (credited(company, sales, documents) for documents in (sold, returned))
    return Ledger(sold, invoice_lines, returned, note_lines, payments)


def revenue_by_rep(company: Company, ledger: Ledger) -> Floats:
    """Net revenue per rep over the whole window, in cents of the reporting currency."""
    total = np.zeros(company.people.count)
    for documents, sign in ((ledger.invoices, 1), (ledger.notes, -1)):
        counted = documents[settlement.counts_as_revenue(documents) & (documents["rep"] >= 0)]
        rate = company.rates.lookup(counted["day"].to_numpy(), counted["currency"].to_numpy())
        total += sign * np.bincount(counted["rep"], counted["net"] * rate, company.people.count)
    return total


def credited(company: Company, sales: Sales, documents: pd.DataFrame) -> pd.DataFrame:
    """Adds the rep: who owned the referenced opportunity at the end of the document's day, else who owns the account.

    Without either it is UNASSIGNED. The account's owner is the one of the last day: the CRM keeps no history of it.
    """
    named = np.where(documents["reference"] <= BY_OPPORTUNITY, documents["opportunity"], -1)
    end_of_day: Ints = company.clock.utc((documents["day"].to_numpy() + 1) * DAY - 1)
    by_deal = sales.owners.lookup(np.maximum(named, 0), end_of_day)
    account = documents["account"].to_numpy()
    by_account = np.where(account >= 0, sales.account_owner[account], UNASSIGNED)
    return documents.assign(named=named, rep=np.where(named >= 0, by_deal, by_account))
