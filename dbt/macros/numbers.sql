{#-
    money(expression): rounded to the decimals of the reporting currency, half away from zero. All amounts of a model
    use it: a bare sum is DECIMAL(38, 3).
    money(expression, 'currency'): rounded to the decimals of the currency in that column.
-#}
{% macro money(expression, currency=none) -%}
    {{ return(adapter.dispatch('money', 'plumbline')(expression, currency)) }}
{%- endmacro %}

{% macro default__money(expression, currency=none) -%}
    {%- if currency is none -%}
        cast(round({{ expression }}, {{ plumbline.money_scale() }}) as decimal(18, 3))
    {%- else -%}
        case
            when coalesce({{ currency }}, '{{ plumbline.reporting_currency() }}') in ('{{ plumbline.currencies_of_three_decimals() | join("', '") }}')
                then cast(round({{ expression }}, 3) as decimal(18, 3))
            else cast(round({{ expression }}, 2) as decimal(18, 3))
        end
    {%- endif -%}
{%- endmacro %}

{#- no_amount(): the columns `amount` and `currency` of a row that concerns no amount. -#}
{% macro no_amount() -%}
    cast(null as decimal(18, 3)) as amount,
    cast(null as varchar) as currency
{%- endmacro %}

{#- amount_limit(): the exclusive upper limit of an amount in DECIMAL(18, 3). -#}
{% macro amount_limit() -%}
    1e15
{%- endmacro %}

{#- percent('invoiced_share'): a share in percent with one decimal; a double, which a mistyped amount cannot overflow. -#}
{% macro percent(share) -%}
    round(100 * cast({{ share }} as double), 1)
{%- endmacro %}

{#- money_scale(): decimals of an amount in the reporting currency. -#}
{% macro money_scale() -%}
    {{ return(3 if plumbline.reporting_currency() in plumbline.currencies_of_three_decimals() else 2) }}
{%- endmacro %}

{#-
    convert_money(amount, factor): an amount times a rate or a share; NULL when either is missing or the product
    overflows. The casts matter: DuckDB multiplies two DECIMAL(18) in 64 bits and overflows at 100,000 times 1,000; 18
    and 20 digits make an exact DECIMAL(38, 16).
-#}
{% macro convert_money(amount, factor) -%}
    {{ return(adapter.dispatch('convert_money', 'plumbline')(amount, factor)) }}
{%- endmacro %}

{% macro duckdb__convert_money(amount, factor) -%}
    try_cast(round(
        try_cast({{ amount }} as decimal(18, 4)) * try_cast({{ factor }} as decimal(20, 12)),
        {{ plumbline.money_scale() }}
    ) as decimal(18, 3))
{%- endmacro %}

{#-
    spread_money(amount, before, through, total): the part of an amount that falls on some of its days: `before` is the
    number of days before them, `through` the number including them, `total` the number of all days. Each part is the
    rounded cumulative amount through it less the rounded cumulative amount before it, so that successive parts add up
    exactly.
-#}
{% macro spread_money(amount, before, through, total) -%}
    {{ plumbline.money(
        plumbline.money(amount ~ ' * ' ~ through ~ ' / ' ~ total) ~ ' - '
        ~ plumbline.money(amount ~ ' * ' ~ before ~ ' / ' ~ total)
    ) }}
{%- endmacro %}

{#- ratio(numerator, denominator): a double; NULL for a denominator of zero, never an infinity. -#}
{% macro ratio(numerator, denominator) -%}
    {{ return(adapter.dispatch('ratio', 'plumbline')(numerator, denominator)) }}
{%- endmacro %}

{% macro default__ratio(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}

{#-
    quantile(expression, 0.9): an aggregate: linear interpolation, as a double; a filter clause may follow it.
    quantile(expression, threshold('H17.lag_quantile')): the same where the fraction is SQL; without a filter clause.
-#}
{% macro quantile(expression, fraction) -%}
    {%- if fraction is number -%}
        {{ return(adapter.dispatch('quantile', 'plumbline')(expression, fraction)) }}
    {%- endif -%}
    {{ return(adapter.dispatch('quantile_at', 'plumbline')(expression, fraction)) }}
{%- endmacro %}

{% macro duckdb__quantile(expression, fraction) -%}
    quantile_cont(cast({{ expression }} as double), {{ fraction }})
{%- endmacro %}

{#- quantile_cont takes only a constant, and a threshold is a subquery. -#}
{% macro duckdb__quantile_at(expression, fraction) -%}
    {%- set value = "cast(" ~ expression ~ " as double)" -%}
    {%- set values = "(list(" ~ value ~ " order by " ~ value ~ ") filter (where " ~ value ~ " is not null))" -%}
    {%- set rank = "((count(" ~ value ~ ") - 1) * " ~ fraction ~ ")" -%}
    {%- set below = values ~ "[cast(floor(" ~ rank ~ ") as integer) + 1]" -%}
    {%- set above = values ~ "[cast(ceil(" ~ rank ~ ") as integer) + 1]" -%}
    ({{ below }} + ({{ above }} - {{ below }}) * ({{ rank }} - floor({{ rank }})))
{%- endmacro %}

{% macro median(expression) -%}
    {{ plumbline.quantile(expression, 0.5) }}
{%- endmacro %}

{#-
    amount_known('months.won_amount'): the amount of a measure from its columns <measure>_sum and <measure>_unknown
    (items without an amount): 0 without any item, NULL when there are items and none has a known amount.
-#}
{% macro amount_known(measure) -%}
    case when {{ measure }}_unknown = 0 or {{ measure }}_sum is not null then {{ money('coalesce(' ~ measure ~ '_sum, 0)') }} end
{%- endmacro %}
