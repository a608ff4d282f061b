-- One row per deal and measure of its size or length: the value, and whether it is the end or only known to be longer.
with opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

),

revenue as (

    select * from {{ ref('deal_revenue') }}

),

-- A deal that was lost or is open has not been won by then: its cycle is longer than that.
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
        opportunities.closed_date as measured_date,
        cast(coalesce(revenue.invoiced_amount_rc, opportunities.amount_rc) as double) as measured_value,
        true as is_end,
        revenue.invoiced_amount_rc is null as is_claimed
    from opportunities
    left join revenue
        on opportunities.opportunity_id = revenue.opportunity_id
    where
        opportunities.outcome = 'won'
        and opportunities.closed_date is not null
        and coalesce(revenue.invoiced_amount_rc, opportunities.amount_rc) > 0
    {% for measure, start in [
        ('cycle_days_from_creation', 'created_date'), ('cycle_days_from_first_contact', 'first_contact_date')
    ] %}
    union all

    select
        '{{ measure }}' as measure,
        opportunity_id,
        coalesce(owner_at_creation_id, 'unassigned') as rep_id,
        created_date as measured_date,
        cast({{ days_between(start, 'last_date') }} as double) as measured_value,
        outcome = 'won' as is_end,
        false as is_claimed
    from ended
    where last_date >= {{ start }} and created_date is not null
    {% endfor %}
)

select * from measures
