-- The versions of a rep cover all time without a gap or an overlap: each ends where the next begins.
select
    rep_id,
    valid_from,
    valid_to,
    next_valid_from
from (
    select
        rep_id,
        valid_from,
        valid_to,
        lead(valid_from) over (partition by rep_id order by valid_from) as next_valid_from,
        min(valid_from) over (partition by rep_id) as first_valid_from
    from {{ ref('dim_rep') }}
) as versions
where
    valid_to is distinct from next_valid_from
    or first_valid_from <> cast({{ beginning_of_time() }} as date)
