-- One row per line of the sales plan: the revenue planned by finance for a product, customer and rep in a period. Each
-- of the three may be empty. A line without an end covers a month.
with plan_lines as (
    select *
    from {{ union_systems('plan_lines', {
        'string': ['plan_line_id', 'product_code', 'account_key', 'rep_email', 'currency'],
        'decimal(18, 4)': ['amount'],
        'boolean': ['is_deleted'],
        'date': ['period_start', 'period_end'],
        'timestamp': ['known_at'],
    }) }} as plan_lines
    where not is_deleted
),

aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
),

account_keys as (
    select account_key, account_id from {{ ref('int_account_keys') }} where not is_name
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

assigned as (
    select
        plan_lines.plan_line_id,
        plan_lines.period_start,
        coalesce(plan_lines.period_end, {{ month_end('plan_lines.period_start') }}) as period_end,
        nullif(trim(plan_lines.product_code), '') as product_code,
        {{ text_key('plan_lines.account_key') }} as account_key,
        account_keys.account_id,
        plan_lines.rep_email,
        coalesce(aliases.rep_id, 'unassigned') as rep_id,
        {{ money('plan_lines.amount', 'plan_lines.currency') }} as amount,
        coalesce(plan_lines.currency, '{{ reporting_currency() }}') as currency,
        plan_lines.currency is null as is_currency_assumed,
        plan_lines.known_at
    from plan_lines
    left join aliases on plan_lines.rep_email = aliases.alias
    left join account_keys on {{ text_key('plan_lines.account_key') }} = account_keys.account_key
)

select
    assigned.plan_line_id,
    assigned.period_start,
    assigned.period_end,
    assigned.product_code,
    assigned.account_key,
    assigned.account_id,
    assigned.rep_email,
    assigned.rep_id,
    assigned.amount,
    assigned.currency,
    assigned.is_currency_assumed,
    {{ in_reporting_currency('assigned.amount', 'assigned.currency', 'fx_rates.rate') }} as amount_rc,
    assigned.known_at
from assigned
left join fx_rates on {{ rate_on('fx_rates', 'assigned.currency', 'assigned.period_start') }}
