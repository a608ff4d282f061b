"""WIRING only: assets, checks, jobs, schedules, resources, the nightly command. The work is done in other packages."""
