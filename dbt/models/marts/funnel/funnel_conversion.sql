-- One row per cohort month, lead source, rep and transition: of what entered a step, how much reached the next within
-- the horizon.
with cohorts as (

    select
        month_start,
        lead_source,
        rep_id,
        from_step,
        to_step,
        -- One value per transition; NULL where nobody knows what became of the items.
        max(horizon_days) as horizon_days,
        cast(sum(items_count) as bigint) as entered,
        cast(sum(case when outcome = 'converted' then items_count else 0 end) as bigint) as converted,
        cast(sum(case when outcome = 'lost' then items_count else 0 end) as bigint) as lost,
        cast(
            sum(case when outcome in ('not_in_time', 'in_process') then items_count else 0 end) as bigint
        ) as still_open,
        {{ money('sum(amount_rc)') }} as entered_amount,
        {{ money("sum(case when outcome = 'converted' then amount_rc else 0 end)") }} as converted_amount,
        cast(sum(items_count - items_with_amount_count) as bigint) as entered_without_amount
    from {{ ref('fct_funnel_cohort') }}
    group by month_start, lead_source, rep_id, from_step, to_step

)

select
    month_start,
    lead_source,
    rep_id,
    from_step,
    to_step,
    entered,
    case when horizon_days is not null then converted end as converted,
    case when horizon_days is not null then lost end as lost,
    case when horizon_days is not null then still_open end as still_open,
    horizon_days,
    {{ add_days(month_end('month_start'), 'horizon_days') }} <= {{ as_of() }} as is_mature,
    case when from_step <> 'lead' then entered_amount end as entered_amount,
    case when from_step <> 'lead' and horizon_days is not null then converted_amount end as converted_amount,
    case when from_step <> 'lead' then entered_without_amount end as entered_without_amount,
    '{{ var("reporting_currency") }}' as currency,
    nullif(concat_ws(
        '; ',
        case when horizon_days is null then {{ not_connected_reason('proposals') }} end,
        case when from_step = 'lead' then 'a lead has no amount' end
    ), '') as note
from cohorts
