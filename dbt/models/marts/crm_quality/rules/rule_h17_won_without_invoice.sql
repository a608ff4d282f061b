-- One row per won opportunity that is still without an invoice after the 95th percentile of the days from win to
-- invoice, at least thirty days (H17). The rule does not apply where accounting cannot confirm wins.
{% set rule = {
    'id': 'H17',
    'version': '1',
    'title': 'Won in the CRM, no invoice',
    'object_type': 'opportunity',
    'severities': ['critical'],
    'observed': 'won {days_since_win} days ago, no invoice',
    'expected': 'an invoice within {wait_days} days of the win',
    'evidence': ['closed_date', 'days_since_win', 'wait_days', 'missing_wins_of_account', 'unlinked_invoices_of_account'],
    'needs': {'accounting': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with invoices as (

    select
        opportunity_id,
        min(invoice_date) as first_invoice_date
    from {{ ref('fct_invoice_line') }}
    group by opportunity_id

),

accounting_start as (

    select min(first_invoice_date) as begin_date
    from invoices

),

-- An opportunity with an amount of zero needs no invoice.
wins as (

    select
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.owner_at_close_id,
        opportunities.closed_date,
        opportunities.amount_rc,
        invoices.first_invoice_date,
        case
            when invoices.first_invoice_date is not null
                then greatest({{ days_between('opportunities.closed_date', 'invoices.first_invoice_date') }}, 0)
        end as days_to_invoice
    from {{ ref('fct_opportunity') }} as opportunities
    inner join accounting_start
        on opportunities.closed_date >= accounting_start.begin_date
    left join invoices
        on opportunities.opportunity_id = invoices.opportunity_id
    where opportunities.is_won and not opportunities.is_deleted and coalesce(opportunities.amount, 1) <> 0

),

invoicing_delay as (

    select
        greatest(
            cast({{ threshold('H17.days_least') }} as integer),
            cast(ceil({{ quantile('days_to_invoice', threshold('H17.lag_quantile')) }}) as integer)
        ) as wait_days
    from wins

),

-- The confidence is the share of wins of that age that accounting confirms.
due_wins as (

    select
        wins.*,
        invoicing_delay.wait_days,
        {{ ratio('count(wins.first_invoice_date) over ()', 'count(*) over ()') }} as confirmed_share
    from wins
    inner join invoicing_delay
        on {{ add_days('wins.closed_date', 'invoicing_delay.wait_days') }} < {{ as_of() }}

),

-- Wins that no invoice names. When invoices name no won opportunity at all, the link is missing, not the invoices.
uninvoiced_wins as (

    select
        *,
        count(*) over (partition by account_id) as missing_wins_of_account
    from due_wins
    where first_invoice_date is null and confirmed_share > 0

),

-- An invoice of the same customer that names no opportunity may be the missing one; each such invoice explains one win.
candidates as (

    select
        uninvoiced_wins.opportunity_id,
        count(distinct lines.invoice_id) as unlinked_invoices
    from uninvoiced_wins
    left join {{ ref('fct_invoice_line') }} as lines
        on
            uninvoiced_wins.account_id = lines.account_id
            and uninvoiced_wins.closed_date <= lines.invoice_date
            and lines.opportunity_id is null
    group by uninvoiced_wins.opportunity_id

),

found as (

    select
        uninvoiced_wins.opportunity_id as object_id,
        uninvoiced_wins.owner_at_close_id as rep_id,
        'critical' as severity,
        uninvoiced_wins.confirmed_share
        * (1 - {{ ratio('candidates.unlinked_invoices', 'uninvoiced_wins.missing_wins_of_account') }}) as confidence,
        uninvoiced_wins.amount_rc as value_at_risk_rc,
        uninvoiced_wins.closed_date,
        {{ days_between('uninvoiced_wins.closed_date', as_of()) }} as days_since_win,
        uninvoiced_wins.wait_days,
        uninvoiced_wins.missing_wins_of_account,
        candidates.unlinked_invoices as unlinked_invoices_of_account
    from uninvoiced_wins
    inner join candidates
        on uninvoiced_wins.opportunity_id = candidates.opportunity_id
    where candidates.unlinked_invoices < uninvoiced_wins.missing_wins_of_account

)

{{ finding(rule) }}
