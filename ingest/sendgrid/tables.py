"""SendGrid events that are read: one row per event of one message."""

from ingest.contracts import Column, Delivery, Table, Type

TABLES: tuple[Table, ...] = (
    Table(
        system="sendgrid",
        name="event",
        source="*.jsonl",
        key=("sg_event_id",),
        cursor="occurred_at",
        delivery=Delivery.EVENTS,
        columns=(
            Column("sg_event_id", Type.TEXT, "sg_event_id", required=True),
            Column("sg_message_id", Type.TEXT, "sg_message_id", as_="message_id", id_of="message"),
            Column("event", Type.TEXT, "event", required=True, max_distinct=50),
            # The webhook's `timestamp` is Unix seconds; it lands as a UTC timestamp.
            Column("occurred_at", Type.TIMESTAMP, "timestamp", required=True),
            Column("is_machine_open", Type.BOOLEAN, "sg_machine_open"),
            Column("bounce_type", Type.TEXT, "type"),
            Column("rep_email", Type.TEXT, "rep_email", macro="email_key"),
            Column("opportunity_id", Type.TEXT, "opportunity_id", as_="opportunity_key", macro="long_id"),
            Column("lead_id", Type.TEXT, "lead_id", as_="lead_key", macro="long_id"),
            Column("campaign_id", Type.TEXT, "campaign_id", as_="campaign_key", macro="long_id"),
            Column("url", Type.TEXT, "url", personal=True),
            Column("email", Type.TEXT, "email", personal=True, is_address=True, macro="email_key"),
            Column("useragent", Type.TEXT, "useragent", personal=True),
            Column("ip", Type.TEXT, "ip", personal=True),
            Column("reason", Type.TEXT, "reason", personal=True),
        ),
        grain="event of one message (delivered, opened, clicked, …)",
        id_name="email_event_id",
    ),
)
