-- One row per opportunity created by AS_OF: its first state, the number of times it was reopened, and its last outcome.
-- An opportunity may close and reopen; the last outcome at AS_OF counts, and an open one has none.
with states as (
    select
        *,
        max(case when is_closing then state_number end) over (partition by opportunity_id) as closing_number,
        min(valid_from) over (partition by opportunity_id) as created_from
    from {{ ref('int_opportunity_states') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

summed as (
    select
        states.opportunity_id,
        max(case when states.state_number = 1 then states.owner_id end) as owner_at_creation_id,
        max(case when states.state_number = 1 then states.amount end) as amount_at_creation,
        max(case when states.state_number = 1 then states.currency end) as currency_at_creation,
        max(case when states.state_number = states.closing_number then states.owner_id end) as owner_at_close_id,
        max(case when states.state_number = states.closing_number then states.closing_date end) as closing_date,
        -- Closed since the beginning because no date is recorded: the closing time is NULL.
        nullif(
            max(case when states.state_number = states.closing_number and states.is_dated then states.valid_from end),
            {{ beginning_of_time() }}
        ) as closed_at,
        cast(sum(case when states.is_reopening then 1 else 0 end) as integer) as reopen_count,
        -- At the rate of the creation date, so that a change of the exchange rate is no change of the amount.
        {{ money('max(' ~ in_reporting_currency('states.amount', 'states.currency', 'fx_rates.rate') ~ ')') }}
            as amount_peak_rc,
        max(case when states.is_recorded then 1 else 0 end) = 1 as has_history
    from states
    left join fx_rates on {{ rate_on('fx_rates', 'states.currency', business_date('states.created_from')) }}
    group by states.opportunity_id
)

select
    states.opportunity_id,
    summed.owner_at_creation_id,
    case when states.is_closed then summed.owner_at_close_id end as owner_at_close_id,
    states.owner_id,
    states.stage_name,
    states.amount,
    states.currency,
    summed.amount_at_creation,
    summed.currency_at_creation,
    summed.amount_peak_rc,
    states.probability,
    states.forecast_category,
    states.next_step,
    states.is_next_step_known,
    states.expected_close_date,
    states.is_closed,
    states.is_won,
    case when states.is_closed then summed.closed_at end as closed_at,
    case when states.is_closed then coalesce(summed.closing_date, {{ business_date('summed.closed_at') }}) end
        as closed_date,
    summed.reopen_count,
    summed.has_history,
    states.known_at
from states
inner join summed on states.opportunity_id = summed.opportunity_id
where states.valid_to is null
