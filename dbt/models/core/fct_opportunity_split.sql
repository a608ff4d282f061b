-- One row per opportunity and rep who has a share in it. Shares add up to exactly 1. The CRM's splits are used when
-- they add up to 100 percent; otherwise the owner (at the closing, or at present while open) has all of it.
with owners as (
    select opportunity_id, coalesce(owner_at_close_id, owner_id) as rep_id from {{ ref('int_opportunity_outcomes') }}
),

splits as (
    select opportunity_id, split_owner_id as rep_id, sum(split_percentage) as percentage
    from {{ union_systems('opportunity_splits', {
        'string': ['opportunity_id', 'split_owner_id'],
        'decimal(18, 8)': ['split_percentage'],
        'boolean': ['is_deleted'],
        'timestamp': ['created_at'],
    }) }} as opportunity_splits
    where not is_deleted and coalesce(created_at, {{ beginning_of_time() }}) < {{ as_of_end() }}
    group by opportunity_id, split_owner_id
    having sum(split_percentage) > 0
),

-- Thirds are entered as 33.33: a difference of a hundredth is rounding, and is added to the largest share.
valid_splits as (
    select
        opportunity_id,
        rep_id,
        try_cast(round(percentage / 100, 6) as decimal(9, 6)) as share,
        row_number() over (partition by opportunity_id order by percentage desc, rep_id asc) as share_rank,
        sum(percentage) over (partition by opportunity_id) as total_percentage
    from splits
),

shares as (
    select
        opportunity_id,
        rep_id,
        cast(
            case
                when share_rank = 1 then share + 1 - sum(share) over (partition by opportunity_id)
                else share
            end as decimal(9, 6)
        ) as share
    from valid_splits
    where abs(total_percentage - 100) <= 0.01
),

final as (
    select
        owners.opportunity_id,
        coalesce(shares.rep_id, owners.rep_id) as rep_id,
        coalesce(shares.share, cast(1 as decimal(9, 6))) as share,
        shares.rep_id is not null as is_from_split
    from owners
    left join shares on owners.opportunity_id = shares.opportunity_id
)

select * from final
