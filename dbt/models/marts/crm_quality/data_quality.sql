-- One row per issue and object: a record that is left out of a figure or may be counted wrongly, and what to do about
-- it.
with opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

),

-- Amounts without an exchange rate.
unconverted as (

    select 'opportunity' as table_name, opportunity_id as object_id, amount, currency, expected_close_date as dated_on
    from opportunities
    where amount is not null and amount_rc is null

    union all

    select 'proposal' as table_name, proposal_id as object_id, amount, currency, sent_date as dated_on
    from {{ ref('fct_proposal') }}
    where amount is not null and amount_rc is null

    union all

    select
        document_type || '_line' as table_name, revenue_line_id as object_id, net_amount as amount, currency,
        document_date as dated_on
    from {{ ref('fct_revenue_line') }}
    where net_amount is not null and net_amount_rc is null

    union all

    select 'payment' as table_name, payment_id as object_id, amount, currency, payment_date as dated_on
    from {{ ref('fct_payment') }}
    where amount is not null and amount_rc is null

    union all

    select 'quota' as table_name, quota_id as object_id, amount, currency, period_start as dated_on
    from {{ ref('fct_quota') }}
    where amount is not null and amount_rc is null and coalesce(measure, 'revenue') = 'revenue'

    {%- for fact, id, date in [
        ('cost', 'cost_id', 'cost_date'),
        ('plan', 'plan_line_id', 'period_start'),
        ('forecast_submission', 'forecast_submission_id', 'submitted_date'),
    ] %}

    union all

    select '{{ fact }}' as table_name, {{ id }} as object_id, amount, currency, {{ date }} as dated_on
    from {{ ref('fct_' ~ fact) }}
    where amount is not null and amount_rc is null
    {%- endfor %}

),

-- Amounts whose source names no currency.
assumed as (

    select 'opportunity' as table_name, opportunity_id as object_id, amount
    from opportunities
    where is_currency_assumed and amount is not null

    union all

    select 'quota' as table_name, quota_id as object_id, amount
    from {{ ref('fct_quota') }}
    where is_currency_assumed and measure <> 'units'

    {%- for fact, id in [
        ('cost', 'cost_id'), ('plan', 'plan_line_id'), ('forecast_submission', 'forecast_submission_id')
    ] %}

    union all

    select '{{ fact }}' as table_name, {{ id }} as object_id, amount
    from {{ ref('fct_' ~ fact) }}
    where is_currency_assumed and amount is not null
    {%- endfor %}

),

unmapped_values as (

    select
        source_system,
        value_kind,
        case
            when value_kind = 'title' and records_count < {{ threshold('privacy.people_least') }} then '(rare titles)'
            else entered_value
        end as entered_value,
        records_count
    from {{ ref('dim_mapped_value') }}
    where meaning = 'unmapped'

),

overridden as (

    select 'customer' as entity, customer_id as record_id
    from {{ ref('dim_customer') }}
    where match_status = 'override'

    union all

    select entity, record_id
    from {{ ref('cross_references') }}
    where match_status = 'override'

),

repeated_quotas as (

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

),

unknown_holders as (

    select holder_key as email
    from {{ ref('fct_quota') }}
    where rep_id = 'unassigned'

    union

    select rep_email as email
    from {{ ref('fct_plan') }}
    where rep_id = 'unassigned'

),

-- A row that names an address which several users share is nobody's.
ambiguous_addresses as (

    select
        reps.email,
        {{ joined('reps.rep_id', 'reps.rep_id', ' and ') }} as rep_ids
    from {{ ref('dim_rep') }} as reps
    inner join unknown_holders on reps.email = unknown_holders.email
    where reps.is_current
    group by reps.email
    having count(*) > 1

),

