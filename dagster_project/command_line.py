"""The command `plumbline`: parses arguments and calls the package that does the work. No work is done here.

Modules are imported when their command runs, so that help and a refused lock do not wait for Dagster, dbt or DuckDB.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

OTHERS = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

app = typer.Typer(
    help="A batch ELT warehouse for sales teams. .env.example lists all environment variables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
mapping = typer.Typer(help="Draft a mapping file of a CSV export, or check one.", no_args_is_help=True)
app.add_typer(mapping, name="mapping")


@app.command()
def nightly() -> None:
    """Extract, build, check and publish.

    Exit codes: 0 published; 3 published, but a source was skipped and its last accepted data, if any, is used, or a
    later step failed; 4 gate 2 failed, the previous result stays published; 5 another run holds the lock; 1 any other
    error.
    """
    from dagster_project.nightly import main

    raise typer.Exit(main())


@app.command()
def doctor() -> None:
    """Check every configured source without loading or writing anything.

    Exit codes: 0 every source can be read; 1 something must be corrected.
    """
    from ingest.doctor.report import main

    raise typer.Exit(main())


@mapping.command()
def draft(folder: Annotated[Path, typer.Argument(help="the folder with the CSV files")]) -> None:
    """Write a draft of a mapping file to standard output; decide what it marks with `# ?`.

    Exit codes: 0 written; 1 the folder cannot be read.
    """
    from ingest.csv_mapping.doctor import main

    raise typer.Exit(main(None, folder))


@mapping.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="the mapping file; default: as configured")] = None,
    folder: Annotated[Path | None, typer.Option(help="the folder with the CSV files; default: as configured")] = None,
) -> None:
    """Check a mapping file against the files and show the first rows.

    Exit codes: 0 every row can be read; 1 something must be corrected.
    """
    from ingest.csv_mapping.doctor import main

    if folder and not file:
        raise typer.BadParameter("name the mapping file, or write one with `plumbline mapping draft`")
    raise typer.Exit(main(file, folder))


@app.command()
def forget(
    id_: Annotated[str, typer.Argument(metavar="ID", help="such as salesforce:003… or odoo:res.partner/12")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="list the records and change nothing")] = False,
) -> None:
    """Remove a contact, lead or partner from all landed data and from later loads.

    Exit codes: 0 forgotten; 1 unknown id, or the list cannot be read; 5 another run holds the lock.
    """
    from ingest.forget.command import main

    raise typer.Exit(main(id_, dry_run))


@app.command()
def redate() -> None:
    """After a night with a clock that was ahead: give the loads that lie in the future the present time.

    Exit codes: 0 done; 1 the configuration cannot be used; 5 another run holds the lock.
    """
    from ingest.loading.redate import main

    raise typer.Exit(main())


@app.command(context_settings=OTHERS)
def simulate(context: typer.Context) -> None:
    """Write the exports of a fictional company: `plumbline simulate --out DIR`; `plumbline simulate --help` lists more.

    Exit codes: 0 written; 2 an option is wrong.
    """
    from simulator.command import main

    main(context.args)


@app.command(context_settings=OTHERS)
def dbt(context: typer.Context) -> None:
    """Run dbt on the warehouse of the last night: `plumbline dbt build --select my_model`.

    Exit codes: those of dbt; 1 the configuration cannot be used; 5 another run holds the lock.
    """
    from dagster_project.dbt_command import main

    main(context.args)


@app.command()
def dev(port: Annotated[int, typer.Option(help="the port of the UI")] = 3000) -> None:
    """Serve Dagster's UI on http://127.0.0.1:3000, with the daemon that runs schedules.

    Exit codes: those of `dagster dev`; 1 the configuration cannot be used.
    """
    from dagster_project.dev import main

    main(port)
