"""Writes the company as the files that its systems would export, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from simulator import company, seen, totals, world
from simulator.company import Company
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
from simulator.exports.files import Columns
from simulator.exports.folder import Folder
from simulator.exports.labels import CompanyLabels, Labels
from simulator.exports.purged import without_purged
from simulator.parameters import Parameters
from simulator.seen import Seen
from simulator.totals import Totals
from simulator.world import Whole

OF_PARTS: Mapping[str, Callable[[Seen, Labels], Columns]] = {
    "crm/Account.csv": salesforce_people.account,
    "crm/Contact.csv": salesforce_people.contact,
    "crm/Lead.csv": salesforce_leads.lead,
    "crm/LeadHistory.csv": salesforce_leads.lead_history,
    "crm/Opportunity.csv": salesforce_deals.opportunity,
    "crm/OpportunityHistory.csv": salesforce_deals.history,
    "crm/OpportunityFieldHistory.csv": salesforce_deals.field_history,
    "crm/OpportunityContactRole.csv": salesforce_deal_parts.contact_role,
    "crm/OpportunitySplit.csv": salesforce_deal_parts.split,
    "crm/OpportunityLineItem.csv": salesforce_deal_parts.line_item,
    "crm/Quote.csv": salesforce_deals.quote,
    "crm/Task.csv": salesforce_activities.task,
    "crm/Event.csv": salesforce_activities.event,
    "crm/CampaignMember.csv": salesforce_leads.campaign_member,
    "accounting/Contacts.jsonl": xero.contact,
    "accounting/Invoices.jsonl": xero.invoice,
    "accounting/CreditNotes.jsonl": xero.credit_note,
    "accounting/Payments.jsonl": xero.payment,
    "finance/surveys.csv": finance_voices.survey,
    "finance/content_views.csv": finance_voices.content_view,
    "truth/opportunity.csv": truth.opportunity,
    "truth/opportunity_event.csv": truth.opportunity_event,
    "truth/purged.csv": truth.purged,
    "truth/proposal.csv": truth.proposal,
    "truth/lead.csv": truth.lead,
    "truth/revenue.csv": truth.revenue,
    "truth/customer.csv": truth.customer,
    "truth/behaviour.csv": truth_behaviours.of_records,
}
OF_WHOLE: Mapping[str, Callable[[Whole, CompanyLabels], Columns]] = {
    "crm/User.csv": salesforce_people.user,
    "crm/Product2.csv": salesforce_deal_parts.product,
    "crm/Campaign.csv": salesforce_leads.campaign,
    "crm/LoginHistory.csv": salesforce_people.login,
    "crm/Territory2.csv": salesforce_people.territory,
    "crm/UserTerritory2Association.csv": salesforce_people.user_territory,
    "finance/quotas.csv": finance_money.quota,
    "finance/fx_rates.csv": finance_money.fx_rate,
    "finance/plan.csv": finance_money.plan,
    "finance/costs.csv": finance_money.cost,
    "finance/product_costs.csv": finance_money.product_cost,
    "finance/targets.csv": finance_people.target,
    "finance/time_entries.csv": finance_people.time_entry,
    "finance/absences.csv": finance_people.absence,
    "finance/holidays.csv": finance_people.holiday,
    "finance/forecast_submissions.csv": finance_voices.forecast_submission,
    "truth/rep.csv": truth.rep,
    "truth/quota.csv": truth.quota,
    "truth/behaviour.csv": truth_behaviours.of_reps,
}


def write(folder: Path, parameters: Parameters) -> None:
    """Writes `crm/`, `email/`, `accounting/`, `finance/` and `truth/` into the folder, over what stood there.

    The same parameters always write the same bytes. One part of a big company is in memory at a time.
    """
    files, sums = Folder(folder), None
    for part in company.parts(parameters):
        of_part = _write_part(files, part)
        sums = of_part if sums is None else sums + of_part
    whole = world.conclude(part, sums)
    labels = CompanyLabels(part)
    for name, export in OF_WHOLE.items():
        files.append(name, export(whole, labels))
    files.remove_stale()


def _write_part(files: Folder, part: Company) -> Totals:
    """One table is in memory at a time, beside what happened."""
    life = world.simulate(part)
    made = seen.see(life)
    labels = Labels(made)
    for name, export in OF_PARTS.items():
        files.append(name, without_purged(name, export(made, labels), labels.purged))
    for month, columns in sendgrid.files(made, labels):
        files.append(f"email/{month}.jsonl", columns)
    return totals.of_part(part, life.sales, life.ledger)
