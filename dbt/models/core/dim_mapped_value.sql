-- One row per kind and value that people entered in a CRM: its meaning, and the number of records with it.
select
    value_kind,
    entered_value,
    meaning,
    source_system,
    records_count
from {{ ref('int_mapped_values') }}
