-- One row per kind and value that people entered in a CRM, normalised for comparison: the number of records with it and
-- their system.
{% set flag = {'boolean': ['is_deleted']} %}
{% set relations = {
    'appointments': union_systems('appointments', dict(flag, string=['event_id', 'status'])),
    'tasks': union_systems('tasks', dict(flag, string=['task_id', 'call_disposition'])),
    'logged_activities': union_systems(
        'logged_activities', dict(flag, string=['activity_id', 'activity_type', 'outcome'])
    ),
} %}
{% set values = [
    ('lead_status', 'int_leads_unioned', 'status', 'lead_id', 'not is_deleted'),
    ('lead_status', 'int_leads_unioned', 'disposition', 'lead_id', 'not is_deleted'),
    ('lead_status', 'int_lead_field_changes', 'old_value', 'lead_id', "field_name in ('status', 'disposition')"),
    ('lead_status', 'int_lead_field_changes', 'new_value', 'lead_id', "field_name in ('status', 'disposition')"),
    ('channel', 'int_leads_unioned', 'lead_source', 'lead_id', 'not is_deleted'),
    ('channel', 'int_lead_field_changes', 'old_value', 'lead_id', "field_name = 'source'"),
    ('channel', 'int_lead_field_changes', 'new_value', 'lead_id', "field_name = 'source'"),
    ('channel', 'int_opportunities_unioned', 'lead_source', 'opportunity_id', 'not is_deleted'),
    ('loss_reason', 'int_opportunities_unioned', 'loss_reason', 'opportunity_id', 'not is_deleted'),
    ('title', 'int_leads_unioned', 'title', 'lead_id', 'not is_deleted'),
    ('title', 'int_contacts_unioned', 'title', 'contact_id', 'not is_deleted'),
    ('proposal_status', 'int_proposals_unioned', 'status', 'proposal_id', 'not is_deleted'),
    ('meeting_status', 'appointments', 'status', 'event_id', 'not is_deleted'),
    ('call_outcome', 'tasks', 'call_disposition', 'task_id', 'not is_deleted'),
    ('call_outcome', 'logged_activities', 'outcome', 'activity_id', "not is_deleted and activity_type = 'call'"),
] %}
with entries as (
    {% for kind, model, column, id, condition in values %}
    select
        '{{ kind }}' as value_kind,
        {{ text_key(column) }} as entered_value,
        split_part({{ id }}, ':', 1) as id_prefix
    from {{ relations[model] if model in relations else ref(model) }} as seen_records
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    value_kind,
    entered_value,
    case when count(distinct id_prefix) = 1 then min(id_prefix) else 'several' end as source_system,
    count(*) as records_count
from entries
where entered_value is not null
group by value_kind, entered_value
