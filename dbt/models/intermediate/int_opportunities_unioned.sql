-- One row per opportunity, as its source holds it now, over all CRM systems. The state at AS_OF is
-- int_opportunity_states.
with salesforce_opportunities as (
    select * from {{ ref('stg_salesforce__opportunities') }}
),

mapped_opportunities as (
    select * from {{ ref('stg_csv_mapping__opportunities') }}
),

main_products as (
    select opportunity_id, product_id from {{ ref('int_opportunity_products') }}
),

account_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'account'
),

rep_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'rep'
),

unioned as (
    select
        opp.opportunity_id,
        opp.opportunity_name,
        opp.account_id,
        main_products.product_id,
        opp.owner_id,
        opp.stage_name,
        opp.lead_source,
        opp.opportunity_type,
        opp.forecast_category,
        opp.next_step,
        opp.loss_reason,
        opp.currency,
        opp.amount,
        opp.probability,
        opp.is_closed,
        opp.is_won,
        opp.is_deleted,
        opp.expected_close_date,
        opp.expected_close_date as closing_date,
        opp.created_at,
        opp.modified_at,
        opp.known_at
    from salesforce_opportunities as opp
    left join main_products on opp.opportunity_id = main_products.opportunity_id
    union all
    select
        opportunity_id,
        opportunity_name,
        account_id,
        product_id,
        owner_id,
        stage_name,
        lead_source,
        opportunity_type,
        cast(null as varchar) as forecast_category,
        cast(null as varchar) as next_step,
        loss_reason,
        currency,
        amount,
        probability,
        is_closed,
        is_won,
        is_deleted,
        coalesce(expected_close_date, closed_date) as expected_close_date,
        coalesce(closed_date, expected_close_date) as closing_date,
        {{ day_start('created_date') }} as created_at,
        cast(null as timestamp) as modified_at,
        known_at
    from mapped_opportunities
    union all
    select
        opportunity_id,
        opportunity_name,
        account_id,
        cast(null as varchar) as product_id,
        owner_id,
        stage_name,
        lead_source,
        cast(null as varchar) as opportunity_type,
        cast(null as varchar) as forecast_category,
        cast(null as varchar) as next_step,
        loss_reason,
        currency,
        amount,
        probability,
        is_closed,
        is_won,
        is_deleted,
        coalesce(expected_close_date, closing_date) as expected_close_date,
        coalesce(closing_date, expected_close_date) as closing_date,
        created_at,
        modified_at,
        known_at
    from {{ ref('int_odoo_opportunities') }}
),

final as (
    select
        unioned.opportunity_id,
        unioned.opportunity_name,
        coalesce(account_merges.surviving_id, unioned.account_id) as account_id,
        unioned.product_id,
        coalesce(rep_merges.surviving_id, unioned.owner_id, 'unassigned') as owner_id,
        unioned.stage_name,
        unioned.lead_source,
        unioned.opportunity_type,
        unioned.forecast_category,
        nullif(trim(unioned.next_step), '') as next_step,
        unioned.loss_reason,
        coalesce(unioned.currency, '{{ reporting_currency() }}') as currency,
        {{ money('unioned.amount') }} as amount,
        try_cast(unioned.probability as decimal(5, 2)) as probability,
        -- What is won is over, whatever else was ticked.
        case when unioned.is_won then true else unioned.is_closed end as is_closed,
        unioned.is_won,
        -- A deletion that the source dates after AS_OF had not happened yet.
        unioned.is_deleted
        and coalesce(unioned.modified_at, {{ beginning_of_time() }}) < {{ as_of_end() }} as is_deleted,
        unioned.is_deleted as is_deleted_now,
        unioned.expected_close_date,
        unioned.closing_date,
        unioned.created_at,
        -- Deals without a creation date have been there for ever.
        coalesce(unioned.created_at, {{ beginning_of_time() }}) as started_at,
        coalesce(unioned.modified_at, unioned.known_at) as modified_at,
        unioned.known_at
    from unioned
    left join account_merges on unioned.account_id = account_merges.record_id
    left join rep_merges on unioned.owner_id = rep_merges.record_id
)

select * from final
