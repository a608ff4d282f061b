-- One row per lead created by AS_OF, in its state at AS_OF.
select
    lead_id,
    created_at,
    {{ business_date('created_at') }} as created_date,
    coalesce(nullif(trim(lead_source), ''), '(none)') as lead_source,
    owner_id,
    owner_at_creation_id,
    status,
    disposition,
    is_converted,
    case when is_converted then converted_date end as converted_date,
    {{ business_date('disqualified_at') }} as disqualified_date,
    case when is_converted then converted_opportunity_id end as opportunity_id,
    known_at
from {{ ref('int_leads_dated') }}
