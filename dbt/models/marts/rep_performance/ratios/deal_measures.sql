-- One row per opportunity and measure of its size or duration: the value, whether the opportunity was closed, and
-- whether it was won.
with opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

),

revenue as (

    select * from {{ ref('deal_revenue') }}

),

-- The cycle of an open opportunity is censored: it is known only to be longer than its present age.
ended as (

    select
        *,
        case when outcome = 'open' then {{ as_of() }} else closed_date end as last_date
    from opportunities

),

measures as (

    select
        'deal_value' as measure,
        opportunities.opportunity_id,
        coalesce(opportunities.owner_at_close_id, 'unassigned') as rep_id,
        {{ deal_segment('opportunities.opportunity_type') }} as segment,
        coalesce(opportunities.lead_source, '(none)') as lead_source,
        opportunities.closed_date as measured_date,
        {{ money('coalesce(revenue.invoiced_amount_rc, opportunities.amount_rc)') }} as measured_value,
        true as is_end,
        true as is_won,
        revenue.invoiced_amount_rc is null as is_claimed
    from opportunities
    left join revenue
        on opportunities.opportunity_id = revenue.opportunity_id
    where
        opportunities.outcome = 'won'
        and opportunities.closed_date is not null
        and coalesce(revenue.invoiced_amount_rc, opportunities.amount_rc) > 0
    {% for measure, start in [
        ('cycle_days_from_creation', 'cycle_start_date'),
        ('cycle_days_from_first_contact', 'least(first_contact_date, cycle_start_date)')
    ] %}
    union all

    select
        '{{ measure }}' as measure,
        opportunity_id,
        coalesce(owner_at_creation_id, 'unassigned') as rep_id,
        {{ deal_segment('opportunity_type') }} as segment,
        coalesce(lead_source, '(none)') as lead_source,
        created_date as measured_date,
        cast({{ days_between(start, 'last_date') }} as decimal(18, 3)) as measured_value,
        outcome <> 'open' as is_end,
        outcome = 'won' as is_won,
        false as is_claimed
    from ended
    where last_date >= cycle_start_date and created_date is not null
    {% endfor %}
)

select * from measures
