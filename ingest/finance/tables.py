"""Finance sheets that are read. Their keys are the columns that say what the row is about."""

from ingest.contracts import EMAIL_PATTERN, ROW_DIGEST, Column, Pair, Table, Type

TEXT, INTEGER, MONEY, NUMBER = Type.TEXT, Type.INTEGER, Type.MONEY, Type.NUMBER
DATE, RATE, TIMESTAMP = Type.DATE, Type.RATE, Type.TIMESTAMP


def _column(name: str, type_: Type, required: bool = False, above: float | None = None) -> Column:
    """A sheet's headers are the landed names."""
    return Column(name, type_, name, required=required, above=above)


def _table(name: str, key: tuple[str, ...], *columns: Column) -> Table:
    names = {column.name for column in columns}
    pairs = (PERIOD_ORDER,) if {PERIOD_ORDER.lower, PERIOD_ORDER.upper} <= names else ()
    return Table(system="finance", name=name, source=f"{name}.csv", key=key, columns=columns, pairs=pairs)


# Sheets in which two equal rows are both meant: the key is the digest of the row and how often it occurred before.
ROW_ID = Column("row_id", TEXT, ROW_DIGEST, required=True)
REP_EMAIL = Column("rep_email", TEXT, "rep_email", required=True, pattern=EMAIL_PATTERN)
CONTACT_EMAIL = Column("contact_email", TEXT, "contact_email", personal=True, is_address=True)
PERIOD = (_column("period_start", DATE, required=True), _column("period_end", DATE, required=True))
PERIOD_ORDER = Pair("period_start", "period_end", is_entered=True)
AMOUNT = _column("amount", MONEY, required=True)
CURRENCY = _column("currency", TEXT)

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
    ),
    _table(
        "plan",
        ("row_id",),
        ROW_ID,
        _column("period_start", DATE, required=True),
        _column("period_end", DATE),
        _column("product_code", TEXT),
        _column("account_id", TEXT),
        _column("rep_email", TEXT),
        AMOUNT,
        CURRENCY,
    ),
    _table(
        "targets",
        ("target_id",),
        _column("target_id", TEXT, required=True),
        _column("metric", TEXT),
        _column("owner_email", TEXT),
        _column("unit", TEXT),
        _column("baseline", NUMBER),
        _column("management_value", NUMBER),
        _column("rep_value", NUMBER),
        _column("rep_argument", TEXT),
        _column("met_on", DATE),
        _column("agreed_points", TEXT),
        _column("differences", TEXT),
        _column("agreed_value", NUMBER),
        _column("agreed_on", DATE),
        _column("period_start", DATE),
        _column("period_end", DATE),
        _column("goal", TEXT),
    ),
    _table(
        "costs",
        ("row_id",),
        ROW_ID,
        _column("date", DATE, required=True),
        _column("category", TEXT),
        _column("channel", TEXT),
        _column("campaign_id", TEXT),
        AMOUNT,
        CURRENCY,
    ),
    _table(
        "product_costs",
        ("product_code", "valid_from"),
        _column("product_code", TEXT, required=True),
        _column("valid_from", DATE, required=True),
        _column("unit_cost", MONEY, required=True),
        CURRENCY,
    ),
    _table(
        "fx_rates",
        ("date", "from_currency", "to_currency"),
        _column("date", DATE, required=True),
        _column("from_currency", TEXT, required=True),
        _column("to_currency", TEXT, required=True),
        _column("rate", RATE, required=True, above=0),
    ),
    _table(
        "surveys",
        ("response_id",),
        _column("response_id", TEXT, required=True),
        _column("responded_at", TIMESTAMP, required=True),
        _column("kind", TEXT),
        _column("score", NUMBER),
        _column("scale_max", NUMBER),
        _column("account_id", TEXT),
        CONTACT_EMAIL,
        _column("survey_id", TEXT),
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
    ),
    _table(
        "content_views",
        ("row_id",),
        ROW_ID,
        _column("viewed_at", TIMESTAMP, required=True),
        _column("content_id", TEXT, required=True),
        CONTACT_EMAIL,
        _column("page", TEXT),
        _column("seconds", NUMBER),
        _column("action", TEXT),
    ),
    _table(
        "time_entries",
        ("row_id",),
        ROW_ID,
        REP_EMAIL,
        _column("date", DATE, required=True),
        _column("category", TEXT),
        _column("minutes", NUMBER),
    ),
    _table(
        "absences",
        ("row_id",),
        ROW_ID,
        REP_EMAIL,
        _column("date", DATE, required=True),
        _column("reason", TEXT),
    ),
    _table(
        "holidays",
        ("country", "date", "name"),
        _column("country", TEXT),
        _column("date", DATE, required=True),
        _column("name", TEXT),
    ),
)
