"""Resources: the settings of the run and the one-run lock. Not here: what is done with them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from dagster import AssetExecutionContext, ConfigurableResource, Failure, InitResourceContext, JobDefinition

from dagster_project.event_log import remove_old_runs
from dagster_project.run_files import RunFiles, run_files
from ingest.loading.landed_files import check_all
from ingest.loading.run_lock import RunLock
from ingest.settings import Settings, load_settings


class Warehouse(ConfigurableResource):
    """The data folder, opened for one run: its user holds the run lock, also in a run from the UI."""

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Generator[Warehouse]:
        """Holds the lock while the run lasts. If the nightly command holds it, it has checked the landing."""
        settings = load_settings()
        lock = RunLock(settings.warehouse_dir)
        taken_here = lock.acquire()
        try:
            if taken_here:
                check_all(settings)
            if context.instance:
                remove_old_runs(context.instance)
            yield self
        finally:
            if taken_here:
                lock.release()

    @property
    def settings(self) -> Settings:
        """The settings as the environment says now."""
        return load_settings()

    def files(self, context: AssetExecutionContext) -> RunFiles:
        """The files that the steps of the run hand on. Each asset asks for them before it touches anything.

        Raises:
            Failure: the run leaves steps out: what it built would be half of the last night and half of this one.
        """
        from dagster_project.definitions import defs  # noqa: PLC0415 - which need this module

        run, every = context.run, defs.resolve_job_def("nightly")
        of_run = _parts(context.job_def)
        if run.step_keys_to_execute is not None:
            of_run &= {*run.step_keys_to_execute, *of_run - every.graph.node_dict.keys()}
        if run.asset_check_selection is not None:
            of_run -= every.asset_layer.asset_graph.asset_check_keys - run.asset_check_selection
        if not of_run >= _parts(every):
            raise Failure(
                "A run is a whole night: launch the job nightly; one model is built by `make dbt`. Nothing was done.",
                allow_retries=False,
            )
        return run_files(self.settings, context.run_id)


def _parts(job: JobDefinition) -> set[object]:
    """The steps, assets and checks of a job."""
    graph = job.asset_layer.asset_graph
    return {*job.graph.node_dict, *job.asset_layer.executable_asset_keys, *graph.asset_check_keys}


def resources() -> dict[str, object]:
    """The resources of the assets, by name."""
    return {"warehouse": Warehouse()}
