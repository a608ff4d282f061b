-- One row per won deal that the books should know by now and do not. Silent where the books cannot tell.
with invoices as (

    select
        opportunity_id,
        min(invoice_date) as first_invoice_date
    from {{ ref('fct_invoice_line') }}
    group by opportunity_id

),

books as (

    select min(first_invoice_date) as begin_date
    from invoices

),

-- A deal worth nothing needs no invoice.
wins as (

    select
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.owner_at_close_id,
        opportunities.closed_date,
        opportunities.amount_rc,
        invoices.first_invoice_date,
        greatest({{ days_between('opportunities.closed_date', 'invoices.first_invoice_date') }}, 0) as days_to_invoice
    from {{ ref('fct_opportunity') }} as opportunities
    inner join books
        on opportunities.closed_date >= books.begin_date
    left join invoices
        on opportunities.opportunity_id = invoices.opportunity_id
    where opportunities.is_won and not opportunities.is_deleted and coalesce(opportunities.amount, 1) <> 0

),

waits as (

    select
        greatest(
            cast({{ threshold('H17.days_least') }} as integer),
            cast(ceil({{ quantile('days_to_invoice', threshold('H17.lag_quantile')) }}) as integer)
        ) as wait_days
    from wins

),

-- How often the books confirm a win of that age is how sure it is that this one is missing from them.
due as (

    select
        wins.*,
        waits.wait_days,
        {{ ratio('count(wins.first_invoice_date) over ()', 'count(*) over ()') }} as confirmed_share
    from wins
    inner join waits
        on {{ add_days('wins.closed_date', 'waits.wait_days') }} < {{ as_of() }}

),

-- An invoice of the same customer that names no deal may be the one that is missed.
unlinked_invoices as (

    select
        due.opportunity_id,
        count(distinct lines.invoice_id) as invoices_count
    from due
    inner join {{ ref('fct_invoice_line') }} as lines
        on
            due.account_id = lines.account_id
            and due.closed_date <= lines.invoice_date
    where lines.opportunity_id is null and due.first_invoice_date is null
    group by due.opportunity_id

)

select
    'H17' as rule_id,
    '1' as rule_version,
    'opportunity' as object_type,
    due.opportunity_id as object_id,
    due.owner_at_close_id as rep_id,
    'critical' as severity,
    due.confirmed_share / (1 + coalesce(unlinked_invoices.invoices_count, 0)) as confidence,
    due.amount_rc as value_at_risk_rc,
    'won ' || {{ days_between('due.closed_date', as_of()) }} || ' days ago, no invoice' as observed,
    'an invoice within ' || due.wait_days || ' days of the win' as expected,
    {{ json_object_text({
        'closed_date': 'cast(due.closed_date as varchar)',
        'wait_days': 'due.wait_days',
        'unlinked_invoices_of_account': 'coalesce(unlinked_invoices.invoices_count, 0)',
    }) }} as evidence_json
from due
left join unlinked_invoices
    on due.opportunity_id = unlinked_invoices.opportunity_id
-- Books that confirm no win at all lack the link, not the invoices.
where due.first_invoice_date is null and due.confirmed_share > 0
