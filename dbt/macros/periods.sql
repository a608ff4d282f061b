{#-
    over_months(relation): a subquery with one row per row of a relation and month of its period (period_start to
    period_end). It has the columns of both, `days_before` (days of the period before the month) and `days_through`
    (days of the period up to the end of the month).
-#}
{% macro over_months(relation) -%}
(
    select
        {{ relation }}.*,
        months.month_start,
        months.month_end,
        greatest({{ plumbline.days_between(relation ~ '.period_start', 'months.month_start') }}, 0) as days_before,
        {{ plumbline.days_between(
            relation ~ '.period_start', 'least(' ~ relation ~ '.period_end, months.month_end)'
        ) }} + 1 as days_through
    from {{ relation }}
    inner join (select distinct month_start, month_end from {{ ref('dim_date') }}) as months
        on
            {{ relation }}.period_start <= months.month_end
            and {{ relation }}.period_end >= months.month_start
)
{%- endmacro %}

{#-
    finer_periods(relation, id, keys, tie): of rows of over_months() that overlap, which one counts. A subquery with one
    row per id and month in which a row with the same keys and a shorter period counts instead, with its `finer_<id>`;
    `tie` decides between two periods of one length. Two periods overlap when they share more than half of the days of
    the shorter one (`days_total`): periods in a row may share a day.
-#}
{% macro finer_periods(relation, id, keys, tie) -%}
(
    select
        coarse.{{ id }},
        coarse.month_start,
        min(fine.{{ id }}) as finer_{{ id }}
    from {{ relation }} as coarse
    inner join {{ relation }} as fine
        on
            coarse.month_start = fine.month_start
            {%- for key in keys %}
            and coarse.{{ key }} = fine.{{ key }}
            {%- endfor %}
            and {{ plumbline.days_between(
                'greatest(coarse.period_start, fine.period_start)', 'least(coarse.period_end, fine.period_end)'
            ) }} + 1 > least(coarse.days_total, fine.days_total) / 2.0
            and (coarse.days_total > fine.days_total or (coarse.days_total = fine.days_total and {{ tie }}))
    group by coarse.{{ id }}, coarse.month_start
)
{%- endmacro %}
