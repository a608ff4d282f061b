-- prepared by: fct_buyer_contact, fct_stage_advance, dim_segment, dim_stage_dwell, dim_stage_ladder, fct_open_deal
-- prepared by: pipeline_inflation
-- Rule, object, rep, severity, amount, first_seen and status of each finding. Not compared: confidence (last digits,
-- see pipeline_inflation), observed, expected, evidence_json, last_seen, rule_version and waivers (there are none).
with deals as (
    select
        *,
        coalesce(nullif(trim(opportunity_type), ''), '(none)') as segment,
        has_history or (select is_connected from core.dim_connection where capability = 'crm_history') as is_dated
    from core.fct_opportunity
),

live as (
    select *, first_proposal_date is not null as has_proposal from deals where not is_deleted
),

-- H01: reps whose opportunities reach few proposals and wins.
-- part: inflation_odds,

rep_totals as (
    select
        owner_at_creation_id as rep_id, min(created_date) as first_created,
        coalesce(sum(amount_rc) filter (is_open), 0) as open_amount
    from live
    group by all
),

h01 as (
    select
        'H01' as rule_id, 'rep' as object_type, rep_id as object_id, rep_id, 'high' as severity,
        open_amount * greatest(1 - k / n / rate, 0) as value_at_risk_rc
    from judged
    inner join rep_totals using (rep_id)
    left join (select rep_id, hired_on from core.dim_rep where is_current) using (rep_id)
    left join (select rep_id, k, n, rate from priors where test = 'opportunity_to_won') using (rep_id)
    where
        q <= 0.05
        and coalesce(hired_on, first_created) + interval 6 months <= getvariable('as_of')::date
),

-- What is usual: answers of customers, cycles and stages of won deals.
-- part: buyer_contacts,

cycles as (
    select
        segment, grouping(segment) = 1 as is_company,
        if(count(proposal_days) >= 10, median(proposal_days), null) as proposal_days,
        if(count(creation_days) >= 10, median(creation_days), null) as creation_days
    from (
        select
            segment,
            if(first_proposal_date <= closed_date, closed_date - first_proposal_date, null)::double as proposal_days,
            if(created_date <= closed_date, closed_date - created_date, null)::double as creation_days
        from live
        where is_won
    )
    group by grouping sets ((segment), ())
),

entries as (
    select
        opportunity_id, new_value as stage_name, stage_order, occurred_at, occurred_date,
        max(stage_order) over (
            partition by opportunity_id order by occurred_at rows between unbounded preceding and 1 preceding
        ) as furthest
    from core.fct_opportunity_event
    inner join core.dim_stage as stages on new_value = stages.stage_name
    where event_type in ('created', 'stage') and not stages.is_closed and new_value <> '(unknown)'
),

advances as (
    select
        * exclude (furthest),
        lead(occurred_date) over (partition by opportunity_id order by occurred_at) as next_on
    from entries
    where furthest is null or stage_order > furthest
),

durations as (
    select
        advances.stage_name, segment, grouping(segment) = 1 as is_all,
        if(count(*) >= 20, quantile_cont((coalesce(next_on, closed_date) - occurred_date)::double, 0.9), null) as days
    from advances inner join live using (opportunity_id)
    where is_won and coalesce(next_on, closed_date) >= occurred_date
    group by grouping sets ((advances.stage_name, segment), (advances.stage_name))
),

ladder as (
    select stage_order, row_number() over (order by stage_order) as stage_number
    from core.dim_stage
    where not is_closed and stage_name <> '(unknown)' and stage_name in (
        select stage_name from advances union all select stage_name from deals where is_open
    )
    group by stage_order
),

