-- One row per issue and object: an entered value or stage without a mapping, and a CRM in which no opportunity is
-- ever closed.
with opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

),

-- A title is quoted only if several people have it, so that it identifies no person.
unmapped_values as (

    select
        source_system,
        value_kind,
        case
            when value_kind = 'title' and records_count < {{ threshold('privacy.people_least') }} then '(rare titles)'
            else entered_value
        end as entered_value,
        records_count
    from {{ ref('dim_mapped_value') }}
    where meaning = 'unmapped'

)

select
    'unmapped_value' as issue,
    source_system,
    value_kind as table_name,
    entered_value as object_id,
    cast(sum(records_count) as varchar) || ' records; counted as unmapped' as detail,
    'add a pattern for it to dbt/seeds/value_mappings.csv' as remedy,
    {{ no_amount() }}
from unmapped_values
group by source_system, value_kind, entered_value

union all

select
    'unmapped_value' as issue,
    split_part(min(opp.opportunity_id), ':', 1) as source_system,
    'stage' as table_name,
    stages.stage_name as object_id,
    cast(count(*) as varchar) || ' deals are in this stage; its order and percentage are inferred' as detail,
    'add it to dbt/seeds/stages.csv' as remedy,
    {{ no_amount() }}
from opportunities as opp
inner join {{ ref('dim_stage') }} as stages on opp.stage_name = stages.stage_name
where stages.is_inferred and stages.stage_name <> '(unknown)'
group by stages.stage_name

union all

-- Without closed opportunities there are no wins.
select
    'no_closed_opportunity' as issue,
    split_part(opportunity_id, ':', 1) as source_system,
    'opportunity' as table_name,
    'opportunity' as object_id,
    'no opportunity is closed, although the close dates of '
    || cast(count(case when expected_close_date < {{ as_of() }} then 1 end) as varchar) || ' have passed' as detail,
    'export IsClosed and IsWon, or add the names of the closing stages to dbt/seeds/value_mappings.csv' as remedy,
    {{ no_amount() }}
from opportunities
group by split_part(opportunity_id, ':', 1)
having
    count(case when is_closed then 1 end) = 0
    and count(case when expected_close_date < {{ as_of() }} then 1 end) > 0
