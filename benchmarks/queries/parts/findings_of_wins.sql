-- From `live`: findings about proposals, wins and reopenings: H09, H14, H15, H20, H34 and H40.
h09 as (
    select 'H09', 'opportunity', opportunity_id, any_value(owner_at_close_id), 'medium', any_value(live.amount_rc)
    from live inner join core.fct_opportunity_interval as states using (opportunity_id)
    where
        live.is_won and date_diff('second', created_at, closed_at) between 0 and 3600 and states.valid_from <= closed_at
        and not regexp_matches(
            coalesce(lower(opportunity_type), ''),
            'phone order|transactional|repeat order|reorder|web order|webshop|nachbestell|pedido|commande'
        )
    group by opportunity_id
    having count(distinct states.stage_name) >= 3
),

before_wins as (
    select
        opportunity_id, closed_at, closed_date,
        arg_max(states, states.valid_from) filter (
            date_diff('second', states.valid_from, closed_at) >= 14 * 86400
        ) as earlier,
        arg_max(states, states.valid_from) as last
    from live inner join core.fct_opportunity_interval as states using (opportunity_id)
    where live.is_won and states.valid_from <= closed_at
    group by all
    having earlier is not null
),

late_amounts as (
    select opportunity_id, occurred_at
    from core.fct_opportunity_event inner join before_wins using (opportunity_id)
    where event_type = 'amount' and occurred_at <= closed_at and date_diff('second', occurred_at, closed_at) <= 14 * 86400
),

offered as (
    select opportunity_id
    from late_amounts
    inner join before_wins using (opportunity_id)
    inner join core.fct_proposal as proposals using (opportunity_id)
    where
        abs(date_diff('second', occurred_at, sent_at)) <= 3 * 86400
        and coalesce(
            proposals.currency <> last.currency or abs(proposals.amount - last.amount) <= 0.05 * last.amount, true
        )
),

h14 as (
    select
        'H14', 'opportunity', opportunity_id, owner_at_close_id, 'medium',
        abs(last.amount - earlier.amount) * amount_rc::double / nullif(amount, 0)
    from before_wins inner join live using (opportunity_id)
    where
        (select is_connected from core.dim_connection where capability = 'proposals')
        and earlier.currency is not distinct from last.currency
        and earlier.amount > 0 and last.amount > 0
        and abs(ln(last.amount::double / earlier.amount::double)) > ln(1.25)
        and opportunity_id in (select opportunity_id from late_amounts)
        and opportunity_id not in (from offered)
),

offers as (
    select opportunity_id, arg_max(proposals, version) as offer
    from core.fct_proposal as proposals
    where status <> 'declined'
    group by all
),

h15 as (
    select
        'H15', 'opportunity', opportunity_id, coalesce(owner_at_close_id, owner_id), 'medium',
        abs(amount_rc - offer.amount_rc)
    from live inner join offers using (opportunity_id)
    where
        (is_open or is_won) and amount > 0 and offer.amount > 0
        and round(abs(
            if(currency = offer.currency, amount::double / offer.amount::double, amount_rc::double / offer.amount_rc::double)
            - 1
        ), 9) > 0.1
),

papers as (
    select
        *, min(document_date) filter (document_type = 'invoice') over deal as first_invoice_on,
        min(document_date) filter (document_type = 'credit_note') over deal as first_credit_on
    from core.fct_revenue_line
    where opportunity_id is not null
    window deal as (partition by opportunity_id)
),

credits as (
    select
        opportunity_id,
        sum(net_amount_rc) filter (document_type = 'invoice' and document_date < first_credit_on) as invoiced,
        -sum(net_amount_rc) filter (
            document_type = 'credit_note' and document_date - first_invoice_on <= 60
        ) as credited,
        sum(net_amount_rc) as remaining
    from papers
    where first_credit_on is not null
    group by all
    having count(*) = count(net_amount_rc)
),

h20 as (
    select 'H20', 'opportunity', opportunity_id, owner_at_close_id, 'critical', credited
    from live inner join credits using (opportunity_id)
    where
        is_won and invoiced > 0 and credited >= 0.5 * invoiced and remaining <= 0.5 * invoiced
        and last_day(date_trunc('quarter', closed_date) + interval 2 months) - closed_date < 10
),

handed_over as (
    select opportunity_id, earlier.owner_id as old_id, last.owner_id as new_id, max(occurred_date) as changed_on
    from before_wins inner join core.fct_opportunity_event using (opportunity_id)
    where
        event_type = 'owner' and occurred_at <= closed_at and earlier.owner_id <> last.owner_id
        and earlier.owner_id <> 'unassigned'
    group by all
),

rep_moves as (
    select rep_id, valid_from as moved_on
    from core.dim_rep
    window versions as (partition by rep_id order by valid_from)
    qualify
        row_number() over versions > 1
        and (team, territory_id) is distinct from (lag(team) over versions, lag(territory_id) over versions)
),

h34 as (
    select 'H34', 'opportunity', opportunity_id, new_id, 'medium', amount_rc
    from handed_over inner join live using (opportunity_id)
    where
        opportunity_id not in (select opportunity_id from core.fct_opportunity_split where is_from_split)
        and not exists (
            select 1 from rep_moves where rep_id = old_id and abs(moved_on - changed_on) <= 30
        )
        and not exists (
            select 1 from rep_moves where rep_id = new_id and abs(moved_on - changed_on) <= 30
        )
        and not exists (
            select 1 from core.dim_rep where rep_id = old_id and is_current and inactive_since - changed_on <= 30
        )
),

h40 as (
    select 'H40', 'opportunity', opportunity_id, owner_id, 'medium', amount_rc
    from live
    where reopen_count >= 2
)
