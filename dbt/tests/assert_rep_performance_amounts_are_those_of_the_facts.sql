-- Created, won and proposed amounts of the mart equal those of the facts exactly: splitting and dating lose nothing.
with published as (

    select
        coalesce(sum(crm_created_amount), 0) as created_amount,
        coalesce(sum(crm_won_amount), 0) as won_amount,
        coalesce(sum(proposals_amount), 0) as proposals_amount
    from {{ ref('rep_performance_monthly') }}

),

facts as (

    select
        coalesce(sum(case when created_date is not null then amount_at_creation_rc end), 0) as created_amount,
        coalesce(sum(case when is_won and closed_date is not null then amount_rc end), 0) as won_amount,
        coalesce(sum(last_proposal_amount_rc), 0) as proposals_amount
    from {{ ref('fct_opportunity') }}
    where not is_deleted

)

select
    published.created_amount as created_amount_published,
    facts.created_amount as created_amount_in_facts,
    published.won_amount as won_amount_published,
    facts.won_amount as won_amount_in_facts,
    published.proposals_amount as proposals_amount_published,
    facts.proposals_amount as proposals_amount_in_facts
from published
cross join facts
where
    published.created_amount <> facts.created_amount
    or published.won_amount <> facts.won_amount
    or published.proposals_amount <> facts.proposals_amount
