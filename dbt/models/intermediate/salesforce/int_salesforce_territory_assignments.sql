-- One row per assignment of a user of Salesforce to a territory and version of it (`valid_to` is exclusive). An
-- assignment whose first version is inactive was valid until that day.
with versions_of_days as (
    select
        *,
        {{ business_date('known_at') }} as known_on,
        row_number() over (
            partition by user_territory_id, {{ business_date('known_at') }} order by loaded_at desc
        ) as version_rank
    from {{ ref('stg_salesforce__user_territory_versions') }}
),

-- The last version of a day is the version of the day.
versions as (
    select
        *,
        row_number() over (partition by user_territory_id order by known_on) as version_number,
        lead(known_on) over (partition by user_territory_id order by known_on) as next_known_on,
        lead(known_at) over (partition by user_territory_id order by known_on) as next_known_at
    from versions_of_days
    where version_rank = 1
),

-- The flag of an assignment may follow that of the user, which does not change the validity of the assignment.
departures as (
    select user_id, {{ business_date('known_at') }} as left_on
    from {{ ref('stg_salesforce__users') }}
    where is_deleted or not coalesce(is_active, true)
)

select
    user_territory_id as assignment_id,
    user_id as rep_id,
    territory_id,
    known_on as valid_from,
    next_known_on as valid_to,
    known_at,
    next_known_at as end_known_at
from versions
where is_active
union all
select
    versions.user_territory_id,
    versions.user_id,
    versions.territory_id,
    cast({{ beginning_of_time() }} as date),
    case when departures.left_on > versions.known_on then departures.left_on else versions.known_on end,
    versions.known_at,
    versions.known_at
from versions
left join departures on versions.user_id = departures.user_id
where versions.version_number = 1 and not versions.is_active
