-- One row per customer or supplier in accounting, with the record into which it was merged (itself when it was not).
with unioned as (
    select *
    from {{ union_systems('customers', {
        'string': [
            'customer_id', 'merged_to_customer_id', 'customer_name', 'contact_number', 'account_number', 'tax_number',
            'country'
        ],
        'boolean': ['is_customer'],
        'timestamp': ['known_at'],
    }) }} as customers
)

-- Up to three successive merges are followed.
select
    unioned.customer_id,
    coalesce(
        third.merged_to_customer_id, second.merged_to_customer_id, unioned.merged_to_customer_id, unioned.customer_id
    ) as surviving_customer_id,
    unioned.customer_name,
    unioned.contact_number,
    unioned.account_number,
    unioned.tax_number,
    unioned.country,
    unioned.is_customer,
    unioned.known_at
from unioned
left join unioned as second on unioned.merged_to_customer_id = second.customer_id
left join unioned as third on second.merged_to_customer_id = third.customer_id
