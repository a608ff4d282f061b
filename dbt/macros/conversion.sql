{#-
    in_reporting_currency('amount', 'currency', 'fx.rate'): money in the reporting currency; its own money needs no
    rate, and where a rate is missing the result is NULL, never the unconverted amount.
-#}
{% macro in_reporting_currency(amount, currency, rate) -%}
    case
        when {{ currency }} = '{{ reporting_currency() }}' then {{ plumbline.money(amount) }}
        else {{ plumbline.convert_money(amount, rate) }}
    end
{%- endmacro %}

{#- rate_on('fx', 'lines.currency', 'lines.invoice_date'): joins int_fx_rates_daily, after AS_OF with AS_OF's rate. Not
    with least(), which passes over a missing date: what has no date has no rate. -#}
{% macro rate_on(rates, currency, date) -%}
    {{ rates }}.currency = {{ currency }}
    and {{ rates }}.rate_date
    = case when {{ date }} > {{ plumbline.as_of() }} then {{ plumbline.as_of() }} else {{ date }} end
{%- endmacro %}
