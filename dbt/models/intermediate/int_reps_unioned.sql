-- One row per rep over all CRM systems, in the present state of the source.
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
