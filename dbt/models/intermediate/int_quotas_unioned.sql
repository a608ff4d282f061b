-- One row per version of a quota over finance's sheet and mapped exports; `holder_key` identifies the holder.
select
    quota_id,
    coalesce(rep_email, lower({{ raw_id('rep_id') }})) as holder_key,
    measure,
    amount,
    currency,
    period_start,
    period_end,
    valid_from,
    known_at
from {{ union_systems('quotas', {
    'string': ['quota_id', 'rep_email', 'rep_id', 'measure', 'currency'],
    'decimal(18, 4)': ['amount'],
    'boolean': ['is_deleted'],
    'date': ['period_start', 'period_end', 'valid_from'],
    'timestamp': ['known_at'],
}) }} as quotas
where not is_deleted
