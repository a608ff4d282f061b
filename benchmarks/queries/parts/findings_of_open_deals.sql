-- From `live` and `contacts`: findings about open deals that need no clock: H03, H08, H16, H24, H27, H28 and H33.
silences as (
    select
        segment, grouping(segment) = 1 as is_all,
        if(count(*) filter (created_date <= closed_date) >= 10, quantile_cont(coalesce(
            greatest(first_on - created_date, longest_gap_days, closed_date - last_on), closed_date - created_date
        )::double, 0.9) filter (created_date <= closed_date), null) as days
    from live left join contacts using (opportunity_id)
    where is_won and closed_date is not null
    group by grouping sets ((segment), ())
),

h03 as (
    select 'H03', 'opportunity', opportunity_id, owner_id, 'high', amount_rc
    from live
    left join contacts using (opportunity_id)
    left join silences as own on live.segment = own.segment and not own.is_all
    inner join silences as company on company.is_all
    where
        is_open
        and (select max(last_on) from contacts) - coalesce(last_on, created_date)
        > greatest(60, coalesce(own.days, company.days, 0))
),

backward as (
    select
        opportunity_id, occurred_date - lag(occurred_date) over steps as days,
        before.stage_order > lag(after.stage_order) over steps as is_ping_pong
    from core.fct_opportunity_event as events
    inner join core.dim_stage as before on old_value = before.stage_name
    inner join core.dim_stage as after on new_value = after.stage_name
    where event_type = 'stage' and not before.is_closed and not after.is_closed and after.stage_order < before.stage_order
    window steps as (partition by opportunity_id order by occurred_at)
),

h08 as (
    select 'H08', 'opportunity', opportunity_id, owner_id, 'medium', amount_rc
    from live semi join (from backward where is_ping_pong and days <= 30) as backward using (opportunity_id)
    where is_open
),

late_stages as (
    select stage_name
    from core.dim_stage
    where not is_closed and stage_order >= (select min(stage_order) from core.dim_stage where is_proposal)
),

amount_centres as (
    select segment, median(ln(amount_rc::double)) as centre
    from live
    where amount_rc > 0
    group by all
    having count(*) >= 20
),

amount_spreads as (
    select segment, centre, greatest(1.4826 * median(abs(ln(amount_rc::double) - centre)), 0.35) as spread
    from live inner join amount_centres using (segment)
    where amount_rc > 0
    group by all
),

h16 as (
    select 'H16', 'opportunity', opportunity_id, owner_id, 'medium', amount_rc
    from live semi join late_stages using (stage_name) left join amount_spreads using (segment)
    where
        is_open
        and (
            amount is null or amount <= 0
            or if(amount_rc > 0, abs(ln(amount_rc::double) - centre) > 4 * spread, false)
        )
),

h24 as (
    select 'H24', 'opportunity', opportunity_id, owner_id, 'medium', amount_rc
    from live anti join core.fct_opportunity_contact_role using (opportunity_id)
    where
        is_open
        and (has_proposal or stage_name in (from late_stages))
        and split_part(opportunity_id, ':', 1) in (
            select split_part(opportunity_id, ':', 1) from core.fct_opportunity_contact_role
        )
),

last_touches as (
    select opportunity_id, max(occurred_date) as touched_on from core.fct_activity group by all
),

h27 as (
    select 'H27', 'opportunity', opportunity_id, owner_id, 'high', amount_rc
    from live left join last_touches using (opportunity_id)
    where
        is_open
        and expected_close_date - getvariable('as_of')::date between 0 and 30
        and (select max(touched_on) from last_touches) - coalesce(touched_on, created_date) > 14
        and split_part(opportunity_id, ':', 1) in (select split_part(opportunity_id, ':', 1) from last_touches)
),

mails as (
    select opportunity_id
    from core.fct_activity
    where
        opportunity_id is not null
        and (select max(occurred_date) from core.fct_activity) - occurred_date < 21
    group by all
    having
        count(*) filter (activity_type = 'email' and direction = 'out') >= 3
        and not bool_or(is_two_way or activity_type = 'email' and direction is null)
        and (select max(occurred_date) from core.fct_activity)
        - min(occurred_date) filter (activity_type = 'email' and direction = 'out') >= 7
),

h28 as (
    select 'H28', 'opportunity', opportunity_id, owner_id, 'high', amount_rc
    from live semi join mails using (opportunity_id)
    where is_open
),

owner_changes as (
    select opportunity_id, max(occurred_date) as changed_on
    from core.fct_opportunity_event
    where event_type = 'owner'
    group by all
),

h33 as (
    select 'H33', 'opportunity', opportunity_id, owner_id, 'high', amount_rc
    from live
    left join (from core.dim_rep where is_current) as reps on owner_id = rep_id
    left join owner_changes using (opportunity_id)
    where
        is_open
        and getvariable('as_of')::date - case
            when coalesce(owner_id, 'unassigned') = 'unassigned' then coalesce(changed_on, created_date)
            when is_user and not is_active then inactive_since
        end > 7
)
