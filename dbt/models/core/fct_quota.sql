-- One row per version of a quota known by AS_OF: holder, period, measure and first day of validity. Versions replace
-- one another and are not added up; an amount of measure `units` is a number of pieces. Team and territory are the
-- rep's on the first day of the period. A quota in the name of a team is the team's own, separate from those of its
-- reps.
with quotas as (
    select * from {{ ref('int_quotas_unioned') }}
    where coalesce(valid_from <= {{ as_of() }}, true)
),

aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
),

reps as (
    select rep_id, team, territory_id, territory_known_from, valid_from, valid_to from {{ ref('dim_rep') }}
),

teams as (
    select {{ text_key('team') }} as team_key, min(team) as team
    from reps
    where team is not null
    group by {{ text_key('team') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

assigned as (
    select
        quotas.quota_id,
        quotas.holder_key,
        case when aliases.rep_id is null and teams.team is not null then 'team' else 'rep' end as holder_type,
        coalesce(aliases.rep_id, 'unassigned') as rep_id,
        coalesce(reps.team, case when aliases.rep_id is null then teams.team end) as team,
        reps.territory_id,
        coalesce(quotas.period_start < reps.territory_known_from, false) as is_territory_inferred,
        quotas.period_start,
        quotas.period_end,
        coalesce(nullif(lower(trim(quotas.measure)), ''), 'revenue') as measure,
        case
            when lower(trim(quotas.measure)) = 'units' then {{ money('quotas.amount') }}
            else {{ money('quotas.amount', 'quotas.currency') }}
        end as amount,
        coalesce(quotas.currency, '{{ reporting_currency() }}') as currency,
        quotas.currency is null as is_currency_assumed,
        quotas.valid_from,
        quotas.known_at
    from quotas
    left join aliases on quotas.holder_key = aliases.alias
    left join teams on quotas.holder_key = teams.team_key
    left join reps
        on
            aliases.rep_id = reps.rep_id
            and quotas.period_start >= reps.valid_from
            and (reps.valid_to is null or quotas.period_start < reps.valid_to)
)

select
    assigned.quota_id,
    assigned.holder_type,
    assigned.holder_key,
    assigned.rep_id,
    assigned.team,
    assigned.territory_id,
    assigned.is_territory_inferred,
    assigned.period_start,
    assigned.period_end,
    assigned.measure,
    assigned.amount,
    assigned.currency,
    assigned.is_currency_assumed,
    case
        when assigned.measure <> 'units'
            then {{ in_reporting_currency('assigned.amount', 'assigned.currency', 'fx_rates.rate') }}
    end as amount_rc,
    assigned.valid_from,
    assigned.known_at
from assigned
left join fx_rates on {{ rate_on('fx_rates', 'assigned.currency', 'assigned.period_start') }}
