{#-
    in_reporting_currency('amount', 'currency', 'fx.rate'): amount in the reporting currency. An amount in the reporting
    currency needs no rate; without a rate the result is NULL, never the unconverted amount.
-#}
{% macro in_reporting_currency(amount, currency, rate) -%}
    case
        when {{ currency }} = '{{ reporting_currency() }}' then {{ plumbline.money(amount) }}
        else {{ plumbline.convert_money(amount, rate) }}
    end
{%- endmacro %}

{#-
    rate_on('fx', 'lines.currency', 'lines.invoice_date'): joins int_fx_rates_daily; dates after AS_OF use the rate of
    AS_OF. least() is not used because it ignores a missing date, which must have no rate.
-#}
{% macro rate_on(rates, currency, date) -%}
    {{ rates }}.currency = {{ currency }}
    and {{ rates }}.rate_date
    = case when {{ date }} > {{ plumbline.as_of() }} then {{ plumbline.as_of() }} else {{ date }} end
{%- endmacro %}
