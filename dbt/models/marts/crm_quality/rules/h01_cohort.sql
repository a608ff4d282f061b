-- One row per opportunity that rule H01 judges: created in the last twelve months in which opportunities are old enough
-- to have an outcome.
with opportunities as (

    select
        opportunity_id,
        owner_at_creation_id as rep_id,
        created_date,
        closed_date,
        coalesce(is_won, false) as is_won,
        first_proposal_date is not null as has_proposal,
        amount_at_creation_rc,
        amount_peak_rc,
        last_proposal_amount_rc
    from {{ ref('fct_opportunity') }}
    where not is_deleted

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
