-- One row per id that owns a record in a CRM and is not among its users (left long ago, a queue, a typing error).
with reps as (
    select rep_id from {{ ref('int_reps_unioned') }}
),

used as (
    select owner_id as rep_id, owner_known_at as known_at from {{ ref('int_opportunity_changes') }}
    union all
    select owner_id, known_at from {{ ref('int_leads_dated') }}
    union all
    select owner_at_creation_id, known_at from {{ ref('int_leads_dated') }}
    union all
    select owner_id, known_at from {{ ref('int_accounts_unioned') }}
    union all
    select split_owner_id, known_at
    from {{ union_systems('opportunity_splits', {'string': ['split_owner_id'], 'timestamp': ['known_at']}) }} as splits
    union all
    select owner_id, known_at from {{ ref('int_proposals_unioned') }}
    union all
    select owner_id, known_at
    from {{ union_systems('tasks', {'string': ['owner_id'], 'timestamp': ['known_at']}) }} as tasks
    union all
    select owner_id, known_at
    from {{ union_systems('appointments', {'string': ['owner_id'], 'timestamp': ['known_at']}) }} as appointments
    union all
    select rep_id, known_at
    from {{ union_systems('logged_activities', {'string': ['rep_id'], 'timestamp': ['known_at']}) }} as activities
)

select
    used.rep_id,
    min(used.known_at) as known_at
from used
left join reps on used.rep_id = reps.rep_id
where used.rep_id is not null and used.rep_id <> 'unassigned' and reps.rep_id is null
group by used.rep_id
