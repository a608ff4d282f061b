-- One row per issue and object: a row that was not landed, and a table that was delivered without a column or with one
-- that is not used.
select
    'quarantined_row' as issue,
    source_system,
    table_name,
    coalesce(row_key, row_digest) || '#' || row_digest as object_id,
    concat_ws(' ', reason, 'in column ' || column_name, 'on line ' || cast(line_number as varchar)) as detail,
    'correct the value at the source; until then the last good version of the row counts' as remedy,
    {{ no_amount() }}
from {{ ref('fct_quarantined_row') }}

union all

select
    'missing_column' as issue,
    source_system,
    table_name,
    table_name as object_id,
    'not delivered: ' || missing_columns as detail,
    'add the columns to the export, or name them in the sources file' as remedy,
    {{ no_amount() }}
from {{ ref('fct_delivery') }}
where missing_columns <> ''

union all

select
    'unknown_column' as issue,
    source_system,
    table_name,
    table_name as object_id,
    'landed and not used: ' || unknown_columns as detail,
    'nothing if nobody needs them; name custom fields in the sources file' as remedy,
    {{ no_amount() }}
from {{ ref('fct_delivery') }}
where unknown_columns <> ''
