# All commands of the project. Each installs what it needs into virtual environments of the project on first use.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The first interpreter whose version pyproject.toml allows.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do $$name -c $(ALLOWED) 2>/dev/null && echo $$name && break; done)
ALLOWED := "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
FITS = $(or $(PYTHON),false) -c $(ALLOWED) 2>/dev/null
UV_VERSION := 0.13.9
BIN := .venv/bin
LINT_BIN := .venv-lint/bin
TESTS ?= tests
WORKERS ?= 2

# Usage reporting of the libraries is switched off.
export DO_NOT_TRACK := 1
export DAGSTER_DISABLE_TELEMETRY := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export RUNTIME__DLTHUB_TELEMETRY := false

# $(call install,folder,lock file,more): by uv; where there is none, a pinned one is put into the folder. A lock names every
# package, so nothing is resolved here. Bytecode is compiled once: otherwise each process may compile all that it imports.
define install
$(FITS) || { echo "Plumbline needs Python 3.11, 3.12 or 3.13: name one as PYTHON=<path>"; exit 1; }; \
echo "installing into $(1), which takes some minutes and up to 1.1 GB"; \
if command -v uv >/dev/null; then \
	uv=uv; uv venv --quiet --allow-existing --python $(PYTHON) $(1); \
else \
	uv=$(1)/bin/uv; $(PYTHON) -m venv $(1); \
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: uv==$(UV_VERSION); \
fi; \
$$uv pip install --quiet --compile-bytecode --python $(1)/bin/python --no-deps --require-hashes -r $(2); \
$(if $(3),$$uv pip install --quiet --python $(1)/bin/python --no-deps --no-build-isolation $(3))
endef

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/make \1\t\2/' | expand -t 18

.venv/.installed: requirements.lock pyproject.toml
	@$(call install,.venv,requirements.lock,-e .)
	@touch $@

.venv-lint/.installed: requirements-lint.lock
	@$(call install,.venv-lint,requirements-lint.lock)
	@touch $@

.venv-bi/.installed: requirements-bi.lock
	@$(call install,.venv-bi,requirements-bi.lock)
	@touch $@

.PHONY: install
install: .venv/.installed .venv-bi/.installed .venv-lint/.installed ## install all environments

.PHONY: nightly
nightly: .venv/.installed ## extract, build, check and publish; `plumbline nightly --help` lists the exit codes
	@$(BIN)/python -m dagster_project nightly

PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --durations 20

.PHONY: test
test: .venv/.installed .venv-bi/.installed ## tests that every change must pass: units, models, conventions, some complete nights
	@$(PYTEST) $(TESTS) -m "not long and not live"

.PHONY: test-long
test-long: .venv/.installed ## long tier: more seeds and companies, random kills, the complete fault corpus
	@$(PYTEST) $(TESTS) -m "long and not live"

.PHONY: test-odoo
test-odoo: .venv/.installed ## tests against a real Odoo; writes tests/live/odoo/passed.sha256 when all pass
	@tests/live/odoo/install.sh
	@$(PYTEST) tests/live/odoo -m live
	@$(BIN)/python -m tests.live.odoo.passed --write

.PHONY: test-all
test-all: check test test-long test-odoo ## linters, both tiers and the tests against a real Odoo

.PHONY: check
check: .venv-lint/.installed ## linters: Python, SQL, secrets
	@$(LINT_BIN)/ruff check .
	@$(LINT_BIN)/ruff format --check .
	@grep -rL --include='*.sql' '^-- Made from' dbt/models dbt/tests | xargs $(LINT_BIN)/sqlfluff lint --disable-progress-bar --processes 2
	@git ls-files -z | xargs -0 $(LINT_BIN)/detect-secrets-hook --baseline .secrets.baseline

.PHONY: dev
dev: .venv/.installed ## start the Dagster UI on http://127.0.0.1:3000
	@$(BIN)/python -m dagster_project dev

.PHONY: dbt
dbt: .venv/.installed ## run dbt on the warehouse of the last night: make dbt ARGS="build --select my_model"
	@$(BIN)/python -m dagster_project dbt $(ARGS)

.PHONY: doctor
doctor: .venv/.installed ## check the configured sources; with MAPPING=<file> or FOLDER=<folder>: check or draft a mapping
ifneq ($(MAPPING)$(FOLDER),)
	@$(BIN)/python -m dagster_project mapping $(if $(MAPPING),check "$(MAPPING)" $(if $(FOLDER),--folder "$(FOLDER)"),draft "$(FOLDER)")
else
	@$(BIN)/python -m dagster_project doctor
endif

.PHONY: forget
forget: .venv/.installed ## remove a person from all landed data: make forget ID=salesforce:003… (DRY_RUN=1: list only)
	@$(BIN)/python -m dagster_project forget $(if $(DRY_RUN),--dry-run) -- "$(ID)"

.PHONY: redate
redate: .venv/.installed ## after a night with a clock that was ahead: give its loads the present time
	@$(BIN)/python -m dagster_project redate

.PHONY: bench
bench: .venv/.installed ## measure time and memory of nights and marts at three sizes; writes benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks $(SIZES)

.PHONY: bench-night
bench-night: .venv/.installed ## measure a second night beside dbt alone
	@$(BIN)/python -m benchmarks.overhead

.PHONY: bench-rules
bench-rules: .venv/.installed ## measure what the rules find of planted defects and of look-alikes; writes benchmarks/RULES.md
	@$(BIN)/python -m benchmarks.rules

.PHONY: bench-api
bench-api: .venv/.installed ## measure reading 100,000 opportunities from a real Odoo; writes benchmarks/API.md
	@tests/live/odoo/install.sh
	@$(BIN)/python -m benchmarks.api $(ROWS)

COMPILE := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

.PHONY: lock
lock: ## update all lock files (needs uv)
	@$(COMPILE) --group pyproject.toml:test pyproject.toml -o requirements.lock
	@$(COMPILE) --group pyproject.toml:lint -o requirements-lint.lock
	@$(COMPILE) --group pyproject.toml:bi -o requirements-bi.lock
