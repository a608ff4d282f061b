-- One row per table that a system delivered: rows, quarantine, columns, and the latest business time found in it.
{#- System, table, staging model and the column that says when a row came about (the load time never does). -#}
{%- set tables = [
    ('salesforce', 'user', 'users', 'created_at'),
    ('salesforce', 'account', 'accounts', 'created_at'),
    ('salesforce', 'contact', 'contacts', 'created_at'),
    ('salesforce', 'lead', 'leads', 'created_at'),
    ('salesforce', 'lead_history', 'lead_histories', 'occurred_at'),
    ('salesforce', 'opportunity', 'opportunities', 'created_at'),
    ('salesforce', 'opportunity_history', 'opportunity_histories', 'occurred_at'),
    ('salesforce', 'opportunity_field_history', 'opportunity_field_histories', 'occurred_at'),
    ('salesforce', 'opportunity_contact_role', 'opportunity_contact_roles', 'created_at'),
    ('salesforce', 'opportunity_split', 'opportunity_splits', 'created_at'),
    ('salesforce', 'opportunity_line_item', 'opportunity_line_items', 'created_at'),
    ('salesforce', 'product2', 'products', 'created_at'),
    ('salesforce', 'quote', 'quotes', 'created_at'),
    ('salesforce', 'task', 'tasks', 'created_at'),
    ('salesforce', 'event', 'events', 'created_at'),
    ('salesforce', 'campaign', 'campaigns', 'created_at'),
    ('salesforce', 'campaign_member', 'campaign_members', 'created_at'),
    ('salesforce', 'login_history', 'login_histories', 'occurred_at'),
    ('salesforce', 'territory2', 'territories', none),
    ('salesforce', 'user_territory2_association', 'user_territories', 'last_modified_at'),
    ('csv_mapping', 'rep', 'reps', none),
    ('csv_mapping', 'account', 'accounts', none),
    ('csv_mapping', 'product', 'products', none),
    ('csv_mapping', 'opportunity', 'opportunities', 'coalesce(closed_date, created_date)'),
    ('csv_mapping', 'opportunity_change', 'opportunity_changes', 'occurred_at'),
    ('csv_mapping', 'lead', 'leads', 'created_date'),
    ('csv_mapping', 'proposal', 'proposals', 'sent_date'),
    ('csv_mapping', 'activity', 'activities', 'occurred_at'),
    ('csv_mapping', 'territory', 'territories', none),
    ('csv_mapping', 'territory_assignment', 'territory_assignments', 'valid_from'),
    ('csv_mapping', 'quota', 'quotas', 'coalesce(valid_from, period_start)'),
    ('csv_mapping', 'exchange_rate', 'exchange_rates', 'rate_date'),
    ('odoo', 'currency', 'currencies', none),
    ('odoo', 'company', 'companies', none),
    ('odoo', 'country', 'countries', none),
    ('odoo', 'currency_rate', 'currency_rates', 'rate_date'),
    ('odoo', 'partner', 'partners', 'created_at'),
    ('odoo', 'user', 'users', 'created_at'),
    ('odoo', 'team', 'teams', none),
    ('odoo', 'team_member', 'team_members', 'created_at'),
    ('odoo', 'stage', 'stages', none),
    ('odoo', 'lost_reason', 'lost_reasons', none),
    ('odoo', 'utm_source', 'utm_sources', none),
    ('odoo', 'utm_medium', 'utm_mediums', none),
    ('odoo', 'utm_campaign', 'utm_campaigns', none),
    ('odoo', 'lead', 'leads', 'created_at'),
    ('odoo', 'message', 'messages', 'sent_at'),
    ('odoo', 'tracking_value', 'tracking_values', 'occurred_at'),
    ('odoo', 'field', 'fields', none),
    ('odoo', 'activity_type', 'activity_types', none),
    ('odoo', 'activity', 'activities', 'created_at'),
    ('odoo', 'calendar_event', 'calendar_events', 'created_at'),
    ('odoo', 'product', 'products', none),
    ('odoo', 'sale_order', 'sale_orders', 'created_at'),
    ('odoo', 'mailing', 'mailings', 'created_at'),
    ('odoo', 'trace', 'traces', 'created_at'),
    ('odoo', 'link_click', 'link_clicks', 'occurred_at'),
    ('odoo', 'move', 'moves', 'document_date'),
    ('odoo', 'move_line', 'move_lines', 'created_at'),
    ('odoo', 'payment', 'payments', 'payment_date'),
    ('odoo', 'partial_reconcile', 'partial_reconciles', 'settled_date'),
    ('sendgrid', 'event', 'events', 'occurred_at'),
    ('xero', 'contact', 'contacts', none),
    ('xero', 'invoice', 'invoices', 'invoice_date'),
    ('xero', 'invoice_line', 'invoice_lines', none),
    ('xero', 'credit_note', 'credit_notes', 'credit_note_date'),
    ('xero', 'credit_note_line', 'credit_note_lines', none),
    ('xero', 'credit_note_allocation', 'credit_note_allocations', 'allocated_date'),
    ('xero', 'payment', 'payments', 'payment_date'),
    ('finance', 'quotas', 'quotas', 'valid_from'),
    ('finance', 'plan', 'plan_lines', none),
    ('finance', 'targets', 'targets', 'agreed_date'),
    ('finance', 'costs', 'costs', 'cost_date'),
    ('finance', 'product_costs', 'product_costs', 'valid_from'),
    ('finance', 'fx_rates', 'fx_rates', 'rate_date'),
    ('finance', 'surveys', 'survey_responses', 'responded_at'),
    ('finance', 'forecast_submissions', 'forecast_submissions', 'submitted_at'),
    ('finance', 'content_views', 'content_views', 'viewed_at'),
    ('finance', 'time_entries', 'time_entries', 'entry_date'),
    ('finance', 'absences', 'absences', 'absence_date'),
    ('finance', 'holidays', 'holidays', none),
] -%}
{%- set systems = ['salesforce', 'csv_mapping', 'odoo', 'sendgrid', 'xero', 'finance'] %}
with deliveries as (
    {% for system in systems %}
    select
        source_system,
        table_name,
        missing_columns,
        unknown_columns,
        delivered_rows,
        quarantined_rows,
        known_at
    from {{ ref('stg_' ~ system ~ '__deliveries') }}
    where not is_deleted
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

contents as (
    {% for system, table, model, time in tables %}
    select
        '{{ system }}' as source_system,
        '{{ table }}' as table_name,
        count(*) as current_rows,
        {% if time -%}
        max(case when {{ time }} < {{ as_of_end() }} then cast({{ time }} as timestamp) end) as last_record_at
        {%- else -%}
        cast(null as timestamp) as last_record_at
        {%- endif %}
    from {{ ref('stg_' ~ system ~ '__' ~ model) }}
    where not is_deleted
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

)

select
    deliveries.source_system,
    deliveries.table_name,
    deliveries.missing_columns,
    deliveries.unknown_columns,
    cast(deliveries.delivered_rows as bigint) as delivered_rows,
    cast(deliveries.quarantined_rows as bigint) as quarantined_rows,
    cast(coalesce(contents.current_rows, 0) as bigint) as current_rows,
    contents.last_record_at,
    cast(deliveries.known_at as date) as last_loaded_on,
    deliveries.known_at
from deliveries
left join contents
    on
        deliveries.source_system = contents.source_system
        and deliveries.table_name = contents.table_name
