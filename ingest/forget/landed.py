"""Rewrites the landed files that hold what is known of forgotten people: every version, tombstones too."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.contracts import Table, tables
from ingest.forget.files import UNFINISHED, replaced
from ingest.forget.people import files
from ingest.forget.rows import IS_MARKED, is_forgotten, remains
from ingest.loading.landed_files import note_rewritten
from ingest.loading.landing import landed_types, relation
from ingest.reading.delivery import key_text, label, literal, quoted
from ingest.settings import fault_point
from ingest.systems import SYSTEMS


def rewrite(connection: duckdb.DuckDBPyConnection, landing_dir: Path) -> dict[str, int]:
    """Takes what is known of everybody on the list out of the landing zone; gives the rewritten rows per table.

    The workspace has been offered the list. A second run finds nothing to do; one after a kill does what is left.
    """
    for left_over in landing_dir.rglob(f"*{UNFINISHED}"):
        left_over.unlink()
    counts = {label(table): _rewrite(connection, landing_dir, table) for system in SYSTEMS for table in tables(system)}
    return {name: count for name, count in counts.items() if count}


def _rewrite(connection: duckdb.DuckDBPyConnection, landing_dir: Path, table: Table) -> int:
    """Rewrites the files of one table, then those of its personal-data table, by which alone the rows can be known."""
    kinds = (False, True) if table.person_name else (False,)
    by_kind = {is_person: files(landing_dir, table, is_person) for is_person in kinds}
    key = f"select {key_text(table)} as _row_key, _dlt_load_id"
    versions = [
        f"{key} from ({relation(table, is_person, paths)}) where {condition}"
        for is_person, paths in by_kind.items()
        if paths and (condition := is_forgotten(table, landed_types(table, is_person)))
    ]
    if not versions:
        return 0
    connection.execute(f"create or replace temp table forgotten_rows as {' union '.join(versions)}")
    if not connection.sql("select 1 from forgotten_rows limit 1").fetchall():
        return 0
    counts = [sum(_rewrite_file(connection, table, path) for path in paths) for paths in by_kind.values()]
    return counts[-1]


def _rewrite_file(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> int:
    """Rewrites one file, whole or not at all, if it holds one of the rows; gives how many it held."""
    file = f"read_parquet({literal(str(path))}, hive_partitioning = false)"
    names = connection.sql(f"select * from {file}").columns
    is_known = f"({key_text(table)}, _dlt_load_id) in (select (_row_key, _dlt_load_id) from forgotten_rows)"
    rows = f"(select *, {is_known} and not coalesce({IS_MARKED}, false) as _is_due from {file})"
    (count,) = connection.sql(f"select count(*) from {rows} where _is_due").fetchall()[0]
    if count:
        changes = ", ".join(
            f"case when _is_due then {sql} else {quoted(name)} end as {quoted(name)}"
            for name, sql in remains(table, names).items()
        )
        with replaced(path) as beside:
            query = f"select * exclude (_is_due) replace ({changes}) from {rows}"
            connection.execute(f"copy ({query}) to {literal(str(beside))} (format parquet)")
            note_rewritten(path, beside)
            fault_point(f"forget:written:{path.parent.name}")
        fault_point(f"forget:rewritten:{path.parent.name}")
    return count
