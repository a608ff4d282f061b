-- One row per opportunity created by AS_OF: how it began, how often it was reopened, and its last outcome. An
-- opportunity may close and open again; the last outcome at AS_OF counts, and an open one has none.
with states as (
    select * from {{ ref('int_opportunity_states') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

compared as (
    select
        *,
        lag(is_closed) over (partition by opportunity_id order by valid_from) as was_closed,
        lag(is_won) over (partition by opportunity_id order by valid_from) as was_won,
        row_number() over (partition by opportunity_id order by valid_from) as state_number
    from states
),

-- A closing is the step into a closed stage, or from lost to won and back; a new name for the same outcome is none.
marked as (
    select
        *,
        is_closed and not (coalesce(was_closed, false) and was_won = is_won) as is_closing,
        coalesce(was_closed, false) and not is_closed as is_reopening
    from compared
),

converted as (
    select
        marked.*,
        {{ in_reporting_currency('marked.amount', 'marked.currency', 'fx_rates.rate') }} as amount_rc
    from marked
    left join fx_rates on {{ rate_on('fx_rates', 'marked.currency', business_date('marked.valid_from')) }}
),

summed as (
    select
        opportunity_id,
        max(case when is_closing then valid_from end) as last_closing_at,
        cast(sum(case when is_reopening then 1 else 0 end) as integer) as reopen_count,
        {{ money('max(amount_rc)') }} as amount_peak_rc,
        max(case when is_recorded then 1 else 0 end) = 1 as has_history
    from converted
    group by opportunity_id
),

first_states as (
    select * from converted where state_number = 1
),

last_states as (
    select * from converted where valid_to is null
),

closings as (
    select
        converted.opportunity_id,
        converted.owner_id,
        converted.closing_date,
        -- Closed for ever, without any date: no time of closing is known.
        nullif(converted.valid_from, {{ beginning_of_time() }}) as closed_at
    from converted
    inner join summed
        on converted.opportunity_id = summed.opportunity_id and converted.valid_from = summed.last_closing_at
)

select
    last_states.opportunity_id,
    first_states.owner_id as owner_at_creation_id,
    case when last_states.is_closed then closings.owner_id end as owner_at_close_id,
    last_states.owner_id,
    last_states.stage_name,
    last_states.amount,
    last_states.currency,
    first_states.amount as amount_at_creation,
    first_states.currency as currency_at_creation,
    summed.amount_peak_rc,
    last_states.probability,
    last_states.forecast_category,
    last_states.next_step,
    last_states.expected_close_date,
    last_states.is_closed,
    last_states.is_won,
    case when last_states.is_closed then closings.closed_at end as closed_at,
    case
        when last_states.is_closed then coalesce(closings.closing_date, {{ business_date('closings.closed_at') }})
    end as closed_date,
    summed.reopen_count,
    summed.has_history,
    last_states.known_at
from last_states
inner join first_states on last_states.opportunity_id = first_states.opportunity_id
inner join summed on last_states.opportunity_id = summed.opportunity_id
left join closings on last_states.opportunity_id = closings.opportunity_id
