-- One row per text that identifies exactly one rep (id as the source writes it, full name, e-mail), lower case.
with persons as (
    select
        reps.rep_id as own_id,
        {{ surviving('rep', 'reps.rep_id') }} as rep_id,
        reps.rep_name,
        reps.email,
        reps.is_active
    from {{ ref('int_reps_unioned') }} as reps
),

named as (
    select lower(own_id) as alias, rep_id, 1 as alias_rank, is_active from persons
    union all
    -- The id without the prefix of its system, as histories write it.
    select lower({{ raw_id('own_id') }}) as alias, rep_id, 1 as alias_rank, is_active from persons
    union all
    select lower(trim(email)) as alias, rep_id, 2 as alias_rank, is_active from persons
    union all
    select lower(trim(rep_name)) as alias, rep_id, 3 as alias_rank, is_active from persons
),

-- Of two people with one name an active one takes precedence over one who left; otherwise the name identifies no rep.
best as (
    select
        alias,
        rep_id,
        alias_rank,
        rank() over (partition by alias order by alias_rank, case when is_active then 0 else 1 end) as position_in_alias
    from named
    where alias is not null and alias <> ''
),

final as (
    select alias, min(rep_id) as rep_id, min(alias_rank) as alias_rank
    from best
    where position_in_alias = 1
    group by alias
    having count(distinct rep_id) = 1
)

select * from final
