"""Rows of any dlt source for a mapping file.

1. The sources file names a dlt source in `dlt:` where an export has `folder:`; the mapping names a `resource:` where it
   has `file:`.
2. `sources` builds the resource, `spool` runs it without a pipeline and writes its rows as a CSV file of plain texts.
3. The reader of mappings reads that file as any export: casts, quarantine, keys, personal tables, diff, gate 1.
4. With `incremental: <column>` the reader requests rows changed since the `watermark` of the last accepted load, which
   landed with it; rows that are not delivered then count as unchanged, not as deleted.
5. dlt keeps no state: a discarded load changes nothing, and the next night requests the rows again.
"""
