"""All texts of the page, in English. Names in braces are replaced by the page's numbers."""

from __future__ import annotations

from types import MappingProxyType

TEXTS = MappingProxyType(
    {
        "scorecard": "Sales scorecard",
        "as_of": "as of {date}",
        "records_to": "records to {date}",
        "loaded": "loaded {date}",
        "not_connected": "Not connected",
        "degraded": "The last accepted data of {systems} is shown: the latest batch was rejected or could not be read.",
        "no_accepted": "The page shows no data of {systems}: no batch has been accepted yet.",
        "no_opportunity": "The CRM contains no opportunities yet.",
        "numbers": "All numbers of this page",
        "per_deal": "Revenue comes from accounting, quotas from finance. Figures of the CRM are labelled as such.",
        # tiles
        "tile_invoiced": "Invoiced",
        "tile_attainment": "Quota attainment",
        "tile_won": "Won, according to the CRM",
        "tile_risk": "At risk in deals with findings",
        "tile_deals": "{count} deals",
        "tile_missing": "not connected",
        "tile_quota": "of {amount} by {last}",
        "tile_pace": "pace {pace}",
        "tile_findings": "{count} findings",
        # attainment
        "attainment": "Quota attainment",
        "leaders": "Results by rep",
        "attainment_complete": "{at_quota} of {with_quota} reps are at quota",
        "attainment_partial": "{on_pace} of {with_quota} reps are on pace to reach their quota",
        "attainment_team": "{share} of the quota has been invoiced",
        "attainment_none": "No rep has results in {period}",
        "attainment_sub_partial": (
            "Invoiced net of credit notes against the quota of the whole period, {period}. {elapsed} of the business "
            "days have passed (dashed line). At quota already (solid line): {at_quota}. Pace is the projected "
            "attainment if invoicing continues at the same rate."
        ),
        "attainment_sub_complete": "Invoiced net of credit notes against quota, {period}. The solid line is the quota.",
        "leaders_invoiced": "{leaders} of {reps} reps account for half of the {total} invoiced",
        "leaders_won": "{leaders} of {reps} reps account for half of the {total} won according to the CRM",
        "leaders_sub_invoiced": "Invoiced net of credit notes, {period}. Attainment cannot be shown: {reason}.",
        "leaders_sub_won": "Won according to the CRM, {period}; not revenue. Attainment cannot be shown: {reason}.",
        "no_quota": "no quota covers {period}",
        "only_some": "The chart shows the top {shown} reps; the table lists all {reps}.",
        "all_reps": "Table of all {reps} reps",
        "unassigned": "{amount} invoiced is not credited to any rep; the total includes it.",
        "unassigned_quota": "Quotas of {amount} name no known rep; the total includes them.",
        "without_quota": "Reps without a quota: {count}. The total includes the {amount} that they invoiced.",
        "not_counted": (
            "Reps with a quota who are not counted, because they were employed for less than half of the days: "
            "{count}. Counted: {counted}."
        ),
        "mart_note": "Note of the mart {mart}: {note}.",
        "cut_off": "A bar that ends in {mark} is cut off; its label shows the value.",
        # forecast
        "forecast": "Forecast",
        "this_quarter": "This quarter",
        "next_quarter": "Next quarter",
        "forecast_title": "{quarter}: {expected} expected",
        "forecast_title_between": ("{quarter}: {expected} expected (80% range: {low} to {high})"),
        "forecast_none": "No forecast is available yet",
        "forecast_sub_invoiced": (
            "Invoices of the complete quarter, including those already issued. The coloured level is the recommended "
            "forecast."
        ),
        "forecast_sub_bookings": (
            "Deals won in the complete quarter according to the CRM, including those already won. The coloured level "
            "is the recommended forecast."
        ),
        "forecast_ranges": "The line across a bar shows the 80% range, from past forecast errors.",
        "forecast_numbers": "Table of forecast levels",
        # leads
        "leads": "Leads",
        "leads_title": "{source} has the highest conversion to opportunities: {rate}",
        "leads_alike": "No source differs significantly: {rate} of all leads become opportunities",
        "leads_none": "No leads were recorded in the last twelve months",
        "leads_small": "Too few leads to compare sources",
        "leads_sub": "{count} leads recorded since {first}, by first source. The coloured part became opportunities.",
        "leads_names": "Names that are not leads: {names}; {converted} of them became opportunities.",
        "leads_unknown": "{share} of the leads have no source.",
        "leads_numbers": "Table of sources",
        "no_source": "no source",
        # funnel
        "funnel": "Funnel",
        "funnel_title": "{rate} of {from_steps} become {to_steps}",
        "funnel_narrowest": "{rate} of {from_steps} become {to_steps}, the narrowest step",
        "funnel_none": "No cohort is mature yet",
        "funnel_small": "Too few records to report a rate",
        "funnel_sub": (
            "Share of the records entering each step that reached the next one within the step's usual time, for its "
            "last 12 mature months."
        ),
        "funnel_numbers": "Table of steps",
        "funnel_unknown": "{from_step} to {to_step}: {reason}.",
        "not_reportable": "too few",
        # findings
        "findings": "Findings",
        "findings_title": "Entries that contradict the evidence: {what}",
        "findings_deals": "{count} deals worth {value}",
        "findings_deal": "one deal worth {value}",
        "findings_reps": "the pipelines of {count} reps",
        "findings_rep": "the pipeline of one rep",
        "findings_others": "{count} other records",
        "findings_other": "one other record",
        "findings_none": "No open findings",
        "findings_sub": (
            "CRM entries that contradict their own history, e-mails or accounting. Discuss a finding with the rep "
            "before acting on it. The title counts a deal with several findings once."
        ),
        "findings_more": (
            "The list shows the {shown} findings with the highest severity and amount at risk. "
            "The mart crm_findings contains {more} more."
        ),
        "new": "new",
        "closes": "close date {date}",
        "no_customer": "no customer known",
        "quality": "The mart data_quality lists {count} data quality issues.",
        "no_reason": "no data",
    }
)

