"""The one code location: all assets, checks, jobs and schedules, and the resources that they use."""

from dagster import Definitions, in_process_executor

from dagster_project.assets.exports import embedded_company
from dagster_project.assets.landing import LANDING
from dagster_project.assets.models import models
from dagster_project.assets.publication import control_totals, plumbline_record, published_marts
from dagster_project.jobs import JOBS
from dagster_project.resources import resources
from dagster_project.schedules import schedules
from ingest.settings import load_settings

defs = Definitions(
    assets=[embedded_company, *LANDING, models, control_totals, published_marts, plumbline_record],
    jobs=JOBS,
    schedules=schedules(load_settings()),
    resources=resources(),
    executor=in_process_executor,
)
