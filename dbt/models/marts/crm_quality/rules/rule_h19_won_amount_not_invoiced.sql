-- One row per won opportunity whose invoices less credit notes deviate from the won amount by more than 5 % and by more
-- than three times the median deviation of its segment (H19). The rule applies only when invoicing is complete and no
-- invoice of the same customer without an opportunity could be the missing part.
{% set rule = {
    'id': 'H19',
    'version': '1',
    'title': 'Invoiced amount differs from won amount',
    'object_type': 'opportunity',
    'severities': ['high', 'critical'],
    'observed': 'won {days_since_win} days ago, invoiced at {invoiced_percent} % of the amount',
    'expected': 'invoices of the amount won, give or take {tolerance_percent} %',
    'evidence': [
        'closed_date', 'days_since_win', 'won_amount', 'invoiced_amount', 'invoiced_percent', 'tolerance_percent',
        'last_document_on',
    ],
    'needs': {'accounting': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with wins as (

    select * from {{ ref('h19_invoiced_wins') }}

),

-- Days from win to last invoice of wins older than a year; with too few of them the wait is a year.
invoicing_delay as (

    select
        case
            when count(case when year_after < {{ as_of() }} then 1 end) >= {{ threshold('H19.wins_least') }}
                then ceil({{ quantile(
                    'case when year_after < ' ~ as_of() ~ ' then days_to_last end', threshold('H19.lag_quantile')
                ) }})
        end as wait_days
    from wins

),

unlinked as (

    select
        wins.opportunity_id,
        sum(lines.net_amount_rc) as amount_rc
    from wins
    inner join {{ ref('fct_revenue_line') }} as lines
        on
            wins.account_id = lines.account_id
            and lines.document_date between wins.closed_date and wins.year_after
    where lines.opportunity_id is null
    group by wins.opportunity_id

),

-- Invoicing is not complete when invoices continue after a year, or when the last one is more recent than the longest
-- gap between them.
completed_wins as (

    select
        wins.*,
        wins.invoiced_share - 1 as deviation
    from wins
    cross join invoicing_delay
    left join unlinked
        on wins.opportunity_id = unlinked.opportunity_id
    where
        wins.invoiced_share is not null
        and wins.last_document_on <= wins.year_after
        and {{ days_between('wins.last_document_on', as_of()) }} > wins.longest_gap_days
        and {{ days_between('wins.closed_date', as_of()) }}
        > coalesce(invoicing_delay.wait_days, {{ days_between('wins.closed_date', 'wins.year_after') }})
        and coalesce(
            wins.invoiced_share >= 1
            or wins.invoiced_amount_rc + unlinked.amount_rc
            < wins.won_amount_rc * (1 - {{ threshold('H19.deviation_least') }}),
            true
        )

),

centres as (

    select
        segment,
        grouping(segment) = 1 as is_company,
        count(*) as wins_count,
        {{ median('deviation') }} as centre
    from completed_wins
    group by grouping sets ((segment), ())

),

spreads as (

    select
        centres.segment,
        centres.is_company,
        {{ median('abs(completed_wins.deviation - centres.centre)') }} as spread
    from centres
    inner join completed_wins
        on centres.is_company or centres.segment = completed_wins.segment
    where centres.is_company or centres.wins_count >= {{ threshold('H19.wins_least') }}
    group by centres.segment, centres.is_company

),

judged as (

    select
        completed_wins.*,
        abs(completed_wins.won_amount_rc - completed_wins.invoiced_amount_rc) as gap_amount_rc,
        greatest(
            {{ threshold('H19.deviation_least') }},
            {{ threshold('H19.spreads') }} * coalesce(own.spread, company.spread)
        ) as tolerance
    from completed_wins
    inner join spreads as company
        on company.is_company
    left join spreads as own
        on completed_wins.segment = own.segment and not own.is_company

),

-- The confidence grows with the deviation beyond what is usual.
found as (

    select
        opportunity_id as object_id,
        owner_at_close_id as rep_id,
        case when deviation < 0 then 'critical' else 'high' end as severity,
        1 - tolerance / abs(deviation) as confidence,
        {{ money('gap_amount_rc') }} as value_at_risk_rc,
        closed_date,
        {{ days_between('closed_date', as_of()) }} as days_since_win,
        won_amount_rc as won_amount,
        invoiced_amount_rc as invoiced_amount,
        {{ percent('invoiced_share') }} as invoiced_percent,
        {{ percent('tolerance') }} as tolerance_percent,
        last_document_on
    from judged
    where abs(deviation) > tolerance

)

{{ finding(rule) }}
