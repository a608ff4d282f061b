"""Great Expectations: gate 1 (batches), gate 2 (control totals), honesty report. Plain Python, never Dagster."""
