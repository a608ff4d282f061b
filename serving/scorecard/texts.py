"""Every English text of the page, in one place. Names in braces are filled in from the page's numbers."""

from __future__ import annotations

from types import MappingProxyType

TEXTS = MappingProxyType(
    {
        "scorecard": "Sales scorecard",
        "as_of": "as of {date}",
        "records_to": "records to {date}",
        "loaded": "loaded {date}",
        "not_connected": "Not connected",
        "degraded": "Last good data is shown for {systems}: tonight's delivery was not taken.",
        "no_accepted": "Nothing is shown from {systems}: no delivery was ever taken.",
        "numbers": "Every number of this page",
        "per_deal": "Revenue and quotas come from accounting and finance. What the CRM says is a claim, named so.",
        # tiles
        "tile_invoiced": "Invoiced",
        "tile_attainment": "Quota reached",
        "tile_won": "Won, says the CRM",
        "tile_risk": "At risk in deals with findings",
        "tile_deals": "{count} deals",
        "tile_missing": "not connected",
        "tile_quota": "of {amount}",
        "tile_findings": "{count} findings",
        # attainment
        "attainment": "Quota attainment",
        "leaders": "Results by rep",
        "attainment_complete": "{at_quota} of {with_quota} reps are at quota",
        "attainment_partial": "{on_pace} of {with_quota} reps keep pace with their quota",
        "attainment_none": "No rep has anything to show from {period}",
        "attainment_sub_partial": (
            "Invoiced net of credit notes against quota, {period}. {elapsed} of the time has passed (dashed line); "
            "{at_quota} reps are at quota already (solid line)."
        ),
        "attainment_sub_complete": "Invoiced net of credit notes against quota, {period}. The solid line is the quota.",
        "leaders_invoiced": "{leaders} of {reps} reps bring half of the {total} invoiced",
        "leaders_won": "{leaders} of {reps} reps bring half of the {total} that the CRM calls won",
        "leaders_sub_invoiced": "Invoiced net of credit notes, {period}. No attainment: {reason}.",
        "leaders_sub_won": "Amounts that reps entered, {period}: a claim, not revenue. No attainment: {reason}.",
        "no_quota": "no quota covers {period}",
        "only_some": "The {shown} reps at the top are drawn; the table has all {reps}.",
        "all_reps": "All {reps} reps in numbers",
        "unassigned": "{amount} invoiced could not be credited to a rep.",
        # forecast
        "forecast": "Forecast",
        "this_quarter": "This quarter",
        "next_quarter": "The next quarter",
        "forecast_title": "{quarter} is expected to bring {expected}",
        "forecast_title_between": (
            "{quarter} is expected to bring {expected}: between {low} and {high}, eight times out of ten"
        ),
        "forecast_none": "Nothing can be forecast yet",
        "forecast_sub_invoiced": (
            "The whole quarter in invoices, what has come in included. The level in colour is the one to read; the "
            "line across a bar is the range of its past errors."
        ),
        "forecast_sub_bookings": (
            "The whole quarter in deals that the CRM calls won, what has come in included. The level in colour is the "
            "one to read; the line across a bar is the range of its past errors."
        ),
        "forecast_numbers": "The levels in numbers",
        # leads
        "leads": "Leads",
        "leads_title": "Names from {source} become opportunities most often: {rate}",
        "leads_alike": "No source stands out: {rate} of all names become opportunities",
        "leads_none": "No leads in the last twelve months",
        "leads_small": "Too few names to compare their sources",
        "leads_sub": (
            "{count} names and leads recorded since {first}, by the first source entered. In colour: those that became "
            "an opportunity."
        ),
        "leads_unknown": "{share} of them have no source.",
        "leads_numbers": "The sources in numbers",
        "no_source": "no source",
        # funnel
        "funnel": "Funnel",
        "funnel_title": "{rate} of {from_steps} become {to_steps}",
        "funnel_narrowest": "{rate} of {from_steps} become {to_steps}, the narrowest step",
        "funnel_none": "No cohort is old enough to judge",
        "funnel_small": "Too few records to report a rate",
        "funnel_sub": (
            "Of what entered each step, how much passed within that step's usual time, in the last 12 months of each "
            "step that are old enough to judge."
        ),
        "funnel_numbers": "The steps in numbers",
        "funnel_unknown": "{from_step} to {to_step}: {reason}.",
        "not_reportable": "too few",
        # findings
        "findings": "Findings",
        "findings_title": "Against the evidence: {what}",
        "findings_deals": "{count} deals worth {value}",
        "findings_deal": "one deal worth {value}",
        "findings_reps": "the pipelines of {count} reps",
        "findings_rep": "the pipeline of one rep",
        "findings_others": "{count} other records",
        "findings_other": "one other record",
        "findings_none": "No open contradiction",
        "findings_sub": (
            "Entries that do not fit their own history, the e-mails or the books. A finding is a question to the rep, "
            "not a verdict. A deal that several rules name is counted once in the title."
        ),
        "findings_more": "The {shown} with the most money at risk; {more} more are in the table crm_findings.",
        "new": "new",
        "quality": "{count} issues of data quality are in the table data_quality.",
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
        "p10": "Nine in ten above",
        "p50": "Even chance",
        "p90": "Nine in ten below",
        "note": "Note",
        "lead_source": "Source",
        "records": "Names and leads",
        "leads": "Leads",
        "pursued": "Pursued",
        "contacted": "Contacted",
        "lead_converted": "Became an opportunity",
        "conversion": "Share",
        "rep_name": "Rep",
        "team": "Team",
        "quota": "Quota",
        "invoiced": "Invoiced",
        "attainment": "Attainment",
        "won_count": "Deals won",
        "won_amount": "Won, says the CRM",
        "findings": "Open findings",
        "step": "Step",
        "months": "Cohorts",
        "horizon_days": "Days given",
        "entered": "Entered",
        "converted": "Passed",
        "lost": "Lost",
        "still_open": "Still open",
        "rate": "Passed, share",
        "amount_rate": "Passed, share of money",
        "object_id": "Record",
        "observed": "Found",
        "expected": "Expected",
        "value_at_risk": "At risk",
        "first_seen": "Since",
    }
)

OUTCOMES = MappingProxyType({"converted": "passed", "lost": "lost", "still_open": "still open"})


def text(name: str, **values: object) -> str:
    """A text of the page with its values filled in."""
    return TEXTS[name].format(**values)


def level(name: str) -> str:
    """A level of the forecast in words; one that is not known keeps its name."""
    return LEVELS.get(name, name)


def source(name: str) -> str:
    """A lead source as people see it."""
    return text("no_source") if name == "(none)" else name


def step(name: str) -> str:
    """A step of the funnel as a heading; one that is not known keeps its name."""
    return STEPS.get(name, (name, name))[0]


def steps(name: str) -> str:
    """A step of the funnel in the plural."""
    return STEPS.get(name, (name, name))[1]
