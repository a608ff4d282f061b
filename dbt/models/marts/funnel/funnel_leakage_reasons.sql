-- One row per cohort month, lead source, rep, transition and reason: why items leaked out of the funnel. It is a
-- separate mart because an item that entered a step has no reason and would be counted once per reason.
with leaked as (

    select
        *,
        case when from_step = 'lead' then 'lead_status' else 'loss_reason' end as value_kind
    from {{ ref('fct_funnel_entry') }}
    where leak_reason is not null

),

mapped_values as (

    select * from {{ ref('dim_mapped_value') }}

)

select
    leaked.month_start,
    leaked.lead_source,
    leaked.rep_id,
    leaked.from_step,
    leaked.to_step,
    leaked.leak_reason,
    coalesce(mapped_values.meaning, leaked.leak_reason) as leak_category,
    count(*) as leaked,
    case when leaked.from_step <> 'lead' then {{ money('sum(leaked.amount_rc)') }} end as leaked_amount,
    case when leaked.from_step <> 'lead' then count(*) - count(leaked.amount_rc) end as leaked_without_amount,
    '{{ reporting_currency() }}' as currency
from leaked
left join mapped_values
    on
        leaked.value_kind = mapped_values.value_kind
        and {{ text_key('leaked.leak_reason') }} = mapped_values.entered_value
group by
    leaked.month_start, leaked.lead_source, leaked.rep_id, leaked.from_step, leaked.to_step, leaked.leak_reason,
    coalesce(mapped_values.meaning, leaked.leak_reason)
