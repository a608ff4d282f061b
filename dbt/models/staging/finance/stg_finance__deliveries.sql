-- One row per landed table of the system that was ever delivered, as the last delivery had it.
{{ staged_deliveries('finance') }}
