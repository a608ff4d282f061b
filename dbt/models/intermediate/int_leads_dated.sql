-- One row per lead created by AS_OF or at an unknown time, with its values at AS_OF. A value at a time is the old value
-- of the first change after it, or the present value without a later change.
with leads as (
    select * from {{ ref('int_leads_unioned') }}
    where not is_deleted and (created_at is null or created_at < {{ as_of_end() }})
),

changes as (
    select * from {{ ref('int_lead_field_changes') }}
),

logs as (
    select count(*) > 0 as are_dispositions_logged from changes
    where field_name = 'disposition' and occurred_at < {{ as_of_end() }}
),

-- The disposition of each entered status or disposition; some end a lead without an opportunity.
claims as (
    select entered_value, meaning, meaning in ('unqualified', 'wrong_person', 'bad_info') as is_lost
    from {{ ref('int_mapped_values') }}
    where value_kind = 'lead_status'
),

first_changes as (
    select lead_id, field_name, old_value, occurred_at < {{ as_of_end() }} as is_by_as_of
    from (
        select
            *,
            row_number() over (
                partition by lead_id, field_name, occurred_at < {{ as_of_end() }}
                order by occurred_at, alias_rank, lead_history_id
            ) as change_number
        from changes
    ) as numbered
    where change_number = 1
),

-- The value at creation, and the value replaced by the first change after AS_OF, in one column each.
pivoted as (
    select
        lead_id,
        max(case when field_name = 'owner' and is_by_as_of then old_value end) as first_owner_id,
        max(case when field_name = 'owner' and not is_by_as_of then old_value end) as later_owner_id,
        max(case when field_name = 'status' and not is_by_as_of then old_value end) as later_status,
        max(case when field_name = 'status' and is_by_as_of then old_value end) as first_status,
        max(case when field_name = 'source' and not is_by_as_of then old_value end) as later_source,
        max(case when field_name = 'source' and not is_by_as_of then 1 else 0 end) as is_source_later,
        max(case when field_name = 'disposition' and not is_by_as_of then old_value end) as later_disposition,
        max(case when field_name = 'disposition' and not is_by_as_of then 1 else 0 end) as is_disposition_later
    from first_changes
    group by lead_id
),

-- The first source entered; where an empty one was filled in later, the later one.
first_sources as (
    select lead_id, coalesce(old_value, new_value) as first_source
    from (
        select
            *,
            row_number() over (partition by lead_id order by occurred_at, lead_history_id) as change_number
        from changes
        where
            field_name = 'source'
            and occurred_at < {{ as_of_end() }}
            and coalesce(old_value, new_value) is not null
    ) as numbered
    where change_number = 1
),

dated as (
    select
        leads.lead_id,
        leads.created_at,
        leads.industry,
        leads.country,
        leads.title,
        leads.rating,
        leads.converted_contact_id,
        case when pivoted.is_source_later = 1 then pivoted.later_source else leads.lead_source end as last_source,
        first_sources.first_source,
        leads.known_at,
        coalesce(pivoted.first_status, pivoted.later_status, leads.status) as status_at_creation,
        coalesce(pivoted.later_owner_id, leads.owner_id, 'unassigned') as owner_id,
        coalesce(pivoted.first_owner_id, pivoted.later_owner_id, leads.owner_id, 'unassigned') as owner_at_creation_id,
        coalesce(pivoted.later_status, leads.status) as status,
        case
            when pivoted.is_disposition_later = 1 then pivoted.later_disposition
            -- Where no change of it is logged, the present disposition does not apply to a past status.
            when logs.are_dispositions_logged or pivoted.later_status is null then leads.disposition
        end as disposition,
        coalesce(leads.is_converted, false)
        and coalesce(leads.converted_date <= {{ as_of() }}, true) as is_converted,
        leads.converted_date,
        leads.converted_opportunity_id
    from leads
    cross join logs
    left join pivoted on leads.lead_id = pivoted.lead_id
    left join first_sources on leads.lead_id = first_sources.lead_id
),

-- The last change by AS_OF into a status or disposition that ends a lead.
lost_leads as (
    select changes.lead_id, max(changes.occurred_at) as ended_at
    from changes
    inner join claims on {{ text_key('changes.new_value') }} = claims.entered_value
    where
        changes.field_name in ('status', 'disposition')
        and changes.occurred_at < {{ as_of_end() }}
        and claims.is_lost
    group by changes.lead_id
)

select
    dated.*,
    coalesce(dated.first_source, nullif(trim(dated.last_source), '')) as lead_source,
    -- The disposition takes precedence over the status, and a mapped value over an unmapped one.
    case
        when dated.is_converted then 'qualified'
        else coalesce(
            nullif(by_disposition.meaning, 'unmapped'), nullif(by_status.meaning, 'unmapped'),
            by_disposition.meaning, by_status.meaning
        )
    end as claimed_disposition,
    case
        when not dated.is_converted and (coalesce(by_status.is_lost, false) or coalesce(by_disposition.is_lost, false))
            then coalesce(lost_leads.ended_at, least(dated.known_at, {{ as_of_end() }} - interval '1' second))
    end as disqualified_at
from dated
left join lost_leads on dated.lead_id = lost_leads.lead_id
left join claims as by_status on {{ text_key('dated.status') }} = by_status.entered_value
left join claims as by_disposition on {{ text_key('dated.disposition') }} = by_disposition.entered_value
