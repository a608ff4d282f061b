-- One row per opportunity and time from which a snapshot that the CRM took of it holds. Over all time, not cut at
-- AS_OF.
with opportunities as (
    select * from {{ ref('int_opportunities_unioned') }}
),

-- A deleted opportunity takes its history with it; what it was until then is still true.
histories as (
    select histories.*
    from {{ ref('stg_salesforce__opportunity_histories') }} as histories
    inner join opportunities on histories.opportunity_id = opportunities.opportunity_id
    where not histories.is_deleted or opportunities.is_deleted_now
),

stages as (
    select stage_name, is_closed, is_won from {{ ref('int_stages') }}
),

-- Of two snapshots in one instant the one with the later id was taken last.
instants as (
    select
        opportunity_id,
        opportunity_history_id,
        occurred_at,
        stage_name,
        {{ money('amount') }} as amount,
        currency,
        expected_close_date,
        try_cast(probability as decimal(5, 2)) as probability,
        forecast_category,
        known_at,
        row_number() over (
            partition by opportunity_id, occurred_at order by opportunity_history_id desc
        ) as instant_rank
    from histories
),

numbered as (
    select
        instants.*,
        stages.is_closed,
        stages.is_won,
        row_number() over (partition by instants.opportunity_id order by instants.occurred_at) as number_from_first,
        row_number() over (partition by instants.opportunity_id order by instants.occurred_at desc) as number_from_last
    from instants
    left join stages on instants.stage_name = stages.stage_name
    where instants.instant_rank = 1
),

taken as (
    select
        opportunity_id, occurred_at as valid_from, stage_name, amount, currency, expected_close_date, probability,
        forecast_category, is_closed, is_won, known_at
    from numbered
),

-- What an opportunity was before its first snapshot: the same, but not yet closed.
preceding as (
    select
        opportunity_id,
        {{ beginning_of_time() }} as valid_from,
        case when is_closed then '{{ unknown_stage() }}' else stage_name end as stage_name,
        amount,
        currency,
        expected_close_date,
        case when not is_closed then probability end as probability,
        case when not is_closed then forecast_category end as forecast_category,
        false as is_closed,
        false as is_won,
        known_at
    from numbered
    where number_from_first = 1
),

-- A log that ends before the present state was cut off: the state came at the latest with the row's last modification.
outrun as (
    select
        opp.opportunity_id, opp.modified_at as valid_from, opp.stage_name, opp.amount, opp.currency,
        opp.expected_close_date, opp.probability, opp.forecast_category,
        coalesce(opp.is_closed, stages.is_closed) as is_closed, coalesce(opp.is_won, stages.is_won) as is_won,
        opp.known_at
    from opportunities as opp
    inner join numbered on opp.opportunity_id = numbered.opportunity_id and numbered.number_from_last = 1
    left join stages on opp.stage_name = stages.stage_name
    where
        opp.modified_at > numbered.occurred_at
        and (
            opp.stage_name <> numbered.stage_name
            or opp.amount is distinct from numbered.amount
            or opp.expected_close_date is distinct from numbered.expected_close_date
        )
),

unioned as (
    select * from taken
    union all
    select * from preceding
    union all
    select * from outrun
)

select
    *,
    cast(null as date) as closing_date,
    true as is_recorded,
    lead(valid_from) over (partition by opportunity_id order by valid_from) as valid_to
from unioned
