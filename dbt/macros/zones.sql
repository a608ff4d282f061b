{#- Conversion between UTC times and business dates. The default zone is the company's. -#}

{% macro _time_zone(time_zone) -%}
    {{ return(time_zone or plumbline.run_setting('company_time_zone')) }}
{%- endmacro %}

{#- business_date(time): the calendar date in the zone at a UTC time. -#}
{% macro business_date(time, time_zone=none) -%}
    {{ return(adapter.dispatch('business_date', 'plumbline')(time, plumbline._time_zone(time_zone))) }}
{%- endmacro %}

{% macro duckdb__business_date(time, time_zone) -%}
    cast(timezone('{{ time_zone }}', timezone('UTC', {{ time }})) as date)
{%- endmacro %}

{#- day_start(date): the first UTC time at which it is that date in the zone. -#}
{% macro day_start(date, time_zone=none) -%}
    {{ return(adapter.dispatch('day_start', 'plumbline')(date, plumbline._time_zone(time_zone))) }}
{%- endmacro %}

{#-
    Where clocks go back over midnight (Havana, the Azores) the hour after midnight occurs twice; DuckDB takes the
    second.
-#}
{% macro duckdb__day_start(date, time_zone) -%}
    {%- set midnight -%}
    timezone('UTC', timezone('{{ time_zone }}', cast(cast({{ date }} as date) as timestamp)))
    {%- endset -%}
    {%- set hour_before = midnight ~ " - interval 1 hour" -%}
    case
        when {{ plumbline.business_date(hour_before, time_zone) }} = cast({{ date }} as date) then {{ hour_before }}
        else {{ midnight }}
    end
{%- endmacro %}

{#- as_of_end(): the UTC time at which the day of AS_OF ends in the company's zone. Events before it count. -#}
{% macro as_of_end() -%}
    {{ plumbline.day_start(plumbline.add_days(plumbline.as_of(), 1)) }}
{%- endmacro %}
