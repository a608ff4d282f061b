-- One row per booking or document line that counts towards a forecast measure: bookings in the CRM, the bookings of
-- opportunities with a proposal as a measure of their own, and net invoices in accounting.
with bookings as (

    select
        bookings.opportunity_id || '|' || bookings.rep_id as movement_id,
        bookings.rep_id,
        bookings.booked_date as moved_on,
        bookings.amount_rc as amount,
        bookings.known_at,
        opportunities.first_proposal_date is not null as has_proposal
    from {{ ref('fct_booking') }} as bookings
    inner join {{ ref('fct_opportunity') }} as opportunities
        on bookings.opportunity_id = opportunities.opportunity_id
    where bookings.amount_rc is not null

)

select
    'bookings' as measure,
    movement_id,
    rep_id,
    moved_on,
    amount,
    known_at
from bookings

union all

select
    'proposals_only' as measure,
    movement_id,
    rep_id,
    moved_on,
    amount,
    known_at
from bookings
where has_proposal

union all

select
    'invoiced' as measure,
    document_type || '|' || revenue_line_id || '|' || rep_id as movement_id,
    rep_id,
    document_date as moved_on,
    net_amount_rc as amount,
    known_at
from {{ ref('fct_revenue_credit') }}
where net_amount_rc is not null
