"""The control totals of gate 2: records counted in the landing, which must equal the rows of the facts.

dbt tests that the lines in core add up to accounting (`assert_document_lines_total_xero`, `_odoo`), and that the marts
credit all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

# The fact keeps deleted opportunities, flagged. Opportunities without a date always count.
_OPPORTUNITIES = """
with latest as (
    select * from landing.{table} qualify row_number() over (partition by id order by _loaded_at desc) = 1
)
select count(*) from latest where created_date is null or created_date {until}
"""
_ODOO_OPPORTUNITIES = """
with latest as (
    select * from landing.odoo__lead qualify row_number() over (partition by id order by _loaded_at desc) = 1
)
select count(*) from latest where type = 'opportunity' and coalesce(date_conversion, create_date) < $created_before
"""
_ODOO_LEAD = """
    (type = 'lead' or date_conversion is not null) and create_date < $created_before
    and (coalesce(active, true) or coalesce(probability, 0) = 0 or coalesce(write_date >= $created_before, false))
"""
_SALESFORCE_LEAD = """
    not (coalesce(is_deleted, false) and coalesce(system_modstamp < $created_before, true))
    and (created_date is null or created_date < $created_before)
"""
_LEADS = """
with latest as (
    select * from landing.{table} qualify row_number() over (partition by id order by _loaded_at desc) = 1
)
select count(*) from latest where not coalesce(_is_deleted, false) and {condition}
"""


@dataclass(frozen=True, slots=True)
class Control:
    """How many rows a relation must have, by a query over the landing."""

    what: str
    relation: str
    expected: str


CONTROLS: tuple[Control, ...] = (
    Control(
        "opportunities landed and created by then",
        "core.fct_opportunity",
        f"""
        select ({_OPPORTUNITIES.format(table="salesforce__opportunity", until="< $created_before")})
             + ({_OPPORTUNITIES.format(table="csv_mapping__opportunity", until="<= $as_of")})
             + ({_ODOO_OPPORTUNITIES})
        """,
    ),
    Control(
        "leads landed, created by then and not deleted",
        "core.fct_lead",
        f"""
        select ({_LEADS.format(table="salesforce__lead", condition=_SALESFORCE_LEAD)})
             + ({_LEADS.format(table="csv_mapping__lead", condition="created_date <= $as_of")})
             + ({_LEADS.format(table="odoo__lead", condition=_ODOO_LEAD)})
        """,
    ),
)
