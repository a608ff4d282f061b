"""The conformed entities that a mapping file can fill. A column's source is the name that the mapping uses for it."""

from ingest.contracts import Column, Table, Type

TEXT, INTEGER, MONEY, NUMBER = Type.TEXT, Type.INTEGER, Type.MONEY, Type.NUMBER
BOOLEAN, DATE, TIMESTAMP = Type.BOOLEAN, Type.DATE, Type.TIMESTAMP


def _column(
    name: str, type_: Type, required: bool = False, references: str | None = None, maximum: float | None = None
) -> Column:
    minimum = None if maximum is None else 0
    return Column(name, type_, name, required=required, references=references, minimum=minimum, maximum=maximum)


def _table(name: str, *columns: Column, required: bool = False) -> Table:
    key = _column("id", TEXT, required=True)
    return Table(system="csv_mapping", name=name, source=name, key=("id",), columns=(key, *columns), required=required)


TABLES: tuple[Table, ...] = (
    _table(
        "rep",
        _column("name", TEXT),
        _column("email", TEXT),
        _column("team", TEXT),
        _column("manager_name", TEXT),
        _column("territory", TEXT),
        _column("is_active", BOOLEAN),
        required=True,
    ),
    _table(
        "account",
        _column("name", TEXT),
        _column("parent_name", TEXT),
        _column("industry", TEXT),
        _column("country", TEXT),
        _column("annual_revenue", MONEY),
        _column("number_of_employees", INTEGER),
    ),
    _table(
        "product",
        _column("name", TEXT),
        _column("family", TEXT),
        _column("list_price", MONEY),
        _column("currency", TEXT),
    ),
    _table(
        "opportunity",
        _column("name", TEXT),
        _column("account_id", TEXT, references="account"),
        _column("owner_id", TEXT, required=True, references="rep"),
        _column("product_id", TEXT, references="product"),
        _column("stage_name", TEXT, required=True),
        _column("amount", MONEY),
        _column("currency", TEXT),
        _column("probability", NUMBER, maximum=100),
        _column("created_date", DATE),
        _column("expected_close_date", DATE),
        _column("closed_date", DATE),
        _column("is_closed", BOOLEAN, required=True),
        _column("is_won", BOOLEAN, required=True),
        _column("lead_source", TEXT),
        _column("type", TEXT),
        _column("loss_reason", TEXT),
        required=True,
    ),
)
