{#-
    How models read systems. All companies share one parsed project, so every system is in the graph; when SQL is
    executed, only configured systems are read, and the models of the others need not exist.
-#}

{#- configured_systems(): the systems in the run setting `systems` (names, comma separated); without it all systems. -#}
{% macro configured_systems() -%}
    {%- set registered = plumbline.registered_systems() | map(attribute='name') | list -%}
    {%- set configured = plumbline.run_setting('systems', registered | join(',')).split(',') | map('trim') | list -%}
    {{ return(registered | select('in', configured) | list) }}
{%- endmacro %}

{#- configured_with_role('crm'): the number of configured systems with that role. -#}
{% macro configured_with_role(role) -%}
    {%- set configured = plumbline.configured_systems() -%}
    {%- set found = [] -%}
    {%- for system in plumbline.registered_systems() if role in system.roles and system.name in configured -%}
        {%- do found.append(system.name) -%}
    {%- endfor -%}
    {{ return(found | length) }}
{%- endmacro %}

{#-
    conformed_models(): per system its relations, and the model of each. A relation has the same columns in every
    system; a column that a system does not have is left out of its model.
-#}
{% macro conformed_models() -%}
    {{ return({
        'salesforce': {
            'accounts': 'stg_salesforce__accounts',
            'activities': 'int_salesforce_activities',
            'appointments': 'stg_salesforce__events',
            'campaign_members': 'stg_salesforce__campaign_members',
            'campaigns': 'stg_salesforce__campaigns',
            'company_addresses': 'int_salesforce_company_addresses',
            'contact_persons': 'stg_salesforce__contact_persons',
            'contacts': 'stg_salesforce__contacts',
            'exchange_rates': 'int_salesforce_exchange_rates',
            'lead_changes': 'int_salesforce_lead_changes',
            'lead_persons': 'stg_salesforce__lead_persons',
            'leads': 'stg_salesforce__leads',
            'logins': 'stg_salesforce__login_histories',
            'opportunities': 'stg_salesforce__opportunities',
            'opportunity_contact_roles': 'stg_salesforce__opportunity_contact_roles',
            'opportunity_field_histories': 'stg_salesforce__opportunity_field_histories',
            'opportunity_histories': 'stg_salesforce__opportunity_histories',
            'opportunity_line_items': 'stg_salesforce__opportunity_line_items',
            'opportunity_splits': 'stg_salesforce__opportunity_splits',
            'opportunity_split_types': 'stg_salesforce__opportunity_split_types',
            'planned_activities': 'int_salesforce_planned_activities',
            'products': 'stg_salesforce__products',
            'proposals': 'int_salesforce_proposals',
            'rep_versions': 'int_salesforce_rep_versions',
            'reps': 'int_salesforce_reps',
            'tasks': 'stg_salesforce__tasks',
            'territories': 'stg_salesforce__territories',
            'territory_assignments': 'int_salesforce_territory_assignments',
        },
        'csv_mapping': {
            'accounts': 'int_csv_mapping_accounts',
            'activities': 'int_csv_mapping_activities',
            'exchange_rates': 'int_csv_mapping_exchange_rates',
            'lead_persons': 'stg_csv_mapping__lead_persons',
            'leads': 'stg_csv_mapping__leads',
            'logged_activities': 'stg_csv_mapping__activities',
            'mapped_opportunity_changes': 'stg_csv_mapping__opportunity_changes',
            'opportunities': 'stg_csv_mapping__opportunities',
            'products': 'stg_csv_mapping__products',
            'proposals': 'stg_csv_mapping__proposals',
            'quotas': 'stg_csv_mapping__quotas',
            'rep_territories': 'stg_csv_mapping__reps',
            'rep_versions': 'int_csv_mapping_reps',
            'reps': 'int_csv_mapping_reps',
            'territories': 'stg_csv_mapping__territories',
            'territory_assignments': 'int_csv_mapping_territory_assignments',
        },
        'odoo': {
            'accounts': 'int_odoo_accounts',
            'activities': 'int_odoo_activities',
            'company_addresses': 'int_odoo_company_addresses',
            'contact_persons': 'int_odoo_contact_persons',
            'contacts': 'int_odoo_contacts',
            'customers': 'int_odoo_customers',
            'document_lines': 'int_odoo_document_lines',
            'documents': 'int_odoo_documents',
            'email_events': 'int_odoo_email_events',
            'exchange_rates': 'int_odoo_exchange_rates',
            'lead_changes': 'int_odoo_lead_changes',
            'lead_persons': 'int_odoo_lead_persons',
            'leads': 'int_odoo_leads',
            'opportunities': 'int_odoo_opportunities',
            'opportunity_changes': 'int_odoo_opportunity_changes',
            'payments': 'int_odoo_payments',
            'proposals': 'int_odoo_proposals',
            'rep_versions': 'int_odoo_reps',
            'reps': 'int_odoo_reps',
        },
        'sendgrid': {
            'email_event_persons': 'stg_sendgrid__event_persons',
            'email_events': 'stg_sendgrid__events',
        },
        'xero': {
            'company_addresses': 'int_xero_company_addresses',
            'customers': 'int_xero_customers',
            'document_lines': 'int_xero_document_lines',
            'documents': 'int_xero_documents',
            'payments': 'stg_xero__payments',
        },
        'finance': {
            'content_view_persons': 'stg_finance__content_view_persons',
            'content_views': 'stg_finance__content_views',
            'costs': 'stg_finance__costs',
            'exchange_rates': 'stg_finance__fx_rates',
            'forecast_submissions': 'stg_finance__forecast_submissions',
            'holidays': 'stg_finance__holidays',
            'plan_lines': 'stg_finance__plan_lines',
            'quotas': 'stg_finance__quotas',
            'survey_response_persons': 'stg_finance__survey_response_persons',
            'survey_responses': 'stg_finance__survey_responses',
            'targets': 'stg_finance__targets',
            'time_entries': 'stg_finance__time_entries',
        },
        'plumbline': {
            'finding_changes': 'stg_plumbline__finding_changes',
            'issued_forecasts': 'stg_plumbline__issued_forecasts',
        },
    }) }}
{%- endmacro %}

{#-
    union_systems('leads', {'string': ['lead_id', 'status'], 'date': ['converted_date']}): a subquery: the rows of that
    relation over the configured systems, with these columns, listed by type. A column that a system does not have is
    NULL; without a configured system that has the relation there are no rows.
-#}
{% macro union_systems(relation, columns) -%}
    {%- set configured = plumbline.configured_systems() if execute else [] -%}
    {%- set relations = [] -%}
    {%- for system, models in plumbline.conformed_models().items() if relation in models -%}
        {#- While parsing every system is read, so that the graph is complete. -#}
        {%- if not execute or system in configured -%}
            {%- do relations.append(ref(models[relation])) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(adapter.dispatch('union_by_name', 'plumbline')(relations, columns)) }}
{%- endmacro %}

{% macro duckdb__union_by_name(relations, columns) -%}
    (
        select
            {%- for type, names in columns.items() %}{% set last_type = loop.last %}
            {%- for name in names %}
            cast({{ name }} as {{ type }}) as {{ name }}{{ ',' if not (loop.last and last_type) }}
            {%- endfor %}
            {%- endfor %}
        from (
            select
                {%- for type, names in columns.items() %}{% set last_type = loop.last %}
                {%- for name in names %}
                cast(null as {{ type }}) as {{ name }}{{ ',' if not (loop.last and last_type) }}
                {%- endfor %}
                {%- endfor %}
            where false
            {%- for relation in relations %}
            union all by name
            select * from {{ relation }}
            {%- endfor %}
        )
    )
{%- endmacro %}
