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

{#-
    long_id('lead_key'): a Salesforce id of 15 characters, with or without the prefix of its system, in its 18-character
    form; any other text unchanged. Each of the three last characters says which of five others are upper case. `long_id`
    of ingest/reading/casts.py does the same for the columns that land as ids.
-#}
{% macro long_id(column) -%}
    case
        when {{ plumbline.is_short_id(column) }}
            then trim({{ column }})
            {%- for before in [15, 10, 5] %}
            || substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1
                {%- for place in range(5) %}
                + case
                    when substr(right(trim({{ column }}), {{ before - place }}), 1, 1) between 'A' and 'Z'
                        then {{ 2 ** place }} else 0
                end
                {%- endfor %}, 1)
            {%- endfor %}
        else {{ column }}
    end
{%- endmacro %}

{#- is_short_id('token'): whether a text, after the prefix of its system, is a Salesforce id of 15 characters. -#}
{% macro is_short_id(column) -%}
    {{ return(adapter.dispatch('is_short_id', 'plumbline')(column)) }}
{%- endmacro %}

{#- The length is compared first, because most texts differ in it and a pattern costs more. -#}
{% macro duckdb__is_short_id(column) -%}
    (
        length(trim({{ column }})) - position(':' in trim({{ column }})) = 15
        and regexp_full_match(trim({{ column }}), '([a-z_]+:)?(0[0-9A-Za-z]{2}|701)[0-9A-Za-z]{12}')
    )
{%- endmacro %}
