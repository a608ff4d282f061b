-- One row per rep, team, territory, measure and month: quota and invoiced amount, each credited to the team and
-- territory at its date.
with days as (

    select
        rep_id,
        document_date,
        sum(net_amount_rc) as revenue,
        count(*) - count(net_amount_rc) as revenue_unknown,
        sum(quantity) as units,
        count(*) - count(quantity) as units_unknown
    from {{ ref('fct_revenue_credit') }}
    where document_date is not null
    group by rep_id, document_date

),

credited as (

    select
        days.*,
        reps.team,
        reps.territory_id,
        {{ month_start('days.document_date') }} as month_start
    from days
    left join {{ ref('dim_rep') }} as reps
        on
            days.rep_id = reps.rep_id
            and days.document_date >= reps.valid_from
            and (reps.valid_to is null or days.document_date < reps.valid_to)

),

quotas as (

    select *
    from {{ ref('fct_quota_month') }}
    where holder_type = 'rep' and finer_quota_id is null

),

-- Pieces are counted only for reps who have a quota of pieces.
unit_months as (

    select distinct
        rep_id,
        month_start
    from quotas
    where measure = 'units'

),

measured as (

    select
        rep_id,
        team,
        territory_id,
        measure,
        month_start,
        quota_amount,
        prorated_amount,
        case when quota_amount is null then 1 else 0 end as quotas_unknown,
        covered_from,
        covered_to,
        cast(null as decimal(18, 3)) as invoiced_amount,
        0 as lines_unknown
    from quotas

    union all

    select
        rep_id,
        team,
        territory_id,
        'revenue' as measure,
        month_start,
        cast(null as decimal(18, 3)) as quota_amount,
        cast(null as decimal(18, 3)) as prorated_amount,
        0 as quotas_unknown,
        cast(null as date) as covered_from,
        cast(null as date) as covered_to,
        revenue as invoiced_amount,
        revenue_unknown as lines_unknown
    from credited

    union all

    select
        credited.rep_id,
        credited.team,
        credited.territory_id,
        'units' as measure,
        credited.month_start,
        cast(null as decimal(18, 3)) as quota_amount,
        cast(null as decimal(18, 3)) as prorated_amount,
        0 as quotas_unknown,
        cast(null as date) as covered_from,
        cast(null as date) as covered_to,
        credited.units as invoiced_amount,
        credited.units_unknown as lines_unknown
    from credited
    inner join unit_months
        on
            credited.rep_id = unit_months.rep_id
            and credited.month_start = unit_months.month_start

)

select
    rep_id,
    team,
    territory_id,
    measure,
    month_start,
    {{ money('sum(quota_amount)') }} as quota_amount,
    {{ money('sum(prorated_amount)') }} as prorated_amount,
    cast(sum(quotas_unknown) as bigint) as quotas_unknown,
    min(covered_from) as covered_from,
    max(covered_to) as covered_to,
    {{ money('sum(invoiced_amount)') }} as invoiced_amount,
    cast(sum(lines_unknown) as bigint) as lines_unknown
from measured
group by rep_id, team, territory_id, measure, month_start
