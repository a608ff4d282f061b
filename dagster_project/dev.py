"""`plumbline dev`: the Dagster UI on loopback, with the daemon that runs schedules and ends hanging runs."""

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from dagster_project.instance import use_instance
from dagster_project.outcome import ExitCode
from ingest.settings import PROJECT_DIR, ConfigurationError, load_settings

SERVER, GUARDED = "dagster_webserver", "dagster_project.guarded_ui"


def main(port: int) -> None:
    """Runs `dagster dev` with a server that refuses requests of foreign pages."""
    try:
        use_instance(load_settings().state_dir)
    except ConfigurationError as error:
        sys.stdout.write(f"{error}\n")
        raise SystemExit(ExitCode.FAILED) from None
    os.chdir(PROJECT_DIR)
    # A shell makes its background jobs ignore SIGINT, and Dagster sends SIGINT to end its services.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Imported late: a refusal does not wait for Dagster.
    from dagster._cli import dev  # noqa: PLC0415

    start = dev.open_ipc_subprocess

    def start_guarded(parts: Sequence[str], **options: Any) -> Any:
        return start([GUARDED if part == SERVER else part for part in parts], **options)

    dev.open_ipc_subprocess = start_guarded
    dev.dev_command(["--workspace", "workspace.yaml", "--host", "127.0.0.1", "--port", str(port)])
