"""Changes a share of the rows of an export, as a day's work would, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

# Per file a column that people edit.
EDITED = {"Opportunity": "NextStep", "Lead": "Status", "Task": "Status", "Account": "Industry"}
BLOCK = 16_000_000


def change_rows(folder: Path, share: float) -> int:
    """Edits every n-th row of the CSV files of the folder, `share` of them all, and says how many it edited."""
    return sum(_change_file(folder / f"{name}.csv", column, round(1 / share)) for name, column in EDITED.items())


def _change_file(path: Path, column: str, every: int) -> int:
    """Reads and writes in pieces: values stay the text they are."""
    with path.open(encoding="utf-8") as file:
        header = next(file).replace('"', "").strip().split(",")
    as_text = csv.ConvertOptions(
        column_types={name: pa.string() for name in header}, strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    changed, row, written = 0, 0, path.with_suffix(".changed")
    with (
        csv.open_csv(path, csv.ReadOptions(block_size=BLOCK), convert_options=as_text) as reader,
        csv.CSVWriter(written, reader.schema) as writer,
    ):
        for batch in reader:
            is_edited = pa.array(np.arange(row, row + len(batch)) % every == 0)
            edited = pc.if_else(is_edited, "changed by the benchmark", batch.column(column))
            writer.write_batch(batch.set_column(batch.schema.get_field_index(column), column, edited))
            changed += pc.sum(is_edited).as_py()
            row += len(batch)
    written.replace(path)
    return changed
