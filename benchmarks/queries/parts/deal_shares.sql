-- The open deals of the part open_deals, one row per credited rep.
split as (
    select
        opportunity_id, coalesce(splits.rep_id, owner_id, 'unassigned') as rep_id, coalesce(share, 1) as share,
        first_proposal_date is not null as has_proposal, exclusion_reason is not null as is_excluded, ladder_steps,
        expected_close_date < getvariable('as_of')::date as is_past_due,
        amount is null and usual_amount is not null as is_amount_estimated,
        if(
            expected_close_date is not null and amount_rc is not null and static_percentage is not null,
            date_trunc('quarter', greatest(expected_close_date, getvariable('as_of')::date)
                - to_months(getvariable('fiscal_year_start_month')::integer - 1))
                + to_months(getvariable('fiscal_year_start_month')::integer - 1), null
        )::date as period_start,
        amount_rc, round(amount_rc * static_percentage * 0.01, 2)::decimal(18, 2) as static_rc,
        round(amount_rc * ladder_percentage * 0.01, 2)::decimal(18, 2) as ladder_rc,
        row_number() over (partition by opportunity_id order by coalesce(share, 1) desc, splits.rep_id) = 1 as is_first
    from judged left join (from core.fct_opportunity_split where is_from_split and credit_type = 'revenue') as splits using (opportunity_id)
),

-- The largest share takes the cents that rounding leaves over.
credits as (
    select
        *,
        round(amount_rc * share, 2)
        + if(is_first, amount_rc - sum(round(amount_rc * share, 2)) over deal, 0) as amount,
        round(static_rc * share, 2)
        + if(is_first, static_rc - sum(round(static_rc * share, 2)) over deal, 0) as static,
        round(ladder_rc * share, 2)
        + if(is_first, ladder_rc - sum(round(ladder_rc * share, 2)) over deal, 0) as ladder
    from split
    window deal as (partition by opportunity_id)
)
