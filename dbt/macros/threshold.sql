{#- threshold('H05.medium_days'): the threshold of that id valid at AS_OF, as a scalar subquery; a double. -#}
{% macro threshold(threshold_id, segment='all') -%}
    (
        select thresholds.value
        from {{ ref('thresholds') }} as thresholds
        where thresholds.threshold_id = '{{ threshold_id }}'
            and thresholds.segment = '{{ segment }}'
            and thresholds.valid_from <= {{ plumbline.as_of() }}
        order by thresholds.valid_from desc
        limit 1
    )
{%- endmacro %}
