-- One row per lead source as entered, `(none)` where none was entered, with its channel.
with lead_sources as (
    select lead_source from {{ ref('fct_lead') }}
    union
    select lead_source from {{ ref('fct_opportunity') }}
    union
    select '(none)'
),

channels as (
    select entered_value, meaning from {{ ref('int_mapped_values') }} where value_kind = 'channel'
)

select
    lead_sources.lead_source,
    case
        when lead_sources.lead_source = '(none)' then '(none)' else coalesce(channels.meaning, 'unmapped')
    end as channel
from lead_sources
left join channels on {{ text_key('lead_sources.lead_source') }} = channels.entered_value
