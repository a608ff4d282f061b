-- One row per lead source, `(none)` where nobody entered one.
select lead_source from {{ ref('fct_lead') }}
union
select lead_source from {{ ref('fct_opportunity') }}
union
select '(none)'
