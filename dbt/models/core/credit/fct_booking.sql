-- One row per won opportunity and credited rep: the amount won according to the CRM, split exactly.
with opportunities as (

    select
        opportunity_id,
        owner_at_close_id,
        created_date,
        closed_date,
        amount_rc,
        known_at
    from {{ ref('fct_opportunity') }}
    where is_won and not is_deleted and closed_date is not null

),

splits as (

    select
        opportunity_id,
        rep_id,
        share
    from {{ ref('fct_opportunity_split') }}
    where is_from_split and credit_type = 'revenue'

),

-- known_at is the time of the last change of outcome, amount or owner; edits of other fields do not count.
changes as (

    select
        opportunity_id,
        max(known_at) as known_at
    from {{ ref('fct_opportunity_event') }}
    where event_type in ('created', 'closed_won', 'amount', 'owner', 'reopened')
    group by opportunity_id

),

credits as (

    select
        opportunities.opportunity_id,
        coalesce(splits.rep_id, opportunities.owner_at_close_id, 'unassigned') as rep_id,
        coalesce(splits.share, 1) as share,
        opportunities.closed_date as booked_date,
        opportunities.created_date,
        opportunities.amount_rc as opportunity_amount_rc,
        coalesce(changes.known_at, opportunities.known_at) as known_at
    from opportunities
    left join splits
        on opportunities.opportunity_id = splits.opportunity_id
    left join changes
        on opportunities.opportunity_id = changes.opportunity_id

)

select
    opportunity_id,
    rep_id,
    cast(share as decimal(9, 6)) as share,
    booked_date,
    created_date,
    {{ split_money('opportunity_amount_rc', 'share', 'opportunity_id', 'rep_id') }} as amount_rc,
    known_at
from credits