STEPS = MappingProxyType(
    {
        "lead": ("Lead", "leads"),
        "opportunity": ("Opportunity", "opportunities"),
        "proposal": ("Proposal", "proposals"),
        "won": ("Won", "won deals"),
    }
)

LEVELS = MappingProxyType(
    {
        "L0": "Run-rate",
        "L1": "Weighted by stage",
        "L2": "… without stalled deals",
    }
)

COLUMNS = MappingProxyType(
    {
        "level": "Level",
        "expected_amount": "Expected",
        "p10": "90% chance of at least",
        "p50": "Median",
        "p90": "10% chance of at least",
        "note": "Note",
        "lead_source": "Source",
        "leads": "Leads",
        "pursued": "Pursued",
        "contacted": "Contacted",
        "lead_converted": "Became an opportunity",
        "conversion": "Conversion",
        "rep_name": "Rep",
        "team": "Team",
        "quota": "Quota",
        "invoiced": "Invoiced",
        "attainment": "Attainment",
        "pace": "Pace",
        "won_count": "Deals won",
        "won_amount": "Won, according to the CRM",
        "findings": "Open findings",
        "step": "Step",
        "months": "Cohorts",
        "horizon_days": "Horizon in days",
        "entered": "Entered",
        "converted": "Converted",
        "lost": "Lost",
        "still_open": "Still open",
        "rate": "Conversion",
        "amount_rate": "Conversion by amount",
        "object_id": "Record",
        "observed": "Found",
        "expected": "Expected",
        "value_at_risk": "At risk",
        "first_seen": "First reported",
        "severity": "Severity",
    }
)

OUTCOMES = MappingProxyType({"converted": "converted", "lost": "lost", "still_open": "still open"})


def text(name: str, **values: object) -> str:
    """A text of the page with its values filled in."""
    return TEXTS[name].format(**values)


def level(name: str) -> str:
    """The title of a forecast level; an unknown level keeps its name."""
    return LEVELS.get(name, name)


def source(name: str) -> str:
    """The title of a lead source."""
    return text("no_source") if name == "(none)" else name


def step(name: str) -> str:
    """The title of a funnel step; an unknown step keeps its name."""
    return STEPS.get(name, (name, name))[0]


def steps(name: str) -> str:
    """The plural of a funnel step's title."""
    return STEPS.get(name, (name, name))[1]
