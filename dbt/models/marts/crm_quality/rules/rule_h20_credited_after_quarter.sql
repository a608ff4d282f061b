-- One row per won opportunity that was won in the last ten days of a quarter and of whose invoices at least half was
-- credited within sixty days of the first invoice (H20). Amounts are net, in the reporting currency.
{% set rule = {
    'id': 'H20',
    'version': '1',
    'title': 'Credited soon after the quarter',
    'object_type': 'opportunity',
    'severities': ['critical'],
    'observed': 'won {days_to_quarter_end} days before the quarter ended, {credited_percent} % credited by {last_credit_on}',
    'expected': 'an invoice that stays',
    'evidence': [
        'closed_date', 'days_to_quarter_end', 'invoiced_amount', 'credited_amount', 'credited_percent', 'first_invoice_on',
        'last_credit_on',
    ],
    'needs': {'accounting': 'not judged', 'credit_notes': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with invoiced as (

    select
        opportunity_id,
        sum(net_amount_rc) as invoiced_amount,
        min(document_date) as first_invoice_on
    from {{ ref('fct_revenue_line') }}
    where document_type = 'invoice' and opportunity_id is not null
    group by opportunity_id

),

-- Credit notes are negative revenue.
credited as (

    select
        lines.opportunity_id,
        -sum(lines.net_amount_rc) as credited_amount,
        max(lines.document_date) as last_credit_on
    from {{ ref('fct_revenue_line') }} as lines
    inner join invoiced
        on lines.opportunity_id = invoiced.opportunity_id
    where
        lines.document_type = 'credit_note'
        and {{ days_between('invoiced.first_invoice_on', 'lines.document_date') }} <= {{ threshold('H20.credit_days') }}
    group by lines.opportunity_id

),

judged as (

    select
        opportunities.opportunity_id,
        opportunities.owner_at_close_id,
        opportunities.closed_date,
        {{ days_between('opportunities.closed_date', quarter_end('opportunities.closed_date')) }}
            as days_to_quarter_end,
        invoiced.invoiced_amount,
        invoiced.first_invoice_on,
        credited.credited_amount,
        credited.last_credit_on,
        {{ ratio('credited.credited_amount', 'invoiced.invoiced_amount') }} as credited_share
    from {{ ref('fct_opportunity') }} as opportunities
    inner join invoiced
        on opportunities.opportunity_id = invoiced.opportunity_id
    inner join credited
        on opportunities.opportunity_id = credited.opportunity_id
    where opportunities.is_won and not opportunities.is_deleted and invoiced.invoiced_amount > 0

),

found as (

    select
        opportunity_id as object_id,
        owner_at_close_id as rep_id,
        'critical' as severity,
        cast(1 as double) as confidence,
        {{ money('credited_amount') }} as value_at_risk_rc,
        closed_date,
        days_to_quarter_end,
        invoiced_amount,
        credited_amount,
        {{ percent('credited_share') }} as credited_percent,
        first_invoice_on,
        last_credit_on
    from judged
    where
        credited_share >= {{ threshold('H20.credited_least') }}
        and days_to_quarter_end < {{ threshold('H20.quarter_end_days') }}

)

{{ finding(rule) }}
