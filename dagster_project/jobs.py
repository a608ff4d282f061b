"""Jobs as data: a name, a selection, a time limit."""

from dagster import AssetSelection, define_asset_job

MAX_RUNTIME_SECONDS = 4 * 60 * 60

nightly = define_asset_job(
    name="nightly",
    selection=AssetSelection.all(),
    description="Extract, build, check and publish everything.",
    tags={"dagster/max_runtime": str(MAX_RUNTIME_SECONDS)},
)

JOBS = [nightly]
