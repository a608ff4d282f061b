{#- How names, addresses and numbers of companies are made comparable across systems. -#}

{#-
    company_key('account_name'): a company's name: lower case, no accents, letters with dots are one word (S.L. is sl), the
    rest that is no letter or digit is one space; empty is NULL.
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
    likeness('one', 'other'): how much of two names is the same, 0 to 1: one less the share of letters to be changed. Names
    with other digits or other short words (Park II and Park III) are other names.
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
    tax_key('tax_number'): letters and digits without the country's two letters, which are often left out; six at least.
    What has no digit, or hardly more than one (999999990), is no number of anybody's: NULL.
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

{#- is_telling('match_key'): whether a number is more than a count from 1, which every system begins with. -#}
{% macro is_telling(column) -%}
    {{ return(adapter.dispatch('is_telling', 'plumbline')(column)) }}
{%- endmacro %}

{% macro duckdb__is_telling(column) -%}
    (length({{ column }}) >= 8 or regexp_matches({{ column }}, '\p{L}'))
{%- endmacro %}

{#- domain_key('website'): the domain of an address of the web, without www; NULL when it is none. -#}
{% macro domain_key(column) -%}
    {{ return(adapter.dispatch('domain_key', 'plumbline')(column)) }}
{%- endmacro %}

{% macro duckdb__domain_key(column) -%}
    nullif(regexp_extract(
        lower(trim({{ column }})), '^(?:[a-z]+://)?(?:www\.)?([^/:?#\s@]+\.[^/:?#\s@]+)', 1
    ), '')
{%- endmacro %}

{#- email_domain('email'): what follows the @ of an address that is lower case. -#}
{% macro email_domain(column) -%}
    case when position('@' in {{ column }}) > 1 then nullif(substr({{ column }}, position('@' in {{ column }}) + 1), '') end
{%- endmacro %}
