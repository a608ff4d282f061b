"""The truth equals the files, and the files agree with each other: each query returns the rows that do not."""

from __future__ import annotations

import duckdb
import pytest

CUTOFF = "timestamptz '2026-06-30 21:59:59Z'"  # the end of the last day in Madrid

CONTRADICTIONS = {
    "history ends in the current state": """
        from (select *, row_number() over (partition by OpportunityId order by CreatedDate desc) as place
              from crm.OpportunityHistory) as history
        join crm.Opportunity as current on history.OpportunityId = current.Id and place = 1
        where (history.StageName, history.CloseDate, history.Probability, history.CurrencyIsoCode)
            is distinct from (current.StageName, current.CloseDate, current.Probability, current.CurrencyIsoCode)
           or history.Amount is distinct from current.Amount""",
    "history begins at creation": """
        from (select OpportunityId, min(CreatedDate) as first_at from crm.OpportunityHistory group by all)
        full join crm.Opportunity on OpportunityId = Id where first_at is distinct from CreatedDate
        and Id not in (select object_id from truth.behaviour where behaviour = 'back-dated creation')""",
    "history has one row per instant": """
        from (select OpportunityId, CreatedDate, count(*) as rows from crm.OpportunityHistory group by all)
        where rows > 1""",
    "closing day is the business day of the closing": """
        from crm.Opportunity join truth.opportunity on crm.Opportunity.Id = truth.opportunity.id
        where outcome <> 'open' and (
            (CloseDate is distinct from closed_date and crm.Opportunity.Id not in (
                select object_id from truth.behaviour where behaviour = 'close date moved after closing'))
            or closed_date <> cast(timezone('Europe/Madrid', closed_at) as date))""",
    "outcome equals the flags": """
        from crm.Opportunity join truth.opportunity on crm.Opportunity.Id = truth.opportunity.id
        where (outcome = 'won') <> IsWon or (outcome <> 'open') <> IsClosed or stage <> StageName or owner <> OwnerId
           or truth.opportunity.amount is distinct from crm.Opportunity.Amount""",
    "owner now is the last hand-over's": """
        from (select OpportunityId, arg_max(NewValue, CreatedDate) as last_owner from crm.OpportunityFieldHistory
              where Field = 'Owner' and NewValue like '005%' group by all)
        join crm.Opportunity on OpportunityId = Id where last_owner <> OwnerId""",
    "without a hand-over the creator owns": """
        from crm.Opportunity join crm.User on crm.User.Id = CreatedById where OwnerId <> CreatedById
        and Department = 'Sales'
        and crm.Opportunity.Id not in (
            select OpportunityId from crm.OpportunityFieldHistory where Field = 'Owner')""",
    "a hand-over is a pair of rows, ids and names": """
        from (select OpportunityId, CreatedDate, count(*) as rows, count(*) filter (NewValue like '005%') as ids
              from crm.OpportunityFieldHistory where Field = 'Owner' group by all) where (rows, ids) <> (2, 1)""",
    "next step now is the last typed": """
        from (select OpportunityId, arg_max_null(NewValue, CreatedDate) as last_step from crm.OpportunityFieldHistory
              where Field = 'NextStep' group by all)
        full join crm.Opportunity on OpportunityId = Id where last_step is distinct from NextStep""",
    "every quote has its opportunity": "from crm.Quote where OpportunityId not in (select Id from crm.Opportunity)",
    "sent proposals are the quotes that are no drafts": """
        from (select * from crm.Quote where Status <> 'Draft') as quote full join truth.proposal on quote.Id = quote_id
        where (quote.OpportunityId, TotalPrice, CurrencyIsoCode, CreatedDate, OwnerId)
            is distinct from (opportunity_id, amount, currency, sent_at, owner_at_sent)""",
    "converted leads became their opportunity when it was created": """
        from crm.Lead join crm.Opportunity on ConvertedOpportunityId = crm.Opportunity.Id
        join truth.lead on truth.lead.id = crm.Lead.Id
        where ended_at <> crm.Opportunity.CreatedDate or not IsConverted or outcome <> 'converted'
           or ConvertedDate <> cast(timezone('Europe/Madrid', ended_at) as date)""",
    "revenue is what accounting shows": """
        with books as (
            select InvoiceID as id, SubTotal as net, CurrencyCode as code from accounting.Invoices
            where Type = 'ACCREC' and Status in ('AUTHORISED', 'PAID')
            union all
            select CreditNoteID, SubTotal, CurrencyCode from accounting.CreditNotes
            where Status in ('AUTHORISED', 'PAID'))
        from books full join truth.revenue on id = document_id
        where round(net, 2) is distinct from round(net_amount, 2) or code is distinct from currency""",
    "documents add up": """
        from (select *, list_sum([line.LineAmount for line in LineItems]) as shown,
                     list_sum([line.TaxAmount for line in LineItems]) as line_tax from accounting.Invoices)
        where abs(Total - SubTotal - TotalTax) > 0.001 or abs(line_tax - TotalTax) > 0.001
           or abs(shown - if(LineAmountTypes = 'Inclusive', Total, SubTotal)) > 0.001
           or (Status in ('AUTHORISED', 'PAID') and abs(Total - AmountPaid - AmountCredited - AmountDue) > 0.001)
           or (Status = 'PAID') <> (FullyPaidOnDate is not null) or (Status = 'PAID' and AmountDue <> 0)""",
    "lines are quantity times unit price less the discount": """
        from (select unnest(LineItems, recursive := true) from accounting.Invoices)
        where abs(Quantity * UnitAmount * (1 - DiscountRate / 100) - LineAmount) > 0.005""",
    "payments are what invoices say was paid": """
        from (select Invoice.InvoiceID as id, sum(Amount) as paid from accounting.Payments
              where Invoice is not null group by all)
        full join accounting.Invoices on id = InvoiceID
        where abs(coalesce(paid, 0) - coalesce(AmountPaid, 0)) > 0.001""",
    "credits are what invoices say was credited": """
        from (select allocation.Invoice.InvoiceID as id, sum(allocation.Amount) as credited
              from (select unnest(Allocations) as allocation from accounting.CreditNotes) group by all)
        full join accounting.Invoices on id = InvoiceID
        where abs(coalesce(credited, 0) - coalesce(AmountCredited, 0)) > 0.001""",
    "the credited rep owns the referenced opportunity on the day": """
        with owners as (
            select id as opportunity_id, created_at as since, owner_at_creation as rep from truth.opportunity
            union all
            select opportunity_id, occurred_at, new_value from truth.opportunity_event where event_type = 'owner'),
        owned as (
            select document_id, revenue.rep_id, arg_max(owners.rep, owners.since) as owner from truth.revenue
            join owners using (opportunity_id)
            where cast(timezone('Europe/Madrid', owners.since) as date) <= document_date group by all)
        from owned where owner <> rep_id""",
    "a version in force is the last one set": """
        from (select rep_email, period_start, arg_max(amount, valid_from) as last_amount
              from finance.quotas group by all)
        full join truth.quota using (rep_email, period_start) where last_amount is distinct from amount""",
    "nothing that happened is later than the last day": f"""
        from (select CreatedDate as moment from crm.OpportunityHistory
              union all select CreatedDate from crm.OpportunityFieldHistory
              union all select CreatedDate from crm.Opportunity union all select SystemModstamp from crm.Opportunity
              union all select CreatedDate from crm.Quote union all select SystemModstamp from crm.Quote
              union all select CreatedDate from crm.Lead union all select SystemModstamp from crm.Lead
              union all select CreatedDate from crm.LeadHistory union all select CreatedDate from crm.Task
              union all select CreatedDate from crm.Event union all select SystemModstamp from crm.Event
              union all select SystemModstamp from crm.Account union all select LoginTime from crm.LoginHistory
              union all select SystemModstamp from crm.CampaignMember
              union all select occurred_at from truth.opportunity_event
              union all select to_timestamp(timestamp) from email.events
              union all select responded_at from finance.surveys union all select viewed_at from finance.content_views
              union all select document_date from truth.revenue
              union all select submitted_at from finance.forecast_submissions)
        where moment > {CUTOFF}""",
    "what is not planned has been held by then": f"""
        from crm.Event where StartDateTime > {CUTOFF} and Status__c <> 'Planned'""",
    "e-mail events belong to somebody known": """
        from email.events where (rep_email is not null and rep_email not in (select Email from crm.User))
        or (opportunity_id is not null and opportunity_id not in (
            select Id from crm.Opportunity union all select purged_id from truth.purged))
        or (lead_id is not null and lead_id not in (select Id from crm.Lead))""",
}


@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_nothing_contradicts(files: duckdb.DuckDBPyConnection, rule: str) -> None:
    assert files.execute(f"select * {_after_with(CONTRADICTIONS[rule])} limit 3").fetchall() == []


def _after_with(query: str) -> str:
    """The query as something that can stand after `select *`."""
    return f"from ({query})" if query.strip().startswith("with") else query
