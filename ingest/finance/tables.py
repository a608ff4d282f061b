"""Finance sheets that are read. Their keys are the columns that say what the row is about."""

from typing import Any

from ingest.contracts import EMAIL_PATTERN, ROW_DIGEST, Column, Pair, Table, Type

TEXT, INTEGER, MONEY, NUMBER = Type.TEXT, Type.INTEGER, Type.MONEY, Type.NUMBER
DATE, RATE, TIMESTAMP = Type.DATE, Type.RATE, Type.TIMESTAMP


def _column(name: str, type_: Type, required: bool = False, **more: Any) -> Column:
    """A sheet's headers are the landed names."""
    return Column(name, type_, name, required=required, **more)


def _table(name: str, key: tuple[str, ...], *columns: Column, **more: Any) -> Table:
    names = {column.name for column in columns}
    pairs = (PERIOD_ORDER,) if {PERIOD_ORDER.lower, PERIOD_ORDER.upper} <= names else ()
    return Table(system="finance", name=name, source=f"{name}.csv", key=key, columns=columns, pairs=pairs, **more)


# Sheets in which two equal rows are both meant: the key is the digest of the row and how often it occurred before.
ROW_ID = Column("row_id", TEXT, ROW_DIGEST, required=True)
REP_EMAIL = Column("rep_email", TEXT, "rep_email", required=True, pattern=EMAIL_PATTERN, macro="email_key")
CONTACT_EMAIL = Column("contact_email", TEXT, "contact_email", personal=True, is_address=True, macro="email_key")
PERIOD = (_column("period_start", DATE, required=True), _column("period_end", DATE, required=True))
PERIOD_ORDER = Pair("period_start", "period_end", is_entered=True)
AMOUNT = _column("amount", MONEY, required=True)
CURRENCY = _column("currency", TEXT, macro="code_key")

TABLES: tuple[Table, ...] = (
    _table(
        "quotas",
        ("rep_email", "period_start", "period_end", "measure", "valid_from"),
        REP_EMAIL,
        *PERIOD,
        _column("measure", TEXT),
        AMOUNT,
        CURRENCY,
        _column("valid_from", DATE),
        entity="quota",
        grain="rep, period, measure and first day of validity",
        recorded_at="valid_from",
    ),
    _table(
        "plan",
        ("row_id",),
        ROW_ID,
        _column("period_start", DATE, required=True),
        _column("period_end", DATE),
        _column("product_code", TEXT),
        _column("account_id", TEXT, as_="account_key", macro="long_id"),
        _column("rep_email", TEXT, macro="email_key"),
        AMOUNT,
        CURRENCY,
        entity="plan_line",
        grain="line of the sales plan",
    ),
    _table(
        "targets",
        ("target_id",),
        _column("target_id", TEXT, required=True),
        _column("metric", TEXT),
        _column("owner_email", TEXT, macro="email_key"),
        _column("unit", TEXT),
        _column("baseline", NUMBER),
        _column("management_value", NUMBER),
        _column("rep_value", NUMBER),
        _column("rep_argument", TEXT),
        _column("met_on", DATE, as_="met_date"),
        _column("agreed_points", TEXT),
        _column("differences", TEXT),
        _column("agreed_value", NUMBER),
        _column("agreed_on", DATE, as_="agreed_date"),
        _column("period_start", DATE),
        _column("period_end", DATE),
        _column("goal", TEXT),
        entity="target",
        grain="agreed target",
        recorded_at="agreed_date",
    ),
    _table(
        "costs",
        ("row_id",),
        ROW_ID,
        _column("date", DATE, required=True, as_="cost_date"),
        _column("category", TEXT),
        _column("channel", TEXT),
        _column("campaign_id", TEXT, as_="campaign_key", macro="long_id"),
        AMOUNT,
        CURRENCY,
        entity="cost",
        grain="cost booking",
        recorded_at="cost_date",
    ),
    _table(
        "product_costs",
        ("product_code", "valid_from"),
        _column("product_code", TEXT, required=True),
        _column("valid_from", DATE, required=True),
        _column("unit_cost", MONEY, required=True),
        CURRENCY,
        entity="product_cost",
        grain="product and first day of validity of its unit cost",
        recorded_at="valid_from",
    ),
    _table(
        "fx_rates",
        ("date", "from_currency", "to_currency"),
        _column("date", DATE, required=True, as_="rate_date"),
        _column("from_currency", TEXT, required=True, macro="code_key"),
        _column("to_currency", TEXT, required=True, macro="code_key"),
        _column("rate", RATE, required=True, above=0),
        entity="fx_rate",
        grain="day and pair of currencies",
        recorded_at="rate_date",
    ),
    _table(
        "surveys",
        ("response_id",),
        _column("response_id", TEXT, required=True),
        _column("responded_at", TIMESTAMP, required=True),
        _column("kind", TEXT),
        _column("score", NUMBER),
        _column("scale_max", NUMBER),
        _column("account_id", TEXT, as_="account_key", macro="long_id"),
        CONTACT_EMAIL,
        _column("survey_id", TEXT, id_of="survey"),
        entity="survey_response",
        grain="survey response",
        recorded_at="responded_at",
    ),
    _table(
        "forecast_submissions",
        ("row_id",),
        ROW_ID,
        _column("submitted_at", TIMESTAMP, required=True),
        REP_EMAIL,
        *PERIOD,
        _column("category", TEXT),
        AMOUNT,
        CURRENCY,
        entity="forecast_submission",
        grain="forecast that a rep submitted",
        recorded_at="submitted_at",
    ),
    _table(
        "content_views",
        ("row_id",),
        ROW_ID,
        _column("viewed_at", TIMESTAMP, required=True),
        _column("content_id", TEXT, required=True, id_of="content"),
        CONTACT_EMAIL,
        _column("page", TEXT),
        _column("seconds", NUMBER, as_="view_seconds"),
        _column("action", TEXT),
        entity="content_view",
        grain="view of a piece of content",
        recorded_at="viewed_at",
    ),
    _table(
        "time_entries",
        ("row_id",),
        ROW_ID,
        REP_EMAIL,
        _column("date", DATE, required=True, as_="entry_date"),
        _column("category", TEXT),
        _column("minutes", NUMBER),
        entity="time_entry",
        grain="time entry of a rep",
        recorded_at="entry_date",
    ),
    _table(
        "absences",
        ("row_id",),
        ROW_ID,
        REP_EMAIL,
        _column("date", DATE, required=True, as_="absence_date"),
        _column("reason", TEXT),
        entity="absence",
        grain="day of absence of a rep",
        recorded_at="absence_date",
    ),
    _table(
        "holidays",
        ("country", "date", "name"),
        _column("country", TEXT),
        _column("date", DATE, required=True, as_="holiday_date"),
        _column("name", TEXT),
        entity="holiday",
        grain="country, day and name of a holiday",
    ),
)
