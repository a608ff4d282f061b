"""What is compared of a company's CRM however it reached the warehouse, and how it gets there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from tests.integration.odoo_crm import Crm
from tests.nights import Night, published_night
from tests.unit.ingest.odoo.fake import KEY
from tests.warehouse import Warehouse

Facts = dict[str, pd.DataFrame]

SOURCES = """\
company: {name: Seed, reporting_currency: EUR, time_zone: Europe/Madrid}
sources:
  crm: [%s]
"""
SALESFORCE, ODOO = '{system: salesforce, folder: "${SEED_DROP}/crm"}', '{system: odoo, url: "${ODOO_URL}"}'

# The deals that still are, as `deals`, stand before each query.
DEALS = "with deals as (select opportunity_id from core.fct_opportunity where not is_deleted) "
# Each with what is compared; ids are brought to those of Salesforce.
FACTS = {
    "deals": """
        select opportunity_id as deal, account_id as account, owner_id as rep, owner_at_creation_id as first_rep,
            opportunity_name, replace(stage_name, 'Closed Lost', 'Lost') as stage, outcome, amount, currency,
            amount_at_creation, created_at, closed_date, case when is_open then expected_close_date end as expected,
            lead_source, loss_reason, reopen_count
        from core.fct_opportunity where not is_deleted
    """,
    "changes": """
        select opportunity_id as deal, event_type, occurred_at, owner_id as rep,
            case event_type when 'owner' then null else replace(old_value, 'Closed Lost', 'Lost') end as old_value,
            case event_type when 'owner' then null else replace(new_value, 'Closed Lost', 'Lost') end as new_value
        from core.fct_opportunity_event
        where event_type in ('created', 'stage', 'amount', 'owner', 'closed_won', 'closed_lost', 'reopened')
            and opportunity_id in (select * from deals)
    """,
    "offers": """
        select opportunity_id as deal, owner_id as rep, version, sent_at, amount, currency, is_material_change,
            valid_until
        from core.fct_proposal
        where opportunity_id in (select * from deals)
    """,
    "leads": """
        select lead_id as lead, opportunity_id as deal, owner_id as rep, owner_at_creation_id as first_rep, created_at,
            lead_source, seniority, is_converted, converted_date, disqualified_date
        from core.fct_lead where opportunity_id is null or opportunity_id in (select * from deals)
    """,
    "touches": """
        select rep_id as rep, coalesce(activities.opportunity_id, leads.opportunity_id, activities.lead_id) as record,
            activity_type, direction, occurred_at, is_held
        from core.fct_activity as activities left join core.fct_lead as leads using (lead_id)
        where not is_auto_reply and (activity_type <> 'meeting' or is_held)
            and not (activity_type = 'call' and direction = 'in')
            and record is not null
            and (activities.opportunity_id is null or activities.opportunity_id in (select * from deals))
            and (leads.opportunity_id is null or leads.opportunity_id in (select * from deals))
    """,
    "reps": "select rep_id as rep, rep_name, is_active from core.dim_rep where valid_to is null",
    "customers": """
        select account_id as account, account_name, owner_id as rep, country
        from core.dim_account where not is_deleted
    """,
    "persons": "select account_id as account, title, seniority from core.dim_contact",
}


def night_with(crm: str, folder: Path, company: Path, as_of: str, url: str = "") -> Night:
    """A night on the CRM (or CRMs, with commas between) as sources.yml names them."""
    return published_night(folder, SOURCES % crm, **_variables(company, as_of, url))


def warehouse_with(
    crm: str, folder: Path, company: Path, as_of: str, url: str = "", more: Iterable[str] = ()
) -> Warehouse:
    """The core models that FACTS read, and more, on the CRM or CRMs."""
    models = re.findall(r"\bcore\.(\w+)", " ".join((DEALS, *FACTS.values())))
    return Warehouse.of(folder, SOURCES % crm, *dict.fromkeys(models), *more, **_variables(company, as_of, url))


def _variables(company: Path, as_of: str, url: str) -> dict[str, str]:
    return {"SEED_DROP": str(company), "ODOO_URL": url, "ODOO_API_KEY": KEY, "AS_OF": as_of}


def facts_of(warehouse: Warehouse) -> Facts:
    """Each of FACTS as the warehouse has it."""
    with warehouse.warehouse() as connection:
        return {fact: connection.execute(DEALS + query).df() for fact, query in FACTS.items()}


def renamed(facts: pd.DataFrame, crm: Crm, columns: Iterable[str]) -> pd.DataFrame:
    """Facts in whose columns the ids of Odoo are brought to those of Salesforce."""
    known: Mapping[str, tuple[str, Mapping[str, int]]] = {
        "rep": ("res.users", crm.users),
        "first_rep": ("res.users", crm.users),
        "account": ("res.partner", crm.accounts),
        "deal": ("crm.lead", crm.deals),
        "lead": ("crm.lead", crm.leads),
        "record": ("crm.lead", {**crm.leads, **crm.deals}),
    }
    for column in columns:
        model, ids = known[column]
        if column in facts:
            there = {f"odoo:{model}/{number}": f"salesforce:{id_}" for id_, number in ids.items()}
            facts = facts.assign(**{column: facts[column].map(lambda id_, there=there: there.get(id_, id_))})
    return facts
