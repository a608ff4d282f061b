"""Tables of a PostgreSQL on loopback land through one mapping, exactly, then what changed, or nothing at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from expectations import gate1
from ingest.doctor.report import report
from ingest.loading.load import Status
from ingest.reading.delivery import literal
from tests.live.odoo.postgres import ROLE, create_cluster, programs, running_cluster
from tests.unit.ingest.dlt_source.conftest import SECRET, SQL, Acme, landed

pytestmark = pytest.mark.long

TABLES = """
create schema sales;
create table sales.reps (id integer primary key, name text);
insert into sales.reps values (1, 'Ana'), (2, 'Bo');
create table sales.opportunities (
    id bigint primary key, title varchar(80), "owner.id" integer, stage text, amount numeric, created_on date,
    is_renewal boolean, seen_at timestamp, score double precision, note text, tags text[], data jsonb,
    updated_at timestamptz
);
insert into sales.opportunities values
    (1, E'Señal “1”,\nsecond line', 1, 'Won', 12345678901234.5678, '2026-01-31', true, '2026-01-31 10:00:00.123456',
        0.1, '', '{a,b}', '{"a": 1.50}', '2026-02-01 10:00:00.123456+02'),
    (2, '客户 🚀', 2, 'Open', null, null, null, null, null, null, null, null, '2026-02-02 10:00:00+00'),
    (3, '', 2, 'Lost', 0.10, '2026-01-01', false, '2026-01-01', 1e22, 'x', '{}', '{}', null);
"""


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of a running cluster."""
    try:
        programs()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL's user goes through it
        create_cluster(folder / "cluster")
        with running_cluster(folder / "cluster") as cluster:
            yield cluster.port


@pytest.fixture
def database(server: int) -> Iterator[psycopg.Connection]:
    """The tables of the example, in a schema that is made anew."""
    with psycopg.connect(f"host=127.0.0.1 port={server} user={ROLE} dbname=postgres", autocommit=True) as connection:
        connection.execute("drop schema if exists sales cascade")
        connection.execute(TABLES)
        yield connection


@pytest.fixture
def crm(acme: Acme, database: psycopg.Connection) -> Acme:
    acme.sources = SQL
    port, password = database.info.port, quote(SECRET, safe="")
    acme.environ = {"ACME_DATABASE_URL": f"postgresql+psycopg://{ROLE}:{password}@127.0.0.1:{port}/postgres"}
    return acme


def test_values_land_exactly_and_then_what_changed(crm: Acme, database: psycopg.Connection) -> None:
    crm.gate = gate1.judge
    first = crm.night()
    assert first.status is Status.ACCEPTED, first.problems
    assert landed(first) == {"rep": 2, "opportunity": 3}
    assert crm.rows("opportunity", "id, owner_id, name, stage_name, amount, created_date, is_won") == [
        ("1", "1", "Señal “1”,\nsecond line", "Won", Decimal("12345678901234.5678"), date(2026, 1, 31), True),
        ("2", "2", "客户 🚀", "Open", None, None, False),
        ("3", "2", None, "Lost", Decimal("0.1000"), date(2026, 1, 1), False),
    ]
    (file,) = (crm.settings.landing_dir / "csv_mapping" / "opportunity").glob("*.parquet")
    unknown = "is_renewal, seen_at, score, note, tags, data, updated_at"
    one, *_ = crm.landing.query(f"select {unknown} from read_parquet({literal(str(file))}) order by id")
    assert one == (
        *("true", "2026-01-31T10:00:00.123456", "0.1", None, '["a", "b"]', '{"a": 1.5}'),
        "2026-02-01T08:00:00.123456+00:00",
    )
    assert crm.night().status is Status.UNCHANGED

    database.execute("update sales.opportunities set amount = 7, updated_at = '2026-02-03 10:00:00+00' where id = 1")
    database.execute("update sales.opportunities set amount = 8, updated_at = '2026-01-03 10:00:00+00' where id = 2")
    database.execute("delete from sales.opportunities where id = 3")
    changed = crm.night()
    assert changed.status is Status.ACCEPTED
    assert landed(changed) == {"opportunity": 1}, "what has an older time is not asked for, what is gone not missed"
    assert [amount for (amount,) in crm.rows("opportunity", "amount")] == [7, None, Decimal("0.1")]
    assert crm.night().status is Status.UNCHANGED

    crm.mapping = crm.mapping.replace("    incremental: updated_at\n", "")
    whole = crm.night()
    assert landed(whole) == {"opportunity": 2}
    assert [amount for (amount,) in crm.rows("opportunity", "amount")] == [7, 8]


