-- One row per kind and value that people entered: its meaning by the first pattern of the value mappings that matches,
-- or `unmapped`.
with seen as (
    select * from {{ ref('int_entered_values') }}
),

patterns as (
    select * from {{ ref('value_mappings') }}
),

normalised as (
    select *, ' ' || {{ name_key('entered_value') }} || ' ' as words from seen
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
    seen.value_kind,
    seen.entered_value,
    coalesce(matches.meaning, 'unmapped') as meaning,
    seen.source_system,
    seen.records_count
from seen
left join matches
    on
        seen.value_kind = matches.value_kind
        and seen.entered_value = matches.entered_value
        and matches.match_number = 1
