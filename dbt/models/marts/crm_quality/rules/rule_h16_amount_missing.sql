-- One row per open opportunity in a proposal stage or a later one that has no amount, an amount of zero or less, or an
-- amount far outside those of its kind (H16).
{% set rule = {
    'id': 'H16',
    'version': '1',
    'title': 'No plausible amount in a late stage',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': {
        'missing': 'in {stage_name} without an amount',
        'not_positive': 'in {stage_name} with an amount of zero or less',
        'outlier': 'in {stage_name} with an amount {times_usual} times the usual one',
    },
    'expected': {
        'missing': 'the amount of the proposal',
        'not_positive': 'the amount of the proposal',
        'outlier': 'an amount like those of similar opportunities',
    },
    'evidence': ['reason', 'stage_name', 'amount', 'currency', 'times_usual'],
    'needs': {},
} %}
{{ config(meta={'rule': rule}) }}
with opportunities as (

    select
        *,
        {{ deal_segment('opportunity_type') }} as segment,
        case when amount_rc > 0 then ln(cast(amount_rc as double)) end as log_amount
    from {{ ref('fct_opportunity') }}
    where not is_deleted

),

centres as (

    select
        segment,
        count(log_amount) as amounts_count,
        {{ median('log_amount') }} as centre
    from opportunities
    group by segment

),

-- The median deviation times 1.4826 is the standard deviation of a normal distribution.
spreads as (

    select
        centres.segment,
        centres.centre,
        1.4826 * {{ median('abs(opportunities.log_amount - centres.centre)') }} as spread
    from centres
    inner join opportunities
        on centres.segment = opportunities.segment
    where centres.amounts_count >= {{ threshold('H16.amounts_least') }}
    group by centres.segment, centres.centre

),

judged as (

    select
        opportunities.*,
        exp(opportunities.log_amount - spreads.centre) as times_usual,
        case
            when opportunities.amount is null then 'missing'
            when opportunities.amount <= 0 then 'not_positive'
            when
                abs(opportunities.log_amount - spreads.centre)
                > {{ threshold('H16.spreads') }} * greatest(spreads.spread, {{ threshold('H16.spread_least') }})
                then 'outlier'
        end as reason
    from opportunities
    inner join {{ ref('dim_stage') }} as stages
        on opportunities.stage_name = stages.stage_name
    left join spreads
        on opportunities.segment = spreads.segment
    where opportunities.is_open and not stages.is_closed and {{ is_late_stage('stages') }}

),

found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        amount_rc as value_at_risk_rc,
        reason,
        stage_name,
        amount,
        currency,
        case when reason = 'outlier' then round(times_usual, 4) end as times_usual
    from judged
    where reason is not null

)

{{ finding(rule) }}
