"""The conformed entities that a mapping file can fill. A column's source is the name that the mapping uses for it."""

from typing import Any

from ingest.contracts import Column, Pair, Table, Type

TEXT, INTEGER, MONEY, NUMBER, RATE = Type.TEXT, Type.INTEGER, Type.MONEY, Type.NUMBER, Type.RATE
BOOLEAN, DATE, TIMESTAMP = Type.BOOLEAN, Type.DATE, Type.TIMESTAMP

PERIOD_END = "coalesce(period_end, {{ add_days(add_months('period_start', 'period_months'), -1) }})"


def _column(name: str, type_: Type, required: bool = False, **more: Any) -> Column:
    return Column(name, type_, name, required=required, **more)


def _table(name: str, *columns: Column, **more: Any) -> Table:
    key = _column("id", TEXT, required=True)
    return Table(
        system="csv_mapping",
        name=name,
        source=name,
        key=("id",),
        columns=(key, *columns),
        **more,
    )


TABLES: tuple[Table, ...] = (
    _table(
        "rep",
        _column("name", TEXT),
        _column("email", TEXT, macro="email_key"),
        _column("team", TEXT),
        _column("manager_name", TEXT),
        _column("territory", TEXT),
        _column("is_active", BOOLEAN),
        required=True,
        is_rep=True,
        grain="sales rep",
    ),
    _table(
        "account",
        _column("name", TEXT),
        _column("parent_name", TEXT, as_="parent_account_name"),
        _column("industry", TEXT),
        _column("country", TEXT),
        _column("annual_revenue", MONEY),
        _column("number_of_employees", INTEGER, as_="employee_count"),
        grain="account",
    ),
    _table(
        "product",
        _column("name", TEXT),
        _column("family", TEXT),
        _column("list_price", MONEY),
        _column("currency", TEXT, macro="code_key"),
        grain="product",
    ),
    _table(
        "opportunity",
        _column("name", TEXT),
        _column("account_id", TEXT, references="account"),
        _column("owner_id", TEXT, required=True, references="rep"),
        _column("product_id", TEXT, references="product"),
        _column("stage_name", TEXT, required=True),
        _column("amount", MONEY),
        _column("currency", TEXT, macro="code_key"),
        _column("probability", NUMBER, minimum=0, maximum=100),
        _column("created_date", DATE),
        _column("expected_close_date", DATE),
        _column("closed_date", DATE),
        _column("is_closed", BOOLEAN, required=True),
        _column("is_won", BOOLEAN, required=True),
        _column("lead_source", TEXT),
        _column("type", TEXT),
        _column("loss_reason", TEXT),
        pairs=(Pair("is_won", "is_closed"), Pair("created_date", "closed_date", is_entered=True)),
        grain="opportunity",
        recorded_at="coalesce(closed_date, created_date)",
    ),
    # The log of a deal: what changed when. Fields bear our names (stage_name, amount, expected_close_date, probability,
    # forecast_category, next_step, owner); a value map gives them.
    _table(
        "opportunity_change",
        _column("opportunity_id", TEXT, required=True, references="opportunity"),
        _column("changed_at", TIMESTAMP, required=True, as_="occurred_at"),
        _column("field", TEXT, required=True, as_="field_name"),
        _column("old_value", TEXT),
        _column("new_value", TEXT),
        grain="logged change of a field of an opportunity",
        known_at="changed_at",
    ),
    _table(
        "lead",
        _column("name", TEXT, personal=True, as_="full_name"),
        _column("email", TEXT, personal=True, is_address=True, macro="email_key"),
        _column("phone", TEXT, personal=True),
        _column("company", TEXT),
        _column("owner_id", TEXT, references="rep"),
        _column("status", TEXT),
        _column("disposition", TEXT),
        _column("lead_source", TEXT),
        _column("created_date", DATE, required=True),
        _column("is_converted", BOOLEAN),
        _column("converted_date", DATE),
        _column("converted_opportunity_id", TEXT, references="opportunity"),
        is_person=True,
        grain="lead",
        recorded_at="created_date",
    ),
    # One version of a proposal each; drafts that were not sent may be among them, by their status.
    _table(
        "proposal",
        _column("opportunity_id", TEXT, required=True, references="opportunity"),
        _column("owner_id", TEXT, references="rep"),
        _column("number", TEXT, as_="proposal_number"),
        _column("status", TEXT),
        _column("amount", MONEY),
        _column("currency", TEXT, macro="code_key"),
        _column("sent_date", DATE, required=True),
        _column("valid_until", DATE),
        grain="version of a proposal",
        recorded_at="sent_date",
    ),
    # A touch: its type is call, email, meeting or another, its direction out or in.
    _table(
        "activity",
        _column("type", TEXT, required=True, sql="lower(trim(type))"),
        _column("direction", TEXT, sql="lower(trim(direction))"),
        _column("occurred_at", TIMESTAMP, required=True),
        _column("rep_id", TEXT, references="rep"),
        _column("opportunity_id", TEXT, references="opportunity"),
        _column("account_id", TEXT, references="account"),
        _column("lead_id", TEXT, references="lead"),
        _column("outcome", TEXT),
        _column("is_held", BOOLEAN),
        _column("duration_seconds", INTEGER, minimum=0),
        grain="touch: call, e-mail, meeting or another",
    ),
    _table(
        "territory",
        _column("name", TEXT),
        _column("region", TEXT),
        _column("country", TEXT),
        grain="sales territory",
    ),
    # A rep works a territory from the first to the last of these days; an empty last day is not known yet.
    _table(
        "territory_assignment",
        _column("rep_id", TEXT, required=True, references="rep"),
        _column("territory_id", TEXT, required=True, references="territory"),
        _column("valid_from", DATE),
        _column("valid_to", DATE),
        pairs=(Pair("valid_from", "valid_to", is_entered=True),),
        grain="assignment of a rep to a territory, with its first and last day",
        recorded_at="valid_from",
    ),
    # The last day of a period is given, or follows from the number of its months.
    _table(
        "quota",
        _column("rep_id", TEXT, required=True, references="rep"),
        _column("period_start", DATE, required=True),
        _column("period_end", DATE, sql=PERIOD_END),
        _column("period_months", INTEGER, minimum=1, maximum=120, as_=None),
        _column("measure", TEXT),
        _column("amount", MONEY, required=True),
        _column("currency", TEXT, macro="code_key"),
        _column("valid_from", DATE),
        pairs=(Pair("period_start", "period_end", is_entered=True),),
        grain="version of a quota: rep, period, measure and first day of validity",
        recorded_at="coalesce(valid_from, period_start)",
    ),
    # One unit of the first currency is worth so many of the second.
    _table(
        "exchange_rate",
        _column("rate_date", DATE, required=True),
        _column("from_currency", TEXT, required=True, macro="code_key"),
        _column("to_currency", TEXT, required=True, macro="code_key"),
        _column("rate", RATE, required=True, above=0),
        grain="exchange rate: day and pair of currencies",
        recorded_at="rate_date",
    ),
)
