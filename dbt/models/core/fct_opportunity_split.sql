-- One row per opportunity and rep who has a share in it; shares add up to 1.
select opportunity_id, rep_id, share, is_from_split from {{ ref('int_opportunity_credits') }}
