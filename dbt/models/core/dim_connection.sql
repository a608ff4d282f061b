-- One row per capability: whether it is connected.
select capability, is_connected, reason from {{ ref('int_connections') }}
