-- One row per landed table that was ever delivered, as the last delivery had it.
select * from {{ staged_deliveries('plumbline') }}
