"""What each behaviour looks like in the exported files: records that come near it, and whether they show it.

Each query returns ids and a flag. Planted records must come with a true flag, look-alikes with a false one.
"""

from __future__ import annotations

VIEWS = """
create view history as
select *,
    list_position(['Prospecting', 'Qualification', 'Needs Analysis', 'Value Proposition', 'Proposal/Price Quote',
        'Negotiation/Review', 'Closed Won', 'Closed Lost'], StageName) as place,
    lag(StageName) over changes as StageName_before, lag(CloseDate) over changes as CloseDate_before,
    lag(Amount) over changes as Amount_before
from crm.OpportunityHistory window changes as (partition by OpportunityId order by CreatedDate);
create view moves as
select OpportunityId, CreatedDate as moved_at, place,
    lag(place) over moves as place_before, lag(CreatedDate) over moves as moved_before,
    lead(place) over moves as place_after, lead(CreatedDate) over moves as moved_after
from history where StageName_before is distinct from StageName
window moves as (partition by OpportunityId order by CreatedDate);
create view deal as
select record.*, owner_at_creation, outcome, closed_at, amount_at_creation
from crm.Opportunity as record join truth.opportunity on truth.opportunity.id = record.Id;
create view email as
select WhatId, CreatedDate,
    Subject like '[Email] [In]%' and Subject not like '%Automatic reply:%' as is_inbound
from crm.Task where TaskSubtype = 'Email';
create view last_quote as
select OpportunityId, arg_max(TotalPrice, CreatedDate) as total from crm.Quote where Status <> 'Draft' group by all;
create view billed as
select opportunity_id, sum(net_amount) filter (kind = 'invoice') as invoiced,
    sum(net_amount) filter (kind = 'credit_note') as credited, any_value(currency) as currency,
    max(document_date) filter (kind = 'credit_note') - min(document_date) filter (kind = 'invoice') as days
from truth.revenue where opportunity_id is not null group by all;
"""

