"""How models are named, where arrows point, and what each must declare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dagster_project.dbt_run import DBT_DIR

Model = Mapping[str, Any]

LAYERS = ("staging", "intermediate", "core", "marts")
NAMES = {
    "staging": r"stg_{subject}__[a-z0-9_]+",
    # What all systems land alike has one model and no folder of a system.
    "staging of all systems": r"stg_[a-z0-9]+(_[a-z0-9]+)*",
    "intermediate": r"int_[a-z0-9_]+",
    "core": r"(dim|fct|xref)_[a-z0-9_]+",
    "marts": r"(?!stg_|int_|dim_|fct_|rule_)[a-z0-9_]+",
    # Parts of a mart that are not published, each kind in a folder of its own.
    "rules": r"(rule_)?h[0-9]{{2}}_[a-z0-9_]+|rule_findings",
    "levels": r"{subject}_[a-z0-9_]+",
    "ratios": r"(ratio|deal|attainment)_[a-z0-9_]+",
    "issues": r"issues_of_[a-z]+",
}
MATERIALIZED = {
    **dict.fromkeys(("staging", "levels", "ratios"), "view"),
    # Their SQL becomes part of the model that reads them, which has the contract, the key test and the descriptions.
    **dict.fromkeys(("rules", "issues"), "ephemeral"),
}
READS = {
    "staging": {"source"},
    # Cross-references between records are core models that intermediate models apply.
    "intermediate": {"seed", "staging", "intermediate", "xref"},
    "core": {"seed", "staging", "intermediate", "core"},
    "marts": {"seed", "core", "marts"},
}
SUBJECTS = (
    *("funnel", "activity", "email", "engagement", "channels", "customers", "reconciliation", "rep_performance"),
    *("adoption", "territory", "crm_quality", "forecast", "targets", "scorecard"),
)
YAML_FILES = r"_{folder}__(sources|models|findings|unit_tests|exposures)\.yml"
UNITS = r"\b(currency|days|months|units?|shares?|counts?)\b"


def layer(model: Model) -> str:
    return model["fqn"][1]


def kind(model: Model) -> str:
    """The layer, or the folder within a mart's subject."""
    return model["fqn"][3] if layer(model) == "marts" and len(model["fqn"]) > 4 else layer(model)


def built(models: list[Model]) -> list[Model]:
    """Models that dbt builds as relations."""
    return [model for model in models if model["config"]["materialized"] != "ephemeral"]


def published(models: list[Model]) -> list[Model]:
    return [model for model in built(models) if layer(model) in {"core", "marts"}]


def says_more_than(name: str, description: str) -> bool:
    """Whether a description has at least two words that its name has not."""
    words = set(re.findall(r"[a-z0-9]+", description.lower()))
    return len(words - set(name.lower().split("_"))) >= 2


def test_names(models: list[Model]) -> None:
    for model in models:
        subject = model["fqn"][2]
        assert layer(model) in LAYERS, model["name"]
        names = "staging of all systems" if layer(model) == "staging" and len(model["fqn"]) == 3 else kind(model)
        assert re.fullmatch(NAMES[names].format(subject=subject), model["name"]), model["name"]


def test_mart_subjects_are_known(models: list[Model]) -> None:
    assert {model["fqn"][2] for model in models if layer(model) == "marts"} <= set(SUBJECTS)


def test_schema_and_group_are_the_layer(models: list[Model]) -> None:
    for model in models:
        assert model["schema"] == kind(model), model["name"]
        assert model["config"]["meta"]["dagster"]["group"] == layer(model), model["name"]
        assert model["config"]["materialized"] == MATERIALIZED.get(kind(model), "table"), model["name"]


def test_arrows_point_down_the_flow(models: list[Model]) -> None:
    by_id = {model["unique_id"]: model for model in models}
    for model in models:
        for read in model["depends_on"]["nodes"]:
            what = layer(by_id[read]) if read in by_id else read.split(".")[0]
            whats = {what, by_id[read]["name"].split("_")[0]} if what == "core" else {what}
            assert whats & READS[layer(model)], f"{model['name']} reads {read}"


def test_marts_read_their_own_subject_and_earlier_ones(models: list[Model]) -> None:
    subjects = {model["unique_id"]: model["fqn"][2] for model in models if layer(model) == "marts"}
    for unique_id, subject in subjects.items():
        for read in next(model for model in models if model["unique_id"] == unique_id)["depends_on"]["nodes"]:
            if read in subjects:
                assert SUBJECTS.index(subjects[read]) <= SUBJECTS.index(subject), f"{unique_id} reads {read}"


