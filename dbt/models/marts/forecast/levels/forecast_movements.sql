-- One row per amount that counts towards a forecast measure: bookings as the CRM claims them, net invoices as the books have them.
select
    'bookings' as measure,
    rep_id,
    booked_date as moved_on,
    amount_rc as amount,
    known_at
from {{ ref('fct_booking') }}
where amount_rc is not null

union all

select
    'invoiced' as measure,
    rep_id,
    document_date as moved_on,
    net_amount_rc as amount,
    known_at
from {{ ref('fct_revenue_line') }}
where net_amount_rc is not null
