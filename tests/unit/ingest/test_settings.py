"""Settings: what the environment and the sources file amount to, and all that is wrong with them at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ingest import settings as module
from ingest.settings import ConfigurationError, Environment, load_settings
from ingest.systems import API_KEYS

SOURCES = """
company: {name: Acme, reporting_currency: EUR, time_zone: Europe/Madrid, fiscal_year_start_month: 4}
as_of: 2025-06-30
sources:
  finance: {system: finance, folder: "${FINANCE}/sheets"}
  crm: {system: csv_mapping, folder: exports/crm, mapping: acme, fields: {Lead.Disposition__c: Reason__c}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = tmp_path / "project"
    (project / "config" / "mappings").mkdir(parents=True)
    (project / "config" / "sources.yml").write_text(SOURCES)
    (project / "config" / "mappings" / "acme.yml").write_text("as_of: 2024-12-31\n")
    monkeypatch.setattr(module, "PROJECT_DIR", project)
    return project


def problems(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as error:
        load_settings(environ)
    return "\n".join(error.value.problems)


def test_the_sources_file(project, tmp_path):
    settings = load_settings({"FINANCE": str(tmp_path / "shared"), "PLUMBLINE_CODE_VERSION": "abc"})
    assert settings.company == module.Company("Acme", "EUR", "Europe/Madrid", 4)
    crm, finance = settings.sources
    assert (crm.folder, crm.mapping) == (project / "exports" / "crm", project / "config" / "mappings" / "acme.yml")
    assert crm.fields == {"Lead.Disposition__c": "Reason__c"}
    assert finance.folder == tmp_path / "shared" / "sheets"
    assert (settings.as_of, settings.known_at, settings.code_version) == (date(2025, 6, 30), None, "abc")
    assert (settings.environment, settings.is_embedded) == (Environment.DEVELOPMENT, False)
    assert settings.landing_dir == project / "data" / "landing"


def test_teams_and_addresses_of_records_are_configured(project):
    file = project / "config" / "sources.yml"
    text = SOURCES.replace("month: 4", "month: 4, team_from: 'role, division'")
    file.write_text(text.replace("mapping: acme,", 'mapping: acme, record_url: "https://acme.example/{id}",'))
    settings = load_settings({"FINANCE": "shared"})
    assert settings.company.team_from == "role,division"
    assert [source.record_url for source in settings.sources] == ["https://acme.example/{id}", None]
    file.write_text(
        text.replace("role", "colour").replace("mapping: acme,", "mapping: acme, record_url: 'javascript:{id}',")
    )
    found = problems({"FINANCE": "shared"})
    assert "company.team_from: must be one or more of division, department and role" in found
    assert "must be an address such as https://acme.my.salesforce.com/{id}" in found


def test_a_drop_folder_is_named_by_the_organization_or_itself(project, tmp_path):  # noqa: ARG001
    crm = tmp_path / "Acme exports" / "crm"
    crm.mkdir(parents=True)
    drop = {"PLUMBLINE_DROP": str(crm.parent), "AS_OF": "2025-06-30"}
    assert load_settings(drop).company.name == "Acme exports"
    (crm / "Organization.csv").write_text('"Id","Name"\n"00D000000000001EAA","Acme Ltd"\n')
    assert load_settings(drop).company.name == "Acme Ltd"


def test_as_of_is_told_by_the_nearest(project, monkeypatch):
    environ = {"FINANCE": "shared"}
    assert load_settings(environ | {"AS_OF": "2025-01-31"}).as_of == date(2025, 1, 31)
    file = project / "config" / "sources.yml"
    file.write_text(SOURCES.replace("as_of: 2025-06-30", ""))
    assert load_settings(environ).as_of == date(2024, 12, 31)
    (project / "config" / "mappings" / "acme.yml").write_text("columns: {}")

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2025, 3, 1, 23, 30, tzinfo=UTC).astimezone(tz)

    # It is half past midnight of 2 March in Madrid.
    monkeypatch.setattr(module, "datetime", Clock)
    assert load_settings(environ).as_of == date(2025, 3, 1)


def test_known_at_is_utc(project):  # noqa: ARG001
    known_at = load_settings({"FINANCE": "x", "KNOWN_AT": "2025-06-30T01:00:00+02:00"}).known_at
    assert known_at == datetime(2025, 6, 29, 23, tzinfo=UTC)
    assert known_at.utcoffset() == timedelta(0)


def test_everything_that_is_wrong_is_told_at_once(project):
    (project / "config" / "sources.yml").write_text("""
company: {name: "", reporting_currency: EURO, time_zone: Mars/Olympus, fiscal_year_start_month: 13, colour: red}
as_of: 30/06/2025
sources:
  crm: {system: xero, folder: "${CRM_FOLDER}/x"}
  email: {system: sendgrid}
  accounting: {system: xero, folder: ../books, mapping: acme}
  finance: {system: finance, folder: sheets, fields: {x: "1; drop"}}
  shop: {}
""")
    told = problems({"KNOWN_AT": "2025-06-30", "PLUMBLINE_ENV": "prod", "PLUMBLINE_DATA_DIR": "data*"})
    for problem in (
        "config/sources.yml line 2: company.colour: is not known",
        "company.name: must be a text",
        "company.reporting_currency: must be a code",
        "company.time_zone: must be a name",
        "company.fiscal_year_start_month: must be a number",
        "as_of: must be a date such as",
        "config/sources.yml line 9: sources.shop: is not known",
        "sources.crm.system: must be one of salesforce, csv_mapping",
        "sources.crm.folder: the variable CRM_FOLDER is not set",
        "config/sources.yml line 6: sources.email.folder: is required",
        "sources.accounting.folder: a folder must be a plain relative path, this one holds a step up",
        "sources.accounting.mapping: only a csv_mapping source can have a mapping",
        "sources.finance.fields: must map names",
        "KNOWN_AT: must be a time",
        "PLUMBLINE_ENV: must be one of",
        "PLUMBLINE_DATA_DIR: must not hold",
    ):
        assert problem in told
    assert told.count("\n") == 15


BLOCKS = """
company:
  name: Acme
  reporting_currency: EUR
  time_zone: Europe/Madrid
  fiscal_year_start_month: 4
sources:
  crm:
    - system: salesforce
      folder: crm
  finance: {system: finance, folder: sheets}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        (
            "name: Acme",
            "name: Acme\n  nome: x",
            "line 4: company.nome: is not known (known: name, ",
        ),
        ("name: Acme", "name: 7", "line 3: company.name: must be a text"),
        ("month: 4", 'month: "4"', "line 6: company.fiscal_year_start_month: must be a whole number"),
        ("month: 4", "month: 13", "line 6: company.fiscal_year_start_month: must be a number from 1 to 12"),
        ("EUR", "EURO", "line 4: company.reporting_currency: must be a code of ISO 4217"),
        ("Europe/Madrid", "Mars", "line 5: company.time_zone: must be a name such as Europe/Madrid"),
        ("folder: crm", 'folder: "${CRM}/x"', "line 10: sources.crm.0.folder: the variable CRM is not set"),
        ("folder: crm", "folder: ../crm", "line 10: sources.crm.0.folder: a folder must be a plain relative path"),
        ("folder: crm", "colour: red", "line 10: sources.crm.0.colour: is not known (known: system, folder, mapping, "),
        ("folder: crm", "folder: crm\n      currency: EURO", "line 11: sources.crm.0.currency: must be a code of ISO"),
        ("folder: crm", "url: x", "line 9: sources.crm.0.folder: is required"),
        ("salesforce", "siebel", "line 9: sources.crm.0.system: must be one of salesforce, csv_mapping, odoo"),
        ("salesforce", "odoo", "line 9: sources.crm.0.system: the variable ODOO_API_KEY is not set"),
        ("salesforce", "csv_mapping", "line 9: sources.crm.0.mapping: must name a file of config/mappings"),
        ("- system: salesforce", "- salesforce\n    - system: odoo", "line 9: sources.crm.0: must be a block of names"),
        (
            "{system: finance, folder: sheets}",
            "[{system: finance, folder: a}, {system: finance, folder: b}]",
            "line 11: sources.finance: takes one system, 2 are given",
        ),
    ],
)
def test_each_kind_of_problem_is_a_line_with_the_line_of_the_file(project, right, wrong, line):
    assert BLOCKS.count(right) == 1
    (project / "config" / "sources.yml").write_text(BLOCKS)
    load_settings({})
    (project / "config" / "sources.yml").write_text(BLOCKS.replace(right, wrong))
    assert f"config/sources.yml {line}" in problems({})


@pytest.mark.parametrize("as_of", ["20250630", "2025-06-31", "2025-W01-1", "today"])
def test_a_date_is_read_strictly(project, as_of):  # noqa: ARG001
    assert "AS_OF: must be a date" in problems({"FINANCE": "x", "AS_OF": as_of})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("company: &a {name: x}\nsources: *a", "an alias in line 2"),
        ("company: {}\ncompany: {}", "a key occurs twice"),
        ("company: !!python/object/apply:os.system [true]", "is not plain YAML"),
        ("- a", "must hold a mapping"),
        ("a: " + "x" * 1_000_000, "is bigger than"),
        ("a: [" * 5000, "is not plain YAML"),
        ("company: {}\nas_of: 2025-06-31", "'2025-06-31' in line 2 is not a valid date or number: correct it"),
        (
            "as_of: 2025-06-30\ncompany: {name: NO}",
            "'NO' in line 2 means false in YAML: write false, or put it in quotes",
        ),
        ("company: {name: 010}", "'010' in line 1 means 8 in YAML: write 8, or put it in quotes"),
        ("company: {name: 12:30}", "'12:30' in line 1 means 750 in YAML"),
        ("company: {name: 1_0.5}", "'1_0.5' in line 1 means 10.5 in YAML"),
    ],
)
def test_yaml_that_is_more_than_plain_is_refused(project, content, problem):
    (project / "config" / "sources.yml").write_text(content)
    assert problem in problems({})


@pytest.mark.parametrize("mapping", ["../sources", "nobody", "/etc/passwd", "a\\0"])
def test_a_mapping_is_a_file_of_its_folder(project, mapping):
    (project / "config" / "sources.yml").write_text(SOURCES.replace("mapping: acme", f'mapping: "{mapping}"'))
    assert "sources.crm.mapping: must name a file" in problems({"FINANCE": "x"})


def test_the_configuration_hash_is_of_the_content(project, tmp_path):
    def digest(environ: dict[str, str]) -> str:
        return load_settings(environ).configuration_hash

    first = digest({"FINANCE": "/somewhere"})
    assert digest({"FINANCE": "/elsewhere", "PLUMBLINE_DATA_DIR": str(tmp_path), "AS_OF": "2024-01-01"}) == first
    (project / "config" / "mappings" / "acme.yml").write_text("columns: {a: b}")
    changed_mapping = digest({"FINANCE": "x"})
    (project / "config" / "sources.yml").write_text(SOURCES.replace("EUR", "USD"))
    assert len({first, changed_mapping, digest({"FINANCE": "x"})}) == 3


def test_the_embedded_company_lies_in_the_data_folder(project, tmp_path):
    content = SOURCES.replace("${FINANCE}/sheets", "${PLUMBLINE_DATA_DIR}/embedded/finance")
    (project / "config" / "sources.yml").write_text(content)
    settings = load_settings({})
    assert settings.is_embedded
    assert settings.sources[1].folder == settings.embedded_dir / "finance"
    elsewhere = load_settings({"PLUMBLINE_DATA_DIR": str(tmp_path / "other")})
    assert elsewhere.sources[1].folder == tmp_path / "other" / "embedded" / "finance"


def test_every_variable_that_is_read_is_listed(project, monkeypatch):  # noqa: ARG001
    read: set[str] = set()

    class Noting(dict):
        def get(self, name, default=None):
            read.add(name)
            return default

        def items(self):
            return [("FINANCE", "x")]

    monkeypatch.setattr(module.os, "environ", Noting())
    monkeypatch.setattr(module, "_configuration", lambda *_: module.Configuration(module.Company("a", "EUR"), (), {}))
    load_settings()
    module.fault_point("anywhere")
    assert read <= set(module.VARIABLES)
    source = Path(module.__file__).read_text()
    own = set(module.VARIABLES) - set(API_KEYS.values())
    assert all(source.count(f'"{name}"') > 1 for name in own)


ODOO = """
company: {name: Acme, reporting_currency: EUR}
as_of: 2025-06-30
sources:
  crm: {system: salesforce, folder: crm}
  accounting: {system: odoo, url: %s}
"""


@pytest.mark.parametrize("url", ["https://acme.odoo.com/", "http://127.0.0.1:8069", '"${ODOO_URL}"'])
def test_an_api_is_an_address_here_and_a_key_in_the_environment(project, url):
    (project / "config" / "sources.yml").write_text(ODOO % url)
    settings = load_settings({"ODOO_API_KEY": "secret", "ODOO_URL": "https://acme.odoo.com"})
    odoo = settings.sources[1]
    assert odoo.endpoint.key == "secret"
    assert odoo.endpoint.url in ("https://acme.odoo.com", "http://127.0.0.1:8069")
    assert odoo.endpoint.landed == settings.landing_dir / "odoo"
    assert odoo.folder.is_relative_to(settings.state_dir)
    assert "secret" not in repr(settings)
    other = load_settings({"ODOO_API_KEY": "another", "ODOO_URL": "https://acme.odoo.com"})
    assert other.configuration_hash == settings.configuration_hash


@pytest.mark.parametrize(
    "url", ["http://acme.odoo.com", "https://ana@acme.odoo.com", "acme.odoo.com", "7", '"https://a/?key=1"']
)
def test_a_key_goes_nowhere_in_the_open(project, url):
    (project / "config" / "sources.yml").write_text(ODOO % url)
    assert "sources.accounting.url: must be an address" in problems({"ODOO_API_KEY": "x"})


@pytest.mark.parametrize("key", ["one\ntwo", "trailing\n", "schlüssel", "\udce9"])
def test_a_key_that_cannot_be_sent_is_refused_unseen(project, key):
    (project / "config" / "sources.yml").write_text(ODOO % "https://a.example")
    told = problems({"ODOO_API_KEY": key})
    assert "sources.accounting.system: the variable ODOO_API_KEY must be one line of ASCII letters" in told
    assert key.strip() not in told


def test_all_variables_that_are_missing_are_named_at_once(project):
    (project / "config" / "sources.yml").write_text(ODOO % '"${ODOO_URL}"')
    told = problems({})
    assert "sources.accounting.system: the variable ODOO_API_KEY is not set" in told
    assert "sources.accounting.url: the variable ODOO_URL is not set" in told


def test_two_systems_may_fill_one_place_and_none_may_do_so_twice(project):
    two = "[{system: salesforce, folder: crm}, {system: csv_mapping, folder: csv, mapping: acme}]"
    (project / "config" / "sources.yml").write_text(
        (ODOO % "https://a.example").replace("{system: salesforce, folder: crm}", two)
    )
    settings = load_settings({"ODOO_API_KEY": "x"})
    assert [source.system for source in settings.sources] == ["salesforce", "csv_mapping", "odoo"]
    twice = "[{system: salesforce, folder: crm}, {system: salesforce, folder: other}]"
    (project / "config" / "sources.yml").write_text(
        (ODOO % "https://a.example").replace("{system: salesforce, folder: crm}", twice)
    )
    assert "sources.crm: salesforce is configured already" in problems({"ODOO_API_KEY": "x"})


@pytest.mark.parametrize("place", ["crm", "accounting"])
def test_an_empty_list_is_no_source(project, place):
    content = (ODOO % "https://a.example").splitlines()
    lines = [f"  {place}: []" if line.startswith(f"  {place}:") else line for line in content]
    (project / "config" / "sources.yml").write_text("\n".join(lines))
    assert f"sources.{place}: must be a block of names and values" in problems({"ODOO_API_KEY": "x"})


def test_a_percent_sign_in_the_data_folder_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="PLUMBLINE_DATA_DIR: must not hold %"):
        load_settings({"PLUMBLINE_DATA_DIR": "data/50%25"})
