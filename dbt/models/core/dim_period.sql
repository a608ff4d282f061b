-- One row per month, fiscal quarter and fiscal year begun by AS_OF: its business days, and how many of them have
-- passed.
{%- set starts = {'month': 'month_start', 'quarter': 'quarter_start', 'year': 'fiscal_year_start'} %}
{%- set months = {'month': 1, 'quarter': 3, 'year': 12} %}
{%- for period_type, period_start in starts.items() %}
select
    '{{ period_type }}' as period_type,
    {{ period_start }} as period_start,
    {{ add_days(add_months(period_start, months[period_type]), -1) }} as period_end,
    {{ add_days(add_months(period_start, months[period_type]), -1) }} > {{ as_of() }} as is_partial,
    count(case when is_business_day then 1 end) as business_days,
    count(case when is_business_day and date_day <= {{ as_of() }} then 1 end) as business_days_elapsed,
    {{ ratio(
        'count(case when is_business_day and date_day <= ' ~ as_of() ~ ' then 1 end)',
        'count(case when is_business_day then 1 end)'
    ) }} as elapsed_share
from {{ ref('dim_date') }}
where {{ period_start }} <= {{ as_of() }}
group by {{ period_start }}
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
