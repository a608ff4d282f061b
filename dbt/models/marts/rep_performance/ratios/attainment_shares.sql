-- One row per entity (rep, team, territory, company), measure, period and rep: the rep's contribution to the entity.
-- When the team or territory changes within the period, each gets its part. The quota of a team as a whole has no rep.
with months as (

    select
        month_start,
        quarter_start,
        fiscal_year_start as year_start,
        count(case when is_business_day then 1 end) as business_days,
        count(case when is_business_day and date_day <= {{ as_of() }} then 1 end) as business_days_elapsed
    from {{ ref('dim_date') }}
    group by month_start, quarter_start, fiscal_year_start

),

days as (

    select
        date_day,
        count(case when is_business_day then 1 end) over (
            partition by month_start
            order by date_day
            rows between unbounded preceding and 1 preceding
        ) as business_days_before
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
        hired_on,
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
        cast(null as date) as hired_on,
        cast(null as decimal(18, 3)) as invoiced_amount,
        0 as lines_unknown,
        quota_amount as team_quota_amount
    from {{ ref('fct_quota_month') }}
    where holder_type = 'team' and finer_quota_id is null

),

-- The business days of the months in which there is a quota, whole, from the day of hire on.
covered as (

    select
        results.*,
        months.quarter_start,
        months.year_start,
        case when results.prorated_amount > 0 then months.business_days - coalesce(days.business_days_before, 0) end
            as quota_days,
        case
            when results.prorated_amount > 0
                then greatest(months.business_days_elapsed - coalesce(days.business_days_before, 0), 0)
        end as quota_days_elapsed
    from results
    inner join months
        on results.month_start = months.month_start
    left join days
        on
            results.hired_on = days.date_day
            and results.hired_on > results.month_start

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
