# Tieline. `make demo` shows it, `make test` proves it. Everything else is a part of these two.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
FILES := --dist loadfile --no-loadscope-reorder
LOCK := --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal
WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)

.PHONY: spark audit lock help demo test check fix bench docs web setup clean web-check web-test all-python-test python-test postgres-test browser-test slow-test

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.runtime web/dist/.built ## an operator in a box, served on http://127.0.0.1:8000
	@$(BIN)/tieline demo

test: check audit web/dist/.built all-python-test ## every check and every test
	@$(MAKE) --jobs=2 postgres-test browser-test # the browser mostly waits

check: $(VENV)/.dev web/node_modules/.ready ## the fast part: format, lint, types, imports, house rules, web unit tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/pytest tests/house
	cd web && npm run check && npm test

audit: $(VENV)/.dev web/node_modules/.ready ## published advisories on locked dependencies, where the registries tell
	.ci/audit

all-python-test: $(VENV)/.dev web/dist/.built # the next two in one go, which leaves no core waiting for the longest
	$(BIN)/pytest -n 3 $(FILES) --ignore=tests/house

python-test: $(VENV)/.dev web/dist/.built
	$(BIN)/pytest -n 3 $(FILES) -m "not slow" --ignore=tests/house

slow-test: $(VENV)/.dev
	$(BIN)/pytest -n 3 $(FILES) -m slow

postgres-test: $(VENV)/.dev
	$(BIN)/python -m tests.postgres_server $(BIN)/pytest -n 2 -m "not slow" --ignore=tests/house

browser-test: $(VENV)/.dev web/dist/.built
	cd web && npm run e2e

spark: $(VENV)/.dev ## a Spark cluster on loopback (a master and two workers) until it is interrupted
	$(BIN)/python -m tests.spark_cluster

fix: $(VENV)/.dev web/node_modules/.ready ## format and mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd web && npm run fix

bench: $(VENV)/.dev web/dist/.built ## benchmarks, printed as tables and kept in bench/results
	$(BIN)/python -m bench

docs: $(VENV)/.dev ## the documentation as a website in site/
	$(BIN)/mkdocs build --strict --quiet

web: web/dist/.built ## the web app

setup: $(VENV)/.dev web/node_modules/.ready ## everything a contributor needs

lock: ## write the lock files after a change of pyproject.toml or package.json
	$(BIN)/uv pip compile pyproject.toml --extra build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev $(LOCK) -o requirements-dev.lock
	cd web && npm install --package-lock-only

clean: ## forget what was built (never data)
	rm -rf $(VENV) web/node_modules web/dist site

$(VENV)/.runtime: requirements.lock pyproject.toml
	@echo "Setting up Python ($@)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Setting up the development tools ($@)"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

web/node_modules/.ready: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/.built: web/node_modules/.ready $(WEB_SOURCES) | $(VENV)/.runtime
	cd web && npm run build
	$(BIN)/python -m whitenoise.compress --quiet web/dist
	@touch $@

export DJANGO_SETTINGS_MODULE := tieline.server.settings
