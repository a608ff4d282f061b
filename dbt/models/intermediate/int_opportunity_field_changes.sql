-- One row per opportunity, tracked field and instant: the value before and after, values as text. A source may log one
-- owner change twice (ids and names) and several changes in one instant; they become one.
with logged as (
    select
        opportunity_field_history_id as change_id,
        'salesforce:' as id_prefix,
        opportunity_id,
        field_name,
        old_value,
        new_value,
        occurred_at,
        is_deleted,
        known_at
    from {{ ref('stg_salesforce__opportunity_field_histories') }}
    union all
    select
        opportunity_change_id,
        'csv:',
        opportunity_id,
        field_name,
        old_value,
        new_value,
        occurred_at,
        is_deleted,
        known_at
    from {{ ref('stg_csv_mapping__opportunity_changes') }}
    union all
    select
        opportunity_change_id,
        '',
        opportunity_id,
        field_name,
        old_value,
        new_value,
        occurred_at,
        is_deleted,
        known_at
    from {{ ref('int_odoo_opportunity_changes') }}
),

histories as (
    select
        histories.change_id,
        histories.id_prefix,
        histories.opportunity_id,
        {{ opportunity_field('histories.field_name') }} as field_name,
        histories.old_value,
        histories.new_value,
        histories.occurred_at as changed_at,
        histories.known_at
    from logged as histories
    inner join {{ ref('int_opportunities_unioned') }} as opp on histories.opportunity_id = opp.opportunity_id
    -- A deleted opportunity takes its history with it; what it was until then is still true.
    where not histories.is_deleted or opp.is_deleted_now
),

aliases as (
    select alias, rep_id, alias_rank from {{ ref('int_rep_aliases') }}
),

resolved as (
    select
        histories.change_id,
        histories.opportunity_id,
        histories.field_name,
        histories.changed_at,
        histories.known_at,
        case
            when histories.field_name = 'owner'
                then coalesce(old_rep.rep_id, histories.id_prefix || histories.old_value)
            else {{ opportunity_field_value('histories.field_name', 'histories.old_value') }}
        end as old_value,
        case
            when histories.field_name = 'owner'
                then coalesce(new_rep.rep_id, histories.id_prefix || histories.new_value)
            else {{ opportunity_field_value('histories.field_name', 'histories.new_value') }}
        end as new_value,
        coalesce(old_rep.alias_rank, 9) + coalesce(new_rep.alias_rank, 9) as resolution_rank
    from histories
    left join aliases as old_rep
        on histories.field_name = 'owner' and lower(trim(histories.old_value)) = old_rep.alias
    left join aliases as new_rep
        on histories.field_name = 'owner' and lower(trim(histories.new_value)) = new_rep.alias
    where histories.field_name is not null
),

best_resolved as (
    select *
    from (
        select
            *,
            rank() over (partition by opportunity_id, field_name, changed_at order by resolution_rank) as row_rank
        from resolved
    ) as ranked
    where row_rank = 1 and old_value is distinct from new_value
),

-- Of several changes in one instant (A to B, B to C) the first has no predecessor and the last no successor.
chained as (
    select
        this.opportunity_id,
        this.field_name,
        this.changed_at,
        this.change_id,
        this.known_at,
        this.old_value,
        this.new_value,
        max(case when other.new_value is not distinct from this.old_value then 1 else 0 end) as has_predecessor,
        max(case when other.old_value is not distinct from this.new_value then 1 else 0 end) as has_successor
    from best_resolved as this
    left join best_resolved as other
        on
            this.opportunity_id = other.opportunity_id
            and this.field_name = other.field_name
            and this.changed_at = other.changed_at
            and this.change_id <> other.change_id
    group by
        this.opportunity_id, this.field_name, this.changed_at, this.change_id, this.known_at, this.old_value,
        this.new_value
),

final as (
    select
        opportunity_id,
        field_name,
        changed_at,
        old_value,
        new_value,
        known_at
    from (
        select
            opportunity_id,
            field_name,
            changed_at,
            new_value,
            known_at,
            first_value(old_value) over (
                partition by opportunity_id, field_name, changed_at order by has_predecessor, change_id
            ) as old_value,
            row_number() over (
                partition by opportunity_id, field_name, changed_at order by has_successor asc, change_id desc
            ) as last_rank
        from chained
    ) as ranked
    where last_rank = 1
)

select * from final
