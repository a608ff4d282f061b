-- One row per won opportunity whose amount at the win is more than a quarter above or below its amount two weeks
-- before, in its own currency (H14). A proposal of the amount won that was sent within three days of a change explains
-- it.
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
with compared as (

    select
        before_win.*,
        opportunities.owner_at_close_id,
        opportunities.amount,
        opportunities.amount_rc,
        case
            when before_win.amount_before > 0 and before_win.amount_at_win > 0
                then cast(before_win.amount_at_win as double) / cast(before_win.amount_before as double)
        end as amount_share
    from {{ ref('h14_before_win') }} as before_win
    inner join {{ ref('fct_opportunity') }} as opportunities
        on before_win.opportunity_id = opportunities.opportunity_id
    where before_win.currency_before is not distinct from before_win.currency_at_win and {{ is_connected('proposals') }}

),

changed as (

    select *
    from compared
    where abs(ln(amount_share)) > ln(1 + {{ threshold('H14.change_most') }})

),

changes as (

    select
        changed.opportunity_id,
        events.occurred_at,
        events.occurred_date
    from changed
    inner join {{ ref('fct_opportunity_event') }} as events
        on changed.opportunity_id = events.opportunity_id and changed.closed_at >= events.occurred_at
    where
        events.event_type = 'amount'
        and {{ seconds_between('events.occurred_at', 'changed.closed_at') }} <= 86400 * {{ threshold('H14.days') }}

),

last_changes as (

    select
        opportunity_id,
        max(occurred_date) as changed_on
    from changes
    group by opportunity_id

),

explained as (

    select distinct changes.opportunity_id
    from changes
    inner join changed
        on changes.opportunity_id = changed.opportunity_id
    inner join {{ ref('fct_proposal') }} as proposals
        on changes.opportunity_id = proposals.opportunity_id
    where
        abs({{ seconds_between('changes.occurred_at', 'proposals.sent_at') }})
        <= 86400 * {{ threshold('H14.proposal_days') }}
        -- A proposal of the old amount explains nothing. In another currency its amount is not compared.
        and coalesce(
            proposals.currency <> changed.currency_at_win
            or abs(proposals.amount - changed.amount_at_win)
            <= {{ threshold('M43.immaterial_change') }} * changed.amount_at_win,
            true
        )

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
        changed.currency_at_win as currency,
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
