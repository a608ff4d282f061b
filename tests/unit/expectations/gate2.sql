-- Landed rows and the facts and marts that agree with them.
create schema core;
create table core.fct_opportunity (opportunity_id varchar);
create table core.fct_lead (lead_id varchar);
insert into core.fct_opportunity values ('salesforce:1'), ('salesforce:2'), ('csv:1'), ('odoo:2');
insert into core.fct_lead values ('salesforce:1'), ('csv:1'), ('odoo:1'), ('odoo:2');
create schema marts;
create table marts.funnel_conversion as select 1 as entered;
create table marts.crm_findings as select 'H05' as rule_id;
create table marts.data_quality as
select * from (values ('no_closed_opportunity', 'salesforce', 'no opportunity is closed', 'export the flags'))
    as rows(issue, source_system, detail, remedy) where false;
insert into landing.odoo__lead by name
select * from (values
    ('1', 'lead', true, 5.0, timestamp '2025-01-01 00:00:00', null, false),
    ('2', 'opportunity', false, 0.0, timestamp '2025-01-01 00:00:00', timestamp '2025-02-01 00:00:00', false),
    ('3', 'lead', false, 5.0, timestamp '2025-01-01 00:00:00', null, false),
    ('4', 'opportunity', true, 5.0, timestamp '2025-05-20 22:00:00', null, false),
    ('5', 'lead', true, 5.0, timestamp '2025-01-01 00:00:00', null, true)
) as rows(id, type, active, probability, create_date, date_conversion, _is_deleted);
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
