-- One row per lead over all CRM systems, as its source holds it now. The state at AS_OF is int_leads_dated.
with rep_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'rep'
),

unioned as (
    select
        lead_id,
        owner_id,
        status,
        disposition,
        lead_source,
        title,
        industry,
        country,
        rating,
        is_converted,
        converted_date,
        converted_opportunity_id,
        converted_contact_id,
        is_deleted,
        created_at,
        known_at
    from {{ ref('stg_salesforce__leads') }}
    union all
    select
        lead_id,
        owner_id,
        status,
        disposition,
        lead_source,
        cast(null as varchar),
        cast(null as varchar),
        cast(null as varchar),
        cast(null as varchar),
        is_converted,
        converted_date,
        converted_opportunity_id,
        cast(null as varchar),
        is_deleted,
        {{ day_start('created_date') }},
        known_at
    from {{ ref('stg_csv_mapping__leads') }}
    union all
    select
        lead_id,
        owner_id,
        status,
        disposition,
        lead_source,
        title,
        cast(null as varchar),
        country,
        cast(null as varchar),
        is_converted,
        converted_date,
        converted_opportunity_id,
        cast(null as varchar),
        is_deleted,
        created_at,
        known_at
    from {{ ref('int_odoo_leads') }}
)

select
    unioned.lead_id,
    coalesce(rep_merges.surviving_id, unioned.owner_id) as owner_id,
    unioned.status,
    unioned.disposition,
    unioned.lead_source,
    unioned.title,
    unioned.industry,
    unioned.country,
    unioned.rating,
    unioned.is_converted,
    unioned.converted_date,
    unioned.converted_opportunity_id,
    unioned.converted_contact_id,
    unioned.is_deleted,
    unioned.created_at,
    unioned.known_at
from unioned
left join rep_merges on unioned.owner_id = rep_merges.record_id
