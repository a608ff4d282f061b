-- One row per account, rep, contact or customer that another record represents, or may represent: because it was merged
-- in its own system or because two CRMs hold it. Facts refer to the surviving record.
{%- set xrefs = {'account': 'xref_account', 'rep': 'xref_rep', 'contact': 'xref_contact'} %}
{%- for entity, xref in xrefs.items() %}
select
    '{{ entity }}' as entity,
    record_id,
    surviving_id,
    match_status,
    matched_by,
    reason,
    confidence,
    candidates
from {{ ref(xref) }}

union all
{% endfor %}
select
    'customer' as entity,
    customer_id as record_id,
    surviving_customer_id as surviving_id,
    'merged' as match_status,
    'source' as matched_by,
    'merged in its own system' as reason,
    cast(1 as decimal(5, 4)) as confidence,
    cast(null as varchar) as candidates
from {{ ref('xref_customer') }}
where customer_id <> surviving_customer_id
