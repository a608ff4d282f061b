{#-
    Settings of a run: as_of (YYYY-MM-DD), reporting_currency (ISO 4217), company_time_zone (IANA name),
    fiscal_year_start_month (1 to 12), team_from (division, department or role, comma separated), systems (names, comma
    separated; all when not set). A dbt variable of that name takes precedence, then PLUMBLINE_RUN_<NAME> of the environment, then the default. The environment is read only when
    SQL is executed, so that dbt keeps its parsed project when a value changes.
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

{#- as_of(): the business date that the marts describe. -#}
{% macro as_of() -%}
    cast('{{ plumbline.run_setting("as_of") }}' as date)
{%- endmacro %}

{#- reporting_currency(): the ISO 4217 code of the reporting currency. -#}
{% macro reporting_currency() -%}
    {{ return(plumbline.run_setting('reporting_currency')) }}
{%- endmacro %}
