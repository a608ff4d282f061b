-- One row per entity (rep, team, territory, company), measure, period and rep: the rep's contribution to the entity.
-- When the team or territory changes within the period, each gets its part. The quota of a team as a whole has no rep.
with months as (

    select distinct
        month_start,
        quarter_start,
        fiscal_year_start as year_start
    from {{ ref('dim_date') }}

),

-- Business days of the calendar through each day, and before it.
days as (

    select
        date_day,
        sum(case when is_business_day then 1 else 0 end) over (order by date_day) as business_days_through,
        sum(case when is_business_day then 1 else 0 end) over (order by date_day)
        - case when is_business_day then 1 else 0 end as business_days_before
    from {{ ref('dim_date') }}

),

results as (

    select
        rep_id,
        team,
        territory_id,
        measure,
        month_start,
        quota_amount,
        prorated_amount,
        quotas_unknown,
        covered_from,
        covered_to,
        invoiced_amount,
        lines_unknown,
        cast(null as decimal(18, 3)) as team_quota_amount
    from {{ ref('fct_rep_result_month') }}

    union all

    select
        cast(null as varchar) as rep_id,
        team,
        cast(null as varchar) as territory_id,
        measure,
        month_start,
        cast(null as decimal(18, 3)) as quota_amount,
        cast(null as decimal(18, 3)) as prorated_amount,
        0 as quotas_unknown,
        cast(null as date) as covered_from,
        cast(null as date) as covered_to,
        cast(null as decimal(18, 3)) as invoiced_amount,
        0 as lines_unknown,
        quota_amount as team_quota_amount
    from {{ ref('fct_quota_month') }}
    where holder_type = 'team' and finer_quota_id is null

),

-- The business days on which a quota counts, from the day of hire on, and those of them that have passed.
covered as (

    select
        results.*,
        months.quarter_start,
        months.year_start,
        case when results.prorated_amount > 0 then last_days.business_days_through - first_days.business_days_before end
            as quota_days,
        case
            when results.prorated_amount > 0
                then greatest(
                    least(last_days.business_days_through, today.business_days_through)
                    - first_days.business_days_before, 0
                )
        end as quota_days_elapsed
    from results
    inner join months
        on results.month_start = months.month_start
    left join days as first_days
        on results.covered_from = first_days.date_day
    left join days as last_days
        on results.covered_to = last_days.date_day
    left join days as today
        on today.date_day = {{ as_of() }}

),

period_results as (

    {%- for period_type in ['month', 'quarter', 'year'] %}
    select
        '{{ period_type }}' as period_type,
        {{ period_type }}_start as period_start,
        *
    from covered
    where {{ period_type }}_start <= {{ as_of() }}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

entity_results as (

    {%- for entity_type, entity_id in [
        ('rep', 'rep_id'),
        ('team', "coalesce(team, '(none)')"),
        ('territory', "coalesce(territory_id, '(none)')"),
        ('company', "'company'"),
    ] %}
    select
        '{{ entity_type }}' as entity_type,
        {{ entity_id }} as entity_id,
        *
    from period_results
    {%- if entity_type != 'team' %}
    where rep_id is not null
    {%- endif %}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

shares as (

    select
        entity_type,
        entity_id,
        measure,
        period_type,
        period_start,
        rep_id,
        sum(quota_amount) as quota_amount,
        sum(prorated_amount) as prorated_amount,
        cast(sum(quotas_unknown) as bigint) as quotas_unknown,
        cast(sum(quota_days) as bigint) as quota_days,
        cast(sum(quota_days_elapsed) as bigint) as quota_days_elapsed,
        sum(invoiced_amount) as invoiced_sum,
        cast(sum(lines_unknown) as bigint) as invoiced_unknown,
        sum(team_quota_amount) as team_quota_amount
    from entity_results
    group by entity_type, entity_id, measure, period_type, period_start, rep_id

),

-- Accounting provides amounts and pieces, and no other measure in which a quota may be set.
measured as (

    select
        *,
        {{ is_connected('accounting') }} and measure in ('revenue', 'units') as has_books
    from shares

)

select
    measured.*,
    coalesce(
        measured.entity_type <> 'rep' and measured.prorated_amount > 0
        and presences.days_present >= {{ threshold('M04.active_least') }} * presences.days_elapsed, false
    ) as is_judged,
    case
        when measured.has_books then {{ ratio(amount_known('measured.invoiced'), 'measured.prorated_amount') }}
    end as attainment
from measured
left join {{ ref('fct_rep_presence') }} as presences
    on
        measured.rep_id = presences.rep_id
        and measured.period_type = presences.period_type
        and measured.period_start = presences.period_start
