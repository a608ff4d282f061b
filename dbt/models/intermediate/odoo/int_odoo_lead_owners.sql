-- One row per lead or opportunity of Odoo and validity interval of its owner, from the beginning of time; the last
-- interval has no end.
with leads as (
    select lead_id, user_id from {{ ref('stg_odoo__leads') }}
),

changes as (
    select
        lead_id,
        occurred_at,
        {{ odoo_id('res.users', 'nullif(old_value_integer, 0)') }} as old_owner_id,
        coalesce(
            lag(occurred_at) over (partition by lead_id order by occurred_at, tracking_value_id),
            {{ beginning_of_time() }}
        ) as previous_at
    from {{ ref('int_odoo_tracked_changes') }}
    where field_name = 'user_id' and not is_deleted
),

last_changes as (
    select lead_id, max(occurred_at) as last_at from changes group by lead_id
)

select
    changes.lead_id,
    changes.old_owner_id as owner_id,
    changes.previous_at as valid_from,
    changes.occurred_at as valid_to
from changes
-- Of two changes in one second the first has an empty validity interval.
where changes.previous_at < changes.occurred_at
union all
select
    leads.lead_id,
    leads.user_id,
    coalesce(last_changes.last_at, {{ beginning_of_time() }}),
    cast(null as timestamp)
from leads
left join last_changes on leads.lead_id = last_changes.lead_id
