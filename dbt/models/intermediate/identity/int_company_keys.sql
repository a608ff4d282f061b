-- One row per customer in accounting or account of a CRM (after merges in its own system) and blocking key, named after
-- the rule that compares it. Personal data is compared here and not passed on.
with customers as (
    select * from {{ ref('int_customers_unioned') }}
),

accounts as (
    select * from {{ ref('int_accounts_unioned') }}
),

named as (
    select * from {{ ref('int_companies_named') }}
),

public_domains as (
    select domain from {{ ref('public_domains') }}
),

company_addresses as (
    select * from {{ union_systems('company_addresses', {'string': ['company_id', 'email']}) }} as company_addresses
),

addresses as (
    select 'customer' as company_type, customers.surviving_customer_id as company_id, company_addresses.email
    from company_addresses
    inner join customers on company_addresses.company_id = customers.customer_id
    union
    select 'account', accounts.surviving_account_id, company_addresses.email
    from company_addresses
    inner join accounts on company_addresses.company_id = accounts.account_id
),

domains as (
    select company_type, company_id, {{ email_domain('email') }} as domain from addresses
    union
    select 'account', surviving_account_id, {{ domain_key('website') }} from accounts
),

{# The id or number of a record in its system, and numbers that somebody entered. #}
{%- set ids = {'customer': ['customer_id'], 'account': ['account_id', raw_id('account_id')]} %}
{%- set numbers = {'customer': ['contact_number', 'account_number'], 'account': ['account_number']} %}
keys as (
    {% for company in ['customer', 'account'] %}
    {% for number in ids[company] %}
    select
        '{{ company }}' as company_type, surviving_{{ company }}_id as company_id, 'id' as rule_id,
        {{ text_key(number) }} as match_key
    from {{ company }}s
    union
    {% endfor %}
    {% for number in numbers[company] %}
    select '{{ company }}', surviving_{{ company }}_id, 'account_number', {{ text_key(long_id(number)) }}
    from {{ company }}s
    union
    {% endfor %}
    select '{{ company }}', surviving_{{ company }}_id, 'tax_id', {{ tax_key('tax_number') }} from {{ company }}s
    union
    {% endfor %}
    select company_type, company_id, 'contact_email', email from addresses
    union
    select domains.company_type, domains.company_id, 'domain', domains.domain
    from domains
    left join public_domains on domains.domain = public_domains.domain
    where public_domains.domain is null
    {% for words in ['core_name', 'first_words', 'last_words'] %}
    union
    select company_type, company_id, '{{ words }}', {{ words }} from named
    {% endfor %}
)

select * from keys
where match_key is not null
