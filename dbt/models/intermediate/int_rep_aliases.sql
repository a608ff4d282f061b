-- One row per text that names exactly one rep (id as the source writes it, full name, e-mail), lower case.
with reps as (
    select rep_id, rep_name, email, is_active from {{ ref('int_reps_unioned') }}
),

named as (
    select lower(rep_id) as alias, rep_id, 1 as alias_rank, is_active from reps
    union all
    -- The id without its system's prefix, as histories quote it.
    select lower(substr(rep_id, position(':' in rep_id) + 1)) as alias, rep_id, 1 as alias_rank, is_active from reps
    union all
    select lower(trim(email)) as alias, rep_id, 2 as alias_rank, is_active from reps
    union all
    select lower(trim(rep_name)) as alias, rep_id, 3 as alias_rank, is_active from reps
),

-- Two people of one name: an active one goes before one who left; two alike leave the name without an answer.
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
