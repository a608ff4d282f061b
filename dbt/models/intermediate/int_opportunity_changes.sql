-- One row per opportunity and instant at which a source states a field: for each such field the value from then on and
-- its source (`<field>_source`): a snapshot, a log, the present row (the state after the last snapshot) or the close
-- date. A source of NULL means that the instant does not state the field; a stated value may be NULL. The first row, at
-- the beginning of time, states every field. Not limited by AS_OF.
{% set logged_values = {
    'owner_id': '%s_text', 'next_step': '%s_text', 'stage_name': '%s_text', 'amount': '%s_number',
    'expected_close_date': '%s_date', 'probability': 'cast(%s_number as decimal(5, 2))', 'forecast_category': '%s_text',
} %}
{% set fields = logged_values | list + ['currency'] %}
{% set snapshot_fields = fields[2:] %}
{#- A log whose first row has no old value begins with the creation: the new value is valid before, if not closed. -#}
{% set before_logs = {
    'owner_id': 'coalesce(old_text, new_text)',
    'stage_name': "coalesce(old_text, case when is_closed then '" ~ unknown_stage() ~ "' else new_text end)",
} %}
{#- The state before the first snapshot: the same as in it, but not yet closed. -#}
{% set before_snapshots = {
    'stage_name': "case when is_closed then '" ~ unknown_stage() ~ "' else stage_name end",
    'probability': 'case when not is_closed then probability end',
    'forecast_category': 'case when not is_closed then forecast_category end',
} %}
with stages as (
    select stage_name, is_closed from {{ ref('int_stages') }}
),

opportunities as (
    select opp.*, coalesce(opp.is_closed, stages.is_closed, false) as is_over
    from {{ ref('int_opportunities_unioned') }} as opp
    left join stages on opp.stage_name = stages.stage_name
),

-- Sources delete the history of a deleted opportunity; the loaded history stays valid.
ranked_snapshots as (
    select
        histories.opportunity_id, histories.occurred_at as changed_at, histories.stage_name,
        histories.expected_close_date, histories.forecast_category, histories.currency, histories.known_at,
        {{ money('histories.amount', 'coalesce(histories.currency, opportunities.currency)') }} as amount,
        try_cast(histories.probability as decimal(5, 2)) as probability,
        coalesce(stages.is_closed, false) as is_closed,
        row_number() over (
            partition by histories.opportunity_id, histories.occurred_at
            order by histories.opportunity_history_id desc
        ) as instant_rank
    from {{ union_systems('opportunity_histories', {
        'string': [
            'opportunity_history_id', 'opportunity_id', 'stage_name', 'forecast_category', 'currency'
        ],
        'decimal(18, 4)': ['amount'],
        'decimal(18, 8)': ['probability'],
        'boolean': ['is_deleted'],
        'date': ['expected_close_date'],
        'timestamp': ['occurred_at', 'known_at'],
    }) }} as histories
    inner join opportunities on histories.opportunity_id = opportunities.opportunity_id
    left join stages on histories.stage_name = stages.stage_name
    where not histories.is_deleted or opportunities.is_deleted
),

-- Of two snapshots in one instant the one with the higher id is the later one.
snapshots as (
    select * from ranked_snapshots where instant_rank = 1
),

opportunities_with_snapshots as (
    select distinct opportunity_id from snapshots
),

-- Snapshots hold all fields but the owner and the next step; where there are snapshots, the field log is used for these
-- two only.
logged as (
    select changes.*, coalesce(stages.is_closed, false) as is_closed
    from {{ ref('int_opportunity_field_changes') }} as changes
    left join opportunities_with_snapshots on changes.opportunity_id = opportunities_with_snapshots.opportunity_id
    left join stages on changes.field_name = 'stage_name' and changes.new_text = stages.stage_name
    where opportunities_with_snapshots.opportunity_id is null or changes.field_name in ('owner_id', 'next_step')
),

recorded as (
    select
        opportunity_id,
        {% for field in fields %}
        {% for side, prefix in [('old', 'old_'), ('new', '')] %}
        {% if field in logged_values %}
        {% set value = logged_values[field] | format(side) %}
        case
            when field_name = '{{ field }}'
                then {{ stated(before_logs.get(field, value) if side == 'old' else value, "'log'") }}
        end as {{ prefix }}{{ field }},
        {% else %}
        null as {{ prefix }}{{ field }},
        {% endif %}
        {% endfor %}
        {% endfor %}
        lag(changed_at) over (partition by opportunity_id, field_name order by changed_at) is null as is_first,
        lead(changed_at) over (partition by opportunity_id, field_name order by changed_at) is null as is_last,
        changed_at
    from logged
    union all
    select
        opportunity_id,
        {% for field in fields %}
        {% if field in snapshot_fields %}
        {{ stated(before_snapshots.get(field, field), "'snapshot'") }},
        {{ stated(field, "'snapshot'") }},
        {% else %}
        null,
        null,
        {% endif %}
        {% endfor %}
        lag(changed_at) over (partition by opportunity_id order by changed_at) is null,
        lead(changed_at) over (partition by opportunity_id order by changed_at) is null,
        changed_at
    from snapshots
),

-- Per field the value before its first change and after its last.
field_bounds as (
    select
        {% for field in fields %}
        max(case when {{ field }} is not null then changed_at end) as {{ field }}_stated_at,
        {{ only_known('case when is_first then old_' ~ field ~ ' end') }} as first_{{ field }},
        {{ only_known('case when is_last then ' ~ field ~ ' end') }} as last_{{ field }},
        {% endfor %}
        opportunity_id
    from recorded
    where is_first or is_last
    group by opportunity_id
),

-- A log whose last value is not the present one is truncated: the present value is dated at the latest modification of
-- the row.
compared as (
    select
        opp.*,
        {% for field in fields %}
        field_bounds.first_{{ field }},
        coalesce(
            opp.{{ field }} is distinct from field_bounds.last_{{ field }}.value
            and opp.modified_at > field_bounds.{{ field }}_stated_at,
            false
        ) as is_{{ field }}_truncated,
        {% endfor %}
        field_bounds.stage_name_stated_at,
        coalesce(field_bounds.last_stage_name.source = 'snapshot', false) as has_snapshots
    from opportunities as opp
    left join field_bounds on opp.opportunity_id = field_bounds.opportunity_id
),

-- Without a recorded time, an opportunity closes on its close date. If its log ends before the closing, it closes on
-- the day after the last logged stage at the earliest and at its last modification at the latest.
closed as (
    select
        *,
        case
            when is_over and first_stage_name is null
                then greatest(coalesce({{ day_start('closing_date') }}, started_at), started_at)
            when is_over and is_stage_name_truncated and not has_snapshots and closing_date is not null
                then least(modified_at, case
                    when {{ day_start('closing_date') }} > stage_name_stated_at then {{ day_start('closing_date') }}
                    else {{ day_start(add_days(business_date('stage_name_stated_at'), 1)) }}
                end)
        end as closed_at
    from compared
),

truncated as (
    select
        opportunity_id,
        {% for field in fields %}
        case
            {% if field in snapshot_fields %}
            when has_snapshots and (is_stage_name_truncated or is_amount_truncated or is_expected_close_date_truncated)
                then {{ stated(field, "'after snapshots'") }}
            when not has_snapshots and is_{{ field }}_truncated{{ ' and closed_at is null' if field == 'stage_name' }}
                then {{ stated(field, "'present'") }}
            {% else %}
            when is_{{ field }}_truncated then {{ stated(field, "'present'") }}
            {% endif %}
        end as {{ field }},
        {% endfor %}
        modified_at as changed_at
    from closed
),

-- Before the first change of a field its old value is valid; a field without changes always has its present value. The
-- stage before a closing without a record is not known.
unioned as (
    select opportunity_id, {{ fields | join(', ') }}, changed_at from recorded
    union all
    select * from truncated where {{ fields | join(' is not null or ') }} is not null
    union all
    select
        opportunity_id,
        {% for field in fields %}
        {% if field == 'stage_name' %}
        case
            when first_stage_name is not null then first_stage_name
            when closed_at > {{ beginning_of_time() }} then {{ stated("'" ~ unknown_stage() ~ "'", "'present'") }}
            when closed_at is null then {{ stated('stage_name', "'present'") }}
        end,
        {% else %}
        coalesce(first_{{ field }}, {{ stated(field, "'present'") }}),
        {% endif %}
        {% endfor %}
        {{ beginning_of_time() }}
    from closed
    union all
    select
        opportunity_id,
        {% for field in fields %}
        {{ stated(field, "'close date'") if field == 'stage_name' else 'null' }},
        {% endfor %}
        closed_at
    from closed
    where closed_at is not null
)

select
    opportunity_id,
    changed_at,
    {% for field in fields %}
    {{ only_known(field ~ '.value') }} as {{ field }},
    {{ only_known(field ~ '.source') }} as {{ field }}_source,
    {% endfor %}
    {{ only_known('owner_id.known_at') }} as owner_known_at,
    {{ only_known('stage_name.known_at') }} as stage_known_at
from unioned
group by opportunity_id, changed_at
