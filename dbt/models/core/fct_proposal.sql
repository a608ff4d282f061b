-- One row per version of a proposal sent by AS_OF; all versions on one opportunity are the same proposal and are not
-- added up.
with statuses as (
    select entered_value, meaning from {{ ref('int_mapped_values') }} where value_kind = 'proposal_status'
),

-- A version in preparation or in internal review was not sent.
proposals as (
    select
        unioned.*,
        coalesce(statuses.meaning, 'sent') as status_meaning
    from {{ ref('int_proposals_unioned') }} as unioned
    left join statuses on {{ text_key('unioned.status') }} = statuses.entered_value
    where
        not unioned.is_deleted
        and unioned.created_at < {{ as_of_end() }}
        and coalesce(statuses.meaning, 'sent') <> 'draft'
),

states as (
    select opportunity_id, owner_id, currency, valid_from, valid_to, state_number
    from {{ ref('int_opportunity_states') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

sent as (
    select
        proposal_id,
        opportunity_id,
        created_at as valid_from,
        {{ business_date('created_at') }} as sent_date,
        currency,
        amount,
        owner_id,
        status_meaning,
        valid_until,
        known_at,
        lag(amount) over (partition by opportunity_id order by created_at, proposal_id) as previous_amount,
        row_number() over (partition by opportunity_id order by created_at, proposal_id) as version_number,
        row_number() over (partition by opportunity_id order by created_at desc, proposal_id desc) as versions_left
    from proposals
),

proposal_owners as (
    select
        sent.proposal_id,
        sent.opportunity_id,
        sent.version_number,
        sent.versions_left,
        sent.previous_amount,
        sent.valid_from as sent_at,
        sent.sent_date,
        sent.amount,
        coalesce(sent.currency, states.currency, '{{ reporting_currency() }}') as currency,
        coalesce(states.owner_id, first_states.owner_id, sent.owner_id, 'unassigned') as owner_id,
        sent.status_meaning,
        sent.valid_until,
        sent.known_at
    from sent
    left join states on {{ holds_at('states', 'sent') }}
    -- Before the opportunity was created, its first owner is used.
    left join states as first_states
        on sent.opportunity_id = first_states.opportunity_id and first_states.state_number = 1
)

select
    proposal_owners.proposal_id,
    proposal_owners.opportunity_id,
    cast(proposal_owners.version_number as integer) as version,
    proposal_owners.sent_at,
    proposal_owners.sent_date,
    proposal_owners.amount,
    proposal_owners.currency,
    {{ in_reporting_currency('proposal_owners.amount', 'proposal_owners.currency', 'fx_rates.rate') }} as amount_rc,
    proposal_owners.owner_id,
    proposal_owners.status_meaning as status,
    proposal_owners.version_number = 1 as is_first,
    proposal_owners.versions_left = 1 as is_last,
    case
        when proposal_owners.version_number > 1 then coalesce(
            -- Rounded, so that exactly 5 % is not more than 5 %.
            round(abs(proposal_owners.amount - proposal_owners.previous_amount), 6)
            > round({{ threshold('M43.immaterial_change') }} * abs(proposal_owners.previous_amount), 6),
            proposal_owners.amount is distinct from proposal_owners.previous_amount
        )
    end as is_material_change,
    proposal_owners.valid_until,
    proposal_owners.known_at
from proposal_owners
left join fx_rates on {{ rate_on('fx_rates', 'proposal_owners.currency', 'proposal_owners.sent_date') }}