def test_a_time_without_a_zone_and_a_date_are_cursors_too(crm: Acme, database: psycopg.Connection) -> None:
    for cursor, value in (("seen_at", datetime(2026, 3, 1, 12)), ("created_on", date(2026, 4, 1))):  # noqa: DTZ001
        crm.mapping = crm.mapping.replace("incremental: updated_at", f"incremental: {cursor}")
        crm.night()
        assert crm.night().status is Status.UNCHANGED
        database.execute(f"update sales.opportunities set amount = amount + 1, {cursor} = %s where id = 1", [value])
        assert landed(crm.night()) == {"opportunity": 1}


def test_a_table_of_many_rows_is_read_in_pieces(crm: Acme, database: psycopg.Connection) -> None:
    database.execute("""
        insert into sales.opportunities (id, title, "owner.id", stage, amount, updated_at)
        select n, 'deal ' || n, 1, 'Open', n, timestamptz '2026-02-03 10:00:00+00' from generate_series(4, 25003) as n
    """)
    assert landed(crm.night()) == {"rep": 2, "opportunity": 25003}
    assert crm.night().status is Status.UNCHANGED


def test_a_view_is_a_resource_and_a_driver_in_need_is_named(crm: Acme, database: psycopg.Connection) -> None:
    database.execute("create view sales.people as select * from sales.reps")
    crm.mapping = crm.mapping.replace("resource: reps", "resource: people")
    assert landed(crm.night()) == {"rep": 2, "opportunity": 3}
    crm.environ["ACME_DATABASE_URL"] = crm.environ["ACME_DATABASE_URL"].replace("psycopg", "psycopg2")
    (problem,) = crm.night().problems
    assert problem.startswith("csv_mapping.rep: resource people: a library is missing: No module named 'psycopg2'. ")
    assert "pip install 'plumbline[postgres]'" in problem


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        (
            "drop table sales.reps",
            "rep: resource reps",
            "there is no such table or view. Correct acme.yml line 3, or let the user of the database read it",
        ),
        (
            "alter table sales.opportunities drop column stage",
            "opportunity: resource opportunities",
            (
                "the column stage is not there (found: id, title, owner.id, amount, created_on, is_renewal, seen_at, "
                "score, note, tags, data, updated_at). Correct it there, or correct acme.yml line 12"
            ),
        ),
        (
            "alter table sales.opportunities drop column updated_at",
            "opportunity: resource opportunities",
            "the column updated_at is not there. Correct acme.yml line 7",
        ),
        (
            "alter table sales.opportunities drop column updated_at, add column updated_at integer default 1",
            "opportunity: resource opportunities.updated_at",
            "its values are not times in ISO 8601. Correct acme.yml line 7: without `incremental` all rows are read",
        ),
    ],
)
def test_what_a_database_lacks_is_one_line(
    crm: Acme, database: psycopg.Connection, change: str, where: str, says: str
) -> None:
    database.execute(change)
    failed = crm.night()
    assert failed.status is Status.FAILED
    assert failed.problems == (f"csv_mapping.{where}: {says}",)


def test_a_column_that_goes_is_missed_on_an_incremental_night_too(crm: Acme, database: psycopg.Connection) -> None:
    crm.night()
    database.execute("alter table sales.opportunities drop column amount")
    assert "the column amount is not there" in crm.night().problems[0]


def test_a_database_that_cannot_be_reached_keeps_its_password(crm: Acme) -> None:
    port = crm.environ["ACME_DATABASE_URL"].rpartition(":")[2]
    crm.environ["ACME_DATABASE_URL"] = crm.environ["ACME_DATABASE_URL"].replace(port, "1/postgres")
    failed = crm.night()
    assert failed.status is Status.FAILED
    (problem,) = failed.problems
    assert problem.startswith("csv_mapping.rep: resource reps: the database says: ")
    assert problem.endswith(". Correct the error, or the address of the database")
    assert "Connection refused" in problem


def test_the_doctor_reads_it(crm: Acme, database: psycopg.Connection) -> None:
    settings = crm.settings_with_source
    lines, problems = report(settings)
    assert problems == 0, lines
    assert lines[0] == "crm: csv_mapping, the dlt source sql_database was asked"
    database.execute("drop table sales.reps")
    lines, problems = report(settings)
    assert problems == 1
    assert SECRET not in "".join(lines)
    assert not settings.data_dir.exists(), "nothing is loaded"
