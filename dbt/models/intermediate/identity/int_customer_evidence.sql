-- One row per customer of the books (those merged are one), account and rule that speaks for the two being one company,
-- or against it. Personal data is compared here and goes no further.
with customers as (
    select * from {{ ref('int_customers_unioned') }}
),

accounts as (
    select * from {{ ref('int_accounts_unioned') }}
),

company_names as (
    select * from {{ ref('int_company_names') }}
),

public_domains as (
    select domain from {{ ref('public_domains') }}
),

customer_names as (
    select distinct
        customers.surviving_customer_id as customer_id,
        company_names.core_name,
        company_names.first_words,
        company_names.last_words,
        company_names.words_count,
        company_names.legal_form
    from customers
    inner join company_names on {{ company_key('customers.customer_name') }} = company_names.name_key
),

-- Of accounts that are gone only those that were merged into another one still lead somewhere.
account_names as (
    select distinct
        accounts.surviving_account_id as account_id,
        company_names.core_name,
        company_names.first_words,
        company_names.last_words,
        company_names.words_count,
        company_names.legal_form
    from accounts
    inner join company_names on {{ company_key('accounts.account_name') }} = company_names.name_key
    where not accounts.is_deleted or accounts.account_id <> accounts.surviving_account_id
),

customer_addresses as (
    select customers.surviving_customer_id as customer_id, persons.email
    from {{ ref('stg_xero__contact_persons') }} as persons
    inner join customers on persons.xero_contact_id = customers.customer_id
    where not persons.is_deleted
    union
    select customers.surviving_customer_id, persons.email
    from {{ ref('stg_odoo__partner_persons') }} as persons
    inner join {{ ref('stg_odoo__partners') }} as partners on persons.partner_id = partners.partner_id
    inner join customers on coalesce(partners.commercial_partner_id, partners.partner_id) = customers.customer_id
    where not persons.is_deleted
),

account_addresses as (
    select accounts.surviving_account_id as account_id, persons.email
    from {{ ref('stg_salesforce__contact_persons') }} as persons
    inner join {{ ref('stg_salesforce__contacts') }} as contacts on persons.contact_id = contacts.contact_id
    inner join accounts on contacts.account_id = accounts.account_id
    where not persons.is_deleted and not contacts.is_deleted
    union
    select accounts.surviving_account_id, persons.email
    from {{ ref('stg_odoo__partner_persons') }} as persons
    inner join {{ ref('stg_odoo__partners') }} as partners on persons.partner_id = partners.partner_id
    inner join accounts on coalesce(partners.commercial_partner_id, partners.partner_id) = accounts.account_id
    where not persons.is_deleted
),

customer_domains as (
    select customer_id, {{ email_domain('email') }} as domain from customer_addresses
),

account_domains as (
    select surviving_account_id as account_id, {{ domain_key('website') }} as domain from accounts
    union
    select account_id, {{ email_domain('email') }} from account_addresses
),

customer_keys as (
    {% for number in ['customer_id', 'contact_number', 'account_number'] %}
    select surviving_customer_id as customer_id, 'reference' as rule_id, {{ text_key(number) }} as match_key
    from customers
    union
    {% endfor %}
    select surviving_customer_id, 'tax_id', {{ tax_key('tax_number') }} from customers
    union
    select customer_id, 'contact_email', email from customer_addresses
    union
    select customer_domains.customer_id, 'domain', customer_domains.domain
    from customer_domains
    left join public_domains on customer_domains.domain = public_domains.domain
    where public_domains.domain is null
    {% for words in ['core_name', 'first_words', 'last_words'] %}
    union
    select customer_id, '{{ words }}', {{ words }} from customer_names
    {% endfor %}
),

