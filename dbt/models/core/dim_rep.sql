-- One row per rep and version of the person or of the territories held (SCD2). The first known version is assumed to be
-- valid for all earlier dates, and is flagged. Owners who are not users have an inferred row; revenue without a known
-- rep belongs to `unassigned`.
with reps as (
    select reps.rep_id
    from {{ ref('int_reps_unioned') }} as reps
    -- A person in two CRMs is one rep.
    where {{ surviving('rep', 'reps.rep_id') }} = reps.rep_id
),

territories as (
    select * from {{ ref('int_rep_territories_dated') }}
),

quota_carriers as (
    select distinct aliases.rep_id
    from {{ ref('int_quotas_unioned') }} as quotas
    inner join {{ ref('int_rep_aliases') }} as aliases on quotas.holder_key = aliases.alias
),

versions as (
    select
        rep_versions.rep_id,
        rep_versions.rep_name,
        rep_versions.email,
        rep_versions.team,
        rep_versions.manager_id,
        rep_versions.is_active,
        rep_versions.hired_on,
        rep_versions.known_at,
        {{ business_date('rep_versions.known_at') }} as known_on,
        true as is_user
    from {{ union_systems('rep_versions', {
        'string': ['rep_id', 'rep_name', 'email', 'team', 'manager_id'],
        'boolean': ['is_active'],
        'date': ['hired_on'],
        'timestamp': ['known_at'],
    }) }} as rep_versions
    inner join reps on rep_versions.rep_id = reps.rep_id
    union all
    select
        rep_id, 'Unknown ' || {{ raw_id('rep_id') }}, null, null, null, false, null, known_at,
        {{ business_date('known_at') }}, false
    from {{ ref('int_reps_inferred') }}
    union all
    select
        'unassigned', 'Unassigned', null, null, null, false, null, {{ beginning_of_time() }},
        cast({{ beginning_of_time() }} as date), false
),

numbered as (
    select *, row_number() over (partition by rep_id order by known_on) as version_number from versions
),

-- Changes after AS_OF are not used; the first version is valid for all earlier dates.
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
        persons.is_user,
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
    {{ surviving('rep', 'described.manager_id') }} as manager_id,
    described.territory_id,
    described.territory_name as territory,
    described.known_from as territory_known_from,
    described.territories_held,
    described.is_user,
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
