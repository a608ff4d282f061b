-- The lines of core equal the net totals of the documents of Odoo that count at AS_OF, computed here directly from
-- staging.
with documents as (
    select
        case when moves.move_type = 'out_refund' then 'credit_note' else 'invoice' end as document_kind,
        moves.move_id as document_id,
        coalesce(currencies.currency, '{{ reporting_currency() }}') as currency,
        moves.amount_untaxed as sub_total
    from {{ ref('stg_odoo__moves') }} as moves
    left join {{ ref('stg_odoo__currencies') }} as currencies on moves.odoo_currency_id = currencies.odoo_currency_id
    where
        not moves.is_deleted
        and moves.status = 'posted'
        and coalesce(moves.document_date, moves.accounting_date) <= {{ as_of() }}
),

{{ document_differences('documents', 'odoo') }}

select * from document_differences
