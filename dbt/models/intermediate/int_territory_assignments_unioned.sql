-- One row per assignment and first day on which a territory is known to be a rep's; `valid_to` is the first day on
-- which it no longer is. A mapped export says the days; the CRM says them by the versions that were delivered, and one
-- that was over when first seen held until then. Reps without an assignment have the territory that their row names.
with aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
),

-- The last version of a day stands for the day.
association_days as (
    select
        *,
        {{ business_date('known_at') }} as known_on,
        row_number() over (
            partition by user_territory_id, {{ business_date('known_at') }} order by loaded_at desc
        ) as version_rank
    from {{ ref('stg_salesforce__user_territory_versions') }}
),

association_versions as (
    select
        *,
        row_number() over (partition by user_territory_id order by known_on) as version_number,
        lead(known_on) over (partition by user_territory_id order by known_on) as next_known_on,
        lead(known_at) over (partition by user_territory_id order by known_on) as next_known_at
    from association_days
    where version_rank = 1
),

-- The flag of an assignment may follow the user's, which leaves the assignment's own time as it was.
departures as (
    select user_id, {{ business_date('known_at') }} as left_on
    from {{ ref('stg_salesforce__users') }}
    where is_deleted or not coalesce(is_active, true)
),

mapped as (
    select
        assignments.territory_assignment_id as assignment_id,
        coalesce(aliases.rep_id, assignments.rep_id) as rep_id,
        assignments.territory_id,
        coalesce(assignments.valid_from, cast({{ beginning_of_time() }} as date)) as valid_from,
        {{ add_days('assignments.valid_to', 1) }} as valid_to,
        assignments.known_at,
        assignments.known_at as end_known_at
    from {{ ref('stg_csv_mapping__territory_assignments') }} as assignments
    left join aliases on lower({{ raw_id('assignments.rep_id') }}) = aliases.alias
    where not assignments.is_deleted
),

assigned as (
    select * from mapped
    union all
    select user_territory_id, user_id, territory_id, known_on, next_known_on, known_at, next_known_at
    from association_versions
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
    from association_versions as versions
    left join departures on versions.user_id = departures.user_id
    where versions.version_number = 1 and not versions.is_active
),

territory_names as (
    select {{ text_key('territory_name') }} as name_key, min(territory_id) as territory_id
    from {{ ref('int_territories_unioned') }}
    group by {{ text_key('territory_name') }}
),

named as (
    select
        reps.rep_id as assignment_id,
        coalesce(aliases.rep_id, reps.rep_id) as rep_id,
        territory_names.territory_id,
        cast({{ beginning_of_time() }} as date) as valid_from,
        cast(null as date) as valid_to,
        reps.known_at,
        cast(null as timestamp) as end_known_at
    from {{ ref('stg_csv_mapping__reps') }} as reps
    inner join territory_names on {{ text_key('reps.territory') }} = territory_names.name_key
    left join aliases on lower(reps.rep_id) = aliases.alias
    left join assigned on coalesce(aliases.rep_id, reps.rep_id) = assigned.rep_id
    where assigned.rep_id is null
)

select * from assigned
where valid_to is null or valid_to > valid_from
union all
select * from named
