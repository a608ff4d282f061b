-- One row per customer of the books (those merged are one) and account that it may be: how sure that is, and why. Of
-- each kind of evidence the strongest counts; kinds are taken for independent: what is left of doubt is their product.
with evidence as (
    select * from {{ ref('int_customer_evidence') }}
),

rules as (
    select * from {{ ref('identity_rules') }}
),

strongest as (
    select
        evidence.customer_id,
        evidence.account_id,
        rules.rule_id,
        rules.evidence,
        rules.confidence,
        rules.reason,
        row_number() over (
            partition by evidence.customer_id, evidence.account_id, rules.evidence
            order by rules.confidence desc, rules.rule_id asc
        ) as place
    from evidence
    inner join rules on evidence.rule_id = rules.rule_id
),

kinds as (
    select
        *,
        row_number() over (partition by customer_id, account_id order by confidence desc, rule_id asc) as place_of_kind
    from strongest
    where place = 1
)

select
    customer_id,
    account_id,
    exp(sum(ln(1 - confidence))) as doubt,
    round(1 - exp(sum(ln(1 - confidence))), 4) as confidence,
    max(case when place_of_kind = 1 then rule_id end) as rule_id,
    {{ joined('reason', 'place_of_kind', '; ') }} as reason,
    max(case when evidence = 'contradiction' then 1 else 0 end) = 1 as is_contradicted
from kinds
group by customer_id, account_id
