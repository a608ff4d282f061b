-- One row per user of an Odoo that is the CRM, with the sales team joined first among the present ones, and its leader.
with users as (
    select * from {{ ref('stg_odoo__users') }}
),

memberships as (
    select
        team_members.user_id,
        teams.team_name,
        teams.leader_id,
        row_number() over (
            partition by team_members.user_id order by team_members.created_at, team_members.team_member_id
        ) as membership_number
    from {{ ref('stg_odoo__team_members') }} as team_members
    inner join {{ ref('stg_odoo__teams') }} as teams on team_members.team_id = teams.team_id
    where not team_members.is_deleted and team_members.is_active
)

select
    users.user_id as rep_id,
    coalesce(users.user_name, users.user_id) as rep_name,
    coalesce(users.email, users.login) as email,
    memberships.team_name as team,
    -- The leader of a team has no leader in it.
    case when memberships.leader_id <> users.user_id then memberships.leader_id end as manager_id,
    coalesce(users.is_active, true) and not users.is_deleted as is_active,
    {{ business_date('users.created_at') }} as hired_on,
    users.known_at
from users
left join memberships on users.user_id = memberships.user_id and memberships.membership_number = 1
where {{ is_delivered('odoo', 'lead') }}
