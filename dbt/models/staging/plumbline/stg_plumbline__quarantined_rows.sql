-- One row per delivered row that was set aside, with the reason.
{{ staged_quarantined_rows('plumbline') }}
