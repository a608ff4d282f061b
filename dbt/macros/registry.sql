{#- Made from ingest/systems.py by `python -m ingest.dbt_files`: change that, not this. -#}

{#- registered_systems(): all systems by precedence; ids of each begin with its id_prefix and a colon. -#}
{% macro registered_systems() -%}
    {{ return([
        {'name': 'salesforce', 'roles': ['crm'], 'precedence': 1, 'id_prefix': 'salesforce'},
        {'name': 'csv_mapping', 'roles': ['crm'], 'precedence': 2, 'id_prefix': 'csv'},
        {'name': 'sendgrid', 'roles': ['email'], 'precedence': 3, 'id_prefix': 'sendgrid'},
        {'name': 'xero', 'roles': ['accounting'], 'precedence': 4, 'id_prefix': 'xero'},
        {'name': 'odoo', 'roles': ['crm', 'email', 'accounting'], 'precedence': 5, 'id_prefix': 'odoo'},
        {'name': 'finance', 'roles': ['finance'], 'precedence': 6, 'id_prefix': 'finance'},
        {'name': 'plumbline', 'roles': [], 'precedence': 7, 'id_prefix': 'plumbline'},
    ]) }}
{%- endmacro %}
