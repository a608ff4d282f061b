-- One row per sales document whose reference names opportunities: the opportunity, or that it is ambiguous. The whole
-- reference takes precedence over its words, and an id over a quote number over an opportunity name.
with documents as (
    select document_id, reference
    from {{ ref('int_documents_unioned') }}
    where reference is not null
),

opportunities as (
    select opportunity_id, opportunity_name
    from {{ ref('int_opportunities_unioned') }}
    where started_at < {{ as_of_end() }}
),

proposals as (
    select proposals.proposal_id, proposals.proposal_number, proposals.opportunity_id
    from {{ ref('int_proposals_unioned') }} as proposals
    inner join opportunities on proposals.opportunity_id = opportunities.opportunity_id
),

opportunity_keys as (
    select {{ text_key(raw_id('opportunity_id')) }} as match_key, opportunity_id, 1 as key_rank from opportunities
    union all
    select {{ text_key(raw_id('proposal_id')) }}, opportunity_id, 1 from proposals
    union all
    select {{ text_key('proposal_number') }}, opportunity_id, 2 from proposals
    union all
    select {{ text_key('opportunity_name') }}, opportunity_id, 3 from opportunities
),

words as (
    select document_id, token from {{ tokens('documents', 'reference', ['document_id']) }} as split_references
),

-- Words so short that they occur anywhere are not compared.
lookups as (
    select document_id, {{ text_key('reference') }} as match_key, 0 as part_rank from documents
    union all
    select document_id, {{ text_key('token') }}, 10 from words where length(token) >= 4
    {% for part, relation, rank in [('reference', 'documents', 0), ('token', 'words', 10)] %}
    union all
    select document_id, {{ text_key(long_id(part)) }}, {{ rank }} from {{ relation }} where {{ is_short_id(part) }}
    {% endfor %}
),

-- Single words are not compared with names.
matches as (
    select
        lookups.document_id,
        opportunity_keys.opportunity_id,
        lookups.part_rank + opportunity_keys.key_rank as key_rank
    from lookups
    inner join opportunity_keys on lookups.match_key = opportunity_keys.match_key
    where lookups.part_rank = 0 or opportunity_keys.key_rank < 3
),

best_matches as (
    select
        *,
        rank() over (partition by document_id order by key_rank) as match_rank
    from matches
)

select
    document_id,
    case when count(distinct opportunity_id) = 1 then min(opportunity_id) end as opportunity_id,
    case
        when count(distinct opportunity_id) > 1 then 'ambiguous reference'
        when min(key_rank) < 10 then 'reference'
        else 'word of the reference'
    end as link_reason
from best_matches
where match_rank = 1
group by document_id
