-- One row per won opportunity that was won in the last ten days of a quarter and of whose invoices at least half was
-- credited within sixty days of the first invoice (H20). Amounts are net, in the reporting currency.
{% set rule = {
    'id': 'H20',
    'version': '1',
    'title': 'Credited soon after the quarter',
    'object_type': 'opportunity',
    'severities': ['critical'],
    'observed': 'won {days_to_quarter_end} days before the quarter ended, {credited_percent} % credited by {last_credit_on}',
    'expected': 'an invoice that is not credited',
    'evidence': [
        'closed_date', 'days_to_quarter_end', 'invoiced_amount', 'credited_amount', 'credited_percent', 'first_invoice_on',
        'last_credit_on',
    ],
    'needs': {'accounting': 'not judged', 'credit_notes': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with documents as (

    select
        *,
        min(case when document_type = 'invoice' then document_date end) over (partition by opportunity_id)
            as first_invoice_on,
        min(case when document_type = 'credit_note' then document_date end) over (partition by opportunity_id)
            as first_credit_on
    from {{ ref('fct_revenue_line') }}
    where opportunity_id is not null

),

dated as (

    select
        *,
        document_type = 'invoice' and document_date < first_credit_on as is_invoiced_before,
        document_type = 'credit_note'
        and {{ days_between('first_invoice_on', 'document_date') }} <= {{ threshold('H20.credit_days') }}
            as is_credited_soon
    from documents
    where first_credit_on is not null

),

-- Credit notes are negative revenue. A document without a rate makes the totals unknown.
totals as (

    select
        opportunity_id,
        first_invoice_on,
        sum(case when is_invoiced_before then net_amount_rc end) as invoiced_amount,
        -sum(case when is_credited_soon then net_amount_rc end) as credited_amount,
        sum(net_amount_rc) as net_amount,
        max(case when is_credited_soon then document_date end) as last_credit_on
    from dated
    group by opportunity_id, first_invoice_on
    having count(*) = count(net_amount_rc)

),

judged as (

    select
        opportunities.owner_at_close_id,
        opportunities.closed_date,
        {{ days_between('opportunities.closed_date', quarter_end('opportunities.closed_date')) }}
            as days_to_quarter_end,
        totals.*,
        {{ ratio('totals.credited_amount', 'totals.invoiced_amount') }} as credited_share,
        {{ ratio('totals.net_amount', 'totals.invoiced_amount') }} as remaining_share
    from {{ ref('fct_opportunity') }} as opportunities
    inner join totals
        on opportunities.opportunity_id = totals.opportunity_id
    where opportunities.is_won and not opportunities.is_deleted and totals.invoiced_amount > 0

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
        -- A new invoice in place of the credited one leaves the sale as it was.
        and remaining_share <= 1 - {{ threshold('H20.credited_least') }}
        and days_to_quarter_end < {{ threshold('H20.quarter_end_days') }}

)

{{ finding(rule) }}
