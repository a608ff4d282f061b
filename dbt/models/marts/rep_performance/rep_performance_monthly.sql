-- One row per rep and month with any activity or quota: quota and revenue from finance and accounting, the rest as
-- entered in the CRM.
with opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

),

-- An opportunity counts on its first invoice, whatever its status in the CRM.
invoices as (

    select
        rep_id,
        document_date,
        row_number() over (partition by opportunity_id order by document_date, revenue_line_id) as line_rank
    from {{ ref('fct_revenue_line') }}
    where document_type = 'invoice' and opportunity_id is not null

),

-- Per measure the number of items and their amount; an item whose amount cannot be converted counts in the number only.
measures as (

    select
        'created' as measure,
        owner_at_creation_id as rep_id,
        created_date as measure_date,
        1 as items,
        amount_at_creation_rc as amount,
        cast(null as integer) as duration_days
    from opportunities

    union all

    select
        case when is_won then 'won' else 'lost' end as measure,
        owner_at_close_id as rep_id,
        closed_date as measure_date,
        1 as items,
        cast(null as decimal(18, 3)) as amount,
        case when is_won then {{ days_between('cycle_start_date', 'closed_date') }} end as duration_days
    from opportunities
    where is_closed

    union all

    select
        'won_amount' as measure,
        rep_id,
        booked_date as measure_date,
        1 as items,
        amount_rc as amount,
        cast(null as integer) as duration_days
    from {{ ref('fct_booking') }}

    union all

    select
        'overlay' as measure,
        splits.rep_id,
        opportunities.closed_date as measure_date,
        1 as items,
        {{ convert_money('opportunities.amount_rc', 'splits.share') }} as amount,
        cast(null as integer) as duration_days
    from opportunities
    inner join {{ ref('fct_opportunity_split') }} as splits
        on opportunities.opportunity_id = splits.opportunity_id
    where opportunities.is_won and splits.credit_type = 'overlay'

    union all

    select
        'proposals' as measure,
        proposals.owner_id as rep_id,
        proposals.sent_date as measure_date,
        1 as items,
        opportunities.last_proposal_amount_rc as amount,
        case
            when opportunities.first_contact_date <= proposals.sent_date
                then {{ days_between('opportunities.first_contact_date', 'proposals.sent_date') }}
        end as duration_days
    from {{ ref('fct_proposal') }} as proposals
    inner join opportunities
        on proposals.opportunity_id = opportunities.opportunity_id
    where proposals.is_first

    union all

    select
        'invoiced' as measure,
        rep_id,
        document_date as measure_date,
        1 as items,
        net_amount_rc as amount,
        cast(null as integer) as duration_days
    from {{ ref('fct_revenue_credit') }}

    union all

    select
        'invoiced_deals' as measure,
        rep_id,
        document_date as measure_date,
        1 as items,
        cast(null as decimal(18, 3)) as amount,
        cast(null as integer) as duration_days
    from invoices
    where line_rank = 1

    union all

    select
        'quota' as measure,
        rep_id,
        month_start as measure_date,
        1 as items,
        quota_amount as amount,
        cast(null as integer) as duration_days
    from {{ ref('fct_quota_month') }}
    where holder_type = 'rep' and measure = 'revenue' and finer_quota_id is null

),

months as (

    select
        coalesce(rep_id, 'unassigned') as rep_id,
        {{ month_start('measure_date') }} as month_start,
        least({{ month_end('max(measure_date)') }}, {{ as_of() }}) as described_on,
        {%- for measure in ['created', 'won', 'lost', 'proposals', 'invoiced_deals'] %}
        count(case when measure = '{{ measure }}' then 1 end) as {{ measure }}_count,
        {%- endfor %}
        {%- for measure in ['created', 'won_amount', 'overlay', 'proposals', 'invoiced', 'quota'] %}
        sum(case when measure = '{{ measure }}' then amount end) as {{ measure }}_sum,
        count(case when measure = '{{ measure }}' and amount is null then 1 end) as {{ measure }}_unknown,
        {%- endfor %}
        {{ median("case when measure = 'won' then duration_days end") }} as cycle_days_median,
        {{ median("case when measure = 'proposals' then duration_days end") }} as proposal_days_median
    from measures
    where measure_date <= {{ as_of() }}
    group by coalesce(rep_id, 'unassigned'), {{ month_start('measure_date') }}

),

