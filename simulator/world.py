"""The whole company in order of cause: people and customers, deals and their history, books, and what finance sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator import (
    activities,
    campaigns,
    crm,
    currencies,
    customers,
    emails,
    events,
    history,
    invoices,
    leads,
    opportunities,
    ownership,
    people,
    proposals,
    quotas,
    settlement,
)
from simulator.clock import DAY, Clock
from simulator.draws import Floats, Ints, Timeline
from simulator.parameters import Parameters


@dataclass(frozen=True)
class Sales:
    """Deals: as they began, each change, the state on the last day, owners, next steps, proposals and leads."""

    opportunities: pd.DataFrame
    changes: pd.DataFrame
    state: pd.DataFrame
    owners: Timeline
    next_steps: pd.DataFrame
    quotes: pd.DataFrame
    leads: pd.DataFrame
    account_owner: Ints
    account_created_at: Ints


@dataclass(frozen=True)
class Ledger:
    """Documents with their lines and payments; `invoice_rep` and `note_rep` are the reps they count for."""

    invoices: pd.DataFrame
    invoice_lines: pd.DataFrame
    notes: pd.DataFrame
    note_lines: pd.DataFrame
    payments: pd.DataFrame
    invoice_rep: Ints
    note_rep: Ints


@dataclass(frozen=True)
class World:
    parameters: Parameters
    clock: Clock
    people: people.People
    customers: customers.Customers
    rates: currencies.Rates
    sales: Sales
    activities: pd.DataFrame
    mailings: campaigns.Mailings
    emails: pd.DataFrame
    ledger: Ledger
    quotas: pd.DataFrame
    yearly_revenue: float  # cents of the reporting currency


def simulate(parameters: Parameters) -> World:
    """Everything that happened and is known by the end of the last day."""
    clock = Clock.of(parameters)
    force = people.simulate(parameters, clock)
    market = customers.simulate(parameters, force)
    rates = currencies.simulate(parameters, clock)
    sales = _sell(parameters, clock, force, market)
    closed_at = sales.state["closed_at"].to_numpy()
    touches = activities.simulate(parameters, clock, sales.opportunities, closed_at, sales.leads, sales.owners)
    mailings = campaigns.simulate(parameters, clock, sales.leads)
    ledger = _account(parameters, clock, force, market, sales)
    revenue = _revenue(force, rates, ledger)
    return World(
        parameters,
        clock,
        force,
        market,
        rates,
        sales,
        touches,
        mailings,
        emails.simulate(parameters, clock, touches, mailings),
        ledger,
        quotas.simulate(parameters, clock, force, rates, revenue),
        revenue.sum() / (clock.last_day - clock.first_day + 1) * 365,
    )


def _sell(parameters: Parameters, clock: Clock, force: people.People, market: customers.Customers) -> Sales:
    deals = opportunities.simulate(parameters, clock, force, market)
    changes, closed_at = history.simulate(parameters, clock, deals)
    owners = ownership.simulate(parameters, clock, force, deals, closed_at)
    state = history.conclude(parameters, clock, deals, changes, owners)
    account_owner, account_created_at = crm.account_facts(parameters, clock, force, market, deals, state)
    return Sales(
        deals,
        changes,
        state,
        owners,
        events.next_steps(parameters, changes),
        proposals.simulate(parameters, clock, deals, changes, state),
        leads.simulate(parameters, clock, force, deals),
        account_owner,
        account_created_at,
    )


def _account(
    parameters: Parameters, clock: Clock, force: people.People, market: customers.Customers, sales: Sales
) -> Ledger:
    last_quote = proposals.final_quotes(sales.quotes, len(sales.opportunities))
    sold = invoices.simulate(
        parameters, clock, force, market, sales.opportunities, sales.changes, sales.owners, last_quote
    )
    returned = invoices.credit_notes(parameters, clock, sold)
    invoice_lines = settlement.lines(parameters, sold, "invoice")
    note_lines = settlement.lines(parameters, returned, "credit note")
    sold, returned, payments = settlement.settle(
        parameters, clock, settlement.total(sold, invoice_lines), settlement.total(returned, note_lines)
    )
    reps = [
        invoices.credited_rep(documents, sales.owners, sales.account_owner, clock.utc((documents["day"].to_numpy() + 1) * DAY - 1))
        for documents in (sold, returned)
    ]
    return Ledger(sold, invoice_lines, returned, note_lines, payments, *reps)


def _revenue(force: people.People, rates: currencies.Rates, ledger: Ledger) -> Floats:
    """Net revenue per rep over the whole window, in cents of the reporting currency."""
    total = np.zeros(force.count)
    for documents, rep, sign in ((ledger.invoices, ledger.invoice_rep, 1), (ledger.notes, ledger.note_rep, -1)):
        counted = settlement.counts_as_revenue(documents).to_numpy() & (rep >= 0)
        rate = rates.lookup(documents["day"].to_numpy(), documents["currency"].to_numpy())
        total += sign * np.bincount(rep[counted], (documents["net"].to_numpy() * rate)[counted], force.count)
    return total
