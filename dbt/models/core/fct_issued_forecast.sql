-- One row per forecast that a published run issued by AS_OF, unchanged.
select
    issued_as_of as as_of,
    period_start,
    period_end,
    entity_type,
    entity_id,
    measure,
    level,
    is_champion,
    {{ money('expected_amount') }} as expected_amount,
    {{ money('p10') }} as p10,
    {{ money('p50') }} as p50,
    {{ money('p90') }} as p90,
    currency,
    run_id,
    code_version,
    configuration_hash,
    known_at
from {{ union_systems('issued_forecasts', {
    'string': [
        'entity_type', 'entity_id', 'measure', 'level', 'currency', 'run_id', 'code_version', 'configuration_hash'
    ],
    'boolean': ['is_champion', 'is_deleted'],
    'decimal(18, 3)': ['expected_amount', 'p10', 'p50', 'p90'],
    'date': ['issued_as_of', 'period_start', 'period_end'],
    'timestamp': ['known_at'],
}) }} as issued_forecasts
where not is_deleted and issued_as_of <= {{ as_of() }}
