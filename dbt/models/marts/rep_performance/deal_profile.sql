-- One row per entity (rep, team, segment, lead source, company), period (fiscal quarter, last twelve months) and
-- measure of opportunities: their value in accounting, their sales cycle in days.
with credited as (

    select
        measures.*,
        coalesce(reps.team, '(none)') as team
    from {{ ref('deal_measures') }} as measures
    left join {{ ref('dim_rep') }} as reps
        on
            measures.rep_id = reps.rep_id
            and measures.measured_date >= reps.valid_from
            and (reps.valid_to is null or measures.measured_date < reps.valid_to)

),

-- Opportunities counted per value: cycles are whole days, so that many opportunities become few rows.
counted as (

    select
        measure,
        rep_id,
        team,
        segment,
        lead_source,
        measured_value,
        measured_date > {{ add_months(as_of(), -12) }} as is_recent,
        {{ quarter_start('measured_date') }} as quarter_start,
        count(*) as deals,
        count(case when is_end then 1 end) as ends,
        count(case when is_won then 1 end) as wins,
        count(case when is_claimed then 1 end) as claims
    from credited
    group by
        measure, rep_id, team, segment, lead_source, measured_value, measured_date > {{ add_months(as_of(), -12) }},
        {{ quarter_start('measured_date') }}

),

-- One kind of entity after the other, because all of them at once would exceed the memory limit.
{% set entities = [
    ('rep', 'rep_id'), ('team', 'team'), ('segment', 'segment'), ('lead_source', 'lead_source'), ('company', "'company'"),
] %}
{% for entity_type, entity_id in entities %}
steps_of_{{ entity_type }} as (
    {% for period_type, period_start, condition in [
        ('quarter', 'quarter_start', 'true'),
        ('rolling_12_months', add_days(add_months(as_of(), -12), 1), 'is_recent'),
    ] %}
    select
        {{ entity_id }} as entity_id,
        '{{ period_type }}' as period_type,
        {{ period_start }} as period_start,
        measure,
        measured_value,
        cast(sum(deals) as integer) as deals,
        cast(sum(ends) as integer) as ends,
        cast(sum(wins) as integer) as wins,
        cast(sum(claims) as integer) as claims
    from counted
    where {{ condition }}
    group by {{ entity_id }}, {{ period_start }}, measure, measured_value
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

-- Hazard: of the opportunities that had lasted this long, the share that ended here.
at_risk_of_{{ entity_type }} as (

    select
        *,
        sum(deals) over (
            partition by entity_id, period_type, period_start, measure order by measured_value desc
        ) as deals_at_risk
    from steps_of_{{ entity_type }}

),

-- Kaplan-Meier: the share that lasts longer is the product of the shares that did not end. ln(0) is not defined, so the
-- sum stops there.
survival_of_{{ entity_type }} as (

    select
        *,
        coalesce(exp(sum(case when ends < deals_at_risk then ln(1 - cast(ends as double) / deals_at_risk) end) over (
            partition by entity_id, period_type, period_start, measure
            order by measured_value
            rows between unbounded preceding and 1 preceding
        )), 1) * wins / deals_at_risk as share_won_here
    from at_risk_of_{{ entity_type }}

),

-- Aalen-Johansen: losing competes with winning. Of all opportunities that are ever won, the share won by then.
incidence_of_{{ entity_type }} as (

    select
        *,
        sum(share_won_here) over (
            partition by entity_id, period_type, period_start, measure order by measured_value
        ) / nullif(sum(share_won_here) over (
            partition by entity_id, period_type, period_start, measure
        ), 0) as share_of_wins
    from survival_of_{{ entity_type }}

),
{% endfor %}
profiles as (
    {% for entity_type, entity_id in entities %}
    select
        '{{ entity_type }}' as entity_type,
        entity_id,
        period_type,
        period_start,
        measure,
        cast(sum(deals) as bigint) as deals,
        cast(sum(deals) - sum(ends) as bigint) as open_deals,
        cast(sum(wins) as bigint) as won_deals,
        cast(sum(claims) as bigint) as claimed_deals,
        sum(measured_value * wins) as won_total,
        min(case when share_of_wins >= 0.25 - 1e-9 then measured_value end) as p25_value,
        min(case when share_of_wins >= 0.5 - 1e-9 then measured_value end) as median_value,
        min(case when share_of_wins >= 0.75 - 1e-9 then measured_value end) as p75_value
    from incidence_of_{{ entity_type }}
    group by entity_id, period_type, period_start, measure
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

-- Each cycle is at least as long from the first contact as from the creation, but the median can be shorter: counted
-- from the first contact, open opportunities are older, so they count as still open beside more of the wins.
compared as (

    select
        *,
        measure = 'cycle_days_from_first_contact' and median_value < max(
            case when measure = 'cycle_days_from_creation' then median_value end
        ) over (partition by entity_type, entity_id, period_type, period_start) as is_below_creation
    from profiles

)

select
    profiles.entity_type,
    profiles.entity_id,
    coalesce(reps.rep_name, profiles.entity_id) as entity_name,
    profiles.period_type,
    profiles.period_start,
    case
        when profiles.period_type = 'quarter' then {{ quarter_end('profiles.period_start') }} else {{ as_of() }}
    end as period_end,
    profiles.measure,
    case when profiles.measure = 'deal_value' then 'M06' else 'M49' end as metric_id,
    profiles.deals,
    profiles.open_deals,
    profiles.won_deals,
    profiles.claimed_deals,
    {{ money('profiles.won_total') }} as won_total,
    {{ money(ratio('profiles.won_total', 'profiles.won_deals')) }} as won_mean,
    profiles.p25_value,
    profiles.median_value,
    profiles.p75_value,
    profiles.won_deals >= {{ threshold('C2.reportable_least') }} as is_reportable,
    case when profiles.measure = 'deal_value' then '{{ reporting_currency() }}' end as currency,
    nullif(concat_ws(
        '; ',
        case when profiles.won_deals = 0 then 'median_value: no deal was won' end,
        case
            when profiles.measure <> 'deal_value' and profiles.open_deals > 0
                then
                    profiles.open_deals || ' of ' || profiles.deals
                    || ' deals are open: won_mean is too short, and a win later than any so far is not foreseen'
        end,
        case
            when profiles.is_below_creation
                then
                    'median_value is below the median from creation, although no single cycle is shorter: counted '
                    || 'from the first contact, open deals are older'
        end,
        case
            when profiles.measure = 'deal_value'
                then 'amounts are from the CRM: ' || {{ not_connected_reason('accounting') }}
        end
    ), '') as note
from compared as profiles
left join {{ ref('dim_rep') }} as reps
    on
        profiles.entity_type = 'rep'
        and profiles.entity_id = reps.rep_id
        and reps.is_current
