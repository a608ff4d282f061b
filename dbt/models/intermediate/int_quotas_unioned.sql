-- One row per version of a quota over finance's sheet and mapped exports; `holder_key` names who carries it.
select
    quota_id,
    rep_email as holder_key,
    measure,
    amount,
    currency,
    period_start,
    period_end,
    valid_from,
    known_at
from {{ ref('stg_finance__quotas') }}
where not is_deleted
union all
select
    quota_id,
    lower({{ raw_id('rep_id') }}),
    measure,
    amount,
    currency,
    period_start,
    period_end,
    valid_from,
    known_at
from {{ ref('stg_csv_mapping__quotas') }}
where not is_deleted