issues as (

    select
        'quarantined_row' as issue,
        source_system,
        table_name,
        coalesce(row_key, row_digest) || '#' || row_digest as object_id,
        concat_ws(' ', reason, 'in column ' || column_name, 'on line ' || cast(line_number as varchar)) as detail,
        'correct the value at the source; until then the last good version of the row counts' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from {{ ref('fct_quarantined_row') }}

    union all

    select
        'missing_rate' as issue,
        split_part(object_id, ':', 1) as source_system,
        table_name,
        object_id,
        'no rate for the date ' || coalesce(cast(dated_on as varchar), 'of the run') as detail,
        'add a rate on or before that date to finance/fx_rates.csv; totals are without the amount until then' as remedy,
        amount,
        currency
    from unconverted

    union all

    select
        'unknown_currency' as issue,
        split_part(object_id, ':', 1) as source_system,
        table_name,
        table_name as object_id,
        cast(count(*) as varchar) || ' amounts name no currency; taken as {{ reporting_currency() }}' as detail,
        'name it: `currency` of the source in the sources file, or `defaults` of the mapping' as remedy,
        {{ money('sum(amount)') }} as amount,
        '{{ reporting_currency() }}' as currency
    from assumed
    group by split_part(object_id, ':', 1), table_name

    union all

    -- Such revenue is credited at best to the owner of the customer, and to no opportunity.
    select
        'unlinked_revenue' as issue,
        split_part(document_id, ':', 1) as source_system,
        document_type as table_name,
        document_id as object_id,
        min(coalesce(link_reason, 'no link')) || '; credited to '
        || case when min(rep_id) = 'unassigned' then 'nobody' else 'the owner of the customer' end as detail,
        'put the number of the quote or opportunity into the reference of the document' as remedy,
        {{ money('sum(net_amount)', 'min(currency)') }} as amount,
        min(currency) as currency
    from {{ ref('fct_revenue_line') }}
    where opportunity_id is null
    group by document_type, document_id

    union all

    select
        'unmatched_quota_rep' as issue,
        split_part(quotas.quota_id, ':', 1) as source_system,
        'quota' as table_name,
        quotas.quota_id as object_id,
        coalesce(
            addresses.rep_ids || ' have the address that it names',
            'nobody is known as ' || coalesce(quotas.holder_key, '(nobody)')
        ) as detail,
        'correct who carries the quota, or add the user; the quota is unassigned until then' as remedy,
        quotas.amount,
        quotas.currency
    from {{ ref('fct_quota') }} as quotas
    left join ambiguous_addresses as addresses on quotas.holder_key = addresses.email
    where quotas.holder_type = 'rep' and quotas.rep_id = 'unassigned'

    union all

    select
        'ambiguous_rep_email' as issue,
        split_part(reps.rep_id, ':', 1) as source_system,
        'rep' as table_name,
        reps.rep_id as object_id,
        addresses.rep_ids || ' have one e-mail address, which a quota or plan names' as detail,
        'give each user an address of its own; what names the address counts for nobody until then' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from ambiguous_addresses as addresses
    inner join {{ ref('dim_rep') }} as reps on addresses.email = reps.email
    where reps.is_current

    union all

    select
        'unknown_rep' as issue,
        split_part(reps.rep_id, ':', 1) as source_system,
        'rep' as table_name,
        reps.rep_id as object_id,
        'not among the users; owner of ' || cast(count(opportunities.opportunity_id) as varchar) || ' opportunities'
            as detail,
        'export this user too, unless it is a queue; until then its records count for ' || reps.rep_name as remedy,
        {{ money('sum(opportunities.amount_rc)') }} as amount,
        '{{ reporting_currency() }}' as currency
    from {{ ref('dim_rep') }} as reps
    left join opportunities on reps.rep_id = opportunities.owner_id
    where reps.is_current and not reps.is_user and reps.rep_id <> 'unassigned'
    group by reps.rep_id, reps.rep_name

    union all

    {% for fact, id, amount, currency in [
        ('quota', 'quota_id', 'quota_amount', "case when measure = 'revenue' then '" ~ reporting_currency() ~ "' end"),
        ('plan', 'plan_line_id', 'plan_amount', "'" ~ reporting_currency() ~ "'"),
    ] %}
    select
        'overlapping_{{ fact }}' as issue,
        split_part({{ id }}, ':', 1) as source_system,
        '{{ fact }}' as table_name,
        {{ id }} as object_id,
        'overlaps with {{ fact }} ' || min(finer_{{ id }}) || ' in '
        || cast(count(*) as varchar) || ' months' as detail,
        'remove one of them; in these months only the other one counts' as remedy,
        {{ money('sum(' ~ amount ~ ')') }} as amount,
        {{ currency }} as currency
    from {{ ref('fct_' ~ fact ~ '_month') }}
    where finer_{{ id }} is not null
    group by {{ id }}{{ ', measure' if fact == 'quota' }}

    union all

    {% endfor %}
    select
        'unclear_split' as issue,
        split_part(opportunity_id, ':', 1) as source_system,
        'opportunity_split' as table_name,
        opportunity_id as object_id,
        'the shares of ' || {{ joined('rep_id', 'rep_id', ' and ') }}
        || ' do not add up to 100 percent, or several types do' as detail,
        'correct the splits, or export OpportunitySplitType.csv too; the owner has all until then' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from {{ ref('fct_opportunity_split') }}
    where credit_type = 'unclear'
    group by opportunity_id

    union all

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

    union all

    select
        'several_territories' as issue,
        split_part(rep_id, ':', 1) as source_system,
        'rep' as table_name,
        rep_id || '#' || cast(valid_from as varchar) as object_id,
        'holds ' || cast(territories_held as varchar) || ' territories; all is credited to ' || territory as detail,
        'nothing if so meant; else end the assignments that are over' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from {{ ref('dim_rep') }}
    where territories_held > 1

    union all

    -- A plan line may leave a dimension open; a value that it names and that matches no record is an issue.
    select
        'unmatched_plan' as issue,
        split_part(plan_line_id, ':', 1) as source_system,
        'plan' as table_name,
        plan_line_id as object_id,
        concat_ws(
            ' and ',
            case when account_key is not null and account_id is null then 'no account is known by this id' end,
            case when rep_email is not null and rep_id = 'unassigned' then 'no user has this e-mail address' end
        ) as detail,
        'correct finance/plan.csv or the CRM; the line counts for nobody until then' as remedy,
        amount,
        currency
    from {{ ref('fct_plan') }}
    where
        (account_key is not null and account_id is null)
        or (rep_email is not null and rep_id = 'unassigned')

    union all

    {% for fact, consequence in [
        ('quota', 'it counts in no month'),
        ('plan', 'it counts in no month'),
        ('forecast_submission', 'it is compared with no period'),
    ] %}
    {%- set id = 'plan_line_id' if fact == 'plan' else fact ~ '_id' %}
    select
        'reversed_period' as issue,
        split_part({{ id }}, ':', 1) as source_system,
        '{{ fact }}' as table_name,
        {{ id }} as object_id,
        'ends on ' || cast(period_end as varchar) || ', before it begins on ' || cast(period_start as varchar)
            as detail,
        'correct the dates; {{ consequence }} until then' as remedy,
        amount,
        currency
    from {{ ref('fct_' ~ fact) }}
    where period_end < period_start

    union all

    {% endfor %}
    -- An override that names an unknown record has no effect.
    select
        'unknown_override' as issue,
        split_part(overrides.left_id, ':', 1) as source_system,
        'identity_overrides' as table_name,
        overrides.entity || '#' || overrides.left_id as object_id,
        'nobody has one of its ids' || case
            when overrides.entity = 'customer' then '' else ', or the CRM of left_id goes before that of right_id'
        end as detail,
        'correct or remove the row of dbt/seeds/identity_overrides.csv; it decides nothing until then' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from {{ given_overrides() }} as overrides
    left join overridden on overrides.entity = overridden.entity and overrides.left_id = overridden.record_id
    where overridden.record_id is null

    union all

    select
        'possible_same_record' as issue,
        split_part(record_id, ':', 1) as source_system,
        entity as table_name,
        record_id as object_id,
        match_status || ': ' || candidates as detail,
        'say which it is, or that it is none, in dbt/seeds/identity_overrides.csv; both count until then' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from {{ ref('cross_references') }}
    where match_status in ('proposed', 'ambiguous', 'contradicted')

    union all

    select
        'undated_opportunity' as issue,
        split_part(opportunity_id, ':', 1) as source_system,
        'opportunity' as table_name,
        opportunity_id as object_id,
        case when created_date is null then 'no date of creation' else 'closed without a date' end as detail,
        'enter the date; until then the deal is in no month and no cohort' as remedy,
        amount,
        currency
    from opportunities
    where created_date is null or (is_closed and closed_date is null)

    union all

    -- Nothing can be won where no opportunity is ever closed.
    select
        'no_closed_opportunity' as issue,
        split_part(opportunity_id, ':', 1) as source_system,
        'opportunity' as table_name,
        'opportunity' as object_id,
        'no opportunity is closed, although the close dates of '
        || cast(count(case when expected_close_date < {{ as_of() }} then 1 end) as varchar) || ' have passed' as detail,
        'export IsClosed and IsWon, or add the names of the closing stages to dbt/seeds/value_mappings.csv' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from opportunities
    group by split_part(opportunity_id, ':', 1)
    having
        count(case when is_closed then 1 end) = 0
        and count(case when expected_close_date < {{ as_of() }} then 1 end) > 0

    union all

    -- A duration that would be negative is not known.
    select
        'unknown_start' as issue,
        split_part(opportunity_id, ':', 1) as source_system,
        'opportunity' as table_name,
        opportunity_id as object_id,
        'created on ' || cast(created_date as varchar) || ', after it was closed on ' || cast(closed_date as varchar)
            as detail,
        'correct one of the dates, or log the first contact; the sales cycle is NULL until then' as remedy,
        amount,
        currency
    from opportunities
    where created_date > closed_date and cycle_start_date is null

    union all

    select
        'unknown_start' as issue,
        split_part(proposals.proposal_id, ':', 1) as source_system,
        'proposal' as table_name,
        proposals.proposal_id as object_id,
        'sent on ' || cast(proposals.sent_date as varchar) || ', before the first contact on '
        || cast(opportunities.first_contact_date as varchar) as detail,
        'correct one of the dates, or log the first contact; the days to the proposal are NULL until then' as remedy,
        proposals.amount,
        proposals.currency
    from {{ ref('fct_proposal') }} as proposals
    inner join opportunities
        on proposals.opportunity_id = opportunities.opportunity_id
    where proposals.is_first and proposals.sent_date < opportunities.first_contact_date

    union all

    select
        'undated_lead' as issue,
        split_part(lead_id, ':', 1) as source_system,
        'lead' as table_name,
        lead_id as object_id,
        'no date of creation' as detail,
        'enter the date; until then the lead is in no week and no cohort' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from {{ ref('fct_lead') }}
    where created_date is null

    union all

    -- A title is quoted only if several people have it, so that it identifies no person.
    select
        'unmapped_value' as issue,
        source_system,
        value_kind as table_name,
        entered_value as object_id,
        cast(sum(records_count) as varchar) || ' records; counted as unmapped' as detail,
        'add a pattern for it to dbt/seeds/value_mappings.csv' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from unmapped_values
    group by source_system, value_kind, entered_value

    union all

    select
        'unmapped_value' as issue,
        split_part(min(opp.opportunity_id), ':', 1) as source_system,
        'stage' as table_name,
        stages.stage_name as object_id,
        cast(count(*) as varchar) || ' deals stand there; its order and chance are inferred' as detail,
        'add it to dbt/seeds/stages.csv' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from opportunities as opp
    inner join {{ ref('dim_stage') }} as stages on opp.stage_name = stages.stage_name
    where stages.is_inferred and stages.stage_name <> '(unknown)'
    group by stages.stage_name

    union all

    select
        'missing_column' as issue,
        source_system,
        table_name,
        table_name as object_id,
        'not delivered: ' || missing_columns as detail,
        'add the columns to the export, or name them in the sources file' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from {{ ref('fct_delivery') }}
    where missing_columns <> ''

    union all

    select
        'unknown_column' as issue,
        source_system,
        table_name,
        table_name as object_id,
        'landed and not used: ' || unknown_columns as detail,
        'nothing if nobody needs them; name custom fields in the sources file' as remedy,
        cast(null as decimal(18, 3)) as amount,
        cast(null as varchar) as currency
    from {{ ref('fct_delivery') }}
    where unknown_columns <> ''

)

-- Ids of a mapped export begin with `csv`; its system is called `csv_mapping`.
select
    issue,
    case when source_system = 'csv' then 'csv_mapping' else source_system end as source_system,
    table_name,
    object_id,
    detail,
    remedy,
    amount as affected_amount,
    currency
from issues
