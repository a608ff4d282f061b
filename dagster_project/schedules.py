"""Schedules as data. They start switched on in production only."""

from dagster import DefaultScheduleStatus, ScheduleDefinition

from dagster_project.jobs import nightly
from ingest.settings import Environment, Settings


def schedules(settings: Settings) -> list[ScheduleDefinition]:
    """The nightly schedule, at two in the company's night."""
    is_production = settings.environment is Environment.PRODUCTION
    return [
        ScheduleDefinition(
            name="every_night",
            job=nightly,
            cron_schedule="0 2 * * *",
            execution_timezone=settings.company.time_zone,
            default_status=DefaultScheduleStatus.RUNNING if is_production else DefaultScheduleStatus.STOPPED,
        )
    ]
