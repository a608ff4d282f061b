-- One row per sales document whose reference names opportunities: the opportunity, or that it is ambiguous. The whole
-- reference takes precedence over its words, and an id over a quote number over an opportunity name.
with documents as (
    select document_id, {{ text_key('reference') }} as reference_key
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
    select document_id, token from {{ tokens('documents', 'reference_key', ['document_id']) }} as split_references
),

-- Single words are not compared with names, nor are words so short that they occur anywhere.
matches as (
    select documents.document_id, opportunity_keys.opportunity_id, opportunity_keys.key_rank
    from documents
    inner join opportunity_keys on documents.reference_key = opportunity_keys.match_key
    union all
    select words.document_id, opportunity_keys.opportunity_id, 10 + opportunity_keys.key_rank
    from words
    inner join opportunity_keys on words.token = opportunity_keys.match_key
    where opportunity_keys.key_rank < 3 and length(words.token) >= 4
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