-- Name, team and territory at the end of the month, or of the earliest version when no version is that old.
versions as (

    select
        months.rep_id,
        months.month_start,
        reps.rep_name,
        reps.team,
        reps.territory,
        row_number() over (
            partition by months.rep_id, months.month_start
            order by
                case when reps.valid_from <= months.described_on then 0 else 1 end,
                abs({{ days_between('reps.valid_from', 'months.described_on') }})
        ) as version_rank
    from months
    inner join {{ ref('dim_rep') }} as reps
        on months.rep_id = reps.rep_id

),

connections as (

    select
        {{ is_connected('accounting') }} as has_accounting,
        {{ is_connected('proposals') }} as has_proposals

)

select
    months.rep_id,
    coalesce(
        versions.rep_name, case when months.rep_id = 'unassigned' then 'Unassigned' else months.rep_id end
    ) as rep_name,
    versions.team,
    versions.territory,
    months.month_start,
    {{ month_end('months.month_start') }} > {{ as_of() }} as is_partial,
    {{ money('months.quota_sum') }} as quota_amount,
    case when connections.has_accounting then {{ amount_known('months.invoiced') }} end as invoiced_amount,
    case when connections.has_accounting then months.invoiced_deals_count end as invoiced_deals_count,
    months.created_count as crm_created_count,
    {{ amount_known('months.created') }} as crm_created_amount,
    case when connections.has_proposals then months.proposals_count end as proposals_count,
    case when connections.has_proposals then {{ amount_known('months.proposals') }} end as proposals_amount,
    months.proposal_days_median,
    months.won_count as crm_won_count,
    {{ amount_known('months.won_amount') }} as crm_won_amount,
    {{ amount_known('months.overlay') }} as crm_overlay_amount,
    months.lost_count as crm_lost_count,
    months.cycle_days_median,
    '{{ reporting_currency() }}' as currency,
    nullif(concat_ws(
        '; ',
        case
            when months.quota_sum is null
                then
                    'quota_amount: '
                    || coalesce({{ not_connected_reason('quotas') }}, 'no convertible quota covers this month')
        end,
        'invoiced_amount: ' || {{ not_connected_reason('accounting') }},
        case
            when connections.has_accounting
                then
                    'invoiced_amount before credit notes: '
                    || {{ not_connected_reason('credit_notes') }}
        end,
        'proposals: ' || {{ not_connected_reason('proposals') }},
        case
            when connections.has_proposals and months.proposal_days_median is null
                then 'proposal_days_median: no first proposal was sent'
        end,
        case when months.cycle_days_median is null then 'cycle_days_median: no deal with known dates was won' end,
        {%- for measure, column in [
            ('created', 'crm_created_amount'),
            ('won_amount', 'crm_won_amount'),
            ('overlay', 'crm_overlay_amount'),
            ('proposals', 'proposals_amount'),
            ('invoiced', 'invoiced_amount'),
            ('quota', 'quota_amount'),
        ] %}
        case
            when months.{{ measure }}_unknown > 0
                then
                    '{{ column }} is without ' || months.{{ measure }}_unknown
                    || ' whose amount is missing or could not be converted'
        end{{ ',' if not loop.last }}
        {%- endfor %}
    ), '') as note
from months
cross join connections
left join versions
    on
        months.rep_id = versions.rep_id
        and months.month_start = versions.month_start
        and versions.version_rank = 1
