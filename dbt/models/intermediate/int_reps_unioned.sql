-- One row per rep over all CRM systems, as the source holds the person now.
with users as (
    select * from {{ ref('stg_salesforce__users') }}
),

mapped_reps as (
    select * from {{ ref('stg_csv_mapping__reps') }}
),

mapped_names as (
    select lower(trim(rep_name)) as rep_key, min(rep_id) as rep_id
    from mapped_reps
    where rep_name is not null
    group by lower(trim(rep_name))
    having count(*) = 1
),

unioned as (
    select
        users.user_id as rep_id,
        {{ user_name('users') }} as rep_name,
        users.email,
        coalesce(users.division, users.department) as team,
        users.manager_id,
        coalesce(users.is_active, true) and not users.is_deleted as is_active,
        {{ business_date('users.created_at') }} as hired_on,
        users.known_at
    from users
    union all
    select
        mapped_reps.rep_id,
        coalesce(mapped_reps.rep_name, mapped_reps.rep_id),
        mapped_reps.email,
        mapped_reps.team,
        mapped_names.rep_id,
        coalesce(mapped_reps.is_active, true) and not mapped_reps.is_deleted,
        cast(null as date),
        mapped_reps.known_at
    from mapped_reps
    left join mapped_names on lower(trim(mapped_reps.manager_name)) = mapped_names.rep_key
    union all
    select rep_id, rep_name, email, team, manager_id, is_active, hired_on, known_at
    from {{ ref('int_odoo_reps') }}
)

select * from unioned
