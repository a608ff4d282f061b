-- One row per rep over all CRM systems, as the source holds the person now.
select
    rep_id,
    rep_name,
    email,
    team,
    manager_id,
    is_active,
    hired_on,
    known_at
from {{ union_systems('reps', {
    'string': ['rep_id', 'rep_name', 'email', 'team', 'manager_id'],
    'boolean': ['is_active'],
    'date': ['hired_on'],
    'timestamp': ['known_at'],
}) }} as reps
