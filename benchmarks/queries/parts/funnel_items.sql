-- Every item that entered a step of the funnel, how it fared, and the horizon of its step.
deals as (
    select
        deals.*, owner_id as proposal_owner_id, amount_rc as first_proposal_amount_rc,
        if(outcome = 'won', closed_date, null) as won_date,
        if(outcome = 'lost', closed_date, null) as lost_date
    from (select * exclude (owner_id, amount_rc) from core.fct_opportunity where not is_deleted) as deals
    left join (select opportunity_id, owner_id, amount_rc from core.fct_proposal where is_first) using (opportunity_id)
),

entries as (
    select
        'lead' as from_step, 'opportunity' as to_step, lead_source, owner_at_creation_id as rep_id,
        created_date as entry_date, null::decimal(18, 2) as amount_rc,
        if(is_converted and opportunity_id is not null, converted_date, null) as target_date,
        disqualified_date as lost_date, if(is_converted, '(no opportunity)', disposition) as reason
    from core.fct_lead
    union all
    select 'opportunity', 'proposal', lead_source, owner_at_creation_id, created_date, amount_at_creation_rc,
        least(first_proposal_date, won_date), lost_date, loss_reason from deals
    union all
    select 'first_appointment', 'proposal', lead_source, first_appointment_rep_id, first_appointment_held_date,
        amount_at_creation_rc, least(first_proposal_date, won_date), lost_date, loss_reason from deals
    union all
    select 'proposal', 'won', lead_source, proposal_owner_id, first_proposal_date, first_proposal_amount_rc,
        won_date, lost_date, loss_reason from deals
    union all
    select 'opportunity', 'won', lead_source, owner_at_creation_id, created_date, amount_at_creation_rc,
        won_date, lost_date, loss_reason from deals
),

horizons as (
    select
        from_step, to_step,
        if(count(target_date) >= 10,
            ceil(quantile_cont(greatest(target_date - entry_date, 0)::double, 0.9) filter (target_date is not null)),
            180)::integer as horizon_days
    from entries
    where entry_date is not null
    group by all
),

judged as (
    select
        *,
        date_trunc('month', entry_date)::date as month_start,
        least(entry_date + horizon_days, getvariable('as_of')::date) as judged_on,
        case
            when target_date <= judged_on then 'converted'
            when lost_date <= judged_on then 'lost'
            when entry_date + horizon_days <= getvariable('as_of')::date then 'not_in_time'
            else 'in_process'
        end as outcome
    from entries inner join horizons using (from_step, to_step)
    where entry_date is not null
)
