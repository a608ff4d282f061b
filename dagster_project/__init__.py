"""WIRING only: assets, checks, jobs, schedules, resources, the nightly command. What is done is in other packages."""
