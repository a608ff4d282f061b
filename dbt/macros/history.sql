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
    logged_changes(): a subquery: one row per change of a tracked field of an opportunity, in the logs of all systems, and
    why it cannot be used (`unreadable_reason`, NULL when it can).
-#}
{% macro logged_changes() -%}
    {%- set logs = [
        ('opportunity_field_histories', 'opportunity_field_history_id', 'opportunity_field_history', 'salesforce:'),
        ('mapped_opportunity_changes', 'opportunity_change_id', 'opportunity_change', 'csv:'),
        ('opportunity_changes', 'opportunity_change_id', 'tracking_value', ''),
    ] %}
    (
        select *, {{ plumbline.unreadable_reason('field_name', 'old_value', 'new_value') }} as unreadable_reason
        from (
            {%- for log, id, table, id_prefix in logs %}
            select
                {{ id }} as change_id, '{{ table }}' as table_name, '{{ id_prefix }}' as id_prefix, opportunity_id,
                {{ plumbline.opportunity_field('field_name') }} as field_name, nullif(trim(old_value), '') as old_value,
                nullif(trim(new_value), '') as new_value, occurred_at, is_deleted, known_at
            from {{ plumbline.union_systems(log, {
                'string': [id, 'opportunity_id', 'field_name', 'old_value', 'new_value'],
                'boolean': ['is_deleted'],
                'timestamp': ['occurred_at', 'known_at'],
            }) }} as {{ log }}
            {%- if not loop.last %}
            union all
            {%- endif %}
            {%- endfor %}
        ) as logged
        where field_name is not null
    )
{%- endmacro %}

{#- logged_value('date', 'old_value'): the text of a log as a date (`date`) or a number (`number`), NULL if it is none. -#}
{% macro logged_value(type, column) -%}
    {%- if type == 'date' -%}
    try_cast(substr({{ column }}, 1, 10) as date)
    {%- elif type == 'percentage' -%}
    try_cast({{ column }} as decimal(5, 2))
    {%- else -%}
    try_cast({{ column }} as decimal(18, 3))
    {%- endif -%}
{%- endmacro %}

{#- unreadable_reason(field, old, new): why a logged change cannot be used, NULL when it can. -#}
{% macro unreadable_reason(field, old, new) -%}
    case
        when {{ field }} = 'stage_name' and {{ new }} is null then 'the new value is empty'
        {%- for of_field, type, reason in [
            ("'expected_close_date'", 'date', 'a value is not an ISO 8601 date (YYYY-MM-DD)'),
            ("'amount'", 'number', 'a value is not a plain decimal'),
            ("'probability'", 'percentage', 'a value is not a percentage below 1000'),
        ] %}
        when
            {{ field }} = {{ of_field }}
            and (
                ({{ old }} is not null and {{ plumbline.logged_value(type, old) }} is null)
                or ({{ new }} is not null and {{ plumbline.logged_value(type, new) }} is null)
            )
            then '{{ reason }}'
        {%- endfor %}
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
