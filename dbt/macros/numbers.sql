{#- money(expression): two decimals, half away from zero. All money leaves a model through it (a bare sum is DECIMAL(38,2)). -#}
{% macro money(expression) -%}
    {{ return(adapter.dispatch('money', 'plumbline')(expression)) }}
{%- endmacro %}

{% macro default__money(expression) -%}
    cast(round({{ expression }}, 2) as decimal(18, 2))
{%- endmacro %}

{#-
    convert_money(amount, rate): money of amount times rate, NULL when either is missing or the product has no room.
    The wider first factor matters: DuckDB multiplies two DECIMAL(18) in 64 bits and fails on 100,000.0000 x 1,000.00000000.
-#}
{% macro convert_money(amount, rate) -%}
    {{ return(adapter.dispatch('convert_money', 'plumbline')(amount, rate)) }}
{%- endmacro %}

{% macro duckdb__convert_money(amount, rate) -%}
    try_cast(round(cast({{ amount }} as decimal(19, 4)) * cast({{ rate }} as decimal(18, 8)), 2) as decimal(18, 2))
{%- endmacro %}

{#- ratio(numerator, denominator): a double; NULL for a denominator of zero, never an infinity. -#}
{% macro ratio(numerator, denominator) -%}
    {{ return(adapter.dispatch('ratio', 'plumbline')(numerator, denominator)) }}
{%- endmacro %}

{% macro default__ratio(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}

{#- quantile(expression, 0.9): linear between neighbours, as a double. An aggregate: a filter clause may follow it. -#}
{% macro quantile(expression, fraction) -%}
    {{ return(adapter.dispatch('quantile', 'plumbline')(expression, fraction)) }}
{%- endmacro %}

{% macro duckdb__quantile(expression, fraction) -%}
    quantile_cont(cast({{ expression }} as double), {{ fraction }})
{%- endmacro %}

{% macro median(expression) -%}
    {{ plumbline.quantile(expression, 0.5) }}
{%- endmacro %}
