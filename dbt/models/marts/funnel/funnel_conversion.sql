-- One row per cohort month, lead source, rep and transition: how many of the items that entered a step reached the next
-- one within the horizon.
with cohorts as (

    select
        month_start,
        lead_source,
        rep_id,
        from_step,
        to_step,
        -- One value per transition; NULL where the outcome of the items is not known.
        max(horizon_days) as horizon_days,
        count(*) as entered,
        count(case when outcome = 'converted' then 1 end) as converted,
        count(case when outcome = 'lost' then 1 end) as lost,
        count(case when outcome in ('not_in_time', 'in_process') then 1 end) as still_open,
        {{ money('sum(amount_rc)') }} as entered_amount,
        -- Unknown, not 0, when items converted and none of their amounts is known.
        case
            when count(case when outcome = 'converted' then 1 end) = 0 then cast(0 as decimal(18, 3))
            else {{ money("sum(case when outcome = 'converted' then amount_rc end)") }}
        end as converted_amount,
        count(*) - count(amount_rc) as entered_without_amount
    from {{ ref('fct_funnel_entry') }}
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
    '{{ reporting_currency() }}' as currency,
    nullif(concat_ws(
        '; ',
        case when horizon_days is null then {{ not_connected_reason('proposals') }} end,
        case when from_step = 'lead' then 'a lead has no amount' end
    ), '') as note
from cohorts
