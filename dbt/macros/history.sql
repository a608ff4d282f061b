{#- What the field histories of a CRM speak of, under our names. -#}

{#- beginning_of_time(): the time since which a value holds when nobody recorded its beginning. -#}
{% macro beginning_of_time() -%}
    cast('1900-01-01 00:00:00' as timestamp)
{%- endmacro %}

{#- opportunity_field('field_name'): our name of a tracked field of an opportunity, NULL for those not followed. -#}
{% macro opportunity_field(column) -%}
    case replace(lower({{ column }}), '_', '')
        when 'owner' then 'owner'
        when 'ownerid' then 'owner'
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

{#- opportunity_field_value('field_name', 'new_value'): the text of a value, in one spelling per value. -#}
{% macro opportunity_field_value(field, value) -%}
    case {{ field }}
        when 'amount' then cast(try_cast({{ value }} as decimal(18, 2)) as varchar)
        when 'probability' then cast(try_cast({{ value }} as decimal(5, 2)) as varchar)
        when 'expected_close_date' then cast(try_cast(substr({{ value }}, 1, 10) as date) as varchar)
        else nullif(trim({{ value }}), '')
    end
{%- endmacro %}

{#- user_name('users'): the name of a CRM user, whichever of its columns are filled. -#}
{% macro user_name(users) -%}
    coalesce(
        nullif(trim({{ users }}.user_name), ''),
        nullif(trim(coalesce({{ users }}.first_name, '') || ' ' || coalesce({{ users }}.last_name, '')), ''),
        {{ users }}.email,
        {{ users }}.user_id
    )
{%- endmacro %}

{#- unknown_stage(): the stage of an opportunity at a time of which nothing is known but that it was open. -#}
{% macro unknown_stage() -%}
    (unknown)
{%- endmacro %}

{#- holds_at('spells', 'instants'): join condition: the spell of the same opportunity that holds at the instant. -#}
{% macro holds_at(spells, instants) -%}
    {{ spells }}.opportunity_id = {{ instants }}.opportunity_id
    and {{ spells }}.valid_from <= {{ instants }}.valid_from
    and ({{ spells }}.valid_to is null or {{ spells }}.valid_to > {{ instants }}.valid_from)
{%- endmacro %}

{#- lead_field('field_name'): our name of a tracked field of a lead, NULL for fields we do not follow. -#}
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
