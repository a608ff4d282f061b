-- One row per segment (the CRM's opportunity type): usual durations and amount, computed from the opportunities won by
-- AS_OF; from those of the whole company where the segment has too few.
{%- set measures = ['proposal_cycle_days', 'creation_cycle_days', 'silence_days', 'amount_median_rc'] %}
with opportunities as (

    select
        opportunity_id,
        {{ deal_segment('opportunity_type') }} as segment,
        created_date,
        closed_date,
        first_proposal_date,
        amount_rc,
        is_won and not is_deleted and closed_date is not null as is_won_deal
    from {{ ref('fct_opportunity') }}

),

-- The longest gap without buyer activity: before the first event, between two, or after the last; without any event,
-- the whole time.
wins as (

    select
        opportunities.segment,
        opportunities.amount_rc,
        case
            when opportunities.first_proposal_date <= opportunities.closed_date
                then {{ days_between('opportunities.first_proposal_date', 'opportunities.closed_date') }}
        end as proposal_cycle_days,
        case
            when opportunities.created_date <= opportunities.closed_date
                then {{ days_between('opportunities.created_date', 'opportunities.closed_date') }}
        end as creation_cycle_days,
        case
            when coalesce(opportunities.created_date > opportunities.closed_date, true) then null
            when contacts.opportunity_id is null
                then {{ days_between('opportunities.created_date', 'opportunities.closed_date') }}
            else greatest(
                {{ days_between('opportunities.created_date', 'contacts.first_event_on') }},
                coalesce(contacts.longest_gap_days, 0),
                {{ days_between('contacts.last_event_on', 'opportunities.closed_date') }}
            )
        end as silence_days
    from opportunities
    left join {{ ref('fct_buyer_contact') }} as contacts
        on opportunities.opportunity_id = contacts.opportunity_id
    where opportunities.is_won_deal

),

win_statistics as (

    select
        segment,
        grouping(segment) = 1 as is_company,
        count(*) as wins_count,
        count(proposal_cycle_days) as proposal_cycle_days_wins,
        count(creation_cycle_days) as creation_cycle_days_wins,
        count(silence_days) as silence_days_wins,
        count(amount_rc) as amount_median_rc_wins,
        {{ median('proposal_cycle_days') }} as proposal_cycle_days,
        {{ median('creation_cycle_days') }} as creation_cycle_days,
        {{ quantile('silence_days', threshold('M93.silence_quantile')) }} as silence_days,
        {{ median('amount_rc') }} as amount_median_rc
    from wins
    group by grouping sets ((segment), ())

),

segments as (

    select distinct segment
    from opportunities

),

chosen as (

    select
        segments.segment,
        {% for measure in measures %}
        case
            when own.{{ measure }}_wins >= {{ threshold('M92.wins_least') }} then own.{{ measure }}
            when company.{{ measure }}_wins >= {{ threshold('M92.wins_least') }} then company.{{ measure }}
        end as {{ measure }},
        {% endfor %}
        coalesce(own.wins_count, 0) as wins_count
    from segments
    left join win_statistics as own
        on segments.segment = own.segment and not own.is_company
    left join win_statistics as company
        on company.is_company

)

-- Days without progress that are usual: a few days for a cycle of a week, at most a month.
select
    segment,
    {% for cycle in ['proposal', 'creation'] %}
    {{ cycle }}_cycle_days,
    case
        when {{ cycle }}_cycle_days is not null
            then greatest(
                {{ threshold('M92.limit_days_least') }},
                {{ threshold('M92.limit_days_most') }}
                * (1 - exp(-{{ cycle }}_cycle_days / {{ threshold('M92.limit_cycle_scale') }}))
            )
    end as {{ cycle }}_limit_days,
    {% endfor %}
    silence_days,
    {{ money('amount_median_rc') }} as amount_median_rc,
    wins_count
from chosen
