-- One row per entity (rep, team, company), period (fiscal quarter, last twelve months) and ratio: numerator,
-- denominator and their quotient.
with months as (

    select
        *,
        max(month_start) over (partition by ratio_name) as last_month
    from {{ ref('ratio_months') }}

),

-- The team is the rep's team at the end of the month.
credited as (

    select
        months.*,
        coalesce(reps.team, '(none)') as team
    from months
    left join {{ ref('dim_rep') }} as reps
        on
            months.rep_id = reps.rep_id
            and {{ month_end('months.month_start') }} >= reps.valid_from
            and (reps.valid_to is null or {{ month_end('months.month_start') }} < reps.valid_to)

),

periods as (

    select
        *,
        'quarter' as period_type,
        {{ quarter_start('month_start') }} as period_start,
        {{ quarter_end('month_start') }} as period_end
    from credited

    union all

    select
        *,
        'rolling_12_months' as period_type,
        {{ add_months('last_month', -11) }} as period_start,
        {{ month_end('last_month') }} as period_end
    from credited
    where month_start > {{ add_months('last_month', -12) }}

),

entities as (
    {% for entity_type, entity_id in [('rep', 'rep_id'), ('team', 'team'), ('company', "'company'")] %}
    select
        '{{ entity_type }}' as entity_type,
        {{ entity_id }} as entity_id,
        ratio_name,
        metric_id,
        is_value,
        period_type,
        period_start,
        period_end,
        period_end <= least({{ month_end('max(last_month)') }}, {{ as_of() }}) as is_mature,
        cast(sum(cases) as bigint) as cases,
        cast(sum(claimed_cases) as bigint) as claimed_cases,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from periods
    group by
        {{ entity_id ~ ',' if entity_type != 'company' }} ratio_name, metric_id, is_value, period_type, period_start,
        period_end
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

-- Only ratios of counts have an interval.
judged as (

    select
        *,
        cases >= {{ threshold('C2.reportable_least') }} as is_reportable
    from entities

)

select
    judged.entity_type,
    judged.entity_id,
    coalesce(reps.rep_name, judged.entity_id) as entity_name,
    judged.period_type,
    judged.period_start,
    judged.period_end,
    judged.ratio_name,
    judged.metric_id,
    judged.is_mature,
    judged.cases,
    judged.claimed_cases,
    {{ money('judged.numerator') }} as numerator,
    {{ money('judged.denominator') }} as denominator,
    {{ ratio('judged.numerator', 'judged.denominator') }} as ratio,
    {%- for end in ['low', 'high'] %}
    case
        when not judged.is_value
            then {{ wilson_bound(end, 'judged.numerator', 'judged.denominator', threshold('C2.interval_z')) }}
    end as ratio_{{ end }},
    {%- endfor %}
    judged.is_reportable,
    case judged.ratio_name
        when 'closing_ratio' then {{ threshold('M10.target') }}
        when 'gateway_ratio' then {{ threshold('M36.target') }}
    end as target,
    case judged.ratio_name when 'gateway_ratio' then {{ threshold('M36.alert') }} end as alert,
    case when judged.is_value then '{{ reporting_currency() }}' end as currency,
    nullif(concat_ws(
        '; ',
        case
            when judged.ratio_name like 'sales%'
                then 'sales are CRM claims: ' || {{ not_connected_reason('accounting') }}
        end,
        case
            when judged.claimed_cases > 0 and {{ is_connected('accounting') }}
                then judged.claimed_cases || ' won without a linked invoice count with the amount in the CRM'
        end,
        case when judged.denominator = 0 then 'ratio: the denominator is zero' end,
        case when not judged.is_mature then 'the period, or the horizon of its last cases, has not ended' end
    ), '') as note
from judged
left join {{ ref('dim_rep') }} as reps
    on
        judged.entity_type = 'rep'
        and judged.entity_id = reps.rep_id
        and reps.is_current