PATTERNS = {
    "bulk entry": """
        with batched as (
            select Id, CampaignId, count(*) over (partition by CreatedById order by CreatedDate
                range between interval 10 minutes preceding and interval 10 minutes following) as batch
            from deal)
        select Id, CampaignId is null and batch >= 5 from batched where batch >= 2 or CampaignId is not null""",
    "round amounts": """
        select Id, Amount % power(10, floor(log10(Amount)))::bigint = 0 from deal
        where Amount > 0 and Amount % 50 = 0""",
    "default close date": """
        with firsts as (
            select OpportunityId, CreatedById,
                last_day(CloseDate) = CloseDate and month(CloseDate) % 3 = 0 as is_default
            from history where StageName_before is null)
        select OpportunityId, avg(is_default::int) over (partition by CreatedById) > 0.6
        from firsts qualify is_default""",
    "sandbagging": """
        select deal.Id, closed_at < deal.CreatedDate + interval 14 days
            and not bool_or(ForecastCategory in ('BestCase', 'Forecast'))
        from deal join history on OpportunityId = deal.Id where IsWon
        group by deal.Id, closed_at, deal.CreatedDate""",
    "happy ears": """
        select deal.Id, outcome = 'lost' and date_trunc('quarter', arg_min(history.CloseDate, history.CreatedDate))
            < date_trunc('quarter', deal.CloseDate)
        from deal join history on OpportunityId = deal.Id and ForecastCategory = 'Forecast'
        group by deal.Id, outcome, deal.CloseDate""",
    "skipped stages": """
        select deal.Id, Type <> 'Repeat Order' from deal join moves on OpportunityId = deal.Id
        where place_before = 1 and place = 5""",
    "loss dumping": """
        select Id, count(*) over (partition by owner_at_creation order by closed_at
            range between interval 10 minutes preceding and interval 10 minutes following) >= 5
        from deal where outcome = 'lost'""",
    "created and won": """
        select Id, Type <> 'Transactional' from deal
        where outcome = 'won' and closed_at < CreatedDate + interval 1 hour""",
    "no reason of loss": """
        select Id, avg((coalesce(Loss_Reason__c, 'Other') = 'Other')::int) over (partition by owner_at_creation) > 0.4
        from deal where outcome = 'lost' qualify coalesce(Loss_Reason__c, 'Other') = 'Other'""",
    "fabricated calls": """
        select Id, CallDurationInSeconds = 300 and hour(timezone('Europe/Madrid', CreatedDate)) >= 22 from crm.Task
        where TaskSubtype = 'Call' and dayofweek(timezone('Europe/Madrid', CreatedDate)) = 5
          and hour(timezone('Europe/Madrid', CreatedDate)) >= 18""",
    "repeated pushes": """
        select history.OpportunityId, count(*) filter (
            date_trunc('month', CloseDate_before) < date_trunc('month', history.CloseDate)
            and history.CreatedDate > deal.CreatedDate + interval 24 hours) >= 3
        from history join deal on deal.Id = OpportunityId
        where CloseDate_before < history.CloseDate and StageName_before = history.StageName group by all""",
    "overdue close date": """
        select Id, CloseDate < date '2026-06-30' - 5 from deal where not IsClosed and CloseDate < date '2026-06-30'""",
    "parked deals": """
        select deal.Id, count(*) filter (is_inbound and email.CreatedDate > timestamptz '2026-05-01') = 0
            or deal.CloseDate < date '2026-06-20' or not bool_or(place >= 5)
        from deal join history on OpportunityId = deal.Id left join email on WhatId = deal.Id
        where not IsClosed and (deal.CloseDate < date '2026-06-20' or deal.CreatedDate < timestamptz '2026-05-11')
        group by deal.Id, deal.CloseDate""",
    "missing next step": """
        with typed as (
            select OpportunityId, max(CreatedDate) as typed_at from crm.OpportunityFieldHistory
            where Field = 'NextStep' group by all)
        select Id, coalesce(typed_at < timestamptz '2026-06-28', true)
            or coalesce(NextStep in ('tbd', 'n/a', '-', 'x', 'test', 'asdf'), false)
        from deal left join typed on OpportunityId = Id
        where not IsClosed and StageName <> 'Prospecting'
          and (NextStep is null or NextStep in ('tbd', 'n/a', '-', 'x', 'test', 'asdf'))""",
    "invoiced otherwise": """
        select Id, currency = CurrencyIsoCode and abs(invoiced / Amount - 1) > 0.1
        from deal join billed on opportunity_id = Id where invoiced <> Amount""",
    "proposal to unqualified": """
        with quoted as (select OpportunityId, min(CreatedDate) as quoted_at from crm.Quote group by all),
        moved as (
            select OpportunityId, min(moved_at) as moved_at from moves where place_before is not null group by all)
        select Id, Type <> 'Tender' from deal join quoted on quoted.OpportunityId = Id
        left join moved on moved.OpportunityId = Id
        where quoted_at < coalesce(moved_at, timestamptz '2027-01-01') and Budget_Confirmed__c = false
          and Id not in (select OpportunityId from crm.OpportunityContactRole)""",
    "billed elsewhere": """
        select Id, Id not in (select opportunity_id from billed) from deal where outcome = 'won'""",
    "back-dated creation": """
        select deal.Id, Department = 'Sales' from deal join history on OpportunityId = deal.Id
        join crm.User on crm.User.Id = deal.CreatedById
        where StageName_before is null and history.CreatedDate > deal.CreatedDate + interval 7 days""",
    "close date moved after closing": """
        select deal.Id, history.CreatedDate > closed_at + interval 1 day
            and date_trunc('quarter', history.CloseDate) < date_trunc('quarter', CloseDate_before)
        from deal join history on OpportunityId = deal.Id
        where StageName_before like 'Closed%' and StageName_before = history.StageName
          and CloseDate_before <> history.CloseDate""",
    "duplicate deal": """
        select one.Id, bool_or(one.Name = other.Name) from deal as one join deal as other
            on one.AccountId = other.AccountId and one.owner_at_creation = other.owner_at_creation
            and one.Id <> other.Id
        where abs(epoch(one.CreatedDate - other.CreatedDate)) < 4 * 86400
          and abs(one.amount_at_creation / other.amount_at_creation - 1) < 0.1 group by all""",
    "duplicate account": """
        select one.Id, bool_or(jaro_winkler_similarity(one.Name, other.Name) > 0.96 and one.ParentId is null)
        from crm.Account as one join crm.Account as other
            on split_part(one.Name, ' ', 1) = split_part(other.Name, ' ', 1)
               and split_part(one.Name, ' ', 2) = split_part(other.Name, ' ', 2)
               and one.BillingCountry = other.BillingCountry and one.Id <> other.Id
        where not one.IsDeleted and not other.IsDeleted group by all""",
    "mailed after unsubscribing": """
        with stopped as (
            select lead_id, min("timestamp") as stopped_at from email.events
            where event = 'unsubscribe' group by all)
        select lead_id, bool_or(campaign_id is not null) from email.events join stopped using (lead_id)
        where "timestamp" > stopped_at and event = 'processed' group by all""",
    "clock reset": """
        select OpportunityId, bool_or(epoch(moved_at - moved_before) between 20 * 86400 and 31 * 86400
            and place_after = place_before and moved_after < moved_at + interval 4 days)
        from moves where place < place_before and place_before < 7 group by all""",
    "stage ping-pong": """
        select OpportunityId, count(*) >= 2 from moves where place < place_before and place_before < 7 group by all""",
    "stages within an hour": """
        select OpportunityId, Type <> 'Phone Order' from moves join deal on Id = OpportunityId
        where moved_at < CreatedDate + interval 1 hour group by all having count(*) >= 6 and max(place) = 7""",
    "amount changed before the win": """
        select deal.Id, bool_or(not exists (
            from crm.Quote where crm.Quote.OpportunityId = deal.Id and TotalPrice = history.Amount
            and abs(epoch(crm.Quote.CreatedDate - history.CreatedDate)) < 86400))
        from deal join history on OpportunityId = deal.Id
        where outcome = 'won' and history.CreatedDate > closed_at - interval 14 days
          and StageName_before = history.StageName and abs(ln(history.Amount / Amount_before)) > ln(1.25)
        group by all""",
    "amount far from the offer": """
        select Id, abs(Amount / total - 1) > 0.1 from deal
        join last_quote on OpportunityId = Id where Amount <> total""",
    "missing amount": """
        select OpportunityId, bool_or(place between 5 and 6) from history
        where coalesce(Amount, 0) = 0 group by all""",
    "credited after the quarter": """
        select Id, credited >= 0.5 * invoiced from deal join billed on opportunity_id = Id
        where outcome = 'won' and days <= 60 and last_day(closed_at::date) - closed_at::date <= 10
          and month(closed_at) % 3 = 0""",
    "invoice without deal": """
        select InvoiceID::varchar,
            list_unique([line.ItemCode for line in LineItems]) = 1 and LineItems[1].ItemCode = 'PL-100'
        from accounting.Invoices join truth.revenue on document_id = InvoiceID where opportunity_id is null""",
    "no contact": """
        select deal.Id, count(ContactId) = 0 from deal
        join history on history.OpportunityId = deal.Id and place = 5
        left join crm.OpportunityContactRole as role on role.OpportunityId = deal.Id
        group by all having count(distinct ContactId) <= 1""",
    "placeholder text": """
        select Id, NextStep in ('tbd', 'n/a', '-', 'x', 'test', 'asdf') from deal
        where regexp_matches(lower(NextStep), '^(tbd|n.?a|-|x|test|asdf)')""",
    "ghosted": """
        select email.WhatId, not exists (
            from crm.Task where crm.Task.WhatId = email.WhatId and CallDurationInSeconds > 0
            and crm.Task.CreatedDate > timestamptz '2026-06-09')
        from email join deal on deal.Id = WhatId where not IsClosed and email.CreatedDate > timestamptz '2026-06-09'
        group by all having count(*) filter (not is_inbound) >= 3 and count(*) filter (is_inbound) = 0""",
    "orphaned deal": """
        select deal.Id, not IsClosed and not now_owner.IsActive from deal
        join crm.User as now_owner on now_owner.Id = deal.OwnerId
        join truth.rep on rep_id = owner_at_creation
        where left_at::timestamptz < coalesce(closed_at, timestamptz '2026-07-01')""",
    "owner changed before the win": """
        select deal.Id, bool_or(changed.CreatedDate > closed_at - interval 14 days) from deal
        join crm.OpportunityFieldHistory as changed on changed.OpportunityId = deal.Id and Field = 'Owner'
        where outcome = 'won' and changed.CreatedDate < closed_at group by all""",
    "revolving reopening": """
        select OpportunityId, count(*) >= 2 from history
        where StageName_before like 'Closed%' and StageName not like 'Closed%' group by all""",
}
