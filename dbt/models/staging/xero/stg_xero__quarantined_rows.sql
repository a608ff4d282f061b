-- One row per delivered row that was set aside, with the reason.
select * from {{ staged_quarantined_rows('xero') }}
