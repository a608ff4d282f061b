-- One row per opportunity, tracked field and instant in the log of a CRM: the value before and after, in the columns of
-- its type. A source may log an owner change twice (with ids and with names) and several changes in one instant; they
-- are combined. A change with a value that cannot be read is left out. Over all time, not limited by AS_OF.
with logged as (
    select * from {{ logged_changes() }} as logged_changes
),

aliases as (
    select alias, rep_id, alias_rank from {{ ref('int_rep_aliases') }}
),

typed as (
    select
        logged.change_id,
        logged.opportunity_id,
        logged.field_name,
        logged.occurred_at as changed_at,
        logged.known_at,
        {% for side in ['old', 'new'] %}
        case
            when logged.field_name = 'owner_id'
                then coalesce(
                    {{ side }}_rep.rep_id,
                    logged.id_prefix || {{ long_id('logged.' ~ side ~ '_value') }},
                    {# Odoo logs changes to no owner; in other logs the first row has no old value. #}
                    case when '{{ side }}' = 'new' or logged.id_prefix = '' then 'unassigned' end
                )
            when logged.field_name in ('stage_name', 'next_step', 'forecast_category')
                then logged.{{ side }}_value
        end as {{ side }}_text,
        case
            when logged.field_name = 'amount'
                then {{ money(logged_value('number', 'logged.' ~ side ~ '_value'), 'opp.currency') }}
            when logged.field_name = 'probability'
                then {{ logged_value('percentage', 'logged.' ~ side ~ '_value') }}
        end as {{ side }}_number,
        case
            when logged.field_name = 'expected_close_date'
                then {{ logged_value('date', 'logged.' ~ side ~ '_value') }}
        end as {{ side }}_date,
        {% endfor %}
        coalesce(old_rep.alias_rank, 9) + coalesce(new_rep.alias_rank, 9) as resolution_rank
    from logged
    inner join {{ ref('int_opportunities_unioned') }} as opp on logged.opportunity_id = opp.opportunity_id
    {% for side in ['old', 'new'] %}
    left join aliases as {{ side }}_rep
        on
            logged.field_name = 'owner_id'
            and {{ text_key(long_id('logged.' ~ side ~ '_value')) }} = {{ side }}_rep.alias
    {% endfor %}
    -- Sources delete the history of a deleted opportunity; the loaded history stays valid.
    where logged.unreadable_reason is null and (not logged.is_deleted or opp.is_deleted)
),

ranked as (
    select
        *,
        min(resolution_rank) over instant as best_rank,
        count(*) over instant as instant_size
    from typed
    window instant as (partition by opportunity_id, field_name, changed_at)
),

best_resolved as (
    select *
    from ranked
    where
        resolution_rank = best_rank
        and (
            old_text is distinct from new_text
            or old_number is distinct from new_number
            or old_date is distinct from new_date
        )
),

simultaneous_changes as (
    select * from best_resolved where instant_size > 1
),

-- Of several changes in one instant (A to B, B to C), the first gives the old value and the last the new value.
ranked_changes as (
    select
        this.*,
        row_number() over (
            partition by this.opportunity_id, this.field_name, this.changed_at
            order by case when before.change_id is null then 0 else 1 end, this.change_id
        ) as rank_from_first,
        row_number() over (
            partition by this.opportunity_id, this.field_name, this.changed_at
            order by case when after.change_id is null then 0 else 1 end, this.change_id desc
        ) as rank_from_last
    from simultaneous_changes as this
    {% for other, theirs, mine in [('before', 'new', 'old'), ('after', 'old', 'new')] %}
    left join simultaneous_changes as {{ other }}
        on
            this.opportunity_id = {{ other }}.opportunity_id
            and this.field_name = {{ other }}.field_name
            and this.changed_at = {{ other }}.changed_at
            {% for type in ['text', 'number', 'date'] %}
            and this.{{ mine }}_{{ type }} is not distinct from {{ other }}.{{ theirs }}_{{ type }}
            {% endfor %}
    {% endfor %}
)

select
    opportunity_id, field_name, changed_at, old_text, old_number, old_date, new_text, new_number, new_date, known_at
from best_resolved
where instant_size = 1
union all
select
    opportunity_id,
    field_name,
    changed_at,
    {% for side, side_rank in [('old', 'rank_from_first'), ('new', 'rank_from_last')] %}
    {% for type in ['text', 'number', 'date'] %}
    max(case when {{ side_rank }} = 1 then {{ side }}_{{ type }} end),
    {% endfor %}
    {% endfor %}
    max(case when rank_from_last = 1 then known_at end)
from ranked_changes
group by opportunity_id, field_name, changed_at
