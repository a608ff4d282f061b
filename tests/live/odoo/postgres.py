"""A PostgreSQL cluster for one test session: loopback only, a port that was free, gone with the session."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROLE = "odoo19"  # Odoo refuses the role `postgres`
DEADLINE = 120.0  # seconds
# Nothing of a test's database needs to survive, and little is to be copied when the cluster is kept.
SETTINGS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"),
    *("max_wal_size=64MB", "listen_addresses=127.0.0.1", "unix_socket_directories="),
)


def programs() -> Path:
    """The folder of PostgreSQL's programs; Debian keeps `initdb` and `postgres` out of the path."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found and (path := shutil.which("initdb")):
        found = [Path(path).parent]
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tied(*command: str | Path, user: str | None = None) -> list[str]:
    """The command, ended by the kernel when the test process dies without stopping it."""
    identity = ["--reuid", user, "--regid", user, "--clear-groups"] if user else []
    return ["setpriv", *identity, "--pdeathsig", "INT", "--", *map(str, command)]


def stop(process: subprocess.Popen[bytes], politely: signal.Signals) -> None:
    """Ends a process of ours, at the latest after the deadline."""
    process.send_signal(politely)
    try:
        process.wait(timeout=DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _user() -> str | None:
    """PostgreSQL refuses to run as root; its package brings a user."""
    return "postgres" if os.geteuid() == 0 else None


def create_cluster(folder: Path) -> None:
    """Makes an empty cluster in `folder`, which must not exist."""
    folder.mkdir(mode=0o700)
    if user := _user():
        shutil.chown(folder, user, user)
    options = ("--auth=trust", f"--username={ROLE}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    command = tied(programs() / "initdb", "-D", folder, *options, user=_user())
    subprocess.run(command, cwd="/", check=True, capture_output=True)


@dataclass(frozen=True)
class Cluster:
    """A running cluster."""

    port: int

    def create_database(self, name: str, template: str = "template0") -> None:
        """Makes a database, a copy of the template."""
        where = ("--host=127.0.0.1", f"--port={self.port}", f"--username={ROLE}")
        subprocess.run([programs() / "createdb", *where, "--template", template, name], check=True)


@contextmanager
def running_cluster(folder: Path, *, kept: bool = False) -> Iterator[Cluster]:
    """Runs the cluster in `folder`; one that is not kept is not written out at the end."""
    cluster = Cluster(free_port())
    settings = [part for setting in SETTINGS for part in ("-c", setting)]
    command = tied(programs() / "postgres", "-D", folder, "-p", str(cluster.port), *settings, user=_user())
    with (folder.parent / "postgres.log").open("wb") as log:
        process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
    try:
        _wait(process, cluster.port)
        yield cluster
    finally:
        stop(process, signal.SIGINT if kept else signal.SIGQUIT)  # PostgreSQL's fast and its immediate shutdown


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the cluster takes connections."""
    until = time.monotonic() + DEADLINE
    ready = [programs() / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}", f"--username={ROLE}"]
    while subprocess.run(ready, check=False).returncode:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("PostgreSQL did not come up")
        time.sleep(0.1)
