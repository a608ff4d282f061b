-- One row per landed table that was ever delivered, as the last delivery had it.
{{ staged_deliveries('csv_mapping') }}
