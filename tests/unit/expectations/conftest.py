"""A small table contract and deliveries of it, good ones that a test makes bad in one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.contracts import Batch, Column, Table, Type

OWNERS = Table("shop", "owner", "Owner.csv", ("id",), (Column("id", Type.TEXT, "Id", required=True),))
DEALS = Table(
    "shop",
    "deal",
    "Deal.csv",
    ("id",),
    (
        Column("id", Type.TEXT, "Id", required=True),
        Column("owner_id", Type.TEXT, "OwnerId", required=True, references="owner"),
        Column("stage", Type.TEXT, "Stage", required=True, max_distinct=5),
        Column("probability", Type.NUMBER, "Probability", minimum=0, maximum=100),
        Column("seconds", Type.INTEGER, "Seconds", minimum=0),
        Column("kind", Type.TEXT, "Kind", allowed=("new", "old")),
        Column("email", Type.TEXT, "Email", personal=True, pattern=r"^[^@\s]+@[^@\s]+$"),
    ),
)
ROWS = 40
GOOD_PROFILE = {
    "delivered_rows": ROWS,
    "quarantined_rows": 0,
    "distinct_keys": ROWS,
    "previous_rows": 0,
    "vanished_rows": 0,
}


def deal_columns() -> dict[str, list[Any]]:
    return {
        "id": [f"d{number}" for number in range(ROWS)],
        "owner_id": ["o1"] * ROWS,
        "stage": ["Open"] * ROWS,
        "probability": [50] * ROWS,
        "seconds": [None, 3] * (ROWS // 2),
        "kind": ["new"] * ROWS,
        "_is_deleted": [False] * ROWS,
    }


@pytest.fixture
def deals(tmp_path: Path) -> Callable[..., list[Batch]]:
    """Makes the batches of a delivery; `changes` replace columns, `profile` replaces figures of the deals."""

    def make(
        changes: Mapping[str, list[Any]] | None = None,
        profile: Mapping[str, int] | None = None,
        emails: list[str] | None = None,
        owners: int = 1,
    ) -> list[Batch]:
        columns = deal_columns() | (changes or {})
        table = pa.table({name: pa.array(values) for name, values in columns.items() if name != "probability"})
        decimals = pa.array(columns["probability"], pa.float64()).cast(pa.decimal128(18, 8))
        table = table.append_column("probability", decimals)
        persons = pa.table({"id": columns["id"], "email": emails or ["a@b.example"] * len(columns["id"])})
        pq.write_table(table, tmp_path / "deal.parquet")
        pq.write_table(persons, tmp_path / "deal__person.parquet")
        files = (tmp_path / "deal.parquet", tmp_path / "deal__person.parquet")
        of_owners = {"delivered_rows": owners, "quarantined_rows": 0, "distinct_keys": owners}
        return [Batch(OWNERS, (), of_owners), Batch(DEALS, files, {**GOOD_PROFILE, **(profile or {})})]

    return make
