-- One row per as-of date, credited rep and quarter in which open opportunities are expected to close: pipeline,
-- proposals and dead weight.
select
    {{ as_of() }} as as_of,
    rep_id,
    period_start,
    count(*) as deals_count,
    {{ money('sum(amount)') }} as open_amount,
    {{ money('sum(static_amount)') }} as static_amount,
    {{ money('sum(ladder_amount)') }} as ladder_amount,
    case when {{ is_connected('proposals') }} then count(case when has_proposal then 1 end) end
        as proposals_count,
    case
        when {{ is_connected('proposals') }}
            then {{ money('coalesce(sum(case when has_proposal then amount end), 0)') }}
    end as proposals_amount,
    count(case when is_excluded then 1 end) as excluded_count,
    {{ money('coalesce(sum(case when is_excluded then amount end), 0)') }} as dead_weight_amount,
    count(case when is_amount_estimated then 1 end) as estimated_count,
    count(case when amount is null then 1 end) as unknown_count,
    '{{ reporting_currency() }}' as currency,
    nullif(concat_ws('; ', {{ not_connected_reason('proposals') }}), '') as note
from {{ ref('forecast_open_deals') }}
group by rep_id, period_start
