"""`python -m tests.unchanged <folder> [--against <folder>]`: publishes seven companies and compares two such runs.

A change that must not change what readers see is checked by a run before it and a run after it, mart by mart and row by
row, values and types alike. A second run into the same folder keeps what has landed there.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

import simulator
from tests.integration.crm_facts import ODOO, SALESFORCE, night_with
from tests.integration.odoo_accounting import OdooAccounting
from tests.integration.odoo_crm import Crm
from tests.integration.odoo_records import Records
from tests.integration.test_odoo_accounting import SOURCES as BOOKS
from tests.integration.test_two_crms import written_half
from tests.nights import PROJECT_DIR, Night, published_night, run_night
from tests.unit.ingest.odoo.fake import KEY, FakeOdoo, serving

AS_OF = simulator.Parameters().last_day.isoformat()
REAL_DATA = PROJECT_DIR.parent / "shared" / "data"
DATA = "data"
# The time of a load is that of the run itself.
LOAD_TIMES = {"source_freshness": ("last_loaded_at",)}


def _simulated(folder: Path, parameters: simulator.Parameters) -> Path:
    drop = folder / "drop"
    if not drop.exists():
        simulator.write(drop, parameters)
    return drop


def _kind(name: str) -> Callable[[Path], Night]:
    parameters = simulator.Parameters.of_kind(name).replace(opportunities=5_000)
    return lambda folder: run_night(folder / DATA, _simulated(folder, parameters), AS_OF=AS_OF)


def _example(name: str, variable: str) -> Callable[[Path], Night]:
    given = {"PLUMBLINE_SOURCES": f"config/examples/{name}.yml", variable: str(REAL_DATA / name)}
    return lambda folder: run_night(folder / DATA, **given)


def _small(folder: Path) -> Path:
    return _simulated(folder, simulator.Parameters().replace(seed=7, opportunities=200, reps=8))


@contextmanager
def _odoo_accounting(company: Path) -> Iterator[FakeOdoo]:
    odoo = FakeOdoo()
    OdooAccounting(Records(odoo), company / "accounting").write()
    with serving(odoo):
        yield odoo


def _accounting_in_odoo(folder: Path) -> Night:
    company = _small(folder)
    with _odoo_accounting(company) as odoo:
        given = {"SEED_DROP": str(company), "ODOO_URL": odoo.url, "ODOO_API_KEY": KEY, "AS_OF": AS_OF}
        return published_night(folder, BOOKS % '{system: odoo, url: "${ODOO_URL}"}', **given)


def _two_crms(folder: Path) -> Night:
    company = _small(folder)
    for half, name in enumerate(("first", "second")):
        if not (folder / name).exists():
            written_half(company / "crm", folder / name / "crm", half)
    odoo = FakeOdoo()
    Crm(Records(odoo), folder / "second" / "crm").write()
    with serving(odoo):
        return night_with(f"{SALESFORCE}, {ODOO}", folder, folder / "first", AS_OF, odoo.url)


COMPANIES: dict[str, Callable[[Path], Night]] = {
    "embedded": lambda folder: run_night(folder / DATA),
    "few_whales": _kind("few_whales"),
    "many_small": _kind("many_small"),
    "maven_crm": _example("maven_crm", "MAVEN_CRM_DIR"),
    "adventureworks": _example("adventureworks", "ADVENTUREWORKS_DIR"),
    "two_crms": _two_crms,
    "odoo_books": _accounting_in_odoo,
}


def publish(company: str, folder: Path) -> Path:
    """One night of a company into `folder/company`; what landed there before is kept, what runs said is not."""
    where = folder / company
    where.mkdir(parents=True, exist_ok=True)
    for name in ("landing/plumbline", "published", "warehouse", "state"):
        shutil.rmtree(where / DATA / name, ignore_errors=True)
    night = COMPANIES[company](where)
    if night.code:
        raise SystemExit(f"{company}: exit code {night.code}\n{night.output}")
    return night.published


def differences(before: Path, after: Path) -> Iterator[tuple[str, str]]:
    """Each mart of two published folders and what differs (columns, types, rows); empty when it is equal."""
    with duckdb.connect() as connection:
        for name, folder in (("before", before), ("after", after)):
            connection.execute(f"attach '{folder / 'sales_marts.duckdb'}' as {name} (read_only)")
        marts = connection.execute(
            "select distinct table_name from duckdb_tables() where schema_name = 'marts' order by 1"
        ).fetchall()
        for (mart,) in marts:
            yield mart, _difference(connection, mart)


def _difference(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    columns = [
        connection.execute(
            "select column_name, data_type from duckdb_columns() where database_name = ? and table_name = ? order by 1",
            [database, mart],
        ).fetchall()
        for database in ("before", "after")
    ]
    if columns[0] != columns[1]:
        before, after = map(set, columns)
        return f"columns: only before {sorted(before - after)}, only after {sorted(after - before)}"
    names = ", ".join(f'"{name}"' for name, _ in columns[0] if name not in LOAD_TIMES.get(mart, ()))
    sides = {side: f"select {names} from {side}.marts.{mart}" for side in ("before", "after")}
    rows = [
        connection.execute(f"select count(*) from ({sides[one]} except all {sides[other]})").fetchone()
        for one, other in (("before", "after"), ("after", "before"))
    ]
    missing, added = (row[0] if row else 0 for row in rows)
    return f"{missing} rows only before, {added} only after" if missing or added else ""


def main() -> None:
    """Publishes the companies and prints, per company, how many marts are equal and which are not."""
    parser = argparse.ArgumentParser(prog="python -m tests.unchanged", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--against", type=Path, help="the folder of an earlier run")
    parser.add_argument("--companies", nargs="*", choices=COMPANIES, default=list(COMPANIES))
    arguments = parser.parse_args()
    is_equal = True
    for company in arguments.companies:
        after = publish(company, arguments.folder.resolve())
        if not arguments.against:
            sys.stdout.write(f"{company}: published\n")
            continue
        found = dict(differences(arguments.against.resolve() / company / DATA / "published" / "current", after))
        different = {mart: what for mart, what in found.items() if what}
        is_equal = is_equal and not different
        sys.stdout.write(f"{company}: {len(found) - len(different)} marts equal, {len(different)} different\n")
        sys.stdout.writelines(f"  {mart}: {what}\n" for mart, what in different.items())
        sys.stdout.flush()
    raise SystemExit(0 if is_equal else 1)


if __name__ == "__main__":
    main()
