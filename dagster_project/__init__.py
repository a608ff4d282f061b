"""WIRING only: assets, checks, jobs, schedules, resources and the nightly command. What is done is in the other packages."""
