{#-
    split_money(amount, share, whole, part): the part's share of an amount in cents. The shares of one whole add up
    exactly, because the largest share (the first part of several equal ones) takes the rounding difference.
-#}
{% macro split_money(amount, share, whole, part) -%}
    {%- set rounded = plumbline.money('cast(' ~ amount ~ ' as decimal(19, 3)) * ' ~ share) -%}
    {{ plumbline.money(
        rounded ~ " + case when row_number() over (partition by " ~ whole ~ " order by " ~ share ~ " desc, " ~ part
        ~ ") = 1 then " ~ amount ~ " - sum(" ~ rounded ~ ") over (partition by " ~ whole ~ ") else 0 end"
    ) }}
{%- endmacro %}

{#-
    wilson_bound('low', 'successes', 'trials', threshold('C2.interval_z')): the lower ('high': the upper) end of the
    Wilson interval of a rate, z standard deviations wide to each side; NULL without trials. Unlike the normal
    approximation it stays within 0 and 1 and is defined for 0 of n. The ends at 0 of n and n of n are set to exactly 0
    and 1, free of rounding errors.
-#}
{% macro wilson_bound(end, successes, trials, z) -%}
    {%- set n = "nullif(cast(" ~ trials ~ " as double), 0)" -%}
    {%- set k = "cast(" ~ successes ~ " as double)" -%}
    case
        when {{ k }} = {{ '0' if end == 'low' else n }} then {{ '0' if end == 'low' else '1' }}
        else (
            {{ k }} + {{ z }} * {{ z }} / 2 {{ '-' if end == 'low' else '+' }} {{ z }} * sqrt(
                {{ k }} * ({{ n }} - {{ k }}) / {{ n }} + {{ z }} * {{ z }} / 4
            )
        ) / ({{ n }} + {{ z }} * {{ z }})
    end
{%- endmacro %}
