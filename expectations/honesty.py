"""The honesty suite: one expectation per rule: it has no open findings. It warns and reports, it never blocks."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from expectations.gx import RESULT_FORMAT, GateError, new_context

if TYPE_CHECKING:
    import pandas as pd

_RULES = """
select upper(split_part(view_name, '_', 2)) from duckdb_views()
where schema_name = 'rules' and view_name like 'rule\\_%' escape '\\'
union
select rule_id from marts.crm_findings
order by 1
"""
_OPEN = "select rule_id, object_id from marts.crm_findings where status = 'open' order by rule_id, object_id"
# The library's pages link scripts, styles and images of other hosts: the links are removed, and a policy forbids them.
SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
ELSEWHERE = re.compile(r"<(?:link|img|iframe|source)\b[^>]*\bhttps?://[^>]*>", re.IGNORECASE)
ADDRESSES = re.compile(r"https?://[^\s\"'<>)]*", re.IGNORECASE)
HEAD = """<head>
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'">
<style>
body { margin: 2rem auto; max-width: 70rem; font: 15px/1.5 sans-serif; color: #1f2937; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
th, td { border-bottom: 1px solid #e4e7ec; padding: 6px 12px 6px 0; text-align: left; vertical-align: top; }
.modal, .breadcrumb, .navbar, footer { display: none; }
</style>"""


def report(build_file: Path, folder: Path) -> dict[str, int]:
    """Open findings per rule, also of rules without any; writes the library's report as a site into `folder`, anew.

    A site of the same findings stays as it is: importing the library takes longer than building the marts.

    Raises:
        GateError: Great Expectations or the query failed.
    """
    try:
        with duckdb.connect(str(build_file), read_only=True) as connection:
            rules = [rule for (rule,) in connection.execute(_RULES).fetchall()]
            findings = connection.execute(_OPEN).df()
        fingerprint = _fingerprint(rules, findings)
        mark = folder / "findings.sha256"
        if not mark.exists() or mark.read_text(encoding="utf-8") != fingerprint:
            shutil.rmtree(folder, ignore_errors=True)
            _write_site(findings, rules, folder)
            for page in folder.rglob("*.html"):
                page.write_text(without_other_hosts(page.read_text(encoding="utf-8")), encoding="utf-8")
            mark.write_text(fingerprint, encoding="utf-8")
    except Exception as error:
        raise GateError(f"the honesty report could not be written: {type(error).__name__}: {error}") from error
    counts = findings["rule_id"].value_counts()
    return {rule: int(counts.get(rule, 0)) for rule in rules}


def _fingerprint(rules: Sequence[str], findings: pd.DataFrame) -> str:
    """A digest of everything that the site depends on."""
    made_of = (version("great_expectations"), Path(__file__).read_text(encoding="utf-8"), *rules)
    return sha256("\0".join((*made_of, findings.to_csv())).encode()).hexdigest()


def _write_site(findings: pd.DataFrame, rules: Sequence[str], folder: Path) -> None:
    library = import_module("great_expectations")
    catalogue = import_module("great_expectations.expectations")
    # By default the library writes a site of its own too, into a folder that it never removes.
    update = import_module("great_expectations.checkpoint").UpdateDataDocsAction(name="site", site_names=["findings"])
    context = new_context()
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}
    index = {"class_name": "DefaultSiteIndexBuilder"}
    site = {"class_name": "SiteBuilder", "site_index_builder": index, "store_backend": backend}
    context.add_data_docs_site("findings", site | {"show_how_to_buttons": False})
    asset = context.data_sources.add_pandas("marts").add_dataframe_asset("crm_findings")
    expectations = [
        catalogue.ExpectColumnValuesToNotBeInSet(column="rule_id", value_set=[rule], severity="warning")
        for rule in rules
    ]
    suite = context.suites.add(library.ExpectationSuite(name="honesty", expectations=expectations))
    definition = library.ValidationDefinition(
        name="honesty", data=asset.add_batch_definition_whole_dataframe("open"), suite=suite
    )
    checkpoint = library.Checkpoint(
        name="honesty",
        validation_definitions=[context.validation_definitions.add(definition)],
        actions=[update],
        result_format=RESULT_FORMAT,
    )
    context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": findings})


def without_other_hosts(html: str) -> str:
    """A page that shows the same without its scripts and without an address of another host."""
    html = ADDRESSES.sub("", ELSEWHERE.sub("", SCRIPTS.sub("", html)))
    return re.sub(r"<head>", lambda _: HEAD, html, count=1, flags=re.IGNORECASE)
