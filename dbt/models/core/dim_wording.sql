-- One row per kind and value that people entered in a CRM: what it means here, and how many records carry it.
select
    wording_kind,
    wording,
    meaning,
    source_system,
    records_count
from {{ ref('int_wordings') }}
