-- One row per opportunity over all CRM systems, in the present state of the source. The state at AS_OF is
-- int_opportunity_states. Without flags of the CRM, is_closed comes from the forecast category, then from the
-- percentage; is_won comes from the percentage or the name of the stage. The flags are NULL when none of these decides.
with unioned as (
    select *
    from {{ union_systems('opportunities', {
        'string': [
            'opportunity_id', 'opportunity_name', 'account_id', 'product_id', 'owner_id', 'stage_name', 'lead_source',
            'opportunity_type', 'forecast_category', 'next_step', 'loss_reason', 'currency'
        ],
        'decimal(18, 4)': ['amount'],
        'decimal(18, 8)': ['probability'],
        'boolean': ['is_closed', 'is_won', 'is_deleted'],
        'date': ['expected_close_date', 'closed_date', 'created_date'],
        'timestamp': ['created_at', 'modified_at', 'known_at'],
    }) }} as opportunities
),

dated as (
    select
        unioned.*,
        coalesce(unioned.created_at, {{ day_start('unioned.created_date') }}) as began_at,
        categories.meaning as category,
        stages.meaning as stage_outcome
    from unioned
    left join {{ meanings('unioned', 'forecast_category', 'forecast_category') }} as categories
        on unioned.forecast_category = categories.forecast_category
    left join {{ meanings('unioned', 'stage_name', 'stage') }} as stages on unioned.stage_name = stages.stage_name
),

inferred as (
    select
        *,
        case
            when category = 'closed' or (category = 'omitted' and probability = 0) then true
            when category = 'open' then false
            when probability = 100 then true
        end as is_inferred_closed,
        case
            when category = 'closed' then coalesce(probability > 0, stage_outcome is distinct from 'lost')
            when category = 'open' or probability = 0 then false
            when probability = 100 then true
        end as is_inferred_won
    from dated
)

select
    inferred.opportunity_id,
    inferred.opportunity_name,
    -- The account as the source has it; facts refer to the surviving one.
    inferred.account_id,
    coalesce(main_products.product_id, inferred.product_id) as product_id,
    coalesce({{ surviving('rep', 'inferred.owner_id') }}, 'unassigned') as owner_id,
    inferred.stage_name,
    inferred.lead_source,
    inferred.opportunity_type,
    inferred.forecast_category,
    nullif(trim(inferred.next_step), '') as next_step,
    inferred.loss_reason,
    coalesce(inferred.currency, '{{ reporting_currency() }}') as currency,
    inferred.currency is null as is_currency_assumed,
    {{ money('inferred.amount', 'inferred.currency') }} as amount,
    try_cast(inferred.probability as decimal(5, 2)) as probability,
    -- A won opportunity is closed, whatever its other flags.
    case when inferred.is_won then true else coalesce(inferred.is_closed, inferred.is_inferred_closed) end as is_closed,
    coalesce(inferred.is_won, inferred.is_closed and inferred.is_inferred_won, inferred.is_inferred_won) as is_won,
    inferred.is_deleted,
    coalesce(inferred.expected_close_date, inferred.closed_date) as expected_close_date,
    coalesce(inferred.closed_date, inferred.expected_close_date) as closing_date,
    inferred.began_at as created_at,
    -- Opportunities without a creation date exist from the beginning of time.
    coalesce(inferred.began_at, {{ beginning_of_time() }}) as started_at,
    coalesce(inferred.modified_at, inferred.known_at) as modified_at,
    inferred.known_at
from inferred
left join {{ ref('int_opportunity_products') }} as main_products
    on inferred.opportunity_id = main_products.opportunity_id