def test_every_staging_model_is_read(manifest: Mapping[str, Any], models: list[Model]) -> None:
    for model in models:
        if layer(model) == "staging":
            readers = manifest["child_map"][model["unique_id"]]
            assert any(reader.startswith("model.") for reader in readers), f"{model['name']} is read by no model"


def test_data_quality_reads_the_issues_of_every_subject(models: list[Model]) -> None:
    (mart,) = [model for model in models if model["name"] == "data_quality"]
    subjects = {model["unique_id"] for model in models if kind(model) == "issues"}
    assert subjects
    assert set(mart["depends_on"]["nodes"]) == subjects


def test_every_issue_is_described_and_has_a_case(manifest: Mapping[str, Any], models: list[Model]) -> None:
    (mart,) = [model for model in models if model["name"] == "data_quality"]
    described = set(re.findall(r"`(\w+)`", mart["columns"]["issue"]["description"]))
    subjects = {model["name"]: model["raw_code"] for model in models if kind(model) == "issues"}
    cases = (test["expect"]["rows"] for test in manifest["unit_tests"].values() if test["model"] in subjects)
    assert {row["issue"] for rows in cases for row in rows} == described
    # A name that contains an expression, such as that of the fact, stands for several.
    written = {name for sql in subjects.values() for name in re.findall(r"'([^']+)' as issue", sql)}
    patterns = {re.sub(r"\{\{.*?\}\}", r"\\w+", name) for name in written}
    assert all(any(re.fullmatch(pattern, name) for name in described) for pattern in patterns)
    assert all(any(re.fullmatch(pattern, name) for pattern in patterns) for name in described)


def test_every_published_duration_is_tested(manifest: Mapping[str, Any], models: list[Model]) -> None:
    (test,) = (
        node for node in manifest["nodes"].values() if node["name"] == "assert_no_published_duration_is_negative"
    )
    for model in (model for model in models if model["schema"] == "marts"):
        for column in (name for name in model["columns"] if {"days", "minutes"} & set(name.split("_"))):
            assert model["unique_id"] in test["depends_on"]["nodes"], model["name"]
            assert f"'{column}'" in test["raw_code"], f"{model['name']}.{column}"


def test_every_model_has_its_key(manifest: Mapping[str, Any], models: list[Model]) -> None:
    tests = [node for node in manifest["nodes"].values() if node.get("test_metadata")]
    keyed = [node["attached_node"] for node in tests if node["test_metadata"]["kwargs"].get("key")]
    for model in built(models):
        assert model["unique_id"] in keyed, model["name"]


def test_descriptions_state_the_grain(models: list[Model]) -> None:
    for model in models:
        assert model["description"].startswith("One row per "), model["name"]
        assert says_more_than(model["name"], model["description"].removeprefix("One row per")), model["name"]


def test_mart_descriptions_state_units_and_what_does_not_add_up(models: list[Model]) -> None:
    for model in models:
        if kind(model) == "marts":
            assert re.search(UNITS, model["description"], re.IGNORECASE), model["name"]
            assert "additive" in model["description"], model["name"]


def test_core_and_marts_have_contracts(models: list[Model]) -> None:
    for model in published(models):
        assert model["config"]["contract"]["enforced"], model["name"]


def test_published_tables_carry_their_descriptions(models: list[Model]) -> None:
    for model in published(models):
        persisted = model["config"]["persist_docs"]
        if kind(model) == "marts":
            assert persisted == {"relation": True, "columns": True}, model["name"]
        else:
            assert not any(persisted.values()), model["name"]


def test_columns_of_core_and_marts_are_described(models: list[Model]) -> None:
    for model in published(models):
        for name, column in model["columns"].items():
            assert column["data_type"], f"{model['name']}.{name}"
            assert says_more_than(name, column["description"]), f"{model['name']}.{name}: {column['description']!r}"


def test_yaml_files_are_named_after_their_folder() -> None:
    for path in (DBT_DIR / "models").rglob("*.yml"):
        assert re.fullmatch(YAML_FILES.format(folder=path.parent.name), path.name), path


def test_no_package_code_in_the_dbt_folder() -> None:
    assert not [path for path in DBT_DIR.rglob("*.py") if "target" not in path.parts]
