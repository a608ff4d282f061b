-- One row per capability (what a group of metrics needs): whether a source of it was ever delivered, and if not, why.
{% set systems = ['salesforce', 'csv_mapping', 'odoo', 'sendgrid', 'xero', 'finance'] %}
with deliveries as (
    {% for system in systems %}
    select source_system, table_name from {{ ref('stg_' ~ system ~ '__deliveries') }} where not is_deleted
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

{% set capabilities = [
    ('crm', 'salesforce', 'opportunity', 'Opportunity.csv'),
    ('crm', 'csv_mapping', 'opportunity', 'Opportunity.csv'),
    ('crm_history', 'salesforce', 'opportunity_history', 'OpportunityHistory.csv'),
    ('crm_history', 'salesforce', 'opportunity_field_history', 'OpportunityHistory.csv'),
    ('crm_history', 'csv_mapping', 'opportunity_change', 'OpportunityHistory.csv'),
    ('leads', 'salesforce', 'lead', 'Lead.csv'),
    ('leads', 'csv_mapping', 'lead', 'Lead.csv'),
    ('proposals', 'salesforce', 'quote', 'Quote.csv'),
    ('proposals', 'csv_mapping', 'proposal', 'Quote.csv'),
    ('activities', 'salesforce', 'task', 'Task.csv'),
    ('activities', 'salesforce', 'event', 'Task.csv'),
    ('activities', 'csv_mapping', 'activity', 'Task.csv'),
    ('contact_roles', 'salesforce', 'opportunity_contact_role', 'OpportunityContactRole.csv'),
    ('splits', 'salesforce', 'opportunity_split', 'OpportunitySplit.csv'),
    ('email', 'sendgrid', 'event', '*.jsonl of e-mail events'),
    ('accounting', 'xero', 'invoice', 'Invoices.jsonl'),
    ('accounting', 'odoo', 'move', 'Invoices.jsonl'),
    ('credit_notes', 'xero', 'credit_note', 'CreditNotes.jsonl'),
    ('credit_notes', 'odoo', 'move', 'CreditNotes.jsonl'),
    ('payments', 'xero', 'payment', 'Payments.jsonl'),
    ('payments', 'odoo', 'partial_reconcile', 'Payments.jsonl'),
    ('quotas', 'finance', 'quotas', 'quotas.csv'),
    ('quotas', 'csv_mapping', 'quota', 'quotas.csv'),
    ('plan', 'finance', 'plan', 'plan.csv'),
    ('fx_rates', 'finance', 'fx_rates', 'fx_rates.csv'),
    ('fx_rates', 'csv_mapping', 'exchange_rate', 'fx_rates.csv'),
    ('fx_rates', 'odoo', 'currency_rate', 'fx_rates.csv'),
] %}
capabilities as (
    {% for capability, system, table, file in capabilities %}
    select
        '{{ capability }}' as capability,
        '{{ system }}' as source_system,
        '{{ table }}' as table_name,
        '{{ file }}' as file_name
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

connected as (
    select
        capabilities.capability,
        min(capabilities.file_name) as file_name,
        count(deliveries.table_name) > 0 as is_connected
    from capabilities
    left join deliveries
        on
            capabilities.source_system = deliveries.source_system
            and capabilities.table_name = deliveries.table_name
    group by capabilities.capability
)

select
    capability,
    is_connected,
    case
        when not is_connected
            then replace(capability, '_', ' ') || ' not connected: no ' || file_name || ' was delivered'
    end as reason
from connected
