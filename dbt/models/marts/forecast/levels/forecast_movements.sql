-- One row per booking or document line that counts towards a forecast measure: bookings as the CRM claims them, net
-- invoices as the books have them.
select
    'bookings' as measure,
    opportunity_id || '|' || rep_id as movement_id,
    rep_id,
    booked_date as moved_on,
    amount_rc as amount,
    known_at
from {{ ref('fct_booking') }}
where amount_rc is not null

union all

select
    'invoiced' as measure,
    document_type || '|' || revenue_line_id as movement_id,
    rep_id,
    document_date as moved_on,
    net_amount_rc as amount,
    known_at
from {{ ref('fct_revenue_line') }}
where net_amount_rc is not null
