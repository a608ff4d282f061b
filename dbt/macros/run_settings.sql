{#-
    What a run is told from outside: as_of (YYYY-MM-DD), reporting_currency (ISO 4217), company_time_zone (IANA name),
    fiscal_year_start_month (1 to 12), systems (names, comma separated; all without it). A dbt variable of that name goes
    first, then PLUMBLINE_RUN_<NAME> of the environment, then the default. The environment is read only when SQL is executed: dbt keeps its parsed project when the value changes.
-#}
{% macro run_setting(name, default=none) -%}
    {%- set given = var(name, none) -%}
    {%- if given is not none -%}
        {{ return(given) }}
    {%- elif execute -%}
        {{ return(env_var('PLUMBLINE_RUN_' ~ name | upper, default)) }}
    {%- endif -%}
    {{ return('unknown_while_parsing') }}
{%- endmacro %}

{#- as_of(): the business date that the marts speak of. -#}
{% macro as_of() -%}
    cast('{{ plumbline.run_setting("as_of") }}' as date)
{%- endmacro %}

{#- reporting_currency(): the ISO 4217 code of the currency that totals are in. -#}
{% macro reporting_currency() -%}
    {{ return(plumbline.run_setting('reporting_currency')) }}
{%- endmacro %}
