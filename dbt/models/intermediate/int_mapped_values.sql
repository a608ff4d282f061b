-- One row per kind and value that people entered: its meaning by the first pattern of the value mappings that matches,
-- or `unmapped`.
with entered_values as (
    select * from {{ ref('int_entered_values') }}
),

patterns as (
    select * from {{ ref('value_mappings') }}
),

normalised as (
    select *, ' ' || {{ name_key('entered_value') }} || ' ' as words from entered_values
),

matches as (
    select
        normalised.value_kind,
        normalised.entered_value,
        patterns.meaning,
        row_number() over (
            partition by normalised.value_kind, normalised.entered_value order by patterns.priority, patterns.pattern
        ) as match_number
    from normalised
    inner join patterns
        on normalised.value_kind = patterns.value_kind and normalised.words like patterns.pattern
)

select
    entered_values.value_kind,
    entered_values.entered_value,
    coalesce(matches.meaning, 'unmapped') as meaning,
    entered_values.source_system,
    entered_values.records_count
from entered_values
left join matches
    on
        entered_values.value_kind = matches.value_kind
        and entered_values.entered_value = matches.entered_value
        and matches.match_number = 1
