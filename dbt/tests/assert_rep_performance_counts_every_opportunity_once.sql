-- The mart counts each created, won and lost opportunity of the fact once, in one month of one rep.
with published as (

    select
        coalesce(sum(crm_created_count), 0) as created_count,
        coalesce(sum(crm_won_count), 0) as won_count,
        coalesce(sum(crm_lost_count), 0) as lost_count
    from {{ ref('rep_performance_monthly') }}

),

facts as (

    select
        count(created_date) as created_count,
        count(case when is_won then closed_date end) as won_count,
        count(case when is_closed and not is_won then closed_date end) as lost_count
    from {{ ref('fct_opportunity') }}
    where not is_deleted

)

select
    published.created_count as created_count_published,
    facts.created_count as created_count_in_facts,
    published.won_count as won_count_published,
    facts.won_count as won_count_in_facts,
    published.lost_count as lost_count_published,
    facts.lost_count as lost_count_in_facts
from published
cross join facts
where
    published.created_count <> facts.created_count
    or published.won_count <> facts.won_count
    or published.lost_count <> facts.lost_count
