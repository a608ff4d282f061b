-- One row per version of a proposal that was sent by AS_OF; the versions of one opportunity are one offer, never a sum.
with quotes as (
    select * from {{ ref('stg_salesforce__quotes') }}
    where
        not is_deleted
        and created_at < {{ as_of_end() }}
        -- What is still being written or checked in the house was not sent.
        and lower(coalesce(status, '')) not in ('draft', 'needs review', 'in review')
),

states as (
    select opportunity_id, owner_id, currency, valid_from, valid_to from {{ ref('int_opportunity_states') }}
),

episodes as (
    select opportunity_id, owner_at_creation_id from {{ ref('int_opportunity_episodes') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

sent_quotes as (
    select
        quote_id as proposal_id,
        opportunity_id,
        created_at as valid_from,
        {{ business_date('created_at') }} as sent_date,
        currency,
        {{ money('coalesce(total_price, grand_total)') }} as amount,
        owner_id,
        valid_until,
        known_at,
        lag(coalesce(total_price, grand_total)) over (
            partition by opportunity_id order by created_at, quote_id
        ) as previous_amount,
        row_number() over (partition by opportunity_id order by created_at, quote_id) as version_number,
        row_number() over (partition by opportunity_id order by created_at desc, quote_id desc) as versions_left
    from quotes
),

owned as (
    select
        sent_quotes.proposal_id,
        sent_quotes.opportunity_id,
        sent_quotes.version_number,
        sent_quotes.versions_left,
        sent_quotes.previous_amount,
        sent_quotes.valid_from as sent_at,
        sent_quotes.sent_date,
        sent_quotes.amount,
        coalesce(sent_quotes.currency, states.currency, '{{ var("reporting_currency") }}') as currency,
        coalesce(states.owner_id, episodes.owner_at_creation_id, sent_quotes.owner_id, 'unassigned') as owner_id,
        sent_quotes.valid_until,
        sent_quotes.known_at
    from sent_quotes
    left join states on {{ holds_at('states', 'sent_quotes') }}
    left join episodes on sent_quotes.opportunity_id = episodes.opportunity_id
)

select
    owned.proposal_id,
    owned.opportunity_id,
    cast(owned.version_number as integer) as version,
    owned.sent_at,
    owned.sent_date,
    owned.amount,
    owned.currency,
    {{ in_reporting_currency('owned.amount', 'owned.currency', 'fx_rates.rate') }} as amount_rc,
    owned.owner_id,
    owned.version_number = 1 as is_first,
    owned.versions_left = 1 as is_last,
    case
        when owned.version_number > 1 then coalesce(
            -- Rounded: what is 5 % to the cent is not more than 5 %.
            round(abs(owned.amount - owned.previous_amount), 6)
            > round({{ threshold('M43.immaterial_change') }} * abs(owned.previous_amount), 6),
            owned.amount is distinct from owned.previous_amount
        )
    end as is_material_change,
    owned.valid_until,
    owned.known_at
from owned
left join fx_rates on {{ rate_on('fx_rates', 'owned.currency', 'owned.sent_date') }}
