-- One row per opportunity whose product has a gateway other than the proposal: when it first reached that stage.
with gateways as (
    select product_code, gateway, stage_name
    from (
        select
            *,
            row_number() over (partition by product_code order by valid_from desc) as version_rank
        from {{ ref('gateways') }}
        where valid_from <= {{ as_of() }}
    ) as versions
    where version_rank = 1
),

opportunities as (
    select
        opp.opportunity_id,
        coalesce(own.gateway, usual.gateway) as gateway,
        case when own.gateway is not null then own.stage_name else usual.stage_name end as stage_name
    from {{ ref('fct_opportunity') }} as opp
    left join {{ ref('dim_product') }} as products on opp.product_id = products.product_id
    left join gateways as own on {{ code_key('products.product_code') }} = {{ code_key('own.product_code') }}
    left join gateways as usual on usual.product_code = 'all'
),

stages as (
    select stage_name, stage_order, is_closed and not is_won as is_lost from {{ ref('dim_stage') }}
),

-- A later stage is past the gateway; a lost opportunity is not.
gateways_reached as (
    select
        intervals.opportunity_id,
        min(intervals.valid_from) as reached_at
    from {{ ref('fct_opportunity_interval') }} as intervals
    inner join opportunities on intervals.opportunity_id = opportunities.opportunity_id
    inner join stages as gateway on lower(opportunities.stage_name) = lower(gateway.stage_name)
    inner join stages on intervals.stage_name = stages.stage_name
    where stages.stage_order >= gateway.stage_order and not stages.is_lost
    group by intervals.opportunity_id
)

select
    opportunities.opportunity_id,
    opportunities.gateway,
    {{ business_date('gateways_reached.reached_at') }} as reached_date
from opportunities
left join gateways_reached on opportunities.opportunity_id = gateways_reached.opportunity_id
where opportunities.stage_name is not null
