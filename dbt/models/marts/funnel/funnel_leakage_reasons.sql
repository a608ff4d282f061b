-- One row per cohort month, lead source, rep, transition and reason: why items leaked out of the funnel. A mart of its
-- own, because what entered a step has no reason and would be counted once per reason.
select
    month_start,
    lead_source,
    rep_id,
    from_step,
    to_step,
    leak_reason,
    cast(sum(items_count) as bigint) as leaked,
    case when from_step <> 'lead' then {{ money('sum(amount_rc)') }} end as leaked_amount,
    case
        when from_step <> 'lead' then cast(sum(items_count - items_with_amount_count) as bigint)
    end as leaked_without_amount,
    '{{ var("reporting_currency") }}' as currency
from {{ ref('fct_funnel_cohort') }}
where leak_reason is not null
group by month_start, lead_source, rep_id, from_step, to_step, leak_reason
