-- A small build file: every promised mart, one view of a rule, comments.
create schema marts;
create schema rules;
create table marts.rep_performance_monthly as
select * from (values
    ('salesforce:1', 'Ana', 'North', null, date '2025-04-01', false, 100.00, 120.00, 3, 90.00, 2, 60.00, 1, 40.00, 1, 30.0, 'EUR', null),
    ('salesforce:1', 'Ana', 'North', null, date '2025-05-01', true, 100.00, 90.00, 3, 90.00, 2, 60.00, 2, 45.00, 1, 30.0, 'EUR', null),
    ('salesforce:2', 'Bo <b>', 'North', null, date '2025-05-01', true, 100.00, 20.00, 3, 90.00, 2, 60.00, 0, 0.00, 1, null, 'EUR', null),
    ('salesforce:3', 'Cy', 'South', null, date '2025-05-01', true, null, 5.00, 0, 0.00, 0, 0.00, 0, 0.00, 0, null, 'EUR', null),
    ('unassigned', null, null, null, date '2025-05-01', true, null, 7.50, 0, 0.00, 0, 0.00, 0, 0.00, 0, null, 'EUR', null)
) as rows(rep_id, rep_name, team, territory, month_start, is_partial, quota_amount, invoiced_amount, crm_created_count,
    crm_created_amount, proposals_count, proposals_amount, crm_won_count, crm_won_amount, crm_lost_count,
    cycle_days_median, currency, note);
create table marts.quota_attainment as
select 'revenue' as measure, 'quarter' as period_type, date '2025-04-01' as period_start, date '2025-06-30' as period_end,
    true as is_partial, 0.55::double as elapsed_share, entities.*
from (values
    ('rep', 'salesforce:1', 'Ana', 300.00, 210.00, 0.7::double, 1.27::double, null, null, null, null),
    ('rep', 'salesforce:2', 'Bo <b>', 200.00, 20.00, 0.1, 0.18, null, null, null, null),
    ('rep', 'salesforce:3', 'Cy', null, 5.00, null, null, null, null, null, 'quota_amount: no convertible quota'),
    ('rep', 'unassigned', 'Unassigned', null, 7.50, null, null, null, null, null, 'quota_amount: no convertible quota'),
    ('company', 'company', 'company', 500.00, 242.50, 0.485, 0.88, 2, 0, 1, 'the period is not over')
) as entities(entity_type, entity_id, entity_name, prorated_quota_amount, invoiced_amount, attainment, pace,
    reps_with_quota, reps_at_quota, reps_on_pace, note);
create table marts.funnel_conversion as
select date '2025-01-01' as month_start, 'Web' as lead_source, 'salesforce:1' as rep_id, steps.from_step, steps.to_step,
    40 as entered, steps.converted, 40 - steps.converted - 2 as lost, 2 as still_open, 60 as horizon_days,
    true as is_mature, 4000.00 as entered_amount, 100.00 * steps.converted as converted_amount
from (values ('lead', 'opportunity', 20), ('opportunity', 'proposal', 16), ('proposal', 'won', 10),
    ('opportunity', 'won', 6)) as steps(from_step, to_step, converted);
create table marts.forecast_by_period as
select date '2025-05-20' as as_of, date '2025-04-01' as period_start, date '2025-06-30' as period_end,
    'company' as entity_type, 'company' as entity_id, 'bookings' as measure, 'L0' as level, true as is_champion,
    500.00 as expected_amount, 400.00 as p10, 500.00 as p50, 600.00 as p90, 'EUR' as currency, null as note
union all by name
select date '2025-05-20' as as_of, date '2025-04-01' as period_start, date '2025-06-30' as period_end,
    'company' as entity_type, 'company' as entity_id, 'bookings' as measure, 'L1' as level, false as is_champion,
    900.00 as expected_amount, 'EUR' as currency, '2 deals <b>past due</b>' as note;
create table marts.lead_sources as
select date '2025-02-03' as week_start, sources.*, 'salesforce:1' as rep_id, sources.leads_count - 2 as pursued_count,
    8 as contacted_count
from (values ('Web <i>', 400, 0, 100, 0), ('Trade Show', 200, 0, 80, 0), ('(none)', 200, 0, 10, 0), ('Rare', 3, 0, 3, 0),
    ('Cold Call', 400, 300, 90, 80), ('List', 0, 1000, 0, 10))
    as sources(lead_source, leads_count, names_count, converted_count, converted_names_count);
create table marts.crm_findings as
select * from (values
    ('H05', '1', date '2025-05-20', 'opportunity', 'salesforce:006A', 'salesforce:1', 'high', 0.9, 900.00,
     '<script>alert(1)</script> is in the past', 'a date from 2025-05-20', '{"name": "<script>alert(1)</script>"}', date '2025-05-20',
     date '2025-05-20', 'open', null, null, 'Alder & Co', 'Proposal', date '2025-05-01'),
    ('H17', '1', date '2025-05-20', 'opportunity', 'salesforce:006B', 'salesforce:2', 'critical', 0.8, 100.00,
     'no invoice', 'an invoice within 30 days', '{}', date '2025-05-01', date '2025-05-20', 'open', null, null, null, 'Won', date '2025-04-02'),
    ('H05', '1', date '2025-05-20', 'opportunity', 'salesforce:006C', 'salesforce:2', 'high', 0.9, 50.00,
     'was in the past', 'a date from 2025-05-20', '{}', date '2025-05-01', date '2025-05-20', 'fixed', null, null, null, null, null)
) as rows(rule_id, rule_version, as_of, object_type, object_id, rep_id, severity, confidence, value_at_risk_rc, observed,
    expected, evidence_json, first_seen, last_seen, status, waived_by, waive_reason,
    account_name, stage_name, close_date);
create table marts.data_quality as select 'missing rate' as issue, 'xero' as source, 'invoice' as table_name, 'GBP' as object;
create table marts.source_freshness as
select * from (values
    ('xero', 'invoice', true, 12, 12, 0, timestamp '2025-05-19 10:00:00', date '2025-05-20', null),
    ('(none)', 'email', false, 0, 0, 0, null, null, 'email not connected: no file was delivered')
) as rows(source_system, table_name, is_connected, delivered_rows, current_rows, quarantined_rows, last_record_at,
    last_loaded_on, note);
comment on table marts.crm_findings is 'One row per rule and object: what the CRM''s own record contradicts';
comment on column marts.crm_findings.value_at_risk_rc is 'Reporting currency; not additive over rules';
create view rules.rule_h05 as select 1 as one;
