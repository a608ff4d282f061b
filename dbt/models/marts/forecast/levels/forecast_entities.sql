-- One row per rep and entity to which the rep's figures are added: the rep, the rep's present team, the company.
with active_reps as (

    select rep_id
    from {{ ref('forecast_movements') }}
    where moved_on > {{ add_days(as_of(), '-' ~ threshold('forecast.run_rate_days')) }}

    union

    select rep_id
    from {{ ref('forecast_open_deals') }}

),

-- Reps who left count for their team and the company; without them past results would be overstated.
reps as (

    select rep_id
    from {{ ref('forecast_movements') }}

    union

    select rep_id
    from active_reps

),

described as (

    select
        reps.rep_id,
        coalesce(dim_rep.team, '(none)') as team,
        active_reps.rep_id is not null as is_active_rep
    from reps
    left join active_reps
        on reps.rep_id = active_reps.rep_id
    left join {{ ref('dim_rep') }} as dim_rep
        on
            reps.rep_id = dim_rep.rep_id
            and dim_rep.is_current

),

active_teams as (

    select distinct team
    from described
    where is_active_rep

)

select
    'company' as entity_type,
    'company' as entity_id,
    rep_id
from described

union all

select
    'team' as entity_type,
    described.team as entity_id,
    described.rep_id
from described
inner join active_teams
    on described.team = active_teams.team

union all

select
    'rep' as entity_type,
    rep_id as entity_id,
    rep_id
from described
where is_active_rep