account_keys as (
    {% for number in ['account_id', raw_id('account_id'), 'account_number'] %}
    select surviving_account_id as account_id, 'reference' as rule_id, {{ text_key(number) }} as match_key
    from accounts
    union
    {% endfor %}
    select surviving_account_id, 'tax_id', {{ tax_key('tax_number') }} from accounts
    union
    select account_id, 'contact_email', email from account_addresses
    union
    select account_id, 'domain', domain from account_domains
    {% for words in ['core_name', 'first_words', 'last_words'] %}
    union
    select account_id, '{{ words }}', {{ words }} from account_names
    {% endfor %}
),

account_keys_counted as (
    select *, count(*) over (partition by rule_id, match_key) as accounts_count
    from account_keys
    where match_key is not null
),

-- What more accounts share says nothing of any of them; and so the pairs stay as few as the customers.
found as (
    select customer_keys.customer_id, account_keys_counted.account_id, customer_keys.rule_id
    from customer_keys
    inner join account_keys_counted
        on
            customer_keys.rule_id = account_keys_counted.rule_id
            and customer_keys.match_key = account_keys_counted.match_key
    where account_keys_counted.accounts_count <= {{ threshold('identity.accounts_most') }}
    union
    select customers.surviving_customer_id, opportunities.account_id, 'document'
    from {{ ref('int_documents_unioned') }} as documents
    inner join {{ ref('int_document_references') }} as named on documents.document_id = named.document_id
    inner join {{ ref('int_opportunities_unioned') }} as opportunities
        on named.opportunity_id = opportunities.opportunity_id
    inner join customers on documents.customer_id = customers.customer_id
    where opportunities.account_id is not null
),

pairs as (
    select distinct customer_id, account_id from found
),

named_pairs as (
    select
        pairs.customer_id,
        pairs.account_id,
        customer_names.core_name as customer_name,
        account_names.core_name as account_name,
        case
            when customer_names.words_count < account_names.words_count then customer_names.words_count
            else account_names.words_count
        end as words_least,
        coalesce(customer_names.legal_form, '') = coalesce(account_names.legal_form, '') as is_same_form,
        coalesce(customer_names.legal_form <> account_names.legal_form, false) as is_other_form
    from pairs
    inner join customer_names on pairs.customer_id = customer_names.customer_id
    inner join account_names on pairs.account_id = account_names.account_id
),

likened as (
    select
        customer_id,
        account_id,
        case
            when customer_name = account_name and is_other_form then 'other_form'
            when customer_name = account_name and is_same_form then 'name_and_form'
            -- One word alone may be anybody's.
            when customer_name = account_name and words_least > 1 then 'name'
            when is_other_form then null
            when {{ likeness('customer_name', 'account_name') }} >= {{ threshold('identity.likeness_least') }}
                then 'near_name'
            when
                words_least > 1
                and (customer_name like account_name || ' %' or account_name like customer_name || ' %')
                then 'longer_name'
        end as rule_id
    from named_pairs
),

tax_ids as (
    select pairs.customer_id, pairs.account_id
    from pairs
    inner join customer_keys on pairs.customer_id = customer_keys.customer_id
    inner join account_keys on pairs.account_id = account_keys.account_id
    where
        customer_keys.rule_id = 'tax_id' and customer_keys.match_key is not null
        and account_keys.rule_id = 'tax_id' and account_keys.match_key is not null
    group by pairs.customer_id, pairs.account_id
    having max(case when customer_keys.match_key = account_keys.match_key then 1 else 0 end) = 0
),

countries as (
    select distinct pairs.customer_id, pairs.account_id
    from pairs
    inner join customers on pairs.customer_id = customers.surviving_customer_id
    inner join accounts on pairs.account_id = accounts.surviving_account_id
    where {{ text_key('customers.country') }} = {{ text_key('accounts.country') }}
)

select customer_id, account_id, rule_id from found
where rule_id not in ('core_name', 'first_words', 'last_words')
union
select customer_id, account_id, rule_id from likened
where rule_id is not null
union
select customer_id, account_id, 'other_tax_id' as rule_id from tax_ids
union
select customer_id, account_id, 'country' as rule_id from countries
