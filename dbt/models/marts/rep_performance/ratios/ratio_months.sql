-- One row per ratio, rep and month in which its cases began: numerator and denominator. A cohort month counts once the
-- horizon of all its items has ended.
with entries as (

    select
        *,
        {{ add_days(month_end('month_start'), 'horizon_days') }} <= {{ as_of() }} as is_mature
    from {{ ref('fct_funnel_entry') }}

),

opportunities as (

    select
        *,
        {{ month_start('created_date') }} as created_month
    from {{ ref('fct_opportunity') }}
    where not is_deleted

),

mature_months as (

    select max(month_start) as last_month
    from entries
    where is_mature and from_step = 'opportunity' and to_step = 'won'

),

first_proposals as (

    select
        opportunity_id,
        amount_rc as first_proposal_amount_rc
    from {{ ref('fct_proposal') }}
    where is_first

),

revenue as (

    select * from {{ ref('deal_revenue') }}

),

-- The opportunities of mature cohorts, so that proposals / opportunities * sales / proposals = sales / opportunities.
-- An opportunity with an unknown amount is left out of all three.
proposals as (

    select
        coalesce(opportunities.owner_at_creation_id, 'unassigned') as rep_id,
        opportunities.created_month as month_start,
        count(*) as cases,
        count(opportunities.first_proposal_date) as with_offer,
        sum(opportunities.amount_at_creation_rc) as created_amount,
        sum(coalesce(first_proposals.first_proposal_amount_rc, 0)) as first_offer_amount,
        sum(coalesce(opportunities.last_proposal_amount_rc, 0)) as last_offer_amount,
        sum(coalesce(revenue.sales_amount_rc, 0)) as sales_amount,
        count(case when revenue.is_claimed then 1 end) as claimed_sales
    from opportunities
    inner join mature_months
        on opportunities.created_month <= mature_months.last_month
    left join first_proposals
        on opportunities.opportunity_id = first_proposals.opportunity_id
    left join revenue
        on opportunities.opportunity_id = revenue.opportunity_id
    where
        opportunities.amount_at_creation_rc is not null
        and (opportunities.first_proposal_date is null or opportunities.last_proposal_amount_rc is not null)
        and (revenue.opportunity_id is null or revenue.sales_amount_rc is not null)
    group by coalesce(opportunities.owner_at_creation_id, 'unassigned'), opportunities.created_month

),

{# Ratio, metric, transition, summed column, number of cases. #}
{%- set conversions = [
    ('win_rate', 'M09', "from_step = 'opportunity' and to_step = 'won'", '1', 'count(*)'),
    ('win_rate_value', 'M09', "from_step = 'opportunity' and to_step = 'won'", 'amount_rc', 'count(amount_rc)'),
    ('closing_ratio', 'M10', "from_step = 'proposal' and to_step = 'won'", '1', 'count(*)'),
    ('gateway_ratio', 'M36', "from_step = 'first_appointment'", '1', 'count(*)'),
] %}
{%- set offer_ratios = [
    ('offer_count_ratio', 'M12', 'with_offer', 'cases'),
    ('offer_value_ratio', 'M12', 'last_offer_amount', 'created_amount'),
    ('first_offer_value_ratio', 'M12', 'first_offer_amount', 'created_amount'),
    ('sales_to_offer_ratio', 'M11', 'sales_amount', 'last_offer_amount'),
    ('sales_to_opportunity_ratio', 'M11', 'sales_amount', 'created_amount'),
] %}
months as (
    {% for ratio_name, metric_id, transition, counted, cases in conversions %}
    select
        '{{ ratio_name }}' as ratio_name,
        '{{ metric_id }}' as metric_id,
        {{ counted == 'amount_rc' }} as is_value,
        rep_id,
        month_start,
        {{ cases }} as cases,
        0 as claimed_cases,
        coalesce(sum(case when outcome = 'converted' then {{ counted }} end), 0) as numerator,
        coalesce(sum({{ counted }}), 0) as denominator
    from entries
    where is_mature and {{ transition }}
    group by rep_id, month_start

    union all
    {% endfor %}
    {%- for ratio_name, metric_id, numerator, denominator in offer_ratios %}
    select
        '{{ ratio_name }}' as ratio_name,
        '{{ metric_id }}' as metric_id,
        {{ denominator != 'cases' }} as is_value,
        rep_id,
        month_start,
        cases,
        {{ 'claimed_sales' if numerator == 'sales_amount' else '0' }} as claimed_cases,
        {{ numerator }} as numerator,
        {{ denominator }} as denominator
    from proposals
    where {{ is_connected('proposals') if 'offer' in ratio_name else 'true' }}

    union all
    {% endfor %}
    -- Of closed opportunities only: old ones that stay open never enter it, so it is biased upwards.
    select
        'win_rate_closed' as ratio_name,
        'M09' as metric_id,
        false as is_value,
        coalesce(owner_at_close_id, 'unassigned') as rep_id,
        {{ month_start('closed_date') }} as month_start,
        count(*) as cases,
        0 as claimed_cases,
        count(case when outcome = 'won' then 1 end) as numerator,
        count(*) as denominator
    from opportunities
    where outcome <> 'open' and closed_date is not null
    group by coalesce(owner_at_close_id, 'unassigned'), {{ month_start('closed_date') }}

)

select
    ratio_name,
    metric_id,
    is_value,
    rep_id,
    month_start,
    cases,
    cast(claimed_cases as bigint) as claimed_cases,
    cast(numerator as decimal(18, 3)) as numerator,
    cast(denominator as decimal(18, 3)) as denominator
from months
