-- Each lead, opportunity, first appointment and first proposal enters each of its transitions exactly once.
with published as (

    select
        from_step,
        case when from_step = 'first_appointment' then 'gateway' else to_step end as to_step,
        sum(entered) as entered
    from {{ ref('funnel_conversion') }}
    group by from_step, case when from_step = 'first_appointment' then 'gateway' else to_step end

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted and (is_open or closed_date is not null)

),

facts as (

    -- The leads of `lead_sources` are the leads of the funnel.
    select 'lead' as from_step, 'opportunity' as to_step, coalesce(sum(leads_count), 0) as entered
    from {{ ref('lead_sources') }}

    union all

    select 'opportunity' as from_step, 'proposal' as to_step, count(created_date) as entered
    from opportunities

    union all

    select 'opportunity' as from_step, 'won' as to_step, count(created_date) as entered
    from opportunities

    union all

    -- Independent of the gateway of the product.
    select 'first_appointment' as from_step, 'gateway' as to_step, count(first_appointment_held_date) as entered
    from opportunities

    union all

    select 'proposal' as from_step, 'won' as to_step, count(first_proposal_date) as entered
    from opportunities

)

select
    facts.from_step,
    facts.to_step,
    facts.entered as entered_in_facts,
    published.entered as entered_published
from facts
left join published
    on
        facts.from_step = published.from_step
        and facts.to_step = published.to_step
where facts.entered <> coalesce(published.entered, 0)
