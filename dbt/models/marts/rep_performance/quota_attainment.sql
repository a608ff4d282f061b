-- One row per entity (rep, team, territory, company), measure and month, fiscal quarter or fiscal year begun by AS_OF:
-- quota, invoiced amount, and how many reps reach their quota.
with totals as (

    select
        entity_type,
        entity_id,
        measure,
        period_type,
        period_start,
        has_books,
        sum(quota_amount) as quota_sum,
        sum(prorated_amount) as prorated_sum,
        sum(quotas_unknown) as quota_unknown,
        sum(invoiced_sum) as invoiced_sum,
        sum(invoiced_unknown) as invoiced_unknown,
        sum(team_quota_amount) as team_quota_sum,
        count(case when is_judged then 1 end) as reps_with_quota,
        count(case when is_judged and attainment >= 1 then 1 end) as reps_at_quota,
        count(case when is_judged and attainment >= {{ ratio('quota_days_elapsed', 'quota_days') }} then 1 end)
            as reps_on_pace,
        {{ ratio('max(quota_days_elapsed)', 'max(quota_days)') }} as quota_elapsed_share,
        max(quota_days) as quota_days,
        count(case when is_judged and attainment >= {{ threshold('M04.near_least') }} then 1 end) as reps_near_quota,
        {{ quantile('case when is_judged then attainment end', 0.1) }} as attainment_p10,
        {{ quantile('case when is_judged then attainment end', 0.5) }} as attainment_p50,
        {{ quantile('case when is_judged then attainment end', 0.9) }} as attainment_p90
    from {{ ref('attainment_shares') }}
    group by entity_type, entity_id, measure, period_type, period_start, has_books

),

known as (

    select
        totals.*,
        periods.period_end,
        periods.is_partial,
        periods.elapsed_share,
        periods.business_days,
        {{ money('totals.quota_sum') }} as quota_amount,
        {{ money('totals.prorated_sum') }} as prorated_quota_amount,
        case when totals.has_books then {{ amount_known('totals.invoiced') }} end as invoiced_amount,
        {{ money('totals.team_quota_sum') }} as team_quota_amount,
        totals.entity_type <> 'rep' and totals.has_books and totals.reps_with_quota > 0 as has_reps,
        totals.reps_with_quota >= {{ threshold('C2.reportable_least') }} as is_reportable,
        {{ ratio('totals.reps_at_quota', 'totals.reps_with_quota') }} as share_at_quota
    from totals
    inner join {{ ref('dim_period') }} as periods
        on
            totals.period_type = periods.period_type
            and totals.period_start = periods.period_start

)

select
    known.entity_type,
    known.entity_id,
    coalesce(reps.rep_name, territories.territory_name, known.entity_id) as entity_name,
    known.measure,
    known.period_type,
    known.period_start,
    known.period_end,
    known.is_partial,
    known.elapsed_share,
    known.quota_amount,
    known.prorated_quota_amount,
    {{ ratio('known.prorated_quota_amount', 'known.quota_amount') }} as ramp_factor,
    known.invoiced_amount,
    {{ ratio('known.invoiced_amount', 'known.prorated_quota_amount') }} as attainment,
    {{ ratio(ratio('known.invoiced_amount', 'known.prorated_quota_amount'), 'known.quota_elapsed_share') }} as pace,
    known.team_quota_amount,
    {{ ratio('known.quota_amount', 'known.team_quota_amount') }} as assigned_share,
    case when known.entity_type <> 'rep' then known.reps_with_quota end as reps_with_quota,
    case when known.has_reps then known.reps_at_quota end as reps_at_quota,
    case when known.has_reps then known.reps_on_pace end as reps_on_pace,
    case when known.has_reps then known.share_at_quota end as share_at_quota,
    {%- for end in ['low', 'high'] %}
    case
        when known.has_reps
            then {{ wilson_bound(end, 'known.reps_at_quota', 'known.reps_with_quota', threshold('C2.interval_z')) }}
    end as share_at_quota_{{ end }},
    {%- endfor %}
    case when known.entity_type <> 'rep' then known.is_reportable end as is_reportable,
    case when known.has_reps then known.reps_near_quota end as reps_near_quota,
    case when known.has_reps then {{ ratio('known.reps_near_quota', 'known.reps_with_quota') }} end
        as share_near_quota,
    known.attainment_p10,
    known.attainment_p50,
    known.attainment_p90,
    case
        when known.is_partial or known.period_type = 'month' then null
        when not known.has_reps or not known.is_reportable then null
        when known.share_at_quota < {{ threshold('M04.too_high') }} then 'too high'
        when known.share_at_quota > {{ threshold('M04.too_low') }} then 'too low'
        else 'fair'
    end as quota_calibration,
    case when known.measure = 'revenue' then '{{ reporting_currency() }}' end as currency,
    nullif(concat_ws(
        '; ',
        case
            when known.quota_sum is null
                then 'quota_amount: ' || coalesce({{ not_connected_reason('quotas') }}, 'no convertible quota')
        end,
        'invoiced_amount: ' || {{ not_connected_reason('accounting') }},
        case
            when known.measure not in ('revenue', 'units')
                then 'invoiced_amount: accounting does not measure ' || known.measure
        end,
        case
            when known.has_books
                then 'invoiced_amount before credit notes: ' || {{ not_connected_reason('credit_notes') }}
        end,
        case when known.is_partial then 'the period is not over' end,
        case
            when known.quota_days < known.business_days
                then
                    'the quota covers at most ' || known.quota_days || ' of ' || known.business_days
                    || ' business days'
        end,
        case when known.prorated_sum <> known.quota_sum then 'the quota counts from the day of hire on' end,
        {%- for measure in ['quota', 'invoiced'] %}
        case
            when known.{{ measure }}_unknown > 0
                then
                    '{{ measure }}_amount is without ' || known.{{ measure }}_unknown
                    || ' whose amount is missing or could not be converted'
        end{{ ',' if not loop.last }}
        {%- endfor %}
    ), '') as note
from known
left join {{ ref('dim_rep') }} as reps
    on
        known.entity_type = 'rep'
        and known.entity_id = reps.rep_id
        and reps.is_current
left join {{ ref('dim_territory') }} as territories
    on
        known.entity_type = 'territory'
        and known.entity_id = territories.territory_id
