"""Reads one Odoo model: lists its ids, compares them with the landed rows, and fetches what differs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from ingest.contracts import Column, Table
from ingest.loading.landing import LOADED_AT, Load, columns_by_load, files_of, latest
from ingest.odoo.api import Api, Record
from ingest.odoo.pages import Pages
from ingest.odoo.sweep import sweep
from ingest.reading.delivery import Delivered, SourceError, label, literal, quoted
from ingest.reading.export_folder import ExportFolder
from ingest.reading.json_lines import register_objects
from ingest.reading.json_tables import object_text
from ingest.reading.judging import Text, judge
from ingest.reading.outcome import outcome
from ingest.reading.progress import Progress

FETCHED_PAGE = 1_000
# Times of change are whole seconds, and are those at which a transaction began: a second change can bear the time of
# the first. What was that fresh when it was read is read once more.
FRESH = "interval 10 minutes"
CONFIRMATIONS = 5
# When a page was read, by the name of its file.
READ_AT = "make_timestamptz(regexp_extract({file}, '(\\d+)\\.jsonl$', 1)::bigint // 1000)"
# Names of people are personal, those of companies and deals are not: the open column holds the name of these alone.
OPEN_NAMES = {"company_name": ("is_company", "true"), "opportunity_name": ("type", "opportunity")}


class Model:
    """The records of one model. Nothing is asked of the server before `look` is called."""

    def __init__(
        self, api: Api, connection: duckdb.DuckDBPyConnection, table: Table, domain: Sequence[Any], folder: Path
    ) -> None:
        self.table = table
        self._api, self._duckdb, self._domain = api, connection, domain
        self._pages = Pages(folder / table.name)
        self._began = time.time_ns() // 1000  # in microseconds since 1970
        self._fields: Mapping[str, str] = {}
        self._seen: tuple[int, list[Record]] | None = None

    def open(self, landed: Path, loads: Sequence[Load]) -> None:
        """Learns which fields there are, and what `loads` landed and cannot have changed since unless its time did.

        Raises:
            UnreadableModelError: the model is not there. Whether it may be read, `look` tells.
            SourceError: a field that is required, or that had values before, is not there.
        """
        there = self._api.fields(self.table.source)
        self._fields = {column.source: there[column.source] for column in self.table.columns if column.source in there}
        files = files_of(landed, self.table.name, loads)
        live = f"(select *, {LOADED_AT} from ({latest(self.table, files)}) where not _is_deleted)"
        # Of a field that has entered the contract since, unchanged records have values as well.
        every = files + (files_of(landed, self.table.person_name, loads) if self.table.person_name else ())
        own = {column.name for column in self.table.columns}
        complete = [load for load, names in columns_by_load(self._duckdb, every).items() if own <= names]
        self._check_fields(live)
        self._duckdb.execute(
            f"""
            create or replace temp table {self._named("settled")} as
            select id::bigint as id, write_date from {live}
            where write_date < _loaded_at - {FRESH} and list_contains(?::varchar[], _dlt_load_id)
            """,
            [complete],
        )

    def look(self) -> bool:
        """Sweeps the model unless its last change and its number of records are as they were; whether it did."""
        newest = self._api.newest(self.table.source, self._domain)
        if (found := (self._api.count(self.table.source, self._domain), newest)) == self._seen:
            return False
        self._seen = found
        sweep(self._api, self._duckdb, self.table, self._domain)
        self._duckdb.execute(f"""
            create or replace temp table {self._named("due")} as
            select id, write_date from {self._named("swept")} as swept
            anti join {self._named("settled")} as settled
            on swept.id = settled.id and try_cast(swept.write_date as timestamp) = settled.write_date
        """)
        return True

    def fetch(self) -> None:
        """Reads what is due and does not lie on disk already. What is gone by then was never swept."""
        due = self._duckdb.sql(f"select id from ({self._due()}) order by id").fetchnumpy()["id"].tolist()
        progress = Progress(label(self.table), len(due))
        for start in range(0, len(due), FETCHED_PAGE):
            ids = due[start : start + FETCHED_PAGE]
            gone = self._fetch(ids)
            progress.advance(len(ids))
            if gone:
                for kind in ("swept", "due"):
                    self._duckdb.execute(f"delete from {self._named(kind)} where id in (select unnest(?))", [gone])

    def deliver(self) -> Delivered:
        """The records that are due, typed and judged, and the keys of all that there are."""
        text = object_text(self._duckdb, self._objects(), self.table)
        text = _with_open_names(text)
        judge(self._duckdb, text)
        missing = tuple(column.name for column in self._missing())
        present = self._named("present")
        self._duckdb.execute(
            f"create or replace temp view {present} as select id::varchar as _row_key from {self._named('swept')}"
        )
        delivered = outcome(self._duckdb, text, missing)
        (due,), (rows,) = (
            self._duckdb.sql(f"select count(*) from {name}").fetchall()[0] for name in (self._named("due"), present)
        )
        if delivered.delivered_rows != due:
            what = f"{delivered.delivered_rows} records were kept of {due} that were read"
            raise SourceError(f"odoo: {self.table.source}", what, f"Remove {self._pages.folder} and try again")
        # The server's count confirms that these are all records: missing ones were deleted.
        return replace(delivered, present=present, unread_rows=rows - delivered.delivered_rows, promised={"rows": rows})

    def _check_fields(self, live: str) -> None:
        """Refuses a model that lost a field: what is read from now on would not fit what has landed."""
        lost = self._missing()
        open_ones = [column.name for column in lost if not column.personal]
        counts = ", ".join(f"count({quoted(name)})" for name in open_ones)
        values = self._duckdb.sql(f"select {counts} from {live}").fetchall()[0] if open_ones else ()
        had_values = {name for name, count in zip(open_ones, values, strict=True) if count}
        for column in lost:
            if column.required or column.name in had_values:
                remedy = "Let the key's user read it again"
                raise SourceError(f"odoo: {self.table.source}", f"there is no field {column.source}", remedy)

    def _missing(self) -> list[Column]:
        """The columns of the contract whose field this Odoo does not have, or does not show."""
        return [column for column in self.table.columns if column.source not in self._fields]

    def _due(self) -> str:
        """SQL of what is due and not on disk: read by this extraction, or by one that broke off and no longer fresh."""
        query = f"select id from {self._named('due')}"
        paths = self._pages.paths
        if not paths:
            return query
        files = ", ".join(literal(str(path)) for path in paths)
        return f"""
            {query} as due anti join (
                select id, write_date, {READ_AT.format(file="filename")} as read_at
                from read_json([{files}], format = 'newline_delimited', filename = true,
                    columns = {{id: 'bigint', write_date: 'varchar'}})
            ) as kept on kept.id = due.id and kept.write_date is not distinct from due.write_date
            and (read_at >= make_timestamptz({self._began}) or kept.write_date::timestamptz < read_at - {FRESH})
        """

    def _fetch(self, ids: Sequence[int]) -> list[int]:
        """Keeps those records of `ids` that are there, and gives the ids of the others."""
        wanted = list(ids)
        for _ in range(CONFIRMATIONS):
            rows = self._api.records(self.table.source, self._domain, list(self._fields), wanted)
            if rows:
                self._pages.keep(rows, self._fields)
            wanted = sorted(set(wanted) - {row["id"] for row in rows})
            if not wanted or self._api.count(self.table.source, [*self._domain, ["id", "in", wanted]]) == 0:
                return wanted
        raise SourceError(
            f"odoo: {self.table.source}", f"{len(wanted)} records are counted but not returned", "Try again later"
        )

    def _objects(self) -> str:
        """The newest page's version of each record that is due, as a relation of objects."""
        folder = ExportFolder("odoo", self._pages.folder, {})
        objects = register_objects(self._duckdb, folder, self._pages.paths, self.table)
        chosen, name = self._named("chosen"), self._named("chosen_objects")
        self._duckdb.execute(f"""
            create or replace temp table {chosen} as
            select _file, _line from (select _file, _line, (object ->> '$.id')::bigint as id from {objects})
            semi join {self._named("due")} as due using (id)
            qualify row_number() over (
                partition by id order by _file desc, _line desc
            ) = 1;
            create or replace temp view {name} as
            select objects.* from {objects} as objects
            semi join {chosen} as chosen on objects._file = chosen._file and objects._line = chosen._line
        """)
        return name

    def _named(self, kind: str) -> str:
        """A working relation of the model: `settled`, `swept`, `due`, `chosen`, `chosen_objects`, `present`."""
        return quoted(f"{kind}_{self.table.name}")


def _with_open_names(text: Text) -> Text:
    columns = dict(text.columns)
    for name, (decider, value) in OPEN_NAMES.items():
        if name in columns:
            columns[name] = f"case when {columns[decider]} = {literal(value)} then {columns[name]} end"
    return Text(text.table, text.relation, columns, text.headers, text.unknown)
