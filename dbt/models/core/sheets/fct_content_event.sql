-- One row per view, click, form or download of a piece of content up to AS_OF, without the person's address.
with views as (
    select *
    from {{ union_systems('content_views', {
        'string': ['content_view_id', 'content_id', 'page', 'action'],
        'decimal(18, 8)': ['view_seconds'],
        'boolean': ['is_deleted'],
        'timestamp': ['viewed_at', 'known_at'],
    }) }} as content_views
    where not is_deleted and viewed_at < {{ as_of_end() }}
),

persons as (
    select content_view_id, contact_email
    from {{ union_systems('content_view_persons', {
        'string': ['content_view_id', 'contact_email'],
        'boolean': ['is_deleted'],
    }) }} as content_view_persons
    where not is_deleted
),

addresses as (
    select email, contact_id, lead_id from {{ ref('int_buyer_addresses') }}
),

contacts as (
    select contact_id, account_id from {{ ref('dim_contact') }}
)

select
    views.content_view_id as content_event_id,
    views.content_id,
    views.page,
    lower(trim(views.action)) as action,
    cast(views.view_seconds as double) as view_seconds,
    contacts.contact_id,
    addresses.lead_id,
    contacts.account_id,
    views.viewed_at as occurred_at,
    {{ business_date('views.viewed_at') }} as occurred_date,
    views.known_at
from views
left join persons on views.content_view_id = persons.content_view_id
left join addresses on persons.contact_email = addresses.email
left join contacts on addresses.contact_id = contacts.contact_id
