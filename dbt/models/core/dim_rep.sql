-- One row per rep and version of the person (SCD2). The first version known is taken to have held always, and is
-- marked. Owners who are no users have an inferred row; money that nobody can be credited with belongs to `unassigned`.
with reps as (
    select * from {{ ref('int_reps_unioned') }}
),

user_versions as (
    select * from {{ ref('stg_salesforce__user_versions') }}
),

quota_emails as (
    select distinct rep_email from {{ ref('stg_finance__quotas') }} where not is_deleted
),

-- The last version of a day stands for the day.
versions_of_days as (
    select
        user_versions.user_id as rep_id,
        {{ user_name('user_versions') }} as rep_name,
        user_versions.email,
        coalesce(user_versions.division, user_versions.department) as team,
        user_versions.manager_id,
        user_versions.is_active,
        {{ business_date('user_versions.created_at') }} as hired_on,
        user_versions.known_at,
        {{ business_date('user_versions.known_at') }} as known_on,
        row_number() over (
            partition by user_versions.user_id, {{ business_date('user_versions.known_at') }}
            order by user_versions.loaded_at desc
        ) as version_rank
    from user_versions
),

versions as (
    select
        versions_of_days.rep_id,
        versions_of_days.rep_name,
        versions_of_days.email,
        versions_of_days.team,
        versions_of_days.manager_id,
        reps.territory,
        versions_of_days.is_active,
        versions_of_days.hired_on,
        versions_of_days.known_at,
        versions_of_days.known_on
    from versions_of_days
    inner join reps on versions_of_days.rep_id = reps.rep_id
    where versions_of_days.version_rank = 1
    union all
    select
        rep_id, rep_name, email, team, manager_id, territory, is_active, hired_on, known_at,
        {{ business_date('known_at') }}
    from reps
    where rep_id like 'csv:%'
    union all
    select
        rep_id, 'Unknown ' || {{ raw_id('rep_id') }}, null, null, null, null, false, null, known_at,
        {{ business_date('known_at') }}
    from {{ ref('int_reps_inferred') }}
    union all
    select
        'unassigned', 'Unassigned', null, null, null, null, false, null, {{ beginning_of_time() }},
        cast({{ beginning_of_time() }} as date)
),

numbered as (
    select
        *,
        row_number() over (partition by rep_id order by known_on) as version_number,
        lead(known_on) over (partition by rep_id order by known_on) as valid_to
    from versions
)

select
    numbered.rep_id,
    numbered.rep_name,
    numbered.email,
    numbered.team,
    numbered.manager_id,
    numbered.territory,
    numbered.is_active,
    quota_emails.rep_email is not null as is_quota_carrying,
    case
        when numbered.version_number = 1 then cast({{ beginning_of_time() }} as date)
        else numbered.known_on
    end as valid_from,
    numbered.valid_to,
    numbered.valid_to is null as is_current,
    numbered.version_number = 1 as is_inferred,
    numbered.hired_on,
    numbered.known_at
from numbered
left join quota_emails on numbered.email = quota_emails.rep_email
