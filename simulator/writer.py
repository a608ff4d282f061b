"""Writes the company as the files that its systems would export, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

import duckdb

from simulator import world
from simulator.exports import (
    finance_money,
    finance_people,
    finance_voices,
    salesforce_activities,
    salesforce_deal_parts,
    salesforce_deals,
    salesforce_leads,
    salesforce_people,
    sendgrid,
    truth,
    truth_behaviours,
    xero,
)
from simulator.exports.files import Columns, write_csv, write_jsonl
from simulator.exports.labels import Labels
from simulator.parameters import Parameters
from simulator.world import World

Export = Callable[[World, Labels], Columns]

CRM: Mapping[str, Export] = {
    "User": salesforce_people.user,
    "Account": salesforce_people.account,
    "Contact": salesforce_people.contact,
    "Lead": salesforce_leads.lead,
    "LeadHistory": salesforce_leads.lead_history,
    "Opportunity": salesforce_deals.opportunity,
    "OpportunityHistory": salesforce_deals.history,
    "OpportunityFieldHistory": salesforce_deals.field_history,
    "OpportunityContactRole": salesforce_deal_parts.contact_role,
    "OpportunitySplit": salesforce_deal_parts.split,
    "OpportunityLineItem": salesforce_deal_parts.line_item,
    "Product2": salesforce_deal_parts.product,
    "Quote": salesforce_deals.quote,
    "Task": salesforce_activities.task,
    "Event": salesforce_activities.event,
    "Campaign": salesforce_leads.campaign,
    "CampaignMember": salesforce_leads.campaign_member,
    "LoginHistory": salesforce_people.login,
    "Territory2": salesforce_people.territory,
    "UserTerritory2Association": salesforce_people.user_territory,
}
ACCOUNTING: Mapping[str, Export] = {
    "Contacts": xero.contact,
    "Invoices": xero.invoice,
    "CreditNotes": xero.credit_note,
    "Payments": xero.payment,
}
FINANCE: Mapping[str, Export] = {
    "quotas": finance_money.quota,
    "fx_rates": finance_money.fx_rate,
    "plan": finance_money.plan,
    "costs": finance_money.cost,
    "product_costs": finance_money.product_cost,
    "targets": finance_people.target,
    "time_entries": finance_people.time_entry,
    "absences": finance_people.absence,
    "holidays": finance_people.holiday,
    "surveys": finance_voices.survey,
    "content_views": finance_voices.content_view,
    "forecast_submissions": finance_voices.forecast_submission,
}
TRUTH: Mapping[str, Export] = {
    "rep": truth.rep,
    "opportunity": truth.opportunity,
    "opportunity_event": truth.opportunity_event,
    "proposal": truth.proposal,
    "lead": truth.lead,
    "revenue": truth.revenue,
    "quota": truth.quota,
    "behaviour": truth_behaviours.behaviour,
}


def write(folder: Path, parameters: Parameters) -> None:
    """Writes `crm/`, `email/`, `accounting/`, `finance/` and `truth/` into the folder, over what stood there.

    The same parameters always write the same bytes.
    """
    made = world.simulate(parameters)
    labels = Labels(made)
    for name, exports in (("crm", CRM), ("finance", FINANCE), ("truth", TRUTH)):
        _write(folder / name, ".csv", write_csv, _tables(exports, made, labels))
    with duckdb.connect(config={"threads": 1}) as connection:  # one thread keeps the rows in order
        connection.execute("set enable_progress_bar = false")
        as_json = partial(write_jsonl, connection=connection)
        _write(folder / "accounting", ".jsonl", as_json, _tables(ACCOUNTING, made, labels))
        _write(folder / "email", ".jsonl", as_json, sendgrid.files(made, labels))


def _tables(exports: Mapping[str, Export], made: World, labels: Labels) -> Iterable[tuple[str, Columns]]:
    """One table at a time, so that only one is in memory."""
    for name, export in exports.items():
        yield name, export(made, labels)


def _write(
    folder: Path, suffix: str, writer: Callable[[Path, Columns], None], tables: Iterable[tuple[str, Columns]]
) -> None:
    """Writes the tables' files and removes what a run over a longer time had left of the kind."""
    folder.mkdir(parents=True, exist_ok=True)
    written = set()
    for name, columns in tables:
        path = folder / f"{name}{suffix}"
        writer(path, columns)
        written.add(path)
    for stale in set(folder.glob(f"*{suffix}")) - written:
        stale.unlink()
