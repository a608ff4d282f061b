-- One row per kind and value that people entered in a CRM: its meaning, and the number of records with it.
select
    wording_kind,
    wording,
    meaning,
    source_system,
    records_count
from {{ ref('int_wordings') }}
