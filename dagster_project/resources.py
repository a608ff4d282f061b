"""Resources: the settings of the run and the one-run lock. Not here: what is done with them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from dagster import ConfigurableResource, InitResourceContext

from dagster_project.run_files import RunFiles, run_files
from ingest.loading.run_lock import RunLock
from ingest.settings import Settings, load_settings


class Warehouse(ConfigurableResource):
    """The data folder, opened for one run: whoever uses it holds the run lock, a click in the UI included."""

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Generator[Warehouse]:  # noqa: ARG002
        """Holds the lock while the run lasts."""
        lock = RunLock(load_settings().warehouse_dir)
        taken_here = lock.acquire()
        try:
            yield self
        finally:
            if taken_here:
                lock.release()

    @property
    def settings(self) -> Settings:
        """The settings as the environment says now."""
        return load_settings()

    def files(self, run_id: str) -> RunFiles:
        """The files that the steps of the run hand on."""
        return run_files(self.settings, run_id)


def resources() -> dict[str, object]:
    """What the assets ask for by name."""
    return {"warehouse": Warehouse()}
