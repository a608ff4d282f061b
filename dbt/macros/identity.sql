{#- Normalisation of names, addresses and numbers of companies, so that systems can be compared. -#}

{#-
    company_key('account_name'): normalised company name: lower case, no accents, dotted letters joined (S.L. is sl),
    other characters that are no letter or digit as one space; empty is NULL.
-#}
{% macro company_key(column) -%}
    {{ return(adapter.dispatch('company_key', 'plumbline')(column)) }}
{%- endmacro %}

{% macro duckdb__company_key(column) -%}
    nullif(trim(regexp_replace(
        regexp_replace(
            regexp_replace(strip_accents(lower({{ column }})), '\.\s+(\p{L})\b', '.\1', 'g'),
            '\b(\p{L})\.', '\1', 'g'
        ),
        '[^\p{L}\p{N}]+', ' ', 'g'
    )), '')
{%- endmacro %}

{#- words_in_order('names', 'name_key'): a subquery: the column, each word of it and the word's position from 1. -#}
{% macro words_in_order(relation, column) -%}
    {{ return(adapter.dispatch('words_in_order', 'plumbline')(relation, column)) }}
{%- endmacro %}

{% macro duckdb__words_in_order(relation, column) -%}
    (
        select {{ column }}, unnest(words) as word, generate_subscripts(words, 1) as word_position
        from (select {{ column }}, string_split({{ column }}, ' ') as words from {{ relation }})
    )
{%- endmacro %}

{#- joined('word', 'place', ' '): an aggregate: the texts in that order; NULLs are left out. -#}
{% macro joined(expression, order, separator) -%}
    {{ return(adapter.dispatch('joined', 'plumbline')(expression, order, separator)) }}
{%- endmacro %}

{% macro duckdb__joined(expression, order, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order }})
{%- endmacro %}

{#-
    likeness('one', 'other'): similarity of two names, 0 to 1: one less the edit distance divided by the length. Names
    with different digits or different short words (Park II and Park III) have none.
-#}
{% macro likeness(one, other) -%}
    {{ return(adapter.dispatch('likeness', 'plumbline')(one, other)) }}
{%- endmacro %}

{% macro duckdb__likeness(one, other) -%}
    case
        when regexp_replace({{ one }}, '\D', '', 'g') <> regexp_replace({{ other }}, '\D', '', 'g') then 0.0
        when
            regexp_extract_all({{ one }}, '\b\w{1,3}\b') <> regexp_extract_all({{ other }}, '\b\w{1,3}\b')
            then 0.0
        else 1 - cast(damerau_levenshtein({{ one }}, {{ other }}) as double)
            / greatest(length({{ one }}), length({{ other }}))
    end
{%- endmacro %}

{#-
    tax_key('tax_number'): letters and digits without the country code, which is often omitted; at least six. A text
    without digits, or with at most three distinct characters (999999990), is a placeholder value: NULL.
-#}
{% macro tax_key(column) -%}
    {{ return(adapter.dispatch('tax_key', 'plumbline')(column)) }}
{%- endmacro %}

{% macro duckdb__tax_key(column) -%}
    {%- set number -%}
        regexp_extract(
            regexp_replace(upper({{ column }}), '[^A-Z0-9]+', '', 'g'), '^(?:[A-Z]{2})?([A-Z0-9]{6,})$', 1
        )
    {%- endset -%}
    case
        when regexp_matches({{ number }}, '[0-9]') and len(list_distinct(string_split({{ number }}, ''))) > 3
            then {{ number }}
    end
{%- endmacro %}

{#-
    is_specific('match_key'): whether a number is more specific than a sequential number, which occurs in every system.
-#}
{% macro is_specific(column) -%}
    {{ return(adapter.dispatch('is_specific', 'plumbline')(column)) }}
{%- endmacro %}

{% macro duckdb__is_specific(column) -%}
    (length({{ column }}) >= 8 or regexp_matches({{ column }}, '\p{L}'))
{%- endmacro %}

{#- domain_key('website'): the domain of a web address without www; NULL when it is none. -#}
{% macro domain_key(column) -%}
    {{ return(adapter.dispatch('domain_key', 'plumbline')(column)) }}
{%- endmacro %}

{% macro duckdb__domain_key(column) -%}
    nullif(regexp_extract(
        lower(trim({{ column }})), '^(?:[a-z]+://)?(?:www\.)?([^/:?#\s@]+\.[^/:?#\s@]+)', 1
    ), '')
{%- endmacro %}

{#- email_domain('email'): the domain of an e-mail address in lower case. -#}
{% macro email_domain(column) -%}
    case when position('@' in {{ column }}) > 1 then nullif(substr({{ column }}, position('@' in {{ column }}) + 1), '') end
{%- endmacro %}
