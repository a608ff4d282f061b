-- One row per rep and version of the person or of the territories held (SCD2). The first version known is taken to have
-- held always, and is marked. Owners who are no users have an inferred row; money that nobody can be credited with
-- belongs to `unassigned`.
with rep_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'rep' and surviving_id is not null
),

-- Who is in two CRMs is one rep.
reps as (
    select reps.*
    from {{ ref('int_reps_unioned') }} as reps
    left join rep_merges on reps.rep_id = rep_merges.record_id
    where rep_merges.record_id is null
),

user_versions as (
    select * from {{ ref('stg_salesforce__user_versions') }}
),

territories as (
    select * from {{ ref('int_rep_territories_dated') }}
),

quota_carriers as (
    select distinct aliases.rep_id
    from {{ ref('int_quotas_unioned') }} as quotas
    inner join {{ ref('int_rep_aliases') }} as aliases on quotas.holder_key = aliases.alias
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
        versions_of_days.is_active,
        versions_of_days.hired_on,
        versions_of_days.known_at,
        versions_of_days.known_on
    from versions_of_days
    inner join reps on versions_of_days.rep_id = reps.rep_id
    where versions_of_days.version_rank = 1
    union all
    select
        rep_id, rep_name, email, team, manager_id, is_active, hired_on, known_at,
        {{ business_date('known_at') }}
    from reps
    where rep_id like 'csv:%' or rep_id like 'odoo:%'
    union all
    select
        rep_id, 'Unknown ' || {{ raw_id('rep_id') }}, null, null, null, false, null, known_at,
        {{ business_date('known_at') }}
    from {{ ref('int_reps_inferred') }}
    union all
    select
        'unassigned', 'Unassigned', null, null, null, false, null, {{ beginning_of_time() }},
        cast({{ beginning_of_time() }} as date)
),

numbered as (
    select *, row_number() over (partition by rep_id order by known_on) as version_number from versions
),

-- What became of a person after AS_OF is not known yet; the first version stands for all the time before it.
persons as (
    select
        *,
        case when version_number = 1 then cast({{ beginning_of_time() }} as date) else known_on end as valid_from,
        lead(known_on) over (partition by rep_id order by known_on) as valid_to
    from numbered
    where version_number = 1 or known_on <= {{ as_of() }}
),

changes as (
    select rep_id, valid_from from persons
    union
    select rep_id, valid_from from territories
),

described as (
    select
        changes.rep_id,
        changes.valid_from,
        lead(changes.valid_from) over (partition by changes.rep_id order by changes.valid_from) as valid_to,
        persons.rep_name,
        persons.email,
        persons.team,
        persons.manager_id,
        persons.is_active,
        persons.hired_on,
        persons.known_on,
        territories.territory_id,
        territories.territory_name,
        territories.known_from,
        coalesce(territories.territories_held, 0) as territories_held,
        case when territories.known_at > persons.known_at then territories.known_at else persons.known_at end
            as known_at
    from changes
    inner join persons
        on
            changes.rep_id = persons.rep_id
            and changes.valid_from >= persons.valid_from
            and (persons.valid_to is null or changes.valid_from < persons.valid_to)
    left join territories
        on
            changes.rep_id = territories.rep_id
            and changes.valid_from >= territories.valid_from
            and (territories.valid_to is null or changes.valid_from < territories.valid_to)
)

select
    described.rep_id,
    described.rep_name,
    described.email,
    described.team,
    coalesce(rep_merges.surviving_id, described.manager_id) as manager_id,
    described.territory_id,
    described.territory_name as territory,
    described.known_from as territory_known_from,
    described.territories_held,
    described.is_active,
    case when not described.is_active then described.known_on end as inactive_since,
    quota_carriers.rep_id is not null as is_quota_carrying,
    described.valid_from,
    described.valid_to,
    described.valid_to is null as is_current,
    described.valid_from = cast({{ beginning_of_time() }} as date) as is_inferred,
    described.hired_on,
    described.known_at
from described
left join quota_carriers on described.rep_id = quota_carriers.rep_id
left join rep_merges on described.manager_id = rep_merges.record_id
