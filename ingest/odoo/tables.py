"""Odoo models that are read: their fields as columns, which records of them, and for which place each is needed.

A many2one field lands as the id it points to; its label changes with every renaming and is not kept. Free texts
(bodies, notes, addresses of visitors) are not asked for at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ingest.contracts import EMAIL_PATTERN, Column, Pair, Table, Type

TEXT, INTEGER, MONEY, NUMBER = Type.TEXT, Type.INTEGER, Type.MONEY, Type.NUMBER
BOOLEAN, DATE, RATE, TIMESTAMP = Type.BOOLEAN, Type.DATE, Type.RATE, Type.TIMESTAMP

ID = Column("id", TEXT, "id", required=True)
NAME = Column("name", TEXT, "name")
ACTIVE = Column("active", BOOLEAN, "active")
CREATED = Column("create_date", TIMESTAMP, "create_date")
# What Odoo itself has put into the database, its list of fields for one, has no time.
WRITTEN = Column("write_date", TIMESTAMP, "write_date")
USER = Column("user_id", TEXT, "user_id", references="user")
PARTNER = Column("partner_id", TEXT, "partner_id", references="partner")
CURRENCY = Column("currency_id", TEXT, "currency_id", references="currency")
UTM = (
    Column("source_id", TEXT, "source_id", references="utm_source"),
    Column("medium_id", TEXT, "medium_id", references="utm_medium"),
    Column("campaign_id", TEXT, "campaign_id", references="utm_campaign"),
)
RECORD = (Column("res_model", TEXT, "res_model"), Column("res_id", TEXT, "res_id"))

# The fields of an opportunity whose changes are read. What else is tracked (names, addresses, phones) is personal.
TRACKED_FIELDS = (
    *("stage_id", "user_id", "team_id", "type", "active", "won_status", "lost_reason_id"),
    *("expected_revenue", "recurring_revenue", "probability", "date_deadline"),
)
SALES_DOCUMENTS = ("out_invoice", "out_refund", "out_receipt")
MOVE_STATES = ("draft", "posted", "cancel")


def _table(name: str, model: str, *columns: Column, **more: Any) -> Table:
    names = {column.name for column in columns}
    pairs = (Pair("create_date", "write_date"),) if "create_date" in names else ()
    return Table("odoo", name, model, ("id",), (ID, *columns, WRITTEN), cursor="write_date", pairs=pairs, **more)


TABLES: tuple[Table, ...] = (
    _table("currency", "res.currency", Column("code", TEXT, "name", required=True), ACTIVE),
    _table("company", "res.company", NAME, CURRENCY),
    _table("country", "res.country", NAME, Column("country_code", TEXT, "code")),
    _table(
        "currency_rate",
        "res.currency.rate",
        Column("rate_date", DATE, "name", required=True),
        # Units of the currency for one of the company's.
        Column("rate", RATE, "company_rate", above=0),
        Column("currency_id", TEXT, "currency_id", required=True, references="currency"),
        Column("company_id", TEXT, "company_id", references="company"),
    ),
    _table(
        "partner",
        "res.partner",
        Column("company_name", TEXT, "name"),  # of companies only, see the reader
        Column("name", TEXT, "name", personal=True),
        Column("email", TEXT, "email", personal=True, is_address=True),
        Column("phone", TEXT, "phone", personal=True),
        Column("is_company", BOOLEAN, "is_company"),
        Column("parent_id", TEXT, "parent_id", references="partner"),
        Column("commercial_partner_id", TEXT, "commercial_partner_id", references="partner"),
        Column("ref", TEXT, "ref"),
        Column("vat", TEXT, "vat"),
        Column("website", TEXT, "website"),
        Column("industry_id", TEXT, "industry_id"),
        Column("country_id", TEXT, "country_id", references="country"),
        Column("function", TEXT, "function"),
        Column("customer_rank", INTEGER, "customer_rank"),
        USER,
        ACTIVE,
        CREATED,
        is_person=True,
    ),
    _table(
        "user",
        "res.users",
        NAME,
        Column("login", TEXT, "login"),
        Column("email", TEXT, "email", pattern=EMAIL_PATTERN),
        PARTNER,
        ACTIVE,
        CREATED,
        required=True,
    ),
    _table("team", "crm.team", NAME, USER, ACTIVE, Column("invoiced_target", MONEY, "invoiced_target")),
    _table(
        "team_member",
        "crm.team.member",
        USER,
        Column("crm_team_id", TEXT, "crm_team_id", references="team"),
        ACTIVE,
        CREATED,
    ),
    _table(
        "stage",
        "crm.stage",
        NAME,
        Column("sequence", INTEGER, "sequence"),
        Column("is_won", BOOLEAN, "is_won"),
    ),
    _table("lost_reason", "crm.lost.reason", NAME),
    _table("utm_source", "utm.source", NAME),
    _table("utm_medium", "utm.medium", NAME),
    _table("utm_campaign", "utm.campaign", NAME),
    _table(
        "lead",
        "crm.lead",
        Column("type", TEXT, "type", required=True, allowed=("lead", "opportunity")),
        Column("opportunity_name", TEXT, "name"),  # of opportunities only, see the reader
        Column("name", TEXT, "name", personal=True),
        Column("contact_name", TEXT, "contact_name", personal=True),
        Column("email_from", TEXT, "email_from", personal=True, is_address=True),
        Column("phone", TEXT, "phone", personal=True),
        Column("partner_name", TEXT, "partner_name"),
        Column("function", TEXT, "function"),
        Column("country_id", TEXT, "country_id", references="country"),
        replace(PARTNER, about=("partner",)),
        USER,
        Column("team_id", TEXT, "team_id", references="team"),
        Column("company_id", TEXT, "company_id", references="company"),
        Column("stage_id", TEXT, "stage_id", references="stage"),
        Column("lost_reason_id", TEXT, "lost_reason_id", references="lost_reason"),
        *UTM,
        Column("priority", TEXT, "priority"),
        Column("expected_revenue", MONEY, "expected_revenue"),
        Column("recurring_revenue", MONEY, "recurring_revenue"),
        Column("company_currency", TEXT, "company_currency", references="currency"),
        Column("probability", NUMBER, "probability", minimum=0, maximum=100),
        Column("won_status", TEXT, "won_status"),
        ACTIVE,
        Column("date_open", TIMESTAMP, "date_open"),
        Column("date_conversion", TIMESTAMP, "date_conversion"),
        Column("date_closed", TIMESTAMP, "date_closed"),
        Column("date_last_stage_update", TIMESTAMP, "date_last_stage_update"),
        Column("date_deadline", DATE, "date_deadline"),
        CREATED,
        is_person=True,
    ),
    _table(
        "message",
        "mail.message",
        Column("model", TEXT, "model"),
        Column("res_id", TEXT, "res_id"),
        Column("message_type", TEXT, "message_type"),
        Column("is_internal", BOOLEAN, "is_internal"),
        Column("subtype_id", TEXT, "subtype_id"),
        Column("activity_type_id", TEXT, "mail_activity_type_id", references="activity_type"),
        Column("author_id", TEXT, "author_id", references="partner"),
        Column("sent_at", TIMESTAMP, "date"),
        is_history=True,
    ),
    _table(
        "tracking_value",
        "mail.tracking.value",
        Column("message_id", TEXT, "mail_message_id", required=True, references="message"),
        Column("field_id", TEXT, "field_id", required=True, references="field"),
        *(
            Column(f"{age}_value_{kind}", type_, f"{age}_value_{kind}")
            for age in ("old", "new")
            for kind, type_ in (("integer", INTEGER), ("float", NUMBER), ("char", TEXT), ("datetime", TIMESTAMP))
        ),
        CREATED,
        is_history=True,
    ),
    _table("field", "ir.model.fields", NAME, Column("type", TEXT, "ttype")),
    _table("activity_type", "mail.activity.type", NAME, Column("category", TEXT, "category")),
    _table(
        "activity",
        "mail.activity",
        *RECORD,
        Column("activity_type_id", TEXT, "activity_type_id", references="activity_type"),
        USER,
        Column("date_deadline", DATE, "date_deadline"),
        Column("date_done", DATE, "date_done"),
        ACTIVE,
        CREATED,
    ),
    _table(
        "calendar_event",
        "calendar.event",
        *RECORD,
        Column("opportunity_id", TEXT, "opportunity_id", references="lead"),
        USER,
        Column("start_at", TIMESTAMP, "start"),
        Column("stop_at", TIMESTAMP, "stop"),
        ACTIVE,
        CREATED,
    ),
    _table(
        "product",
        "product.product",
        Column("name", TEXT, "name"),
        Column("default_code", TEXT, "default_code"),
        ACTIVE,
    ),
    _table(
        "sale_order",
        "sale.order",
        Column("name", TEXT, "name"),
        Column("state", TEXT, "state"),
        Column("date_order", TIMESTAMP, "date_order"),
        Column("validity_date", DATE, "validity_date"),
        Column("opportunity_id", TEXT, "opportunity_id", references="lead"),
        PARTNER,
        USER,
        CURRENCY,
        Column("amount_untaxed", MONEY, "amount_untaxed"),
        Column("amount_total", MONEY, "amount_total"),
        CREATED,
    ),
    _table(
        "mailing",
        "mailing.mailing",
        Column("subject", TEXT, "subject"),
        Column("state", TEXT, "state"),
        Column("mailing_model", TEXT, "mailing_model_real"),
        *UTM,
        USER,
        Column("sent_date", TIMESTAMP, "sent_date"),
        CREATED,
    ),
    _table(
        "trace",
        "mailing.trace",
        Column("mailing_id", TEXT, "mass_mailing_id", references="mailing"),
        Column("email", TEXT, "email", personal=True, is_address=True),
        Column("model", TEXT, "model"),
        Column("res_id", TEXT, "res_id"),
        Column("is_test", BOOLEAN, "is_test_trace"),
        Column("trace_status", TEXT, "trace_status"),
        Column("failure_type", TEXT, "failure_type"),
        Column("sent_at", TIMESTAMP, "sent_datetime"),
        Column("opened_at", TIMESTAMP, "open_datetime"),
        Column("replied_at", TIMESTAMP, "reply_datetime"),
        Column("clicked_at", TIMESTAMP, "links_click_datetime"),
        CREATED,
    ),
    _table(
        "link_click",
        "link.tracker.click",
        Column("trace_id", TEXT, "mailing_trace_id", references="trace"),
        Column("mailing_id", TEXT, "mass_mailing_id", references="mailing"),
        Column("link_id", TEXT, "link_id"),
        CREATED,
    ),
    _table(
        "move",
        "account.move",
        Column("name", TEXT, "name"),
        Column("move_type", TEXT, "move_type", required=True, allowed=SALES_DOCUMENTS),
        Column("state", TEXT, "state", required=True, allowed=MOVE_STATES),
        Column("payment_state", TEXT, "payment_state"),
        PARTNER,
        Column("commercial_partner_id", TEXT, "commercial_partner_id", references="partner"),
        Column("invoice_user_id", TEXT, "invoice_user_id", references="user"),
        Column("invoice_origin", TEXT, "invoice_origin"),
        Column("ref", TEXT, "ref"),
        Column("invoice_date", DATE, "invoice_date"),
        Column("invoice_date_due", DATE, "invoice_date_due"),
        Column("accounting_date", DATE, "date"),
        CURRENCY,
        Column("company_id", TEXT, "company_id", references="company"),
        Column("amount_untaxed", MONEY, "amount_untaxed"),
        Column("amount_tax", MONEY, "amount_tax"),
        Column("amount_total", MONEY, "amount_total"),
        Column("amount_residual", MONEY, "amount_residual"),
        Column("reversed_entry_id", TEXT, "reversed_entry_id", references="move"),
        CREATED,
    ),
    _table(
        "move_line",
        "account.move.line",
        Column("move_id", TEXT, "move_id", required=True),
        Column("display_type", TEXT, "display_type"),
        Column("account_type", TEXT, "account_type"),
        Column("sequence", INTEGER, "sequence"),
        Column("product_id", TEXT, "product_id", references="product"),
        CURRENCY,
        Column("quantity", NUMBER, "quantity"),
        Column("price_unit", MONEY, "price_unit"),
        Column("price_subtotal", MONEY, "price_subtotal"),
        Column("price_total", MONEY, "price_total"),
        Column("amount_currency", MONEY, "amount_currency"),
        Column("balance", MONEY, "balance"),
        CREATED,
    ),
    _table(
        "payment",
        "account.payment",
        Column("name", TEXT, "name"),
        Column("state", TEXT, "state"),
        Column("payment_type", TEXT, "payment_type"),
        PARTNER,
        Column("move_id", TEXT, "move_id"),
        Column("payment_date", DATE, "date"),
        CURRENCY,
        Column("amount", MONEY, "amount"),
        CREATED,
    ),
    _table(
        "partial_reconcile",
        "account.partial.reconcile",
        Column("debit_move_id", TEXT, "debit_move_id", required=True),
        Column("credit_move_id", TEXT, "credit_move_id", required=True),
        Column("amount", MONEY, "amount"),
        Column("debit_amount_currency", MONEY, "debit_amount_currency"),
        Column("credit_amount_currency", MONEY, "credit_amount_currency"),
        Column("max_date", DATE, "max_date"),
        CREATED,
    ),
)

# Which records of a model are read, in Odoo's own form of a condition; all of them where none is given.
DOMAINS: Mapping[str, list[Any]] = MappingProxyType(
    {
        "user": [["share", "=", False]],  # the others are customers with a login
        "message": [["model", "=", "crm.lead"]],
        "tracking_value": [["mail_message_id.model", "=", "crm.lead"], ["field_id.name", "in", list(TRACKED_FIELDS)]],
        "field": [["model", "=", "crm.lead"], ["name", "in", list(TRACKED_FIELDS)]],
        "activity": [["res_model", "in", ["crm.lead", "res.partner"]]],
        "calendar_event": ["|", ["opportunity_id", "!=", False], ["res_model", "in", ["crm.lead", "res.partner"]]],
        "move": [["move_type", "in", list(SALES_DOCUMENTS)]],
        # The lines that are sold, and those that payments are reconciled with.
        "move_line": [
            *("|", ["account_type", "=", "asset_receivable"]),
            *("&", ["display_type", "=", "product"], ["move_id.move_type", "in", list(SALES_DOCUMENTS)]),
        ],
        "payment": [["partner_type", "=", "customer"]],
        "partial_reconcile": [["debit_move_id.account_type", "=", "asset_receivable"]],
    }
)

# What a place needs beside the tables that every place needs.
TABLES_OF_ALL = ("currency", "company", "country", "partner", "user")
TABLES_OF_PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "crm": (
            *("team", "team_member", "stage", "lost_reason", "utm_source", "utm_medium", "utm_campaign", "lead"),
            *("message", "field", "tracking_value", "activity_type", "activity", "calendar_event"),
            *("product", "sale_order"),
        ),
        "email": ("utm_source", "utm_medium", "utm_campaign", "mailing", "trace", "link_click"),
        "accounting": ("product", "currency_rate", "move", "move_line", "payment", "partial_reconcile"),
    }
)


def tables_of(places: tuple[str, ...]) -> tuple[Table, ...]:
    """The tables that an Odoo which fills these places is asked for, in the order of the contract."""
    wanted = {*TABLES_OF_ALL, *(name for place in places for name in TABLES_OF_PLACES[place])}
    return tuple(table for table in TABLES if table.name in wanted)
