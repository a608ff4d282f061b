"""`make bench-api`: an Odoo of 100,000 deals read through its paged API, as the page API.md.

The server is a real Odoo on this machine, one process, whose demonstration data stand beside the deals.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.nights import Night, night
from tests.live.odoo.client import Odoo
from tests.live.odoo.server import System, running_system

PAGE = Path(__file__).parent / "API.md"
SOURCES = """\
company: {name: Bench, reporting_currency: USD}
sources:
  crm: {system: odoo, url: "${ODOO_URL}"}
"""
# In the database itself: what is measured is reading. The times of change lie apart, some deals have a history.
DEALS = """
env.cr.execute(\"\"\"
    insert into crm_lead (name, type, active, user_id, stage_id, expected_revenue, probability, company_id, color,
        create_uid, write_uid, create_date, write_date)
    select 'Deal ' || n, 'opportunity', true, 2, (select min(id) from crm_stage), n, 10, 1, 0, 1, 1,
        now() at time zone 'utc' - make_interval(days => 400), now() at time zone 'utc' - make_interval(mins => 60 + n)
    from generate_series(1, {rows}) as numbers (n)
\"\"\")
env.cr.commit()
"""
CHANGED = """
env.cr.execute(\"\"\"
    update crm_lead set write_date = now() at time zone 'utc' - make_interval(mins => 30) where id % 1000 = 0
\"\"\")
env.cr.commit()
"""
HEAD = """\
# Reading through an API

Written by `make bench-api` on {cpus} cores, Python {python}; one run each. A real Odoo 19 on the same machine answers
with one process, so that its own work is in the seconds. Rows are those that landed, personal-data tables included.

| night | rows landed | s | rows/s | requests | peak MB |
|---|---|---|---|---|---|
"""


def main() -> None:
    """Measures a first night, one with nothing new and one with a thousandth changed; writes the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=100_000, help="deals beside those of the demonstration")
    rows = parser.parse_args().rows
    with running_system() as system, system.served() as odoo, tempfile.TemporaryDirectory() as folder:
        odoo.shell(DEALS.format(rows=rows))
        lines = list(_measured(system, odoo, Path(folder)))
    PAGE.write_text(HEAD.format(cpus=os.cpu_count(), python=sys.version.split()[0]) + "".join(lines), encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))


def _measured(system: System, odoo: Odoo, folder: Path) -> Iterator[str]:
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    surroundings = {
        **os.environ,
        "PLUMBLINE_DATA_DIR": str(folder / "data"),
        "PLUMBLINE_SOURCES": str(folder / "sources.yml"),
        "ODOO_URL": odoo.url,
        "ODOO_API_KEY": odoo.key,
        "AS_OF": datetime.now(UTC).date().isoformat(),
    }
    for name, before in (("first", ""), ("nothing new", ""), ("a thousandth changed", CHANGED)):
        if before:
            odoo.shell(before)
        asked = _requests(system)
        yield _line(name, night(name, surroundings, folder / "data"), _requests(system) - asked)


def _requests(system: System) -> int:
    """How many calls the servers have logged."""
    return sum(log.read_text(encoding="utf-8").count('"POST /json/2/') for log in system.folder.glob("*.log"))


def _line(name: str, measured: Night, requests: int) -> str:
    """The extraction's part of a night: what is landed of other systems is nothing."""
    (step,) = (step for step in measured.steps if step.name == "landed:odoo")
    rate = measured.rows_landed / step.wall_seconds
    return (
        f"| {name} | {measured.rows_landed:,} | {step.wall_seconds:.1f} | {rate:,.0f} | {requests:,} | "
        f"{step.peak_bytes / 1e6:,.0f} |\n"
    )


if __name__ == "__main__":
    main()
