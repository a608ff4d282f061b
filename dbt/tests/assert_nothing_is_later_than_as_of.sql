-- No fact has a time after the day of AS_OF, so that no later data changes a past date.
{% set facts = [
    ('fct_lead', 'created_date'),
    ('fct_lead', 'converted_date'),
    ('fct_lead', 'disqualified_date'),
    ('fct_lead', 'became_lead_date'),
    ('fct_lead', 'qualified_date'),
    ('fct_lead_status_event', 'occurred_date'),
    ('fct_lead_touch', 'occurred_date'),
    ('fct_email_message', 'sent_date'),
    ('fct_funnel_entry', 'month_start'),
    ('fct_opportunity', 'created_date'),
    ('fct_opportunity', 'closed_date'),
    ('fct_opportunity_event', 'occurred_date'),
    ('fct_proposal', 'sent_date'),
    ('fct_activity', 'occurred_date'),
    ('fct_email_event', 'occurred_date'),
    ('fct_invoice_line', 'invoice_date'),
    ('fct_credit_note', 'credit_note_date'),
    ('fct_payment', 'payment_date'),
    ('fct_quota', 'valid_from'),
    ('fct_issued_forecast', 'as_of'),
    ('fct_cost', 'cost_date'),
    ('fct_target', 'agreed_date'),
    ('fct_feedback', 'responded_date'),
    ('fct_content_event', 'occurred_date'),
    ('fct_time_entry', 'entry_date'),
    ('fct_forecast_submission', 'submitted_date'),
    ('fct_login', 'occurred_date'),
] %}
{% for fact, column in facts %}
select '{{ fact }}.{{ column }}' as fact, max({{ column }}) as latest
from {{ ref(fact) }}
having max({{ column }}) > {{ as_of() }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
