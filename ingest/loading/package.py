"""One dlt load package: extracted and normalised in a working folder, then committed to the landing or discarded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import dlt
import pyarrow as pa
from dlt.common.runtime.telemetry import stop_telemetry
from dlt.common.schema import utils as schema_utils
from dlt.destinations import filesystem
from dlt.destinations.impl.filesystem.filesystem import FilesystemClient

from ingest.contracts import Table, Type
from ingest.forget.files import sync
from ingest.loading import landed_files
from ingest.loading.landing import LOADS_TABLE, landed_types

# dlt's own files in a package carry this prefix; what is left are landed tables.
DLT_PREFIX = "_dlt_"
CONFIG = {
    "runtime.dlthub_telemetry": False,
    "schema.naming": "direct",  # names land as the contract has them: `contact__person` is a table, not a child
    "normalize.parquet_normalizer.add_dlt_load_id": True,
}
DATA_TYPES: dict[str, dict[str, Any]] = {
    Type.TEXT: {"data_type": "text"},
    Type.INTEGER: {"data_type": "bigint"},
    Type.BOOLEAN: {"data_type": "bool"},
    Type.DATE: {"data_type": "date"},
    Type.TIMESTAMP: {"data_type": "timestamp", "timezone": False, "precision": 6},
}


class _Client(FilesystemClient):
    def create_dataset(self) -> None:
        """The folder may be there: the note of the load is in it."""
        Path(self.dataset_path).mkdir(parents=True, exist_ok=True)

    def complete_load(self, load_id: str) -> None:
        """The record makes the files count: they are on the disk before it is written, and it is before this ends."""
        folder = Path(self.dataset_path)
        landed = list(folder.glob(f"*/{load_id}.*.parquet"))
        landed_files.note(folder, load_id, counts=False)
        for path in (*landed, *{path.parent for path in landed}, folder, folder.parent):
            sync(path)
        super().complete_load(load_id)
        records = folder / LOADS_TABLE
        for path in (*records.glob("*.jsonl"), records, folder):
            sync(path)
        landed_files.note(folder, load_id, counts=True)


class _Landing(filesystem):
    """dlt's destination for files, brought to the disk before they count."""

    @property
    def client_class(self) -> type[FilesystemClient]:
        return _Client


class Package:
    """A load package of one system. `load_id` is set once something was extracted."""

    def __init__(self, pipeline: dlt.Pipeline, schema: dlt.Schema, folder: Path) -> None:
        self._pipeline, self._schema, self._folder = pipeline, schema, folder
        self.load_id: str | None = None

    def extract(self, changes: Iterator[tuple[str, pa.Table]]) -> dict[str, tuple[Path, ...]]:
        """Takes in pairs of a landed table's name and rows; gives the Parquet files that would land, per table."""

        def rows() -> Iterator[Any]:
            for name, table in changes:
                yield dlt.mark.with_table_name(table, name)

        resource = dlt.resource(rows, name="changes", write_disposition="append", file_format="parquet")
        self._pipeline.extract(dlt.sources.DltSource(self._schema, self._schema.name, [resource]))
        self._pipeline.normalize()
        files: dict[str, tuple[Path, ...]] = {}
        for load_id in self._pipeline.list_normalized_load_packages():
            for job in self._pipeline.get_load_package_info(load_id).jobs["new_jobs"]:
                name = job.job_file_info.table_name
                if not name.startswith(DLT_PREFIX):
                    self.load_id = load_id
                    files[name] = (*files.get(name, ()), Path(job.file_path))
        return {name: tuple(sorted(paths)) for name, paths in sorted(files.items())}

    def commit(self, day: date) -> None:
        """Notes the day that the load describes, copies the files to the landing zone, writes the record by which they
        count.
        """
        landed_files.note_day(self._folder, str(self.load_id), day)
        self._pipeline.load()


@contextmanager
def quiet() -> Iterator[None]:
    """dlt with our settings and without telemetry."""
    with dlt.config.values(CONFIG):
        # dlt starts its telemetry on import, before it can be configured.
        stop_telemetry()
        yield


@contextmanager
def open_package(system: str, tables: Sequence[Table], landing_dir: Path, work_dir: Path) -> Iterator[Package]:
    """A package of `system` that is worked on below `work_dir` and is dropped with it unless it was committed."""
    with quiet():
        pipeline = dlt.pipeline(
            system,
            pipelines_dir=str(work_dir),
            dataset_name=system,
            # The warning is about table names with a slash; ours have none.
            destination=_Landing(str(landing_dir), warn_unsafe_layout_separators=False),
        )
        pipeline.sync_destination()
        yield Package(pipeline, _schema(system, tables), landing_dir / system)


def _schema(system: str, tables: Sequence[Table]) -> dlt.Schema:
    """The contract as a dlt schema, so that dlt infers only columns outside the contract."""
    schema = dlt.Schema(system)
    for table in tables:
        for name, is_person in ((table.name, False), (table.person_name, True)):
            if name:
                columns = [
                    _column(*item) for item in landed_types(table, is_person).items() if item[0] != "_dlt_load_id"
                ]
                schema.update_table(schema_utils.new_table(name, write_disposition="append", columns=columns))
    return schema


def _column(name: str, type_: str) -> Any:
    if type_.startswith("decimal"):
        precision, scale = type_.removeprefix("decimal(").removesuffix(")").split(",")
        return {
            "name": name,
            "data_type": "decimal",
            "precision": int(precision),
            "scale": int(scale),
            "nullable": True,
        }
    return {"name": name, "nullable": True, **DATA_TYPES[type_]}
