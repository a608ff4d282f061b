-- One row per open opportunity to whose customer at least three e-mails were written in the last three weeks, the
-- first at least a week ago, without an answer, call or meeting (H28). Automatic replies are no answer; an e-mail
-- without a direction may be one. The weeks end with the last activity of the company.
{% set rule = {
    'id': 'H28',
    'version': '1',
    'title': 'E-mails without an answer',
    'object_type': 'opportunity',
    'severities': ['high'],
    'observed': '{emails} e-mails since {written_since}, no answer, call or meeting',
    'expected': 'an answer of the customer, or another way to reach the customer',
    'evidence': ['stage_name', 'emails', 'written_since', 'last_written_on'],
    'needs': {'activities': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with observed as (

    select max(occurred_date) as observed_until
    from {{ ref('fct_activity') }}

),

recent as (

    select
        activities.opportunity_id,
        activities.occurred_date,
        activities.activity_type = 'email' and activities.direction = 'out' as is_written,
        activities.is_two_way or (activities.activity_type = 'email' and activities.direction is null) as is_answer,
        {{ days_between('activities.occurred_date', 'observed.observed_until') }} as days_ago
    from {{ ref('fct_activity') }} as activities
    inner join observed
        on {{ days_between('activities.occurred_date', 'observed.observed_until') }} < {{ threshold('H28.days') }}
    where activities.opportunity_id is not null

),

written as (

    select
        opportunity_id,
        count(case when is_written then 1 end) as emails,
        min(case when is_written then occurred_date end) as written_since,
        max(case when is_written then occurred_date end) as last_written_on,
        max(case when is_written then days_ago end) as first_days_ago,
        count(case when is_answer then 1 end) as answers
    from recent
    group by opportunity_id

),

found as (

    select
        opportunities.opportunity_id as object_id,
        opportunities.owner_id as rep_id,
        'high' as severity,
        cast(1 as double) as confidence,
        opportunities.amount_rc as value_at_risk_rc,
        opportunities.stage_name,
        written.emails,
        written.written_since,
        written.last_written_on
    from written
    inner join {{ ref('fct_opportunity') }} as opportunities
        on written.opportunity_id = opportunities.opportunity_id
    where
        opportunities.is_open
        and not opportunities.is_deleted
        and written.answers = 0
        and written.emails >= {{ threshold('H28.emails_least') }}
        and written.first_days_ago >= {{ threshold('H28.wait_days') }}

)

{{ finding(rule) }}
