"""Records purged from the recycle bin: a purged opportunity takes its dependent records with it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from simulator.exports.files import Columns, only

FOLDERS = ("crm", "truth")
REFERENCES = ("Id", "OpportunityId", "WhatId", "id", "opportunity_id", "object_id")


def without_purged(name: str, columns: Columns, purged: pa.Array) -> Columns:
    """The rows of a file that speak of no purged opportunity; other systems than the CRM know nothing of it."""
    references = [columns[reference] for reference in REFERENCES if reference in columns]
    if not len(purged) or not references or name.split("/", maxsplit=1)[0] not in FOLDERS:
        return columns
    is_gone = pc.is_in(references[0], purged)
    for reference in references[1:]:
        is_gone = pc.or_(is_gone, pc.is_in(reference, purged))
    return only(pc.invert(is_gone).to_numpy(zero_copy_only=False), columns)
