"""Writes the company as the files that its systems would export, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from simulator import (
    activities,
    campaigns,
    crm,
    currencies,
    customers,
    details,
    emails,
    events,
    leads,
    people,
    proposals,
    quotas,
    settlement,
    sheets,
    truth,
    voices,
    world,
    xero,
)
from simulator.clock import NEVER
from simulator.events import Events
from simulator.files import Columns, same, write_csv, write_jsonl
from simulator.invoices import BY_OPPORTUNITY
from simulator.parameters import Parameters
from simulator.world import World


def write(folder: Path, parameters: Parameters) -> None:
    """Writes `crm/`, `email/`, `accounting/`, `finance/` and `truth/` into the folder, over what stood there.

    The same parameters always write the same bytes.
    """
    made = world.simulate(parameters)
    happened = _happened(made)
    _write_all(folder / "crm", ".csv", write_csv, _crm(made, happened))
    _write_all(folder / "email", ".jsonl", write_jsonl, _email(made))
    _write_all(folder / "accounting", ".jsonl", write_jsonl, _accounting(made))
    _write_all(folder / "finance", ".csv", write_csv, _finance(made))
    _write_all(folder / "truth", ".csv", write_csv, _truth(made, happened))


def _write_all(
    folder: Path, suffix: str, writer: Callable[[Path, Columns], None], tables: Mapping[str, Columns]
) -> None:
    """Writes one file per table and removes what an earlier, longer run left of the kind."""
    for stale in sorted(folder.glob(f"*{suffix}")):
        if stale.stem not in tables:
            stale.unlink()
    for name, columns in tables.items():
        writer(folder / f"{name}{suffix}", columns)


def _happened(made: World) -> list[Events]:
    sales = made.sales
    return [
        *events.from_history(made.parameters, sales.changes),
        events.from_next_steps(sales.next_steps),
        events.from_owners(sales.owners, made.people.users),
        events.from_deletions(sales.state),
    ]


def _crm(made: World, happened: list[Events]) -> dict[str, Columns]:
    p, clock, force, market, sales = made.parameters, made.clock, made.people, made.customers, made.sales
    deals, state, owners = sales.opportunities, sales.state, sales.owners
    tax = market.accounts["tax"].to_numpy()[deals["account"]]
    closed_at = np.where(state["closed_at"] < NEVER, state["closed_at"], 0)
    return {
        **people.export(force, clock, p),
        **customers.export(market, force, p, clock, sales.account_owner, sales.account_created_at),
        **campaigns.export(p, clock, sales.leads, made.mailings),
        "Lead": leads.lead_columns(p, clock, force, market, deals, sales.leads),
        "LeadHistory": leads.history_columns(force, sales.leads),
        "Opportunity": crm.opportunity_columns(p, force, market, deals, state, sales.next_steps, made.mailings.ids),
        "OpportunityHistory": crm.history_columns(p, force, deals, sales.changes, owners, state),
        "OpportunityFieldHistory": crm.field_history_columns(force, len(deals), happened, owners, state),
        "Quote": proposals.export(p, clock, force, deals, sales.quotes, owners, tax, closed_at),
        "OpportunityContactRole": details.contact_role_columns(p, market, deals),
        "OpportunitySplit": details.split_columns(p, force, deals, state),
        "OpportunityLineItem": details.line_item_columns(p, deals, sales.changes, state),
        "Product2": details.product_columns(clock),
        "LoginHistory": details.login_columns(p, clock, force),
        "Task": activities.task_columns(clock, force, market, deals, sales.leads, made.activities),
        "Event": activities.event_columns(clock, force, market, deals, sales.leads, made.activities),
    }


def _email(made: World) -> dict[str, Columns]:
    sales = made.sales
    return emails.export(
        made.parameters, made.people, made.customers, sales.opportunities, sales.leads, made.mailings, made.emails
    )


def _accounting(made: World) -> dict[str, Columns]:
    p, ledger, sales = made.parameters, made.ledger, made.sales
    books = xero.open_books(p, made.customers, ledger.invoices, ledger.notes)
    sizes = (len(sales.quotes), len(sales.opportunities))
    sheets: list[Columns] = []
    for form, documents, lines in (
        (xero.invoice_columns, ledger.invoices, ledger.invoice_lines),
        (xero.note_columns, ledger.notes, ledger.note_lines),
    ):
        rates = made.rates.lookup(documents["day"].to_numpy(), documents["currency"].to_numpy())
        sheets.append(form(p, documents, lines, books, rates, xero.reference(documents, *sizes)))
    return {
        "Contacts": xero.contact_columns(made.customers, books, made.clock),
        "Invoices": sheets[0],
        "CreditNotes": sheets[1],
        "Payments": xero.payment_columns(p, made.rates, ledger.payments, ledger.invoices, ledger.notes, books),
    }


def _finance(made: World) -> dict[str, Columns]:
    p, clock, force, sales = made.parameters, made.clock, made.people, made.sales
    deals, invoiced = sales.opportunities, made.ledger.invoices
    return {
        "quotas": quotas.export(p, force, made.quotas),
        "fx_rates": currencies.export(p, made.rates),
        "plan": sheets.plan_columns(p, clock, made.yearly_revenue),
        "targets": sheets.target_columns(clock, force),
        "costs": sheets.cost_columns(p, clock, made.mailings.ids, made.mailings.start),
        "product_costs": sheets.product_cost_columns(p, clock),
        "surveys": voices.survey_columns(p, clock, made.customers, invoiced),
        "forecast_submissions": voices.submission_columns(p, clock, force, made.rates, deals, sales.state),
        "content_views": voices.content_columns(p, clock, made.customers, deals),
        "time_entries": sheets.time_columns(p, clock, force),
        "absences": sheets.absence_columns(p, clock, force),
        "holidays": sheets.holiday_columns(p),
    }


def _truth(made: World, happened: list[Events]) -> dict[str, Columns]:
    p, force, sales, ledger = made.parameters, made.people, made.sales, made.ledger
    deals = sales.opportunities
    books = xero.open_books(p, made.customers, ledger.invoices, ledger.notes)
    parts = []
    for documents, rep, ids, kind in (
        (ledger.invoices, ledger.invoice_rep, books.invoice_ids, "invoice"),
        (ledger.notes, ledger.note_rep, books.note_ids, "credit_note"),
    ):
        counted = np.flatnonzero(settlement.counts_as_revenue(documents))
        named = np.where(documents["reference"] <= BY_OPPORTUNITY, documents["opportunity"], -1)
        rows = documents.assign(named=named).iloc[counted]
        kinds = same(kind, len(rows))
        parts.append(pa.table(dict(truth.revenue_columns(p, force, len(deals), ids.take(pa.array(counted)), rows, rep[counted], kinds))))
    revenue = pa.concat_tables(parts)
    billed = ledger.invoices["opportunity"][settlement.counts_as_revenue(ledger.invoices)]
    is_billed = np.isin(np.arange(len(deals)), billed)
    return {
        "rep": truth.rep_columns(force),
        "opportunity_event": truth.event_columns(len(deals), happened),
        "opportunity": truth.opportunity_columns(p, made.clock, force, made.customers.account_ids, deals, sales.state, is_billed),
        "proposal": truth.proposal_columns(p, force, deals, sales.quotes, sales.owners),
        "lead": truth.lead_columns(p, force, len(deals), sales.leads),
        "revenue": {name: revenue[name] for name in revenue.column_names},
        "quota": truth.quota_columns(p, force, made.quotas),
    }
