-- One row per user of Salesforce in the present state.
select
    users.user_id as rep_id,
    {{ user_name('users') }} as rep_name,
    users.email,
    {{ user_team('users', 'roles') }} as team,
    users.manager_id,
    coalesce(users.is_active, true) and not users.is_deleted as is_active,
    {{ business_date('users.created_at') }} as hired_on,
    users.known_at
from {{ ref('stg_salesforce__users') }} as users
left join {{ ref('stg_salesforce__user_roles') }} as roles on users.user_role_id = roles.user_role_id
