-- Every opportunity has states; they follow one another without gap or overlap, and exactly one has no end.
with intervals as (
    select
        opportunity_id,
        valid_from,
        valid_to,
        lead(valid_from) over (partition by opportunity_id order by valid_from) as next_from
    from {{ ref('fct_opportunity_interval') }}
)

select opportunities.opportunity_id
from {{ ref('fct_opportunity') }} as opportunities
left join intervals on opportunities.opportunity_id = intervals.opportunity_id
group by opportunities.opportunity_id
having
    sum(case when intervals.valid_from is not null and intervals.valid_to is null then 1 else 0 end) <> 1
    or max(case when intervals.valid_to is distinct from intervals.next_from then 1 else 0 end) = 1
    or max(case when intervals.valid_to <= intervals.valid_from then 1 else 0 end) = 1
