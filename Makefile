# Everything a developer or a reader needs, on a machine with Python 3.11 or newer and make.
#
#     make demo                       the Libya report
#     make test                       what CI runs
#     make test PYTHON=python3.13     another interpreter (after `make clean`)

PYTHON ?= python3
CASE   := libya-2020
REPORT := libya-2020.html

VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
# Stamps: written last, so a failed install leaves none. They hold the folder that the project was installed from.
LOCKED := $(VENV)/.locked-installed
READY  := $(VENV)/.project-installed

# What `make exhaustive` draws its examples from, and where `make store` keeps answers.
SEED   ?= $(shell date +%Y%m%d)
STORE  ?= .store
BROWSER := $(VENV)-browser/.installed
JUDGES := tests/browser/node_modules/.installed

# The environment of this folder is never its own maker, and a caller's settings stay out of it.
export PATH := $(subst $(CURDIR)/$(BIN):,,$(PATH))
export PIP_USER := 0
unexport PYTHONHOME PYTHONPATH

# An environment that was copied or moved, or whose interpreter is gone, is made again.
ifneq ($(shell $(BIN)/python -c '' 2>/dev/null && cat $(LOCKED) 2>/dev/null),$(CURDIR))
$(LOCKED): again
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: again help demo test lint types imports unit quick exhaustive browser store compare bench format venv lock clean

help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## sign the Moscow draft of January 2020, then write the whole Libya report
	@$(BIN)/ripeness sign $(CASE) --draft moscow
	@$(BIN)/ripeness report $(CASE) -o $(REPORT) --force
	@echo "Report: $(CURDIR)/$(REPORT)"

test: lint types imports unit ## lint, types, imports and unit: what CI runs

lint: $(READY) ## ruff: rules and format
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check

types: $(READY) ## mypy, strict, on src
	$(BIN)/python -m mypy

imports: $(READY) ## import-linter: the layers
	$(BIN)/lint-imports --no-logo

unit: $(READY) ## every test and every example in the docs
	$(BIN)/python -m pytest -n 2 --dist loadgroup

quick: $(READY) ## the tests that are not slow
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow"

exhaustive: $(READY) ## the same tests with many more examples (up to an hour); notes it in docs/reference/checked.md
	$(BIN)/python -m tests.campaign --seed $(SEED) $(LEAVE_OUT:%=--leave-out=%)

browser: $(BROWSER) $(JUDGES) ## the tests that look at pages in the system's Chromium
	$(VENV)-browser/bin/python -m pytest tests/browser

store: $(READY) ## keep the JSON of every analysis on many scenarios, byte for byte, in $(STORE)
	$(BIN)/python -m tests.store make $(STORE)

compare: $(READY) ## compare what this tree answers with what $(STORE) holds
	$(BIN)/python -m tests.store compare $(STORE)

bench: $(READY) ## measure speed
	$(BIN)/python -m benchmarks

format: $(READY) ## let ruff rewrite the code
	$(BIN)/python -m ruff check --fix --exit-zero
	$(BIN)/python -m ruff format

venv: $(READY) ## make the virtual environment .venv

$(READY): $(LOCKED) pyproject.toml
	@rm -f $@
	@$(PIP) install --no-index --no-deps --no-build-isolation -e .
	@echo "$(CURDIR)" > $@

$(LOCKED): requirements.lock
	@$(PYTHON) -c '' 2>/dev/null || { echo "ripeness needs Python 3.11 or newer, but '$(PYTHON)' does not run; choose one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "ripeness needs Python 3.11 or newer, but '$(PYTHON)' is $$($(PYTHON) --version 2>&1); choose another with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@echo "Making $(VENV) (about a minute, once) ..." >&2
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@echo "$(CURDIR)" > $@

# Playwright drives the browser that the system has; it is heavy, so it has a lock and an environment of its own.
$(BROWSER): requirements-browser.lock pyproject.toml
	@$(PYTHON) -m venv --clear $(VENV)-browser
	@$(VENV)-browser/bin/python -m pip --disable-pip-version-check --no-input -qq install --require-hashes --only-binary :all: -r requirements-browser.lock
	@$(VENV)-browser/bin/python -m pip --disable-pip-version-check --no-input -qq install --no-index --no-deps --no-build-isolation -e .
	@touch $@

# What judges pages from outside; without npm its tests are skipped.
$(JUDGES): tests/browser/package-lock.json
	@if command -v npm > /dev/null; then cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --silent; \
		else mkdir -p $(@D); echo "npm is not installed: pages are not checked for access and standards" >&2; fi
	@touch $@

# uv resolves once for every Python and system that we serve. It is not part of the environment.
RESOLVE := --universal --python-version 3.11 --fork-strategy fewest --only-binary :all: --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet
lock: ## make both lock files again; keeps their versions, unless UPGRADE=--upgrade
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	$(PYTHON) -m venv "$$scratch" && \
	"$$scratch/bin/python" -m pip --disable-pip-version-check -qq install uv && \
	"$$scratch/bin/uv" pip compile pyproject.toml --extra tables --extra docx --group dev --group build $(RESOLVE) $(UPGRADE) -o requirements.lock && \
	"$$scratch/bin/uv" pip compile pyproject.toml --extra tables --extra docx --group dev --group build --group browser \
		$(RESOLVE) $(UPGRADE) -c requirements.lock -o requirements-browser.lock

clean: ## remove what make made
	rm -rf $(VENV) $(VENV)-browser tests/browser/node_modules $(REPORT) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
