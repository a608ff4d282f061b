"""Macros and generic tests that give rows: landing, series, quantiles, keys, expressions, references, totals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest

from .conftest import Rows, Run

TABLES = """
create table landing.finance__quotas (
    rep_email varchar, period_start date, period_end date, measure varchar, amount decimal(18, 4), currency varchar,
    valid_from date, _row_hash varchar, _is_deleted boolean, _loaded_at timestamp, _dlt_load_id varchar
);
insert into landing.finance__quotas values
    ('a@x.test', '2024-01-01', '2024-03-31', null, 100, 'EUR', null, 'h1', false, '2024-01-01 00:00:00', '1'),
    ('a@x.test', '2024-01-01', '2024-03-31', null, 200, 'EUR', null, 'h2', false, '2024-01-02 00:00:00', '2'),
    ('b@x.test', '2024-01-01', '2024-03-31', 'units', 7, null, null, 'h3', false, '2024-01-01 00:00:00', '1'),
    ('b@x.test', '2024-01-01', '2024-03-31', 'units', 7, null, null, 'h3', true, '2024-01-03 00:00:00', '3'),
    ('c@x.test', '2024-01-01', '2024-03-31', 'units', 5, null, null, 'h4', false, '2024-01-02 00:00:00', '2');
create table landing.sendgrid__event (sg_event_id varchar, _is_deleted boolean);
insert into landing.sendgrid__event values ('e1', false), ('e2', null);
create table landing.salesforce__campaign (
    id varchar, is_deleted boolean, system_modstamp timestamp, _is_deleted boolean
);
insert into landing.salesforce__campaign values
    ('deleted on the day', true, '2024-03-30 22:59:59', false),
    ('deleted after it', true, '2024-03-30 23:00:00', false),
    ('deleted at no known time', true, null, false), ('gone', false, '2024-04-01 00:00:00', true),
    ('there', null, null, null);
create table seeds.stages as select 'a' as stage_name;
"""

RELATIONS: dict[str, tuple[str, Rows]] = {
    "the latest version of a key that holds NULLs, a tombstone, and a key that came later": (
        "select rep_email, amount, {{ is_deleted() }} from {{ landing('finance', 'quotas') }} order by rep_email",
        [("a@x.test", Decimal(200), False), ("b@x.test", Decimal(7), True), ("c@x.test", Decimal(5), False)],
    ),
    "known since the load that missed the row": (
        "select {{ known_at(\"date '2020-01-01'\") }} from {{ landing('finance', 'quotas') }} order by 1",
        [
            (datetime.fromisoformat("2020-01-01"),),
            (datetime.fromisoformat("2020-01-01"),),
            (datetime.fromisoformat("2024-01-03"),),
        ],
    ),
    "a deletion counts from the end of its day on": (
        """select id from landing.salesforce__campaign
        where {{ is_deleted('is_deleted', 'system_modstamp') }} order by id""",
        [("deleted at no known time",), ("deleted on the day",), ("gone",)],
    ),
    "events as they landed": (
        "select sg_event_id, {{ is_deleted() }} from {{ landing('sendgrid', 'event') }} order by sg_event_id",
        [("e1", False), ("e2", False)],
    ),
    "a day for each day": (
        "select date_day from {{ date_series(\"date '2024-02-28'\", \"date '2024-03-01'\") }} order by 1",
        [(date(2024, 2, 28),), (date(2024, 2, 29),), (date(2024, 3, 1),)],
    ),
    "quantiles between neighbours": (
        "select {{ quantile('n', 0.9) }} filter (where n > 1), {{ median('n') }} from (values (1), (2), (3)) as v (n)",
        [(pytest.approx(2.9), 2.0)],
    ),
    "a quantile whose fraction is SQL": (
        "select {{ quantile('n', '(select 0.9)') }} from (values (7), (1), (null), (3)) as v (n)",
        [(pytest.approx(6.2),)],
    ),
    "no quantile of nothing": ("select {{ quantile('n', '(select 1)') }} from (values (null)) as v (n)", [(None,)]),
    "keys that occur twice or are not complete, and which of two keys": (
        """select broken, record from ({{ test_invariants("(values (1, 1), (2, 1), (2, 1), (null, 3)) as v (k, n)", [
            'k', 'n']) }}) order by record""",
        [("key k, n", "2, 1"), ("key k, n", "NULL, 3")],
    ),
    "a part of a key that may be NULL": (
        "select broken from ({{ test_invariants(\"(values (1, null), (2, 1)) as v (k, n)\", ['k', 'n'], ['n']) }})",
        [],
    ),
    "rows of which an expression is not true, and which one": (
        """select broken, record from ({{ test_invariants('(values (1), (-1), (null)) as v (n)', holds={
            'is_positive': 'n > 0', 'is_small': 'coalesce(n, 9) < 9'
        }) }}) order by broken""",
        [("is_positive", None), ("is_positive", None), ("is_small", None)],
    ),
    "values that no other row has, by column": (
        """select broken, record from ({{ test_invariants("(values ('a', 'b'), ('b', null)) as v (k, l)", refers_to={
            'k': 'stages.stage_name', 'l': 'stages.stage_name'
        }) }}) order by broken""",
        [("k in stages", "b"), ("l in stages", "b")],
    ),
    "totals that differ, by name": (
        """select * from ({{ test_invariants('(values (1), (2)) as v (n)', totals_equal={
            'names': {'here': 'count(*)', 'other_model': 'stages', 'there': 'count(*)'},
            'largest': {'here': 'max(n)', 'other_model': 'stages', 'there': 'count(*) + 1'},
            'nothing': {'here': 'sum(n) filter (n > 9)', 'other_model': 'stages', 'there': 'sum(1) filter (false)'},
        }) }})""",
        [("names", "2 is not 1")],
    ),
    "all invariants of a model together": (
        """select broken, record from ({{ test_invariants(
            "(values ('a', 1), ('b', 2), ('b', 2)) as v (k, n)", ['k'], holds={'is_small': 'n < 2'
        }, refers_to={'k': 'stages.stage_name'}, totals_equal={
            'names': {'here': 'count(*)', 'other_model': 'stages', 'there': 'count(*)'}
        }) }}) order by broken, record""",
        [
            ("is_small", "b"),
            ("is_small", "b"),
            ("k in stages", "b"),
            ("k in stages", "b"),
            ("key k", "b"),
            ("names", "3 is not 1"),
        ],
    ),
}


@pytest.fixture(scope="module")
def answers(run_statements: Run) -> Sequence[Rows]:
    """The rows of each case."""
    return run_statements([statement for statement, _ in RELATIONS.values()], TABLES)


@pytest.mark.parametrize(("number", "name"), list(enumerate(RELATIONS)))
def test_relation(answers: Sequence[Rows], number: int, name: str) -> None:
    assert answers[number] == RELATIONS[name][1]
