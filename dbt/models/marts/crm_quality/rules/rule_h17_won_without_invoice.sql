-- One row per won opportunity that is still without an invoice after the 95th percentile of the days from win to
-- invoice in its segment, at least thirty days (H17). An invoice of its amount that names no opportunity counts
-- for it. The rule does not apply where accounting cannot confirm wins.
{% set rule = {
    'id': 'H17',
    'version': '2',
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

-- An opportunity with an amount of zero or less needs no invoice.
wins as (

    select
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.owner_at_close_id,
        opportunities.closed_date,
        opportunities.amount,
        opportunities.currency,
        opportunities.amount_rc,
        {{ deal_segment('opportunities.opportunity_type') }} as segment,
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
    where opportunities.is_won and not opportunities.is_deleted and coalesce(opportunities.amount, 1) > 0

),

delays as (

    select
        segment,
        grouping(segment) = 1 as is_company,
        count(days_to_invoice) as invoiced_wins,
        cast(ceil({{ quantile('days_to_invoice', threshold('H17.lag_quantile')) }}) as integer) as lag_days
    from wins
    group by grouping sets ((segment), ())

),

waits as (

    select
        wins.*,
        greatest(
            cast({{ threshold('H17.days_least') }} as integer), coalesce(own.lag_days, company.lag_days)
        ) as wait_days
    from wins
    inner join delays as company
        on company.is_company
    left join delays as own
        on wins.segment = own.segment and not own.is_company and own.invoiced_wins >= {{ threshold('H17.wins_least') }}

),

-- The confidence is the share of wins of that age that accounting confirms.
due_wins as (

    select
        *,
        {{ ratio('count(first_invoice_date) over ()', 'count(*) over ()') }} as confirmed_share
    from waits
    where {{ add_days('closed_date', 'wait_days') }} < {{ as_of() }}

),

unlinked_invoices as (

    select
        invoice_id,
        account_id,
        currency,
        min(invoice_date) as invoice_date,
        sum(net_amount) as net_amount
    from {{ ref('fct_invoice_line') }}
    where opportunity_id is null
    group by invoice_id, account_id, currency

),

numbered_invoices as (

    select
        *,
        row_number() over (partition by currency, net_amount order by invoice_date, invoice_id) as amount_number
    from unlinked_invoices

),

numbered_wins as (

    select
        *,
        row_number() over (partition by currency, amount order by closed_date, opportunity_id) as amount_number
    from due_wins
    where first_invoice_date is null

),

-- An invoice that names no opportunity and has exactly the amount won counts as the invoice of that win, whatever its
-- customer. The first win of an amount gets the first such invoice, the second win the second one.
amount_matches as (

    select
        numbered_wins.opportunity_id,
        numbered_invoices.invoice_id
    from numbered_wins
    inner join numbered_invoices
        on
            numbered_wins.currency = numbered_invoices.currency
            and numbered_wins.amount = numbered_invoices.net_amount
            and numbered_wins.amount_number = numbered_invoices.amount_number
            and numbered_wins.closed_date <= numbered_invoices.invoice_date

),

remaining_invoices as (

    select unlinked_invoices.*
    from unlinked_invoices
    left join amount_matches
        on unlinked_invoices.invoice_id = amount_matches.invoice_id
    where amount_matches.invoice_id is null

),

-- Wins that no invoice names. When invoices name no won opportunity at all, the link is missing, not the invoices.
uninvoiced_wins as (

    select
        due_wins.*,
        count(*) over (partition by due_wins.account_id) as missing_wins_of_account
    from due_wins
    left join amount_matches
        on due_wins.opportunity_id = amount_matches.opportunity_id
    where
        due_wins.first_invoice_date is null
        and due_wins.confirmed_share > 0
        and amount_matches.opportunity_id is null

),

-- An invoice of the same customer that names no opportunity may be the missing one; each such invoice explains one win.
candidates as (

    select
        uninvoiced_wins.opportunity_id,
        count(distinct remaining_invoices.invoice_id) as unlinked_invoices
    from uninvoiced_wins
    left join remaining_invoices
        on
            uninvoiced_wins.account_id = remaining_invoices.account_id
            and uninvoiced_wins.closed_date <= remaining_invoices.invoice_date
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
