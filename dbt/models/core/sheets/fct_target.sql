-- One row per target agreed by AS_OF, with the values proposed before by management and the rep; a target without an
-- agreement counts from the beginning of its period.
with targets as (
    select *
    from {{ union_systems('targets', {
        'string': [
            'target_id', 'metric', 'owner_email', 'unit', 'rep_argument', 'agreed_points', 'differences', 'goal'
        ],
        'decimal(18, 8)': ['baseline', 'management_value', 'rep_value', 'agreed_value'],
        'boolean': ['is_deleted'],
        'date': ['period_start', 'period_end', 'met_date', 'agreed_date'],
        'timestamp': ['known_at'],
    }) }} as targets
    where not is_deleted and coalesce(coalesce(agreed_date, met_date, period_start) <= {{ as_of() }}, true)
),

aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
)

select
    targets.target_id,
    targets.metric,
    coalesce(aliases.rep_id, 'unassigned') as rep_id,
    targets.unit,
    targets.period_start,
    targets.period_end,
    cast(targets.baseline as double) as baseline,
    cast(targets.management_value as double) as management_value,
    cast(targets.rep_value as double) as rep_value,
    cast(targets.agreed_value as double) as agreed_value,
    targets.rep_argument,
    targets.agreed_points,
    targets.differences,
    targets.goal,
    targets.met_date,
    targets.agreed_date,
    targets.known_at
from targets
left join aliases on targets.owner_email = aliases.alias
