-- One row per rep of a mapped export, with the rep's manager; a manager name that several reps have is ignored.
with reps as (
    select * from {{ ref('stg_csv_mapping__reps') }}
),

rep_names as (
    select lower(trim(rep_name)) as rep_key, min(rep_id) as rep_id
    from reps
    where rep_name is not null
    group by lower(trim(rep_name))
    having count(*) = 1
)

select
    reps.rep_id,
    coalesce(reps.rep_name, reps.rep_id) as rep_name,
    reps.email,
    reps.team,
    rep_names.rep_id as manager_id,
    coalesce(reps.is_active, true) and not reps.is_deleted as is_active,
    reps.known_at
from reps
left join rep_names on lower(trim(reps.manager_name)) = rep_names.rep_key
