"""The one sheet of parameters of the made-up company: every size, share, rate and lag that the simulator draws from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

from simulator.behaviours.sheet import SHEET, Behaviour
from simulator.company_kinds import KINDS


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency the company sells in: its rate into the reporting currency on the first day and its drift."""

    code: str
    rate: float
    daily_volatility: float  # standard deviation of the daily log change


@dataclass(frozen=True, slots=True)
class Country:
    """A country with customers; `tax` is the sales tax rate on invoices to it."""

    name: str
    share: float
    currency: str
    tax: float


@dataclass(frozen=True, slots=True)
class Stage:
    """An open sales stage: what the CRM shows, median days spent in it, share of the losses that leave here."""

    name: str
    probability: int
    category: str  # as in OpportunityHistory.ForecastCategory
    dwell_days: float
    exit_share: float
    fake_exit_share: float


@dataclass(frozen=True, slots=True)
class LeadSource:
    """Where leads come from: share of them and factor on the win rate."""

    name: str
    share: float
    win_factor: float


@dataclass(frozen=True, slots=True)
class Identity:
    """How far the CRM and accounting are apart in what they call a customer: shares of accounts or of customers."""

    group_share: float = 1.0  # of accounts below a parent: its name, a place after it, and its domain
    namesake_share: float = 0.03  # of accounts: the name of a company in another country
    numbered_share: float = 0.35  # customers that carry the CRM's number or id
    misnumbered_share: float = 0.01  # of these: the number of another one
    tax_in_books_share: float = 0.45
    tax_in_crm_share: float = 0.5
    respelt_share: float = 0.8
    own_domain_share: float = 0.5  # of customers: an address of the account's domain
    contact_share: float = 0.15  # the address of a contact whom the CRM knows
    freemail_share: float = 0.2
    accountant_share: float = 0.05  # the address of an accountant, who may be an account too
    merged_share: float = 0.03  # of customers: entered twice, and merged in accounting
    stranger_share: float = 0.08  # customers whom the CRM does not know, relative to accounts


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that is drawn from: shares 0..1, lags in days, spreads as log deviations, money in reporting currency."""

    # Size and calendar
    seed: int = 1
    opportunities: int = 1200
    reps: int = 14
    part_size: int = 25_000  # opportunities that are simulated at a time, which bounds the memory
    first_day: date = date(2024, 1, 1)
    last_day: date = date(2026, 6, 30)  # nothing that happens is dated later
    seen_on: date | None = None  # the day that the exports end with; what is later has not happened yet. None: last_day
    time_zone: str = "Europe/Madrid"
    reporting_currency: str = "EUR"
    night_share: float = 0.02  # work between 22:00 and 02:00, so that some of it falls on the next day
    weekend_share: float = 0.03
    season: tuple[float, ...] = (0.9, 1.0, 1.1, 1.0, 1.05, 1.05, 0.85, 0.55, 1.1, 1.15, 1.1, 0.75)  # of what comes in
    growth: float = 1.25  # what comes in at the end, relative to the beginning
    closing_season: tuple[float, ...] = (1.0,) * 12  # of the closings due in a month; the rest waits for the next one
    quarter_end_share: float = 0.0  # of closings, drawn to the last days of their quarter

    # People: the rest of the reps is honest
    inflator_share: float = 0.14
    parker_share: float = 0.14
    unbilled_share: float = 0.07
    late_hire_share: float = 0.2
    leaver_share: float = 0.1
    team_change_share: float = 0.1
    territory_change_share: float = 0.15
    reps_per_team: int = 5
    inflator_activity: float = 2.2  # opportunities of an inflator, relative to an honest rep
    patch_spread: float = 0.25  # log standard deviation of the size of a rep's patch
    skill_spread: float = 0.2  # log standard deviation of a rep's win rate

    # Customers
    accounts_per_opportunity: float = 0.5
    contacts_per_account: float = 1.8
    new_account_share: float = 0.6  # accounts first known with their first opportunity
    merged_account_share: float = 0.015
    account_owner_change_share: float = 0.03
    child_account_share: float = 0.06
    countries: tuple[Country, ...] = (
        Country("Spain", 0.45, "EUR", 0.21),
        Country("France", 0.13, "EUR", 0.0),
        Country("Germany", 0.12, "EUR", 0.0),
        Country("United Kingdom", 0.12, "GBP", 0.0),
        Country("United States", 0.12, "USD", 0.0),
        Country("Romania", 0.06, "RON", 0.0),
    )
    currencies: tuple[Currency, ...] = (
        Currency("EUR", 1.0, 0.0),
        Currency("GBP", 1.165, 0.003),
        Currency("USD", 0.915, 0.004),
        Currency("RON", 0.201, 0.0005),
    )

    # Leads
    lead_share: float = 0.6  # of opportunities that begin as a lead
    lead_conversion: float = 0.27
    lead_lag_days: float = 9.0
    lead_untouched_share: float = 0.2  # of leads that do not convert
    lead_open_share: float = 0.15  # of leads that do not convert: worked, never closed
    sources: tuple[LeadSource, ...] = (
        LeadSource("Web", 0.3, 1.0),
        LeadSource("Trade Show", 0.15, 0.8),
        LeadSource("Partner Referral", 0.15, 1.25),
        LeadSource("Customer Referral", 0.12, 1.4),
        LeadSource("Cold Call", 0.18, 0.65),
        LeadSource("", 0.1, 0.95),
    )

    # Opportunities
    win_rate: float = 0.33
    amount_median: float = 16_000.0
    amount_spread: float = 0.75
    stages: tuple[Stage, ...] = (
        Stage("Prospecting", 10, "Pipeline", 5, 0.15, 0.34),
        Stage("Qualification", 10, "Pipeline", 8, 0.25, 0.34),
        Stage("Needs Analysis", 20, "Pipeline", 10, 0.2, 0.2),
        Stage("Value Proposition", 50, "Pipeline", 8, 0.12, 0.07),
        Stage("Proposal/Price Quote", 75, "BestCase", 13, 0.18, 0.03),
        Stage("Negotiation/Review", 90, "Forecast", 8, 0.1, 0.02),
    )
    cycle_factor: float = 1.0  # on the days in every stage
    dwell_spread: float = 0.6
    deal_speed_spread: float = 0.35
    losing_dwell_factor: float = 1.8
    stage_skip_share: float = 0.06
    no_proposal_share: float = 0.05  # of wins
    expected_cycle_days: float = 70.0
    push_share: float = 0.93  # of close dates that come near while the deal is open
    push_days: float = 30.0
    amount_edit_share: float = 0.1
    missing_amount_share: float = 0.02
    owner_change_share: float = 0.08
    reopen_share: float = 0.04
    reopened_win_share: float = 0.4
    split_share: float = 0.04
    deleted_share: float = 0.01
    purged_share: float = 0.4  # of deleted deals that were never won and came from no lead: gone for good a while later
    forgotten_share: float = 0.03  # of honest reps' dying deals that stay open

    # Reps whose records contradict what happened
    fake_share: float = 0.9  # of an inflator's opportunities
    fake_amount_factor: float = 4.0
    fake_win_rate: float = 0.005
    fake_open_share: float = 0.4
    fake_dwell_factor: float = 2.5
    parked_share: float = 0.75  # of a parker's dying deals
    behaviours: tuple[Behaviour, ...] = SHEET  # of everybody else, deal by deal
    unbilled_win_share: float = 0.7  # of the wins of a rep who wins without an invoice
    honest_unbilled_share: float = 0.02

    # Proposals
    revised_share: float = 0.4  # proposals with a second version, again for a third
    draft_share: float = 0.12

    # Activities and e-mail
    touches_per_week: float = 0.9
    touches_per_lead: float = 2.2
    call_share: float = 0.35
    meeting_share: float = 0.12
    reply_rate: float = 0.32
    auto_reply_rate: float = 0.05
    machine_open_rate: float = 0.25
    open_rate: float = 0.45
    click_rate: float = 0.08
    bounce_rate: float = 0.02
    unsubscribe_rate: float = 0.004
    campaigns: int = 10
    response_rate: float = 0.12
    campaign_reach: float = 0.25  # share of leads that a campaign mails

    # Accounting
    invoice_lag_days: float = 12.0
    invoice_lag_spread: float = 0.7
    instalment_share: float = 0.22
    inclusive_share: float = 0.08
    discount_share: float = 0.05
    # By the quote's number alone, by it within a text, by the opportunity's id, some text, nothing
    reference_shares: tuple[float, ...] = (0.68, 0.08, 0.12, 0.07, 0.05)
    unlinked_invoices_share: float = 0.08  # invoices with no opportunity, relative to those with one
    unknown_customer_share: float = 0.2  # of these
    void_share: float = 0.025
    draft_invoice_share: float = 0.015
    purchase_share: float = 0.05
    credit_share: float = 0.06
    full_credit_share: float = 0.4
    refund_share: float = 0.15
    part_payment_share: float = 0.15
    unpaid_rest_share: float = 0.2  # of part payments
    never_paid_share: float = 0.03
    payment_terms_days: int = 30
    identity: Identity | None = None  # None: accounting spells names as the CRM does and carries nearly all its numbers

    # Finance
    monthly_quota_share: float = 0.5
    quota_attainment: float = 0.8  # of the honest reps, on average
    foreign_quota_share: float = 0.1  # of reps have theirs in the second currency
    revised_quota_share: float = 0.15  # of reps

    def __post_init__(self) -> None:
        if min(self.reps, self.opportunities, self.part_size) < 1:
            raise ValueError("reps, opportunities and part_size must be at least 1")
        if self.first_day >= self.last_day:
            raise ValueError(f"first_day {self.first_day} must come before last_day {self.last_day}")
        if self.seen_on is not None and not self.first_day <= self.seen_on <= self.last_day:
            raise ValueError(f"seen_on {self.seen_on} must lie between first_day and last_day")

    @classmethod
    def of_kind(cls, kind: str) -> Parameters:
        """A company of a kind that `KINDS` names; ValueError for a name that is none."""
        if kind not in KINDS:
            raise ValueError(f"kind {kind} must be one of {', '.join(KINDS)}")
        return cls(**KINDS[kind])

    def replace(self, **changes: Any) -> Parameters:
        """The same company but for the named parameters; TypeError for a name that is none."""
        return dataclasses.replace(self, **changes)
