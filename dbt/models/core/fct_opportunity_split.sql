-- One row per opportunity, kind of credit and rep who has a share in it. Revenue shares add up to exactly 1: the splits
-- of the revenue type when they add up to 100 percent, otherwise the owner (at the closing, or at present while open)
-- has all of it. Overlay shares are credited beside the revenue. Shares whose kind is not known are `unclear`.
with owners as (
    select opportunity_id, coalesce(owner_at_close_id, owner_id) as rep_id from {{ ref('int_opportunity_outcomes') }}
),

-- An export without types, or a type without a row, leaves `is_total_validated` NULL.
split_types as (
    select
        opportunity_split_type_id as split_type_id,
        is_total_validated,
        developer_name = 'Revenue' as is_standard
    from {{ union_systems('opportunity_split_types', {
        'string': ['opportunity_split_type_id', 'developer_name'],
        'boolean': ['is_total_validated', 'is_deleted'],
    }) }} as opportunity_split_types
    where not is_deleted
),

splits as (
    select
        opportunity_id,
        coalesce(split_type_id, '(none)') as split_type_id,
        split_owner_id as rep_id,
        sum(split_percentage) as percentage
    from {{ union_systems('opportunity_splits', {
        'string': ['opportunity_id', 'split_owner_id', 'split_type_id'],
        'decimal(18, 8)': ['split_percentage'],
        'boolean': ['is_deleted'],
        'timestamp': ['created_at'],
    }) }} as opportunity_splits
    where not is_deleted and coalesce(created_at, {{ beginning_of_time() }}) < {{ as_of_end() }}
    group by opportunity_id, coalesce(split_type_id, '(none)'), split_owner_id
    having sum(split_percentage) > 0
),

-- Thirds are entered as 33.33: a difference of a hundredth is rounding, and is added to the largest share.
totals as (
    select
        opportunity_id,
        split_type_id,
        abs(sum(percentage) - 100) <= 0.01 as is_whole
    from splits
    group by opportunity_id, split_type_id
),

-- Salesforce requires that splits of a revenue type add up to 100 percent; splits of an overlay type need not. Without
-- the list of types, a type that adds up to 100 percent on fewer than half of its opportunities is an overlay type.
types as (
    select
        totals.split_type_id,
        case
            when count(case when split_types.is_total_validated and split_types.is_standard then 1 end) > 0 then 3
            when count(case when split_types.is_total_validated then 1 end) > 0 then 2
            when count(split_types.is_total_validated) > 0 then 0
            when count(*) over () > 1 and count(case when totals.is_whole then 1 end) * 2 < count(*) then 0
            else 1
        end as revenue_evidence
    from totals
    left join split_types on totals.split_type_id = split_types.split_type_id
    group by totals.split_type_id
),

candidates as (
    select
        totals.opportunity_id,
        totals.split_type_id,
        rank() over (partition by totals.opportunity_id order by types.revenue_evidence desc) as evidence_rank
    from totals
    inner join types on totals.split_type_id = types.split_type_id
    where totals.is_whole and types.revenue_evidence > 0
),

-- When two types are equally likely to be the revenue type, the type is unknown.
revenue_types as (
    select opportunity_id, min(split_type_id) as split_type_id
    from candidates
    where evidence_rank = 1
    group by opportunity_id
    having count(*) = 1
),

typed as (
    select
        splits.opportunity_id,
        splits.rep_id,
        splits.percentage,
        case
            when splits.split_type_id = revenue_types.split_type_id then 'revenue'
            when revenue_types.split_type_id is not null or types.revenue_evidence = 0 then 'overlay'
            else 'unclear'
        end as credit_type
    from splits
    inner join owners on splits.opportunity_id = owners.opportunity_id
    inner join types on splits.split_type_id = types.split_type_id
    left join revenue_types on splits.opportunity_id = revenue_types.opportunity_id
),

credits as (
    select opportunity_id, credit_type, rep_id, sum(percentage) as percentage
    from typed
    group by opportunity_id, credit_type, rep_id
),

rounded as (
    select
        opportunity_id,
        credit_type,
        rep_id,
        try_cast(round(percentage / 100, 6) as decimal(9, 6)) as share,
        row_number() over (partition by opportunity_id, credit_type order by percentage desc, rep_id asc) as share_rank
    from credits
),

shares as (
    select
        opportunity_id,
        credit_type,
        rep_id,
        cast(
            case
                when credit_type = 'revenue' and share_rank = 1
                    then share + 1 - sum(share) over (partition by opportunity_id, credit_type)
                else share
            end as decimal(9, 6)
        ) as share,
        true as is_from_split
    from rounded
),

final as (
    select * from shares
    union all
    select
        owners.opportunity_id,
        'revenue' as credit_type,
        owners.rep_id,
        cast(1 as decimal(9, 6)) as share,
        false as is_from_split
    from owners
    left join revenue_types on owners.opportunity_id = revenue_types.opportunity_id
    where revenue_types.opportunity_id is null
)

select opportunity_id, credit_type, rep_id, share, is_from_split from final
