-- One row per cost booked by finance up to AS_OF.
with costs as (
    select *
    from {{ union_systems('costs', {
        'string': ['cost_id', 'campaign_key', 'category', 'channel', 'currency'],
        'decimal(18, 4)': ['amount'],
        'boolean': ['is_deleted'],
        'date': ['cost_date'],
        'timestamp': ['known_at'],
    }) }} as costs
    where not is_deleted and cost_date <= {{ as_of() }}
),

campaigns as (
    select {{ text_key(raw_id('campaign_id')) }} as match_key, campaign_id
    from {{ union_systems('campaigns', {'string': ['campaign_id'], 'boolean': ['is_deleted']}) }} as campaigns
    where not is_deleted
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

booked as (
    select
        costs.cost_id,
        costs.cost_date,
        lower(trim(costs.category)) as category,
        nullif(trim(costs.channel), '') as channel,
        campaigns.campaign_id,
        {{ money('costs.amount', 'costs.currency') }} as amount,
        coalesce(costs.currency, '{{ reporting_currency() }}') as currency,
        costs.currency is null as is_currency_assumed,
        costs.known_at
    from costs
    left join campaigns on {{ text_key('costs.campaign_key') }} = campaigns.match_key
)

select
    booked.cost_id,
    booked.cost_date,
    booked.category,
    booked.channel,
    booked.campaign_id,
    booked.amount,
    booked.currency,
    booked.is_currency_assumed,
    {{ in_reporting_currency('booked.amount', 'booked.currency', 'fx_rates.rate') }} as amount_rc,
    booked.known_at
from booked
left join fx_rates on {{ rate_on('fx_rates', 'booked.currency', 'booked.cost_date') }}
