"""SOURCE -> LANDING: one folder per system, plain Python on dlt, without Dagster."""
