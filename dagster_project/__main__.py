"""`python -m dagster_project`: the command `plumbline` of this checkout, without an installed script."""

from dagster_project.command_line import app

app(prog_name="plumbline")
