-- Landed rows and the facts and marts that agree with them. The promised marts are made by the test.
create schema core;
create table core.fct_invoice_line (net_amount decimal(18, 2), currency varchar, net_amount_rc decimal(18, 2));
create table core.fct_credit_note (net_amount decimal(18, 2), currency varchar, net_amount_rc decimal(18, 2));
create table core.fct_opportunity (opportunity_id varchar);
create table core.fct_lead (lead_id varchar);
insert into core.fct_invoice_line values (100, 'EUR', 100), (50.11, 'EUR', 50.11), (10, 'USD', 9), (7, 'EUR', 7),
    (30, 'GBP', 0), (3, 'GBP', 0);
insert into core.fct_credit_note values (20, 'EUR', 20), (5, 'GBP', 0);
insert into core.fct_opportunity values ('salesforce:1'), ('salesforce:2'), ('csv:1'), ('odoo:2');
insert into core.fct_lead values ('salesforce:1'), ('csv:1'), ('odoo:1'), ('odoo:2');
insert into marts.rep_performance_monthly (invoiced_amount) values (150.11), (null), (-4.00);
insert into marts.funnel_conversion (entered) values (1);
insert into landing.xero__invoice by name
select * from (values
    ('1', 'ACCREC', 'PAID', date '2025-05-01', 'EUR', 'Inclusive', 100.00, false, timestamp '2025-05-02 00:00:00'),
    ('2', 'ACCREC', 'AUTHORISED', date '2025-05-01', null, 'Exclusive', 50.11, false, timestamp '2025-05-02 00:00:00'),
    ('3', 'ACCREC', 'DRAFT', date '2025-05-01', 'EUR', null, 1.00, false, timestamp '2025-05-02 00:00:00'),
    ('4', 'ACCREC', 'PAID', date '2025-05-21', 'EUR', null, 1.00, false, timestamp '2025-05-22 00:00:00'),
    ('5', 'ACCPAY', 'PAID', date '2025-05-01', 'EUR', null, 1.00, false, timestamp '2025-05-02 00:00:00'),
    ('6', 'ACCREC', 'PAID', date '2025-05-01', 'USD', null, 99.00, false, timestamp '2025-05-02 00:00:00'),
    ('6', 'ACCREC', 'PAID', date '2025-05-01', 'USD', null, 10.00, false, timestamp '2025-05-03 00:00:00'),
    ('7', 'ACCREC', 'PAID', date '2025-05-01', 'EUR', null, 5.00, true, timestamp '2025-05-03 00:00:00'),
    ('8', 'ACCREC', 'PAID', date '2025-05-01', 'EUR', 'Exclusive', 0.00, false, timestamp '2025-05-03 00:00:00')
) as rows(invoice_id, type, status, document_date, currency_code, line_amount_types, sub_total, _is_deleted, _loaded_at);
insert into landing.xero__invoice_line by name
select * from (values
    ('1', 1, 121.00, 21.00, false), ('8', 1, 7.00, 1.00, false), ('8', 2, 9.00, 1.00, true)
) as rows(invoice_id, line_number, line_amount, tax_amount, _is_deleted);
insert into landing.xero__credit_note by name
select 'c' as credit_note_id, 'ACCRECCREDIT' as type, 'PAID' as status, date '2025-05-02' as document_date,
    'EUR' as currency_code, 20.00 as sub_total, false as _is_deleted;
insert into landing.odoo__lead by name
select * from (values
    ('1', 'lead', true, 5.0, timestamp '2025-01-01 00:00:00', null, false),
    ('2', 'opportunity', false, 0.0, timestamp '2025-01-01 00:00:00', timestamp '2025-02-01 00:00:00', false),
    ('3', 'lead', false, 5.0, timestamp '2025-01-01 00:00:00', null, false),
    ('4', 'opportunity', true, 5.0, timestamp '2025-05-20 22:00:00', null, false),
    ('5', 'lead', true, 5.0, timestamp '2025-01-01 00:00:00', null, true)
) as rows(id, type, active, probability, create_date, date_conversion, _is_deleted);
insert into landing.odoo__currency by name select '9' as id, 'GBP' as code;
insert into landing.odoo__move by name
select *, '9' as currency_id from (values
    ('1', 'out_invoice', 'posted', date '2025-05-01', null, 99.00, false, timestamp '2025-05-02 00:00:00'),
    ('1', 'out_invoice', 'posted', date '2025-05-01', null, 30.00, false, timestamp '2025-05-03 00:00:00'),
    ('2', 'out_receipt', 'posted', null, date '2025-05-01', 3.00, false, timestamp '2025-05-02 00:00:00'),
    ('3', 'out_refund', 'posted', date '2025-05-01', null, 5.00, false, timestamp '2025-05-02 00:00:00'),
    ('4', 'out_invoice', 'draft', date '2025-05-01', null, 1.00, false, timestamp '2025-05-02 00:00:00'),
    ('5', 'out_invoice', 'posted', date '2025-05-21', null, 1.00, false, timestamp '2025-05-22 00:00:00'),
    ('6', 'out_invoice', 'posted', date '2025-05-01', null, 1.00, true, timestamp '2025-05-03 00:00:00')
) as rows(id, move_type, state, invoice_date, accounting_date, amount_untaxed, _is_deleted, _loaded_at);
insert into landing.salesforce__opportunity by name
select * from (values ('1', timestamp '2025-05-20 21:59:59', false), ('2', timestamp '2025-01-01 00:00:00', true),
    ('3', timestamp '2025-05-20 22:00:00', false)) as rows(id, created_date, is_deleted);
insert into landing.csv_mapping__opportunity by name select '1' as id, cast(null as date) as created_date;
insert into landing.salesforce__lead by name
select * from (values ('1', timestamp '2025-01-01 00:00:00', false), ('2', timestamp '2025-01-01 00:00:00', true))
    as rows(id, created_date, is_deleted);
insert into landing.csv_mapping__lead by name
select * from (values ('1', date '2025-05-20', false), ('2', date '2025-05-21', false), ('3', date '2025-01-01', true))
    as rows(id, created_date, _is_deleted);
