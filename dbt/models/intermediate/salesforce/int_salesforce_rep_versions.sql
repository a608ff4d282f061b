-- One row per user of Salesforce and day on which a new version became known: the last version of that day.
with versions as (
    select
        *,
        row_number() over (
            partition by user_id, {{ business_date('known_at') }} order by loaded_at desc
        ) as version_rank
    from {{ ref('stg_salesforce__user_versions') }}
)

select
    versions.user_id as rep_id,
    {{ user_name('versions') }} as rep_name,
    versions.email,
    {{ user_team('versions', 'roles') }} as team,
    versions.manager_id,
    versions.is_active,
    {{ business_date('versions.created_at') }} as hired_on,
    versions.known_at
from versions
left join {{ ref('stg_salesforce__user_roles') }} as roles on versions.user_role_id = roles.user_role_id
where versions.version_rank = 1
