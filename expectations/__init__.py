"""Great Expectations: gate 1 (deliveries), gate 2 (control totals), honesty report. Plain Python, never Dagster."""
