{#- Classification of activities. -#}

{#-
    is_conversation('duration_seconds', 'is_missed'): whether a call was long enough for a conversation and not missed.
-#}
{% macro is_conversation(duration, is_missed) -%}
    coalesce(
        {{ duration }} >= {{ plumbline.threshold('M23.call_seconds_least') }} and not coalesce({{ is_missed }}, false), false
    )
{%- endmacro %}
