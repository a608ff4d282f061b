-- Every open deal with its clock, its place on the stall ladder and why it is left out of the forecast.
deals as (
    select
        opportunity_id, owner_id, account_id, stage_name, amount, amount_rc, created_date, closed_date,
        expected_close_date, first_proposal_date, is_open and not is_deleted as is_open_deal,
        is_won and not is_deleted and closed_date is not null as is_won_deal,
        coalesce(nullif(trim(opportunity_type), ''), '(none)') as segment,
        has_history or (select is_connected from core.dim_connection where capability = 'crm_history') as is_dated
    from core.fct_opportunity
),

-- part: buyer_contacts,

wins as (
    select
        segment, amount_rc,
        if(first_proposal_date <= closed_date, closed_date - first_proposal_date, null)::double as proposal_days,
        if(created_date <= closed_date, closed_date - created_date, null)::double as creation_days,
        if(created_date <= closed_date, coalesce(
            greatest(first_on - created_date, longest_gap_days, closed_date - last_on), closed_date - created_date
        ), null)::double as silent_days
    from deals left join contacts using (opportunity_id)
    where is_won_deal
),

usual as (
    select
        segment, grouping(segment) = 1 as is_company,
        if(count(proposal_days) >= 10, median(proposal_days), null) as proposal_days,
        if(count(creation_days) >= 10, median(creation_days), null) as creation_days,
        if(count(silent_days) >= 10, quantile_cont(silent_days, 0.9), null) as silent_days,
        if(count(amount_rc) >= 10, median(amount_rc::double), null) as amount
    from wins
    group by grouping sets ((segment), ())
),

furthest as (
    select
        opportunity_id,
        arg_min(occurred_date, (-stage_order, occurred_at)) as advanced_on
    from core.fct_opportunity_event
    inner join core.dim_stage as stages on new_value = stages.stage_name
    where event_type in ('created', 'stage') and not stages.is_closed and stages.stage_name <> '(unknown)'
    group by all
),

positions as (
    select
        stage_order, min(static_percentage) as percentage,
        coalesce(lag(percentage) over positions, 0) as before,
        coalesce(lag(percentage, 2) over positions, 0) as two_before
    from core.dim_stage
    where not is_closed and stage_name <> '(unknown)' and stage_name in (
        select new_value from core.fct_opportunity_event where event_type in ('created', 'stage')
        union all
        select stage_name from deals where is_open_deal
    )
    group by stage_order
    window positions as (order by stage_order)
),

timed as (
    select
        deals.*,
        stages.stage_order, stages.static_percentage,
        if(is_dated, advanced_on, null) as stage_advanced_on,
        last_on as last_buyer_event_on,
        getvariable('as_of')::date - greatest(stage_advanced_on, if(stage_advanced_on is null, null, last_on))
            as clock_days,
        if(
            first_proposal_date is not null,
            coalesce(own.proposal_days, company.proposal_days), coalesce(own.creation_days, company.creation_days)
        ) as cycle_days,
        if(cycle_days is null, null, greatest(2, 31 * (1 - exp(-cycle_days / 80)))) as limit_days,
        (select max(last_on) from contacts) - coalesce(last_on, created_date) as days_silent,
        greatest(60, coalesce(own.silent_days, company.silent_days, 0))::double as silence_limit_days,
        coalesce(own.amount, company.amount)::decimal(18, 2) as usual_amount,
        proposals.valid_until as proposal_valid_until
    from deals
    left join core.dim_stage as stages using (stage_name)
    left join furthest using (opportunity_id)
    left join contacts using (opportunity_id)
    left join usual as own on deals.segment = own.segment and not own.is_company
    inner join usual as company on company.is_company
    left join core.fct_proposal as proposals on deals.opportunity_id = proposals.opportunity_id and proposals.is_last
    where is_open_deal
),

judged as (
    select
        * exclude (amount_rc),
        clock_days / limit_days as stall_ratio,
        case
            when stall_ratio > 3 then 3 when stall_ratio > 2 then 2 when stall_ratio > 1 then 1
            when stall_ratio is not null then 0
        end as ladder_steps,
        nullif(concat_ws(
            ', ', if(stall_ratio > 3, 'stalled', null), if(days_silent > silence_limit_days, 'silent', null),
            if(getvariable('as_of')::date - proposal_valid_until > 30, 'proposal expired', null)
        ), '') as exclusion_reason,
        if(amount is null, usual_amount, amount_rc) as amount_rc,
        case
            when exclusion_reason is not null then 0
            when ladder_steps = 1 then coalesce(least(percentage, before), static_percentage)
            when ladder_steps = 2 then coalesce(least(percentage, before, two_before), static_percentage)
            else static_percentage
        end::decimal(5, 2) as ladder_percentage
    from timed left join positions using (stage_order)
)