open_deals as (
    select
        live.*, stage_number,
        if(is_dated, advances.occurred_date, null) as advanced_on,
        getvariable('as_of')::date - if(last_on > advanced_on, last_on, advanced_on) as clock_days,
        if(
            first_proposal_date is not null,
            coalesce(own.proposal_days, company.proposal_days), coalesce(own.creation_days, company.creation_days)
        ) as cycle_days,
        if(cycle_days is null, null, greatest(2, 31 * (1 - exp(-cycle_days / 80)))) as limit_days,
        coalesce(kind.days, stage.days) as dwell_days,
        coalesce(own.creation_days, company.creation_days) as creation_days
    from live
    left join advances on live.opportunity_id = advances.opportunity_id and next_on is null
    left join contacts on live.opportunity_id = contacts.opportunity_id
    left join core.dim_stage as stages on live.stage_name = stages.stage_name
    left join ladder on stages.stage_order = ladder.stage_order
    left join cycles as own on live.segment = own.segment and not own.is_company
    inner join cycles as company on company.is_company
    left join durations as kind on live.stage_name = kind.stage_name and live.segment = kind.segment and not kind.is_all
    left join durations as stage on live.stage_name = stage.stage_name and stage.is_all
    where live.is_open
),

h02 as (
    select
        'H02', 'opportunity', opportunity_id, owner_id,
        case
            when clock_days > least(limit_days, dwell_days) * 3 then 'high'
            when clock_days > least(limit_days, dwell_days) * 2 then 'medium'
            else 'low'
        end,
        amount_rc
    from open_deals
    where clock_days > limit_days or clock_days > dwell_days
),

-- H04: close dates postponed repeatedly.
pushes as (
    select
        opportunity_id,
        count(*) filter (date_trunc('month', new_value::date) > date_trunc('month', old_value::date)) as pushes,
        count(*) filter (
            old_value::date <= quarter_end and new_value::date > quarter_end and quarter_end - occurred_date <= 3
        ) as period_end_pushes,
        sum(new_value::date - old_value::date) as pushed_days
    from core.fct_opportunity_event as events
    inner join open_deals using (opportunity_id)
    inner join core.dim_date on occurred_date = date_day
    where
        event_type = 'close_date'
        and date_diff('second', created_at, occurred_at) > 24 * 3600
        and (opportunity_id, occurred_at) not in (
            select (opportunity_id, occurred_at) from core.fct_opportunity_event
            where event_type in ('closed_won', 'closed_lost', 'reopened')
        )
    group by all
),

h04 as (
    select 'H04', 'opportunity', opportunity_id, owner_id, 'high', amount_rc
    from open_deals inner join pushes using (opportunity_id)
    where pushes >= 3 or period_end_pushes >= 2 or pushed_days > creation_days
),

-- H05: close dates in the past.
calendar as (
    select date_day, count(*) filter (is_business_day) over (order by date_day) as working_days from core.dim_date
),

h05 as (
    select
        'H05', 'opportunity', opportunity_id, owner_id,
        if(getvariable('as_of')::date - expected_close_date > 30, 'high', 'medium'), amount_rc
    from open_deals
    left join calendar as closing on expected_close_date = closing.date_day
    inner join calendar as today on today.date_day = getvariable('as_of')::date
    where
        getvariable('as_of')::date - expected_close_date > 7
        and today.working_days - coalesce(closing.working_days, 0) > 3
),

-- H17: won without an invoice.
invoiced as (
    select opportunity_id, min(invoice_date) as first_on from core.fct_invoice_line group by all
),

wins as (
    select live.*, first_on, if(first_on is null, null, greatest(first_on - closed_date, 0))::double as days_to_invoice
    from live left join invoiced using (opportunity_id)
    where is_won and coalesce(amount, 1) > 0 and closed_date >= (select min(first_on) from invoiced)
),

delays as (
    select
        segment, grouping(segment) = 1 as is_all, count(days_to_invoice) as wins_count,
        ceil(quantile_cont(days_to_invoice, 0.95))::integer as days
    from wins
    group by grouping sets ((segment), ())
),

due_wins as (
    select wins.*, count(first_on) over () as confirmed
    from wins
    inner join delays as company on company.is_all
    left join delays as own on wins.segment = own.segment and not own.is_all and own.wins_count >= 20
    where closed_date + greatest(30, coalesce(own.days, company.days)) < getvariable('as_of')::date
),

unlinked_invoices as (
    select
        invoice_id, currency, min(invoice_date) as invoice_date, sum(net_amount) as net_amount,
        row_number() over (partition by currency, sum(net_amount) order by min(invoice_date), invoice_id) as number
    from core.fct_invoice_line
    where opportunity_id is null
    group by invoice_id, currency
),

