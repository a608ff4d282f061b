-- One row per won opportunity that existed two weeks before the win: its amount, currency and owner then and at the
-- win.
with wins as (

    select
        opportunity_id,
        closed_at,
        closed_date
    from {{ ref('fct_opportunity') }}
    where is_won and not is_deleted

),

moments as (

    select
        wins.opportunity_id,
        wins.closed_at,
        wins.closed_date,
        max(case
            when {{ seconds_between('intervals.valid_from', 'wins.closed_at') }} >= 86400 * {{ threshold('H14.days') }}
                then intervals.valid_from
        end) as before_from,
        max(intervals.valid_from) as win_from
    from wins
    inner join {{ ref('fct_opportunity_interval') }} as intervals
        on wins.opportunity_id = intervals.opportunity_id and wins.closed_at >= intervals.valid_from
    group by wins.opportunity_id, wins.closed_at, wins.closed_date

)

select
    moments.opportunity_id,
    moments.closed_at,
    moments.closed_date,
    before_win.amount as amount_before,
    at_win.amount as amount_at_win,
    before_win.currency as currency_before,
    at_win.currency as currency_at_win,
    before_win.owner_id as owner_before_id,
    at_win.owner_id as owner_at_win_id
from moments
inner join {{ ref('fct_opportunity_interval') }} as before_win
    on moments.opportunity_id = before_win.opportunity_id and moments.before_from = before_win.valid_from
inner join {{ ref('fct_opportunity_interval') }} as at_win
    on moments.opportunity_id = at_win.opportunity_id and moments.win_from = at_win.valid_from
