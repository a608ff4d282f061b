{#- prefixed_id('salesforce', 'owner_id'): salesforce:005…, so that ids differ across systems; NULL stays NULL. -#}
{% macro prefixed_id(system, column) -%}
    '{{ system }}:' || {{ column }}
{%- endmacro %}

{#- odoo_id('res.users', 'user_id'): odoo:res.users/2; a number in Odoo is an id within its model only. -#}
{% macro odoo_id(model, column) -%}
    {{ prefixed_id('odoo', "'" ~ model ~ "/'") }} || {{ column }}
{%- endmacro %}

{#- composed_id('finance', ['rep_email', 'period_start']): a text id for a key of several columns; NULL is empty. -#}
{% macro composed_id(system, columns) -%}
    '{{ system }}:'
    {%- for column in columns %} || {% if not loop.first %}'|' || {% endif %}coalesce(cast({{ column }} as varchar), '')
    {%- endfor %}
{%- endmacro %}

{#- email_key('rep_email'): normalised e-mail address: trimmed, lower case, empty is NULL. -#}
{% macro email_key(column) -%}
    nullif(lower(trim({{ column }})), '')
{%- endmacro %}

{#- code_key('currency'): normalised short code (currency): trimmed, upper case, empty is NULL. -#}
{% macro code_key(column) -%}
    nullif(upper(trim({{ column }})), '')
{%- endmacro %}
