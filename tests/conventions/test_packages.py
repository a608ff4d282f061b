"""Packages are separate: the imports that are allowed, and the files that must exist."""

from __future__ import annotations

import ast
import contextlib
import re
import runpy
import subprocess
from pathlib import Path

import pytest

PROJECT_DIR = Path(__file__).parents[2]
PLAIN_PACKAGES = ("ingest", "expectations", "serving", "simulator")
SHARED_MODULES = {"ingest.contracts", "ingest.settings"}
PROMISED = (
    *("dagster_project", "dbt", "ingest", "expectations", "tests"),
    *("workspace.yaml", "pyproject.toml", "README.md", "GLOSSARY.md", "LICENSE", "Makefile"),
)

# Folders of ingest/ that serve all systems; each may import those before it, none after it.
FLOW = ("configuration", "reading", "loading", "doctor")


def imports(path: Path) -> set[str]:
    """Every module that a Python file names in an import."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules(package: str) -> list[Path]:
    return sorted((PROJECT_DIR / package).rglob("*.py"))


@pytest.mark.parametrize("package", PLAIN_PACKAGES)
def test_plain_packages_never_import_dagster(package: str) -> None:
    assert modules(package)
    for path in modules(package):
        offending = {
            name for name in imports(path) if name.split(".")[0] in ("dagster", "dagster_dbt", "dagster_project")
        }
        assert not offending, f"{path} imports {offending}"


@pytest.mark.parametrize("package", PLAIN_PACKAGES)
def test_plain_packages_do_not_import_each_other(package: str) -> None:
    allowed = set() if package == "simulator" else SHARED_MODULES
    for path in modules(package):
        for name in imports(path):
            root = name.split(".")[0]
            if root in PLAIN_PACKAGES and root != package:
                assert any(name == module or name.startswith(f"{module}.") for module in allowed), (
                    f"{path} imports {name}"
                )


def test_folders_of_ingest_import_only_what_comes_before_them() -> None:
    for position, folder in enumerate(FLOW):
        for path in modules(f"ingest/{folder}"):
            later = {
                name for name in imports(path) for after in FLOW[position + 1 :] if name.startswith(f"ingest.{after}")
            }
            assert not later, f"{path} imports {later}"


def test_only_settings_read_the_environment() -> None:
    reading = re.compile(r"os\.(environ\b(?!\[[^]]+\] = |\.update\()|getenv)")
    for package in (*PLAIN_PACKAGES, "dagster_project"):
        for path in modules(package):
            if path != PROJECT_DIR / "ingest" / "settings.py":
                assert not reading.search(path.read_text(encoding="utf-8")), f"{path} reads the environment"


def test_promised_files_are_there() -> None:
    missing = [name for name in PROMISED if not (PROJECT_DIR / name).exists()]
    assert not missing


def test_every_python_file_says_its_job_first() -> None:
    for package in (*PLAIN_PACKAGES, "dagster_project", "tests", "benchmarks"):
        for path in modules(package):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            assert not tree.body or ast.get_docstring(tree), f"{path} has no first line that says its job"


def test_no_address_in_lock_files() -> None:
    for path in PROJECT_DIR.glob("*.lock"):
        assert not re.search(r"https?://|--find-links|--index", path.read_text(encoding="utf-8")), path


def test_no_large_or_generated_file_is_tracked() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [PROJECT_DIR / name for name in listed.stdout.split("\0") if name]
    large = [path for path in files if path.is_file() and path.stat().st_size > 500_000]
    assert not large
    assert not [path for path in files if path.suffix in (".duckdb", ".parquet", ".csv") and "seeds" not in path.parts]


@pytest.mark.parametrize(
    ("version", "is_allowed"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)]
)
def test_pip_and_make_refuse_a_wrong_python_before_they_install(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int], is_allowed: bool
) -> None:
    """Of `requires-python` pip takes notice only after it has downloaded all dependencies."""
    condition = "(3, 11) <= sys.version_info[:2] <= (3, 13)"
    assert f"not {condition}" in (PROJECT_DIR / "Makefile").read_text(encoding="utf-8")
    assert 'requires-python = ">=3.11,<3.14"' in (PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8")
    monkeypatch.setattr("sys.version_info", (*version, 0))
    monkeypatch.setattr("setuptools.setup", lambda: None)
    with contextlib.nullcontext() if is_allowed else pytest.raises(SystemExit, match=r"3\.11, 3\.12 or 3\.13"):
        runpy.run_path(str(PROJECT_DIR / "setup.py"))
