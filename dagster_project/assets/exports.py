"""The exports of the fictional company, written when no source is configured. Not here: how they are read."""

from dagster import AssetExecutionContext, MaterializeResult, asset

import simulator
from dagster_project.resources import Warehouse

GROUP = "exports"


@asset(
    group_name=GROUP,
    description="The export files of the fictional company; nothing is written when sources are configured.",
)
def embedded_company(context: AssetExecutionContext, warehouse: Warehouse) -> MaterializeResult:
    """Starts the run's files and writes the exports of the fictional company."""
    settings, files = warehouse.settings, warehouse.files(context)
    files.start()
    with files.step("exported"):
        if settings.is_embedded:
            simulator.write(settings.embedded_dir, simulator.Parameters())
    return MaterializeResult(metadata={"written": settings.is_embedded})
