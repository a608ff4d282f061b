-- One row per login to the CRM up to AS_OF; logins of programs are included and flagged.
with logins as (
    select *
    from {{ union_systems('logins', {
        'string': ['login_id', 'user_id', 'login_type', 'status', 'api_type'],
        'boolean': ['is_deleted'],
        'timestamp': ['occurred_at', 'known_at'],
    }) }} as logins
    where not is_deleted and occurred_at < {{ as_of_end() }}
),

reps as (
    select rep_id from {{ ref('int_reps_unioned') }}
)

select
    logins.login_id,
    coalesce(reps.rep_id, 'unassigned') as rep_id,
    logins.occurred_at,
    {{ business_date('logins.occurred_at') }} as occurred_date,
    logins.login_type,
    lower(trim(coalesce(logins.status, 'success'))) = 'success' as is_success,
    coalesce(nullif(trim(logins.api_type), ''), 'N/A') <> 'N/A' as is_program,
    logins.known_at
from logins
left join reps on logins.user_id = reps.rep_id
