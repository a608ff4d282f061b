{#- Normalisation of texts, so that records of two systems can be matched. -#}

{#- raw_id('account_id'): an id without the prefix of its system. -#}
{% macro raw_id(column) -%}
    substr({{ column }}, position(':' in {{ column }}) + 1)
{%- endmacro %}

{#- text_key('reference'): normalised number or reference: trimmed, lower case, empty is NULL. -#}
{% macro text_key(column) -%}
    nullif(lower(trim({{ column }})), '')
{%- endmacro %}

{#- name_key('account_name'): normalised name: lower case, no accents, other characters as one space; empty is NULL. -#}
{% macro name_key(column) -%}
    {{ return(adapter.dispatch('name_key', 'plumbline')(column)) }}
{%- endmacro %}

{% macro duckdb__name_key(column) -%}
    nullif(trim(regexp_replace(lower(strip_accents({{ column }})), '[^\p{L}\p{N}]+', ' ', 'g')), '')
{%- endmacro %}

{#- tokens('documents', 'reference', ['document_id']): a subquery: the columns, and each word of the text as token. -#}
{% macro tokens(relation, column, columns) -%}
    {{ return(adapter.dispatch('tokens', 'plumbline')(relation, column, columns)) }}
{%- endmacro %}

{% macro duckdb__tokens(relation, column, columns) -%}
    (
        select {{ columns | join(', ') }}, unnest(regexp_split_to_array({{ column }}, '[\s,;#:/|()]+')) as token
        from {{ relation }}
    )
{%- endmacro %}
