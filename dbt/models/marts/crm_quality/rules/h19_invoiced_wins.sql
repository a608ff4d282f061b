-- One row per won opportunity with at least one invoice: the invoiced share of the won amount, less credit notes, and
-- the days since the last document.
with documents as (

    select
        opportunity_id,
        document_id,
        document_date,
        min(currency) as currency,
        sum(net_amount) as net_amount,
        sum(net_amount_rc) as net_amount_rc,
        count(*) > count(net_amount_rc) as is_unconverted
    from {{ ref('fct_revenue_line') }}
    where opportunity_id is not null
    group by opportunity_id, document_id, document_date

),

accounting_start as (

    select min(document_date) as begin_date
    from {{ ref('fct_revenue_line') }}

),

dated as (

    select
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.owner_at_close_id,
        {{ deal_segment('opportunities.opportunity_type') }} as segment,
        opportunities.closed_date,
        {{ add_months('opportunities.closed_date', threshold('H19.window_months')) }} as year_after,
        opportunities.amount,
        opportunities.amount_rc,
        opportunities.currency,
        documents.document_date,
        documents.currency <> opportunities.currency as is_other_currency,
        documents.net_amount,
        documents.net_amount_rc,
        documents.is_unconverted,
        {{ days_between(
            'greatest(opportunities.closed_date, coalesce(lag(documents.document_date) over deal, opportunities.closed_date))',
            'documents.document_date'
        ) }} as gap_days
    from {{ ref('fct_opportunity') }} as opportunities
    inner join accounting_start
        on opportunities.closed_date >= accounting_start.begin_date
    inner join documents
        on opportunities.opportunity_id = documents.opportunity_id
    where opportunities.is_won and not opportunities.is_deleted and opportunities.amount > 0
    window deal as (partition by opportunities.opportunity_id order by documents.document_date, documents.document_id)

)

-- Compared in the opportunity's own currency when all its documents are in it, so that exchange rates cause no
-- difference.
select
    opportunity_id,
    account_id,
    owner_at_close_id,
    segment,
    closed_date,
    year_after,
    max(document_date) as last_document_on,
    {{ days_between('closed_date', 'max(document_date)') }} as days_to_last,
    max(gap_days) as longest_gap_days,
    max(amount_rc) as won_amount_rc,
    sum(net_amount_rc) as invoiced_amount_rc,
    case
        when count(case when is_other_currency then 1 end) = 0 then {{ ratio('sum(net_amount)', 'max(amount)') }}
        when count(case when is_unconverted then 1 end) = 0 then {{ ratio('sum(net_amount_rc)', 'max(amount_rc)') }}
    end as invoiced_share
from dated
group by opportunity_id, account_id, owner_at_close_id, segment, closed_date, year_after
