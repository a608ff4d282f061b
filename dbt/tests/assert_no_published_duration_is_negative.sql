-- No duration in a mart is negative: of what began at an unknown time the duration is NULL. A test of the conventions
-- checks that each column of a mart whose name says days or minutes is here.
{%- set durations = {
    'funnel_conversion': ['horizon_days'],
    'funnel_leakage': ['horizon_days'],
    'rep_performance_monthly': ['proposal_days_median', 'cycle_days_median'],
    'deal_profile': ["case when measure like 'cycle_days_%' then least(p25_value, median_value, won_total) end"],
    'lead_sources': ['median_minutes_to_first_attempt'],
    'pipeline_by_deal': ['clock_days', 'limit_days', 'silence_days', 'silence_limit_days'],
} %}
{%- for mart, columns in durations.items() %}
{%- for column in columns %}
select
    '{{ mart }}' as mart,
    {{ column }} as duration_days
from {{ ref(mart) }}
where {{ column }} < 0
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
