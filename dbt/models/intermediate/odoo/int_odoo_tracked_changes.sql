-- One row per change of a tracked field of a lead or opportunity of Odoo: the value before and after.
with changes as (
    select * from {{ ref('stg_odoo__tracking_values') }}
),

messages as (
    select message_id, lead_id from {{ ref('stg_odoo__messages') }}
),

fields as (
    select field_id, field_name from {{ ref('stg_odoo__fields') }}
)

select
    changes.tracking_value_id,
    messages.lead_id,
    fields.field_name,
    changes.old_value_integer,
    changes.new_value_integer,
    changes.old_value_float,
    changes.new_value_float,
    changes.occurred_at,
    changes.is_deleted,
    changes.known_at
from changes
inner join messages on changes.message_id = messages.message_id
inner join fields on changes.field_id = fields.field_id
