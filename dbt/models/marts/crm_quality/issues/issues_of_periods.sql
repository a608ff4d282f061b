-- One row per issue and object: a quota, plan line or submitted forecast whose period overlaps with that of another,
-- repeats it, or ends before it begins.
with repeated_quotas as (

    select
        quota_id,
        amount,
        currency,
        row_number() over (
            partition by
                holder_type, coalesce(nullif(rep_id, 'unassigned'), holder_key), measure, period_start, period_end,
                valid_from
            order by quota_id
        ) as quota_number
    from {{ ref('fct_quota') }}

)

{% for fact, id, amount, currency in [
    ('quota', 'quota_id', 'quota_amount', "case when measure = 'revenue' then '" ~ reporting_currency() ~ "' end"),
    ('plan', 'plan_line_id', 'plan_amount', "'" ~ reporting_currency() ~ "'"),
] %}
select
    'overlapping_{{ fact }}' as issue,
    split_part({{ id }}, ':', 1) as source_system,
    '{{ fact }}' as table_name,
    {{ id }} as object_id,
    'overlaps with {{ fact }} ' || min(finer_{{ id }}) || ' in ' || cast(count(*) as varchar) || ' months' as detail,
    'remove one of them; in these months only the other one counts' as remedy,
    {{ money('sum(' ~ amount ~ ')') }} as amount,
    {{ currency }} as currency
from {{ ref('fct_' ~ fact ~ '_month') }}
where finer_{{ id }} is not null
group by {{ id }}{{ ', measure' if fact == 'quota' }}

union all

{% endfor %}
select
    'repeated_quota' as issue,
    split_part(quota_id, ':', 1) as source_system,
    'quota' as table_name,
    quota_id as object_id,
    'same holder, period, measure and first day of validity as another' as detail,
    'keep one, or give them different first days of validity; only the first by id counts until then' as remedy,
    amount,
    currency
from repeated_quotas
where quota_number > 1
{% for fact, id, consequence in [
    ('quota', 'quota_id', 'it counts in no month'),
    ('plan', 'plan_line_id', 'it counts in no month'),
    ('forecast_submission', 'forecast_submission_id', 'it is compared with no period'),
] %}
union all

select
    'reversed_period' as issue,
    split_part({{ id }}, ':', 1) as source_system,
    '{{ fact }}' as table_name,
    {{ id }} as object_id,
    'ends on ' || cast(period_end as varchar) || ', before it begins on ' || cast(period_start as varchar) as detail,
    'correct the dates; {{ consequence }} until then' as remedy,
    amount,
    currency
from {{ ref('fct_' ~ fact) }}
where period_end < period_start
{% endfor %}
