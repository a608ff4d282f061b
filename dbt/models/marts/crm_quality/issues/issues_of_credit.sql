-- One row per issue and object: a document that names no opportunity, and an opportunity whose splits do not
-- determine the shares.

-- Revenue without an opportunity is credited at best to the owner of the customer.
select
    'unlinked_revenue' as issue,
    split_part(document_id, ':', 1) as source_system,
    document_type as table_name,
    document_id as object_id,
    min(coalesce(link_reason, 'no link')) || '; credited to '
    || case when min(rep_id) = 'unassigned' then 'nobody' else 'the owner of the customer' end as detail,
    'put the number of the quote or opportunity into the reference of the document' as remedy,
    {{ money('sum(net_amount)', 'min(currency)') }} as amount,
    min(currency) as currency
from {{ ref('fct_revenue_line') }}
where opportunity_id is null
group by document_type, document_id

union all

select
    'unclear_split' as issue,
    split_part(opportunity_id, ':', 1) as source_system,
    'opportunity_split' as table_name,
    opportunity_id as object_id,
    'the shares of ' || {{ joined('rep_id', 'rep_id', ' and ') }}
    || ' do not add up to 100 percent, or several types do' as detail,
    'correct the splits, or export OpportunitySplitType.csv too; the owner has all until then' as remedy,
    {{ no_amount() }}
from {{ ref('fct_opportunity_split') }}
where credit_type = 'unclear'
group by opportunity_id
