{#- What the wording of a touch says of it. -#}

{#- is_conversation('duration_seconds', 'is_missed'): whether a call was more than a greeting, and not to a voicemail. -#}
{% macro is_conversation(duration, is_missed) -%}
    coalesce(
        {{ duration }} >= {{ plumbline.threshold('M23.call_seconds_least') }} and not coalesce({{ is_missed }}, false), false
    )
{%- endmacro %}