of_the_amount as (
    select opportunity_id, invoice_id
    from (
        select *, row_number() over (partition by currency, amount order by closed_date, opportunity_id) as number
        from due_wins
        where first_on is null
    ) as unpaired
    inner join unlinked_invoices using (currency, number)
    where amount = net_amount and closed_date <= invoice_date
),

missing as (
    select *, count(*) over (partition by account_id) as missing_of_account
    from due_wins anti join of_the_amount using (opportunity_id)
    where first_on is null and confirmed > 0
),

h17 as (
    select 'H17', 'opportunity', missing.opportunity_id, owner_at_close_id, 'critical', any_value(missing.amount_rc)
    from missing
    left join (from core.fct_invoice_line anti join of_the_amount using (invoice_id)) as lines
        on missing.account_id = lines.account_id and lines.opportunity_id is null and closed_date <= invoice_date
    group by missing.opportunity_id, owner_at_close_id, missing_of_account
    having count(distinct invoice_id) < missing_of_account
),

-- H19: invoiced with another amount.
documents as (
    select
        opportunity_id, document_id, document_date, min(currency) as currency, sum(net_amount) as net_amount,
        sum(net_amount_rc) as net_amount_rc, count(*) > count(net_amount_rc) as is_unconverted
    from core.fct_revenue_line
    where opportunity_id is not null
    group by all
),

dated as (
    select
        live.*, documents.* exclude (opportunity_id, currency), documents.currency <> live.currency as is_other,
        document_date - greatest(
            closed_date,
            lag(document_date) over (partition by opportunity_id order by document_date, document_id)
        ) as gap_days
    from live inner join documents using (opportunity_id)
    where is_won and amount > 0 and closed_date >= (select min(document_date) from core.fct_revenue_line)
),

booked as (
    select
        opportunity_id, account_id, owner_at_close_id, segment, closed_date,
        (closed_date + interval 12 months)::date as year_after,
        max(document_date) as last_on, max(gap_days) as longest_gap_days, max(amount_rc) as won_rc,
        sum(net_amount_rc) as invoiced_rc,
        case
            when not bool_or(is_other) then sum(net_amount) / max(amount)
            when not bool_or(is_unconverted) then sum(net_amount_rc) / max(amount_rc)
        end as share
    from dated
    group by all
),

unlinked as (
    select booked.opportunity_id, sum(net_amount_rc) as unlinked_rc
    from booked
    inner join core.fct_revenue_line as lines
        on booked.account_id = lines.account_id and document_date between closed_date and year_after
    where lines.opportunity_id is null
    group by all
),

completed_wins as (
    select booked.*, share - 1 as deviation
    from booked left join unlinked using (opportunity_id)
    where
        share is not null and last_on <= year_after and getvariable('as_of')::date - last_on > longest_gap_days
        and getvariable('as_of')::date - closed_date > coalesce((
            select if(count(*) >= 10, ceil(quantile_cont((last_on - closed_date)::double, 0.95)), null)
            from booked where year_after < getvariable('as_of')::date
        ), year_after - closed_date)
        and coalesce(share >= 1 or invoiced_rc + unlinked_rc < won_rc * 0.95::double, true)
),

centres as (
    select segment, grouping(segment) = 1 as is_company, mad(deviation) as spread, count(*) as wins
    from completed_wins
    group by grouping sets ((segment), ())
),

h19 as (
    select
        'H19', 'opportunity', opportunity_id, owner_at_close_id, if(deviation < 0, 'critical', 'high'),
        abs(won_rc - invoiced_rc)
    from completed_wins
    inner join centres as company on company.is_company
    left join centres as own on completed_wins.segment = own.segment and not own.is_company and own.wins >= 10
    where abs(deviation) > greatest(0.05, 3 * coalesce(own.spread, company.spread))
),

