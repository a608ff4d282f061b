-- One row per opportunity that rule H01 judges: created in the last twelve months in which opportunities are old enough
-- to have an outcome.
with opportunities as (

    select
        opportunities.opportunity_id,
        opportunities.owner_at_creation_id as rep_id,
        {{ deal_segment('opportunities.opportunity_type') }} as segment,
        coalesce(
            opportunities.created_date < {{ add_months('reps.hired_on', threshold('H01.new_rep_months')) }}, false
        ) as is_rep_new,
        opportunities.created_date,
        opportunities.closed_date,
        coalesce(opportunities.is_won, false) as is_won,
        opportunities.first_proposal_date is not null as has_proposal,
        opportunities.amount_at_creation_rc,
        opportunities.amount_peak_rc,
        opportunities.last_proposal_amount_rc
    from {{ ref('fct_opportunity') }} as opportunities
    left join {{ ref('dim_rep') }} as reps
        on
            opportunities.owner_at_creation_id = reps.rep_id
            and reps.is_current
    where not opportunities.is_deleted

),

-- An outcome is due after a high percentile of the time to an outcome, but at most half the history, so that a company
-- with a short history has a cohort too.
maturity as (

    select
        least(
            cast(ceil({{ quantile(
                days_between('created_date', 'closed_date'), threshold('H01.maturity_quantile')
            ) }}) as integer),
            cast(floor({{ days_between('min(created_date)', as_of()) }} / 2.0) as integer)
        ) as maturity_days
    from opportunities

),

cohort_ends as (

    select {{ add_days(as_of(), '-maturity_days') }} as cohort_end
    from maturity

),

bounds as (

    select
        {{ add_days(add_months('cohort_end', '-' ~ threshold('H01.cohort_months')), 1) }} as cohort_start,
        cohort_end
    from cohort_ends

)

select
    opportunities.*,
    bounds.cohort_start,
    bounds.cohort_end
from opportunities
inner join bounds
    on opportunities.created_date between bounds.cohort_start and bounds.cohort_end
where opportunities.rep_id is not null
