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
ACTIVE = Column("active", BOOLEAN, "active", as_="is_active")
CREATED = Column("create_date", TIMESTAMP, "create_date", as_="created_at")
OCCURRED = replace(CREATED, as_="occurred_at")
# What Odoo itself has put into the database, its list of fields for one, has no time.
WRITTEN = Column("write_date", TIMESTAMP, "write_date", as_="modified_at")
USER = Column("user_id", TEXT, "user_id", references="user")
PARTNER = Column("partner_id", TEXT, "partner_id", references="partner")
CURRENCY = Column("currency_id", TEXT, "currency_id", as_="odoo_currency_id", references="currency")
UTM = (
    Column("source_id", TEXT, "source_id", as_="utm_source_id", references="utm_source"),
    Column("medium_id", TEXT, "medium_id", as_="utm_medium_id", references="utm_medium"),
    Column("campaign_id", TEXT, "campaign_id", as_="utm_campaign_id", references="utm_campaign"),
)
# The record of any model that a row is about: its model and its id there.
RECORD = (
    Column("res_model", TEXT, "res_model", as_=None),
    Column("res_id", TEXT, "res_id", as_="record_id", id_of="record", sql="'odoo:' || res_model || '/' || res_id"),
)

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
    _table(
        "currency",
        "res.currency",
        Column("code", TEXT, "name", required=True, as_="currency", macro="code_key"),
        ACTIVE,
        id_name="odoo_currency_id",
        grain="currency",
    ),
    _table("company", "res.company", NAME, CURRENCY, grain="company of the group with its own accounting"),
    _table("country", "res.country", NAME, Column("country_code", TEXT, "code", macro="code_key"), grain="country"),
    _table(
        "currency_rate",
        "res.currency.rate",
        Column("rate_date", DATE, "name", required=True),
        # Units of the currency for one of the company's.
        Column("rate", RATE, "company_rate", above=0),
        replace(CURRENCY, required=True),
        Column("company_id", TEXT, "company_id", references="company"),
        grain="currency, company and day from which a rate holds",
        recorded_at="rate_date",
    ),
    _table(
        "partner",
        "res.partner",
        Column("company_name", TEXT, "name"),  # of companies only, see the reader
        Column("name", TEXT, "name", personal=True, as_="full_name"),
        Column("email", TEXT, "email", personal=True, is_address=True, macro="email_key"),
        Column("phone", TEXT, "phone", personal=True),
        Column("is_company", BOOLEAN, "is_company"),
        Column("parent_id", TEXT, "parent_id", references="partner", as_="parent_partner_id"),
        Column("commercial_partner_id", TEXT, "commercial_partner_id", references="partner"),
        Column("ref", TEXT, "ref", as_="partner_number"),
        Column("vat", TEXT, "vat", as_="tax_number"),
        Column("website", TEXT, "website"),
        Column("industry_id", TEXT, "industry_id", as_=None),
        Column("country_id", TEXT, "country_id", references="country"),
        Column("function", TEXT, "function", as_="title"),
        Column("customer_rank", INTEGER, "customer_rank"),
        replace(USER, as_="owner_id"),
        ACTIVE,
        CREATED,
        is_person=True,
        grain="company or person",
    ),
    _table(
        "user",
        "res.users",
        NAME,
        Column("login", TEXT, "login", macro="email_key"),
        Column("email", TEXT, "email", pattern=EMAIL_PATTERN, macro="email_key"),
        PARTNER,
        ACTIVE,
        CREATED,
        required=True,
        is_rep=True,
        grain="user with a login of the company",
    ),
    _table(
        "team",
        "crm.team",
        NAME,
        replace(USER, as_="leader_id"),
        ACTIVE,
        Column("invoiced_target", MONEY, "invoiced_target"),
        grain="sales team",
    ),
    _table(
        "team_member",
        "crm.team.member",
        USER,
        Column("crm_team_id", TEXT, "crm_team_id", references="team", as_="team_id"),
        ACTIVE,
        CREATED,
        grain="membership of a user in a sales team",
    ),
    _table(
        "stage",
        "crm.stage",
        NAME,
        Column("sequence", INTEGER, "sequence", as_="stage_order"),
        Column("is_won", BOOLEAN, "is_won"),
        grain="stage of the pipeline",
    ),
    _table("lost_reason", "crm.lost.reason", replace(NAME, as_="lost_reason"), grain="loss reason of opportunities"),
    _table("utm_source", "utm.source", replace(NAME, as_="utm_source"), grain="lead source"),
    _table("utm_medium", "utm.medium", replace(NAME, as_="utm_medium"), grain="lead medium"),
    _table("utm_campaign", "utm.campaign", replace(NAME, as_="utm_campaign"), grain="lead campaign"),
    _table(
        "lead",
        "crm.lead",
        Column("type", TEXT, "type", required=True, allowed=("lead", "opportunity")),
        Column("opportunity_name", TEXT, "name"),  # of opportunities only, see the reader
        Column("name", TEXT, "name", personal=True),
        Column("contact_name", TEXT, "contact_name", personal=True),
        Column("email_from", TEXT, "email_from", personal=True, is_address=True, as_="email", macro="email_key"),
        Column("phone", TEXT, "phone", personal=True),
        Column("partner_name", TEXT, "partner_name", as_="prospect_name"),
        Column("function", TEXT, "function", as_="title"),
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
        Column("company_currency", TEXT, "company_currency", references="currency", as_="odoo_currency_id"),
        Column("probability", NUMBER, "probability", minimum=0, maximum=100),
        Column("won_status", TEXT, "won_status"),
        ACTIVE,
        Column("date_open", TIMESTAMP, "date_open", as_="assigned_at"),
        Column("date_conversion", TIMESTAMP, "date_conversion", as_="converted_at"),
        Column("date_closed", TIMESTAMP, "date_closed", as_="closed_at"),
        Column("date_last_stage_update", TIMESTAMP, "date_last_stage_update", as_="stage_changed_at"),
        Column("date_deadline", DATE, "date_deadline", as_="expected_close_date"),
        CREATED,
        is_person=True,
        grain="lead or opportunity",
    ),
    _table(
        "message",
        "mail.message",
        Column("model", TEXT, "model", as_=None),
        Column("res_id", TEXT, "res_id", as_="lead_id", id_of="lead"),
        Column("message_type", TEXT, "message_type"),
        Column("is_internal", BOOLEAN, "is_internal"),
        Column("subtype_id", TEXT, "subtype_id"),
        Column("activity_type_id", TEXT, "mail_activity_type_id", references="activity_type"),
        Column("author_id", TEXT, "author_id", references="partner", as_="author_partner_id"),
        Column("sent_at", TIMESTAMP, "date"),
        is_history=True,
        grain="message or note on a lead or opportunity",
        recorded_at="sent_at",
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
        OCCURRED,
        is_history=True,
        grain="change of one tracked field of a lead or opportunity",
    ),
    _table(
        "field",
        "ir.model.fields",
        NAME,
        Column("type", TEXT, "ttype"),
        grain="tracked field of leads and opportunities",
    ),
    _table(
        "activity_type",
        "mail.activity.type",
        replace(NAME, as_="activity_type"),
        Column("category", TEXT, "category", as_="activity_category"),
        grain="kind of planned activity",
    ),
    _table(
        "activity",
        "mail.activity",
        *RECORD,
        Column("activity_type_id", TEXT, "activity_type_id", references="activity_type"),
        USER,
        Column("date_deadline", DATE, "date_deadline", as_="due_date"),
        Column("date_done", DATE, "date_done", as_="done_date"),
        ACTIVE,
        CREATED,
        grain="planned or done activity on a lead, an opportunity or a customer",
    ),
    _table(
        "calendar_event",
        "calendar.event",
        *RECORD,
        Column("opportunity_id", TEXT, "opportunity_id", references="lead", as_="lead_id"),
        USER,
        Column("start_at", TIMESTAMP, "start", as_="starts_at"),
        Column("stop_at", TIMESTAMP, "stop", as_="ends_at"),
        ACTIVE,
        CREATED,
        grain="meeting about a lead, an opportunity or a customer",
    ),
    _table(
        "product",
        "product.product",
        Column("name", TEXT, "name"),
        Column("default_code", TEXT, "default_code", as_="product_code"),
        ACTIVE,
        grain="product",
    ),
    _table(
        "sale_order",
        "sale.order",
        Column("name", TEXT, "name", as_="order_number"),
        Column("state", TEXT, "state", as_="status"),
        Column("date_order", TIMESTAMP, "date_order", as_="ordered_at"),
        Column("validity_date", DATE, "validity_date", as_="valid_until"),
        Column("opportunity_id", TEXT, "opportunity_id", references="lead", as_="lead_id"),
        PARTNER,
        USER,
        CURRENCY,
        Column("amount_untaxed", MONEY, "amount_untaxed"),
        Column("amount_total", MONEY, "amount_total"),
        CREATED,
        grain="quotation or order",
    ),
    _table(
        "mailing",
        "mailing.mailing",
        Column("subject", TEXT, "subject", as_="mailing_subject"),
        Column("state", TEXT, "state", as_="status"),
        Column("mailing_model", TEXT, "mailing_model_real"),
        *UTM,
        USER,
        Column("sent_date", TIMESTAMP, "sent_date", as_="sent_at"),
        CREATED,
        grain="mailing",
    ),
    _table(
        "trace",
        "mailing.trace",
        Column("mailing_id", TEXT, "mass_mailing_id", references="mailing"),
        Column("email", TEXT, "email", personal=True, is_address=True, as_=None),
        Column("model", TEXT, "model", as_=None),
        Column("res_id", TEXT, "res_id", as_="record_id", id_of="record", sql="'odoo:' || model || '/' || res_id"),
        Column("is_test", BOOLEAN, "is_test_trace"),
        Column("trace_status", TEXT, "trace_status"),
        Column("failure_type", TEXT, "failure_type"),
        Column("sent_at", TIMESTAMP, "sent_datetime"),
        Column("opened_at", TIMESTAMP, "open_datetime"),
        Column("replied_at", TIMESTAMP, "reply_datetime"),
        Column("clicked_at", TIMESTAMP, "links_click_datetime"),
        CREATED,
        grain="recipient of a mailing, with the status of the message",
    ),
    _table(
        "link_click",
        "link.tracker.click",
        Column("trace_id", TEXT, "mailing_trace_id", references="trace"),
        Column("mailing_id", TEXT, "mass_mailing_id", references="mailing"),
        Column("link_id", TEXT, "link_id"),
        OCCURRED,
        grain="click on a link of a mailing",
    ),
    _table(
        "move",
        "account.move",
        Column("name", TEXT, "name", as_="document_number"),
        Column("move_type", TEXT, "move_type", required=True, allowed=SALES_DOCUMENTS),
        Column("state", TEXT, "state", required=True, allowed=MOVE_STATES, as_="status"),
        Column("payment_state", TEXT, "payment_state"),
        PARTNER,
        Column("commercial_partner_id", TEXT, "commercial_partner_id", references="partner"),
        Column("invoice_user_id", TEXT, "invoice_user_id", references="user", as_="user_id"),
        Column("invoice_origin", TEXT, "invoice_origin", as_="order_numbers"),
        Column("ref", TEXT, "ref", as_="reference"),
        Column("invoice_date", DATE, "invoice_date", as_="document_date"),
        Column("invoice_date_due", DATE, "invoice_date_due", as_="due_date"),
        Column("accounting_date", DATE, "date"),
        CURRENCY,
        Column("company_id", TEXT, "company_id", references="company"),
        Column("amount_untaxed", MONEY, "amount_untaxed"),
        Column("amount_tax", MONEY, "amount_tax"),
        Column("amount_total", MONEY, "amount_total"),
        Column("amount_residual", MONEY, "amount_residual"),
        Column("reversed_entry_id", TEXT, "reversed_entry_id", references="move", as_="reversed_move_id"),
        CREATED,
        grain="invoice, credit note or receipt to a customer, whatever its state",
        recorded_at="document_date",
    ),
    _table(
        "move_line",
        "account.move.line",
        Column("move_id", TEXT, "move_id", required=True, id_of="move"),
        Column("display_type", TEXT, "display_type"),
        Column("account_type", TEXT, "account_type"),
        Column("sequence", INTEGER, "sequence", as_="line_order"),
        Column("product_id", TEXT, "product_id", references="product"),
        CURRENCY,
        Column("quantity", NUMBER, "quantity"),
        Column("price_unit", MONEY, "price_unit"),
        Column("price_subtotal", MONEY, "price_subtotal"),
        Column("price_total", MONEY, "price_total"),
        Column("amount_currency", MONEY, "amount_currency"),
        Column("balance", MONEY, "balance"),
        CREATED,
        grain="line of a sales document, or one that payments settle",
    ),
    _table(
        "payment",
        "account.payment",
        Column("name", TEXT, "name", as_="payment_number"),
        Column("state", TEXT, "state", as_="status"),
        Column("payment_type", TEXT, "payment_type"),
        PARTNER,
        Column("move_id", TEXT, "move_id", id_of="move"),
        Column("payment_date", DATE, "date"),
        CURRENCY,
        Column("amount", MONEY, "amount"),
        CREATED,
        grain="payment of a customer",
        recorded_at="payment_date",
    ),
    _table(
        "partial_reconcile",
        "account.partial.reconcile",
        Column("debit_move_id", TEXT, "debit_move_id", required=True, as_="debit_line_id", id_of="move_line"),
        Column("credit_move_id", TEXT, "credit_move_id", required=True, as_="credit_line_id", id_of="move_line"),
        Column("amount", MONEY, "amount"),
        Column("debit_amount_currency", MONEY, "debit_amount_currency"),
        Column("credit_amount_currency", MONEY, "credit_amount_currency"),
        Column("max_date", DATE, "max_date", as_="settled_date"),
        CREATED,
        grain="settlement of one line of a document by one line of a payment or credit note",
        recorded_at="settled_date",
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
