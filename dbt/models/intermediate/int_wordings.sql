-- One row per kind and value that people entered: its meaning by the first pattern of the value mappings that matches,
-- or `unmapped`.
with seen as (
    select * from {{ ref('int_wordings_seen') }}
),

patterns as (
    select * from {{ ref('wordings') }}
),

worded as (
    select *, ' ' || {{ name_key('wording') }} || ' ' as words from seen
),

matches as (
    select
        worded.wording_kind,
        worded.wording,
        patterns.meaning,
        row_number() over (
            partition by worded.wording_kind, worded.wording order by patterns.priority, patterns.pattern
        ) as match_number
    from worded
    inner join patterns
        on worded.wording_kind = patterns.wording_kind and worded.words like patterns.pattern
)

select
    seen.wording_kind,
    seen.wording,
    coalesce(matches.meaning, 'unmapped') as meaning,
    seen.source_system,
    seen.records_count
from seen
left join matches
    on
        seen.wording_kind = matches.wording_kind
        and seen.wording = matches.wording
        and matches.match_number = 1
