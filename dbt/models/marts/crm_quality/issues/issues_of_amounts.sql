-- One row per issue and object: an amount without an exchange rate, which all totals exclude; all amounts of a table
-- without a currency.
with amounts as (

    select
        'proposal' as table_name,
        proposal_id as object_id,
        amount,
        currency,
        sent_date as dated_on,
        amount_rc is null as lacks_rate,
        false as is_currency_assumed
    from {{ ref('fct_proposal') }}

    union all

    select
        document_type || '_line', revenue_line_id, net_amount, currency, document_date, net_amount_rc is null, false
    from {{ ref('fct_revenue_line') }}

    union all

    select 'payment', payment_id, amount, currency, payment_date, amount_rc is null, false
    from {{ ref('fct_payment') }}

    union all

    -- A quota of pieces has no currency.
    select
        'quota', quota_id, amount, currency, period_start, amount_rc is null and measure = 'revenue',
        is_currency_assumed and measure <> 'units'
    from {{ ref('fct_quota') }}

    {%- for fact, id, date in [
        ('opportunity', 'opportunity_id', 'expected_close_date'),
        ('cost', 'cost_id', 'cost_date'),
        ('plan', 'plan_line_id', 'period_start'),
        ('forecast_submission', 'forecast_submission_id', 'submitted_date'),
    ] %}

    union all

    select '{{ fact }}', {{ id }}, amount, currency, {{ date }}, amount_rc is null, is_currency_assumed
    from {{ ref('fct_' ~ fact) }}
    {%- if fact == 'opportunity' %}
    where not is_deleted
    {%- endif %}
    {%- endfor %}

)

select
    'missing_rate' as issue,
    split_part(object_id, ':', 1) as source_system,
    table_name,
    object_id,
    'no rate for the date ' || coalesce(cast(dated_on as varchar), 'of the run') as detail,
    'add a rate on or before that date to finance/fx_rates.csv; totals exclude the amount until then' as remedy,
    amount,
    currency
from amounts
where lacks_rate and amount is not null

union all

select
    'unknown_currency' as issue,
    split_part(object_id, ':', 1) as source_system,
    table_name,
    table_name as object_id,
    cast(count(*) as varchar) || ' amounts name no currency; taken as {{ reporting_currency() }}' as detail,
    'name it: `currency` of the source in the sources file, or `defaults` of the mapping' as remedy,
    {{ money('sum(amount)') }} as amount,
    '{{ reporting_currency() }}' as currency
from amounts
where is_currency_assumed and amount is not null
group by split_part(object_id, ':', 1), table_name
