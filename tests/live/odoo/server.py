"""A real Odoo server on this machine: `with running_system() as system, system.served() as odoo: odoo.call(…)`."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from tests.live.odoo.client import DEADLINE, Odoo
from tests.live.odoo.postgres import ROLE, Cluster, create_cluster, free_port, running_cluster, stop, tied
from tests.nights import PROJECT_DIR

FOLDER = PROJECT_DIR / ".odoo"
PACKAGES = FOLDER / "root/usr/lib/python3/dist-packages"
TEMPLATE = "template_demo"
MODULES = (
    *("crm", "sale_crm", "sale_management", "account", "mass_mailing", "mass_mailing_crm", "calendar", "link_tracker"),
)
KEY = """
from datetime import datetime, timedelta
keys = env["res.users.apikeys"].with_user(env.ref("base.user_admin"))
print(keys._generate("rpc", "tests", datetime.now() + timedelta(days=1)))
env.cr.commit()
"""


@dataclass(frozen=True)
class System:
    """A cluster that holds the template, and the folder of this session."""

    folder: Path
    cluster: Cluster
    numbers: Iterator[int] = field(default_factory=count, repr=False)

    @contextmanager
    def served(self) -> Iterator[Odoo]:
        """A server of its own on a fresh copy of the template."""
        database, port = f"test{next(self.numbers)}", free_port()
        self.cluster.create_database(database, TEMPLATE)
        files = self.folder / "data/filestore"
        shutil.copytree(files / TEMPLATE, files / database)
        http = ("--http-interface=127.0.0.1", f"--http-port={port}", f"--gevent-port={free_port()}")
        log = self.folder / f"{database}.log"
        with log.open("wb") as output:
            command = self.command("server", database, *http, f"--db-filter=^{database}$")
            process = subprocess.Popen(command, env=self.environment(), stdout=output, stderr=output)
        try:
            key = self.shell(database, KEY).strip()  # the server starts meanwhile
            url = f"http://127.0.0.1:{port}"
            _wait(process, url, log)
            yield Odoo(url, key, database, partial(self.shell, database))
        finally:
            stop(process, signal.SIGTERM)

    def shell(self, database: str, code: str) -> str:
        """What the code prints in `odoo shell`."""
        command = self.command("shell", database, "--no-http", "--log-level=error")
        environment = self.environment()
        done = subprocess.run(command, env=environment, input=code, capture_output=True, text=True, check=False)
        if done.returncode or "Traceback" in done.stderr:
            raise RuntimeError(done.stderr[-4000:])
        return done.stdout

    def install(self) -> None:
        """Makes the template: the modules and Odoo's own demonstration data."""
        options = ("--with-demo", "-i", ",".join(MODULES), "--stop-after-init", "--no-http", "--log-level=warn")
        command = self.command("server", TEMPLATE, *options)
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-4000:])

    def command(self, verb: str, database: str, *options: str) -> list[str]:
        """Odoo's command on a database: one process, no scheduled jobs, no configuration of the machine."""
        postgres = ("--db_host=127.0.0.1", f"--db_port={self.cluster.port}", f"--db_user={ROLE}")
        where = ("-D", str(self.folder / "data"), f"--addons-path={PACKAGES / 'odoo/addons'}")
        single = ("--workers=0", "--max-cron-threads=0")
        program = (FOLDER / "venv/bin/python", "-m", "odoo", verb, "-c", os.devnull)
        return tied(*program, *postgres, *where, *single, "-d", database, *options)

    def environment(self) -> dict[str, str]:
        """The environment of Odoo, which is to reach nothing beyond this machine: the proxy is a closed port."""
        nowhere = "http://127.0.0.1:9"
        proxies = {"http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": "127.0.0.1,localhost"}
        own = {"HOME": str(self.folder), "PYTHONPATH": str(PACKAGES), "LANG": "C.UTF-8", "TZ": "UTC"}
        return {"PATH": os.environ["PATH"]} | own | proxies


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Until the server says that it is well."""
    until = time.monotonic() + DEADLINE
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/web/health", timeout=10):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("Odoo did not come up: " + log.read_text(encoding="utf-8")[-4000:])


@contextmanager
def running_system() -> Iterator[System]:
    """A system on a copy of the kept template, which is made at the first use; afterwards the copy is gone."""
    version = (FOLDER / "version").read_text(encoding="utf-8").strip()
    digest = hashlib.sha256(repr((version, MODULES)).encode()).hexdigest()[:12]
    kept = FOLDER / "templates" / digest
    with tempfile.TemporaryDirectory(prefix="odoo-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL's user goes through it
        if not kept.is_dir():
            _make_template(folder)
            _copy(folder, kept)
        else:
            _copy(kept, folder)
        with running_cluster(folder / "cluster") as cluster:
            yield System(folder, cluster)


def _make_template(folder: Path) -> None:
    """A cluster and the files of the template, stopped."""
    create_cluster(folder / "cluster")
    with running_cluster(folder / "cluster", kept=True) as cluster:
        cluster.create_database(TEMPLATE)
        System(folder, cluster).install()


def _copy(source: Path, target: Path) -> None:
    """Copies a stopped cluster and Odoo's files with their owners, whole or not at all where the target is kept."""
    unfinished = target if target.is_dir() else target.with_name(f"{target.name}.{os.getpid()}")
    unfinished.mkdir(parents=True, exist_ok=True)
    parts = [source / "cluster", source / "data"]
    subprocess.run(["cp", "--archive", "--reflink=auto", *parts, unfinished], check=True)
    if unfinished != target:
        unfinished.rename(target)