-- H23: no next step.
placeholders as materialized (
    select text
    from (select next_step as text from open_deals union select old_value from core.fct_opportunity_event
        where event_type = 'next_step')
    where
        coalesce(trim(regexp_replace(lower(text), '[^\p{L}\p{N}]+', ' ', 'g')), '') in (
            '', 'tbd', 'tbc', 'tba', 'n a', 'na', 'none', 'nothing', 'no', 'xx', 'xxx', 'test', 'asdf', 'todo', 'to do'
        )
        or length(trim(text)) < 2
),

cleared_steps as (
    select opportunity_id, max(occurred_date) as cleared_on
    from core.fct_opportunity_event
    where event_type = 'next_step' and old_value is not null and old_value not in (
        select text from placeholders where text is not null
    )
    group by all
),

planned as (
    select opportunity_id, max(due_on) as planned_until from core.fct_planned_activity group by all
),

past_first_stage as (
    select opportunity_id, min(occurred_date) as past_on
    from advances inner join ladder using (stage_order)
    where stage_number >= 2
    group by all
),

h23 as (
    select 'H23', 'opportunity', opportunity_id, owner_id, 'medium', amount_rc
    from open_deals
    left join cleared_steps using (opportunity_id)
    left join planned using (opportunity_id)
    left join past_first_stage using (opportunity_id)
    where
        stage_number >= 2
        and is_next_step_known
        and (next_step is null or next_step in (select text from placeholders))
        and getvariable('as_of')::date - greatest(created_date, past_on, cleared_on, planned_until) > 3
),

-- H26: proposals before qualification.
first_proposals as (
    select
        proposals.*, date_trunc('second', sent_at) + interval 4 hours as judged_at
    from core.fct_proposal as proposals inner join live using (opportunity_id)
    where
        is_first
        and not regexp_matches(
            coalesce(lower(opportunity_type), ''), 'tender|rfp|rfq|licit|ausschreibung|appel d.*offres|招标'
        )
),

stages_reached as (
    select opportunity_id, max(stage_number) as stage_number
    from first_proposals
    inner join advances using (opportunity_id)
    inner join ladder using (stage_order)
    where date_trunc('second', occurred_at) <= judged_at
    group by all
),

people as (
    select opportunity_id, created_at as known_from from core.fct_opportunity_contact_role
    union all
    select opportunity_id, occurred_at from core.fct_activity
    where opportunity_id is not null and contact_id is not null
),

h26 as (
    select 'H26', 'opportunity', opportunity_id, first_proposals.owner_id, 'medium', first_proposals.amount_rc
    from first_proposals left join stages_reached using (opportunity_id)
    where stage_number < 2 or opportunity_id not in (
        select opportunity_id from first_proposals inner join people using (opportunity_id)
        where known_from is null or date_trunc('second', known_from) <= judged_at
    )
),

-- part: findings_of_open_deals,

-- part: findings_of_wins,

rule_findings as (
    from h01 union all from h02 union all from h04 union all from h05 union all from h17 union all from h19
    union all from h23 union all from h26
    union all from h03 union all from h08 union all from h16 union all from h24 union all from h27 union all from h28
    union all from h33 union all from h09 union all from h14 union all from h15 union all from h20 union all from h34
    union all from h40
),

changes as (
    select
        rule_id, object_type, object_id,
        arg_max(status, as_of) as last_status, max(as_of) as last_as_of, arg_max(severity, as_of) as severity,
        arg_max(value_at_risk_rc, as_of) as value_at_risk_rc, max(as_of) filter (status = 'open') as opened_on
    from core.fct_finding_change
    group by all
)

select
    rule_id, object_type, object_id, rule_findings.rep_id, rule_findings.severity,
    round(rule_findings.value_at_risk_rc, 2)::decimal(18, 2) as value_at_risk_rc,
    if(last_status = 'open', last_as_of, getvariable('as_of')::date) as first_seen, 'open' as status
from rule_findings left join changes using (rule_id, object_type, object_id)
union all
select
    rule_id, object_type, object_id, if(object_type = 'rep', object_id, owner_id), severity, value_at_risk_rc,
    coalesce(opened_on, last_as_of), 'fixed'
from (from changes anti join rule_findings using (rule_id, object_type, object_id))
left join (select opportunity_id as object_id, owner_id from deals) using (object_id)
