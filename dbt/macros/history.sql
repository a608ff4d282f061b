{#- Fields in the histories of a CRM, mapped to conformed names. -#}

{#- beginning_of_time(): the time from which a value is valid when its beginning is not recorded. -#}
{% macro beginning_of_time() -%}
    cast('1900-01-01 00:00:00' as timestamp)
{%- endmacro %}

{#- opportunity_field('field_name'): conformed name of a tracked field of an opportunity, NULL for other fields. -#}
{% macro opportunity_field(column) -%}
    case replace(lower({{ column }}), '_', '')
        when 'owner' then 'owner_id'
        when 'ownerid' then 'owner_id'
        when 'stagename' then 'stage_name'
        when 'amount' then 'amount'
        when 'closedate' then 'expected_close_date'
        when 'expectedclosedate' then 'expected_close_date'
        when 'probability' then 'probability'
        when 'forecastcategoryname' then 'forecast_category'
        when 'forecastcategory' then 'forecast_category'
        when 'nextstep' then 'next_step'
    end
{%- endmacro %}

{#-
    stated('amount', "'log'"): a stated value as one struct (value, source, known_at), so that a value stated as NULL
    differs from one that is not stated.
-#}
{% macro stated(value, source, known_at='known_at') -%}
    {{ return(adapter.dispatch('stated', 'plumbline')(value, source, known_at)) }}
{%- endmacro %}

{% macro default__stated(value, source, known_at) -%}
    named_struct('value', {{ value }}, 'source', {{ source }}, 'known_at', {{ known_at }})
{%- endmacro %}

{% macro duckdb__stated(value, source, known_at) -%}
    struct_pack(value := {{ value }}, source := {{ source }}, known_at := {{ known_at }})
{%- endmacro %}

{#- last_known('expression', 'so_far'): the last value in the window's frame that is not NULL. -#}
{% macro last_known(expression, frame) -%}
    {{ return(adapter.dispatch('last_known', 'plumbline')(expression, frame)) }}
{%- endmacro %}

{% macro default__last_known(expression, frame) -%}
    last_value({{ expression }}, true) over {{ frame }}
{%- endmacro %}

{% macro duckdb__last_known(expression, frame) -%}
    last_value({{ expression }} ignore nulls) over {{ frame }}
{%- endmacro %}

{#- only_known('expression'): an aggregate: the value of the one row in which it is not NULL. -#}
{% macro only_known(expression) -%}
    {{ return(adapter.dispatch('only_known', 'plumbline')(expression)) }}
{%- endmacro %}

{% macro default__only_known(expression) -%}
    any_value({{ expression }}, true)
{%- endmacro %}

{% macro duckdb__only_known(expression) -%}
    any_value({{ expression }})
{%- endmacro %}

{#- user_name('users'): the name of a CRM user, from whichever name columns are filled. -#}
{% macro user_name(users) -%}
    coalesce(
        nullif(trim({{ users }}.user_name), ''),
        nullif(trim(coalesce({{ users }}.first_name, '') || ' ' || coalesce({{ users }}.last_name, '')), ''),
        {{ users }}.email,
        {{ users }}.user_id
    )
{%- endmacro %}

{#- user_team('users', 'roles'): the team of a CRM user: the first filled column of the run setting `team_from`. -#}
{% macro user_team(users, roles) -%}
    {%- set columns = {
        'division': users ~ '.division',
        'department': users ~ '.department',
        'role': roles ~ '.user_role_name',
    } -%}
    coalesce(
        {%- for name in plumbline.run_setting('team_from', 'division,department').split(',') if name in columns %}
        nullif(trim({{ columns[name] }}), ''),
        {%- endfor %}
        cast(null as varchar)
    )
{%- endmacro %}

{#- unknown_stage(): the stage of an opportunity that was open at a time for which no stage is recorded. -#}
{% macro unknown_stage() -%}
    (unknown)
{%- endmacro %}

{#- holds_at('states', 'instants'): join condition: the state of the same opportunity that is valid at the instant. -#}
{% macro holds_at(states, instants) -%}
    {{ states }}.opportunity_id = {{ instants }}.opportunity_id
    and {{ states }}.valid_from <= {{ instants }}.valid_from
    and ({{ states }}.valid_to is null or {{ states }}.valid_to > {{ instants }}.valid_from)
{%- endmacro %}

{#- lead_field('field_name'): conformed name of a tracked field of a lead, NULL for other fields. -#}
{% macro lead_field(column) -%}
    case lower({{ column }})
        when 'owner' then 'owner'
        when 'ownerid' then 'owner'
        when 'status' then 'status'
        when 'disposition__c' then 'disposition'
        when 'disposition' then 'disposition'
        when 'leadsource' then 'source'
        when 'leadconverted' then 'converted'
    end
{%- endmacro %}
