-- One row per capability.
select capability, is_connected, reason from {{ ref('int_connections') }}
