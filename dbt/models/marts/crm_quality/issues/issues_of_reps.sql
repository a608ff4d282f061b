-- One row per issue and object: an owner who is not among the users, and a version of a rep who holds several
-- territories.
with opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

)

select
    'unknown_rep' as issue,
    split_part(reps.rep_id, ':', 1) as source_system,
    'rep' as table_name,
    reps.rep_id as object_id,
    'not among the users; owner of ' || cast(count(opportunities.opportunity_id) as varchar) || ' opportunities'
        as detail,
    'export this user too, unless it is a queue; until then its records count for ' || reps.rep_name as remedy,
    {{ money('sum(opportunities.amount_rc)') }} as amount,
    '{{ reporting_currency() }}' as currency
from {{ ref('dim_rep') }} as reps
left join opportunities on reps.rep_id = opportunities.owner_id
where reps.is_current and not reps.is_user and reps.rep_id <> 'unassigned'
group by reps.rep_id, reps.rep_name

union all

select
    'several_territories' as issue,
    split_part(rep_id, ':', 1) as source_system,
    'rep' as table_name,
    rep_id || '#' || cast(valid_from as varchar) as object_id,
    'holds ' || cast(territories_held as varchar) || ' territories; all is credited to ' || territory as detail,
    'nothing if intended; otherwise end the assignments that no longer apply' as remedy,
    {{ no_amount() }}
from {{ ref('dim_rep') }}
where territories_held > 1
