-- One row per opportunity and validity interval of its state, up to AS_OF: the state on a date is a range join.
select
    opportunity_id,
    valid_from,
    valid_to,
    stage_name,
    amount,
    currency,
    expected_close_date,
    probability,
    forecast_category,
    owner_id,
    is_closed,
    is_won,
    known_at
from {{ ref('int_opportunity_states') }}
