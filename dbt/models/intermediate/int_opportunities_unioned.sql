-- One row per opportunity over all CRM systems, in the present state of the source. The state at AS_OF is
-- int_opportunity_states.
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
    select *, coalesce(created_at, {{ day_start('created_date') }}) as began_at from unioned
)

select
    dated.opportunity_id,
    dated.opportunity_name,
    -- The account as the source has it; facts carry the surviving one.
    dated.account_id,
    coalesce(main_products.product_id, dated.product_id) as product_id,
    coalesce({{ surviving('rep', 'dated.owner_id') }}, 'unassigned') as owner_id,
    dated.stage_name,
    dated.lead_source,
    dated.opportunity_type,
    dated.forecast_category,
    nullif(trim(dated.next_step), '') as next_step,
    dated.loss_reason,
    coalesce(dated.currency, '{{ reporting_currency() }}') as currency,
    dated.currency is null as is_currency_assumed,
    {{ money('dated.amount', 'dated.currency') }} as amount,
    try_cast(dated.probability as decimal(5, 2)) as probability,
    -- A won opportunity is closed, whatever its other flags.
    case when dated.is_won then true else dated.is_closed end as is_closed,
    dated.is_won,
    -- A deletion that the source dates after AS_OF is ignored.
    dated.is_deleted
    and coalesce(dated.modified_at, {{ beginning_of_time() }}) < {{ as_of_end() }} as is_deleted,
    dated.is_deleted as is_deleted_now,
    coalesce(dated.expected_close_date, dated.closed_date) as expected_close_date,
    coalesce(dated.closed_date, dated.expected_close_date) as closing_date,
    dated.began_at as created_at,
    -- Opportunities without a creation date exist from the beginning of time.
    coalesce(dated.began_at, {{ beginning_of_time() }}) as started_at,
    coalesce(dated.modified_at, dated.known_at) as modified_at,
    dated.known_at
from dated
left join {{ ref('int_opportunity_products') }} as main_products on dated.opportunity_id = main_products.opportunity_id
