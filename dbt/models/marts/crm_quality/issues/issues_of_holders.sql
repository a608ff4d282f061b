-- One row per issue and object: a quota or plan line whose rep or account is not found, and a rep who shares the
-- e-mail address of such a row.
with unknown_holders as (

    select holder_key as email
    from {{ ref('fct_quota') }}
    where rep_id = 'unassigned'

    union

    select rep_email as email
    from {{ ref('fct_plan') }}
    where rep_id = 'unassigned'

),

-- A row that names an address shared by several users is unassigned.
ambiguous_addresses as (

    select
        reps.email,
        {{ joined('reps.rep_id', 'reps.rep_id', ' and ') }} as rep_ids
    from {{ ref('dim_rep') }} as reps
    inner join unknown_holders on reps.email = unknown_holders.email
    where reps.is_current
    group by reps.email
    having count(*) > 1

)

select
    'unmatched_quota_rep' as issue,
    split_part(quotas.quota_id, ':', 1) as source_system,
    'quota' as table_name,
    quotas.quota_id as object_id,
    coalesce(
        addresses.rep_ids || ' have the address that it names',
        'no user matches ' || coalesce(quotas.holder_key, '(nobody)')
    ) as detail,
    'correct the holder of the quota, or add the user; the quota is unassigned until then' as remedy,
    quotas.amount,
    quotas.currency
from {{ ref('fct_quota') }} as quotas
left join ambiguous_addresses as addresses on quotas.holder_key = addresses.email
where quotas.holder_type = 'rep' and quotas.rep_id = 'unassigned'

union all

-- A dimension of a plan line may be empty; a value that matches no record is an issue.
select
    'unmatched_plan' as issue,
    split_part(plan_line_id, ':', 1) as source_system,
    'plan' as table_name,
    plan_line_id as object_id,
    concat_ws(
        ' and ',
        case when account_key is not null and account_id is null then 'no account has this id or number' end,
        case when rep_email is not null and rep_id = 'unassigned' then 'no user has this e-mail address' end
    ) as detail,
    'correct finance/plan.csv or the CRM; the missing dimension is unassigned until then' as remedy,
    amount,
    currency
from {{ ref('fct_plan') }}
where
    (account_key is not null and account_id is null)
    or (rep_email is not null and rep_id = 'unassigned')

union all

select
    'ambiguous_rep_email' as issue,
    split_part(reps.rep_id, ':', 1) as source_system,
    'rep' as table_name,
    reps.rep_id as object_id,
    addresses.rep_ids || ' share the e-mail address that a quota or plan names' as detail,
    'give each user a unique address; rows that name this one are unassigned until then' as remedy,
    {{ no_amount() }}
from ambiguous_addresses as addresses
inner join {{ ref('dim_rep') }} as reps on addresses.email = reps.email
where reps.is_current
