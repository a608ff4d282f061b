-- The revenue shares of the reps of an opportunity add up to one.
select opportunity_id, sum(share) as total_share
from {{ ref('fct_opportunity_split') }}
where credit_type = 'revenue'
group by opportunity_id
having sum(share) <> 1
