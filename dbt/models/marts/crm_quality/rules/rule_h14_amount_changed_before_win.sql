-- One row per won opportunity whose amount at the win is more than a quarter above or below its amount two weeks
-- before, in its own currency (H14). A proposal that was sent within three days of the last change explains it.
{% set rule = {
    'id': 'H14',
    'version': '1',
    'title': 'Amount changed just before the win',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': 'won with {amount_percent} % of the amount of two weeks before, changed on {changed_on}',
    'expected': 'a proposal of the new amount',
    'evidence': ['closed_date', 'changed_on', 'currency', 'amount_before', 'amount_at_win', 'amount_percent'],
    'needs': {'crm_history': 'not judged', 'proposals': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with wins as (

    select *
    from {{ ref('fct_opportunity') }}
    where is_won and not is_deleted and {{ is_connected('proposals') }}

),

amounts as (

    select
        wins.opportunity_id,
        max(case
            when {{ seconds_between('intervals.valid_from', 'wins.closed_at') }} >= 86400 * {{ threshold('H14.days') }}
                then intervals.valid_from
        end) as before_from,
        max(intervals.valid_from) as win_from
    from wins
    inner join {{ ref('fct_opportunity_interval') }} as intervals
        on wins.opportunity_id = intervals.opportunity_id and wins.closed_at >= intervals.valid_from
    group by wins.opportunity_id

),

changed as (

    select
        wins.opportunity_id,
        wins.owner_at_close_id,
        wins.closed_at,
        wins.closed_date,
        wins.amount,
        wins.amount_rc,
        before_win.currency,
        before_win.amount as amount_before,
        at_win.amount as amount_at_win,
        {{ ratio('at_win.amount', 'before_win.amount') }} as amount_share
    from wins
    inner join amounts
        on wins.opportunity_id = amounts.opportunity_id
    inner join {{ ref('fct_opportunity_interval') }} as before_win
        on amounts.opportunity_id = before_win.opportunity_id and amounts.before_from = before_win.valid_from
    inner join {{ ref('fct_opportunity_interval') }} as at_win
        on amounts.opportunity_id = at_win.opportunity_id and amounts.win_from = at_win.valid_from
    where
        before_win.amount > 0
        and at_win.amount > 0
        and before_win.currency is not distinct from at_win.currency
        and abs(ln(cast(at_win.amount as double) / cast(before_win.amount as double)))
        > ln(1 + {{ threshold('H14.change_most') }})

),

last_changes as (

    select
        changed.opportunity_id,
        max(events.occurred_at) as changed_at,
        max(events.occurred_date) as changed_on
    from changed
    inner join {{ ref('fct_opportunity_event') }} as events
        on changed.opportunity_id = events.opportunity_id and changed.closed_at >= events.occurred_at
    where events.event_type = 'amount'
    group by changed.opportunity_id

),

explained as (

    select distinct last_changes.opportunity_id
    from last_changes
    inner join {{ ref('fct_proposal') }} as proposals
        on last_changes.opportunity_id = proposals.opportunity_id
    where
        abs({{ seconds_between('last_changes.changed_at', 'proposals.sent_at') }})
        <= 86400 * {{ threshold('H14.proposal_days') }}

),

found as (

    select
        changed.opportunity_id as object_id,
        changed.owner_at_close_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        {{ convert_money(
            'abs(changed.amount_at_win - changed.amount_before)', ratio('changed.amount_rc', 'changed.amount')
        ) }} as value_at_risk_rc,
        changed.closed_date,
        last_changes.changed_on,
        changed.currency,
        changed.amount_before,
        changed.amount_at_win,
        {{ percent('changed.amount_share') }} as amount_percent
    from changed
    inner join last_changes
        on changed.opportunity_id = last_changes.opportunity_id
    left join explained
        on changed.opportunity_id = explained.opportunity_id
    where explained.opportunity_id is null

)

{{ finding(rule) }}
