-- One row per week of creation, first lead source and rep: names, leads and how far the leads progressed by AS_OF.
{% set dispositions = [
    'qualified', 'unqualified', 'wrong_person', 'contacted_open', 'bad_info', 'no_response', 'in_progress', 'no_attempt'
] %}
with leads as (

    select
        *,
        {{ week_start('created_date') }} as week_start
    from {{ ref('fct_lead') }}
    where created_date is not null

),

counted as (

    select
        week_start,
        lead_source,
        owner_at_creation_id as rep_id,
        count(*) as records_count,
        count(case when is_lead then 1 end) as leads_count,
        count(case when is_lead and lead_basis = 'engagement' then 1 end) as engaged_count,
        count(case when is_lead and attempts_count > 0 then 1 end) as pursued_count,
        count(case when is_lead and attempts_count = 0 and automated_count > 0 then 1 end) as automated_only_count,
        count(case when is_lead and is_attempt_before_creation then 1 end) as attempted_before_creation_count,
        count(case when is_lead and first_contact_at is not null then 1 end) as contacted_count,
        count(case when is_lead and is_qualified then 1 end) as qualified_count,
        count(case when is_lead and is_proposal_ready then 1 end) as proposal_ready_count,
        count(case when is_lead and opportunity_id is not null then 1 end) as converted_count,
        count(case when not is_lead and opportunity_id is not null then 1 end) as converted_names_count,
        {% for disposition in dispositions %}
        count(case when is_lead and derived_disposition = '{{ disposition }}' then 1 end)
            as {{ disposition }}_disposition_count,
        {% endfor %}
        count(case when is_lead and is_disposition_mismatch then 1 end) as disposition_mismatch_count,
        {{ median('case when is_lead then minutes_to_first_attempt end') }} as median_minutes_to_first_attempt
    from leads
    group by week_start, lead_source, owner_at_creation_id

),

connected as (

    select
        counted.*,
        sources.channel,
        {{ is_connected('activities') }} as has_activities
    from counted
    left join {{ ref('dim_source') }} as sources on counted.lead_source = sources.lead_source

)

select
    week_start,
    lead_source,
    channel,
    rep_id,
    lead_source = '(none)' as is_source_unknown,
    records_count,
    records_count - leads_count as names_count,
    converted_names_count,
    leads_count,
    engaged_count,
    case when has_activities then pursued_count end as pursued_count,
    case when has_activities then automated_only_count end as automated_only_count,
    case when has_activities then attempted_before_creation_count end as attempted_before_creation_count,
    case when has_activities then contacted_count end as contacted_count,
    qualified_count,
    proposal_ready_count,
    converted_count,
    {% for disposition in dispositions %}
    {% if disposition in ['qualified', 'unqualified', 'wrong_person'] %}
    {{ disposition }}_disposition_count,
    {% else %}
    case when has_activities then {{ disposition }}_disposition_count end as {{ disposition }}_disposition_count,
    {% endif %}
    {% endfor %}
    case when has_activities then disposition_mismatch_count end as disposition_mismatch_count,
    case when has_activities then {{ ratio('pursued_count', 'leads_count') }} end as pursued_rate,
    case when has_activities then {{ ratio('contacted_count', 'pursued_count') }} end as contacted_rate,
    case when has_activities then {{ ratio('qualified_count', 'contacted_count') }} end as qualification_rate,
    {{ ratio('converted_count', 'leads_count') }} as conversion_rate,
    leads_count >= {{ threshold('C2.reportable_least') }} as is_reportable,
    {% for base, flag in [('pursued', 'contact'), ('contacted', 'qualification')] %}
    case
        when has_activities then {{ base }}_count >= {{ threshold('C2.reportable_least') }}
    end as is_{{ flag }}_reportable,
    {% endfor %}
    case when has_activities then median_minutes_to_first_attempt end as median_minutes_to_first_attempt,
    case when not has_activities then {{ not_connected_reason('activities') }} end as note
from connected
