"""The control totals of gate 2: each counts or adds up one thing in two layers, which must agree to the cent."""

from __future__ import annotations

from dataclasses import dataclass

# Documents that are invoiced revenue, worked out here from the landing on purpose without the models' SQL.
_OF_ODOO = """
select
    coalesce(
        (select any_value(code) from landing.odoo__currency as currencies where currencies.id = currency_id),
        $reporting_currency
    ) as currency,
    cast(amount_untaxed as decimal(18, 2)) as net_amount
from (select * from landing.odoo__move qualify row_number() over (partition by id order by _loaded_at desc) = 1)
where not _is_deleted and state = 'posted' and coalesce(invoice_date, accounting_date) <= $as_of
    and move_type in ({move_types})
"""
_LANDED_NET = """
with latest as (
    select * from landing.xero__{document}
    qualify row_number() over (partition by {key} order by _loaded_at desc) = 1
), documents as (
    select * from latest
    where not coalesce(_is_deleted, false) and type = '{type}' and status in ('AUTHORISED', 'PAID')
      and document_date <= $as_of
), lines as (
    select * from landing.xero__{document}_line
    qualify row_number() over (partition by {key}, line_number order by _loaded_at desc) = 1
), amounts as (
    select
        coalesce(documents.currency_code, $reporting_currency) as currency,
        cast(case
            when lines.{key} is null then documents.sub_total
            when documents.line_amount_types = 'Inclusive' then lines.line_amount - coalesce(lines.tax_amount, 0)
            else lines.line_amount
        end as decimal(18, 2)) as net_amount
    from documents
    left join lines on documents.{key} = lines.{key} and not coalesce(lines._is_deleted, false)
)
select currency, sum(net_amount) from (select * from amounts union all ({of_odoo})) group by currency
"""
# Deleted deals stay rows of the fact, flagged; deals without a date have been there for ever.
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
    and (coalesce(active, true) or coalesce(probability, 0) = 0)
"""
_SALESFORCE_LEAD = "not coalesce(is_deleted, false) and (created_date is null or created_date < $created_before)"
_LEADS = """
with latest as (
    select * from landing.{table} qualify row_number() over (partition by id order by _loaded_at desc) = 1
)
select count(*) from latest where not coalesce(_is_deleted, false) and {condition}
"""


@dataclass(frozen=True, slots=True)
class Control:
    """One thing counted twice: both queries give one value, or one per currency. `column` is the relation's."""

    what: str
    relation: str
    column: str
    expected: str
    actual: str


CONTROLS: tuple[Control, ...] = (
    Control(
        "net amount of the landed invoices",
        "core.fct_invoice_line",
        "net_amount",
        _LANDED_NET.format(
            document="invoice",
            key="invoice_id",
            type="ACCREC",
            of_odoo=_OF_ODOO.format(move_types="'out_invoice', 'out_receipt'"),
        ),
        "select currency, sum(net_amount) from core.fct_invoice_line group by currency",
    ),
    Control(
        "net amount of the landed credit notes",
        "core.fct_credit_note",
        "net_amount",
        _LANDED_NET.format(
            document="credit_note",
            key="credit_note_id",
            type="ACCRECCREDIT",
            of_odoo=_OF_ODOO.format(move_types="'out_refund'"),
        ),
        "select currency, sum(net_amount) from core.fct_credit_note group by currency",
    ),
    Control(
        "invoice lines less credit notes",
        "marts.rep_performance_monthly",
        "invoiced_amount",
        """
        select coalesce((select sum(net_amount_rc) from core.fct_invoice_line), 0)
             - coalesce((select sum(net_amount_rc) from core.fct_credit_note), 0)
        """,
        "select coalesce(sum(invoiced_amount), 0) from marts.rep_performance_monthly",
    ),
    Control(
        "opportunities landed and created by then",
        "core.fct_opportunity",
        "opportunity_id",
        f"""
        select ({_OPPORTUNITIES.format(table="salesforce__opportunity", until="< $created_before")})
             + ({_OPPORTUNITIES.format(table="csv_mapping__opportunity", until="<= $as_of")})
             + ({_ODOO_OPPORTUNITIES})
        """,
        "select count(*) from core.fct_opportunity",
    ),
    Control(
        "leads landed, created by then and not deleted",
        "core.fct_lead",
        "lead_id",
        f"""
        select ({_LEADS.format(table="salesforce__lead", condition=_SALESFORCE_LEAD)})
             + ({_LEADS.format(table="csv_mapping__lead", condition="created_date <= $as_of")})
             + ({_LEADS.format(table="odoo__lead", condition=_ODOO_LEAD)})
        """,
        "select count(*) from core.fct_lead",
    ),
)
