{#- Dates only. Periods are given by their first day; the week begins on Monday; quarters and years are fiscal. -#}

{% macro week_start(date) -%}
    cast(date_trunc('week', {{ date }}) as date)
{%- endmacro %}

{% macro month_start(date) -%}
    cast(date_trunc('month', {{ date }}) as date)
{%- endmacro %}

{% macro month_end(date) -%}
    {{ plumbline.add_days(plumbline.add_months(plumbline.month_start(date), 1), -1) }}
{%- endmacro %}

{% macro quarter_start(date, first_month=none) -%}
    {{ plumbline._fiscal_start('quarter', date, first_month) }}
{%- endmacro %}

{% macro quarter_end(date, first_month=none) -%}
    {{ plumbline.add_days(plumbline.add_months(plumbline.quarter_start(date, first_month), 3), -1) }}
{%- endmacro %}

{% macro fiscal_year_start(date, first_month=none) -%}
    {{ plumbline._fiscal_start('year', date, first_month) }}
{%- endmacro %}

{#-
    The month is shifted so that the fiscal year begins in January, truncated to the calendar period and shifted back.
-#}
{% macro _fiscal_start(period, date, first_month) -%}
    {%- set shift = (first_month or plumbline.run_setting('fiscal_year_start_month')) | int - 1 -%}
    {%- set moved = plumbline.add_months(plumbline.month_start(date), -shift) -%}
    {{ plumbline.add_months("date_trunc('" ~ period ~ "', " ~ moved ~ ")", shift) }}
{%- endmacro %}

{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days', 'plumbline')(date, days)) }}
{%- endmacro %}

{% macro duckdb__add_days(date, days) -%}
    (cast({{ date }} as date) + cast({{ days }} as integer))
{%- endmacro %}

{#- add_months(date, n): the same day n months later, or the last day of a shorter month. -#}
{% macro add_months(date, months) -%}
    {{ return(adapter.dispatch('add_months', 'plumbline')(date, months)) }}
{%- endmacro %}

{% macro duckdb__add_months(date, months) -%}
    cast(cast({{ date }} as date) + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{#- days_between(first, last): calendar days from one date to the other, negative when last is before first. -#}
{% macro days_between(first, last) -%}
    {{ return(adapter.dispatch('days_between', 'plumbline')(first, last)) }}
{%- endmacro %}

{% macro duckdb__days_between(first, last) -%}
    date_diff('day', cast({{ first }} as date), cast({{ last }} as date))
{%- endmacro %}

{#- date_series(first, last): a subquery with one row per day, first and last included, in column date_day. -#}
{% macro date_series(first, last) -%}
    {{ return(adapter.dispatch('date_series', 'plumbline')(first, last)) }}
{%- endmacro %}

{% macro duckdb__date_series(first, last) -%}
    (
        select cast(unnest(generate_series(
            cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval 1 day
        )) as date) as date_day
    )
{%- endmacro %}
