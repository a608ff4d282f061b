"""What a published run leaves behind. Rows are added once and never rewritten, so that a forecast stays as issued."""

from ingest.contracts import Column, Delivery, Table, Type

TEXT, TOTAL, BOOLEAN, DATE, TIMESTAMP = Type.TEXT, Type.TOTAL, Type.BOOLEAN, Type.DATE, Type.TIMESTAMP


def _column(name: str, type_: Type, required: bool = False) -> Column:
    return Column(name, type_, name, required=required)


RUN = (
    _column("run_id", TEXT, required=True),
    _column("code_version", TEXT, required=True),
    _column("configuration_hash", TEXT, required=True),
)


def _table(name: str, key: tuple[str, ...], *columns: Column, as_of: str, grain: str, is_staged: bool = True) -> Table:
    return Table(
        system="plumbline",
        name=name,
        source=name,
        key=key,
        columns=(Column("as_of", DATE, "as_of", required=True, as_=as_of), *columns, *RUN),
        cursor="as_of",
        delivery=Delivery.EVENTS,
        grain=grain,
        id_name=None,
        is_staged=is_staged,
    )


TABLES: tuple[Table, ...] = (
    _table(
        "issued_forecast",
        ("as_of", "period_start", "period_end", "entity_type", "entity_id", "measure", "level"),
        _column("period_start", DATE, required=True),
        _column("period_end", DATE, required=True),
        _column("entity_type", TEXT, required=True),
        _column("entity_id", TEXT, required=True),
        _column("measure", TEXT, required=True),
        _column("level", TEXT, required=True),
        _column("is_champion", BOOLEAN),
        _column("expected_amount", TOTAL),
        _column("p10", TOTAL),
        _column("p50", TOTAL),
        _column("p90", TOTAL),
        _column("currency", TEXT),
        as_of="issued_as_of",
        grain="as-of date, period, entity, measure and level of a published forecast",
    ),
    # status `open` when a rule first fires (or fires again) for an object, `fixed` when it no longer does.
    _table(
        "finding_change",
        ("as_of", "rule_id", "object_type", "object_id"),
        _column("rule_id", TEXT, required=True),
        _column("rule_version", TEXT),
        _column("object_type", TEXT, required=True),
        _column("object_id", TEXT, required=True),
        _column("status", TEXT, required=True),
        _column("severity", TEXT),
        _column("value_at_risk_rc", TOTAL),
        as_of="changed_as_of",
        grain="as-of date, rule and object: a finding that was opened or fixed",
    ),
    _table(
        "gate_result",
        ("as_of", "gate", "check_name"),
        _column("gate", TEXT, required=True),
        _column("check_name", TEXT, required=True),
        _column("is_passed", BOOLEAN, required=True),
        _column("detail", TEXT),
        as_of="checked_as_of",
        grain="as-of date, gate and check",
        is_staged=False,
    ),
)
