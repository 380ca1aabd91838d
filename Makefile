# Two commands do everything on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
BENCH  := $(VENV)/.bench
CLUSTER := $(VENV)/.cluster
# Hashes and wheels alone: nothing is installed that the lock does not name, nothing is built.
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := --require-hashes --only-binary :all:
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade
# Hundreds of commands of the tests would read all modules anew.
export PYTHONDONTWRITEBYTECODE :=
# Half the work of a test run waits for disks; one worker per core is enough.
WORKERS ?= auto

.PHONY: help setup lock demo test test-long test-cluster screenshots check docs bench clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(STAMP) ## build .venv with the ristorno command from the lock file

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ristorno needs Python 3.11 or newer; say which with: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) $(LOCKED) -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

$(BENCH): benchmarks/requirements.lock $(STAMP)
	$(PIP) $(LOCKED) -r benchmarks/requirements.lock
	@touch $(BENCH)

# Spark itself comes as source alone: the tools that pack it are locked too, and are there before it.
$(CLUSTER): tests/cluster/requirements.lock $(STAMP)
	$(PIP) $(LOCKED) -r tests/cluster/tools.lock
	$(PIP) $(LOCKED) --no-binary pyspark --no-build-isolation -r tests/cluster/requirements.lock
	@touch $(CLUSTER)

lock: ## renew the lock files: newest versions that Python 3.11 can take, with hashes
	$(COMPILE) pyproject.toml --group dev --extra embedded --output-file requirements.lock
	$(COMPILE) --only-binary :all: --constraints requirements.lock --group bench --output-file benchmarks/requirements.lock
	$(COMPILE) --constraints requirements.lock --group cluster-tools --output-file tests/cluster/tools.lock
	$(COMPILE) --constraints requirements.lock --constraints benchmarks/requirements.lock --group cluster --output-file tests/cluster/requirements.lock

demo: setup ## a wholesaler's two years: a report from files, then the whole system over them; Ctrl-C ends it
	$(BIN)/ristorno demo

test: setup ## everything that must hold, in minutes
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not long"

test-long: setup ## long proofs, with printed seeds
	$(BIN)/python -m pytest -n $(WORKERS) -m "long" --hypothesis-show-statistics

test-cluster: $(CLUSTER) ## the same cents on a real Spark cluster that loses a worker; needs Java
	$(BIN)/python -m pytest tests/cluster/settling.py

screenshots: setup ## the pictures of the README, made anew; needs chromium
	$(BIN)/python -m pytest tests/web/screenshots.py

check: setup ## lint, types, imports, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.tools.check

docs: setup ## renew the generated reference pages
	$(BIN)/python -m docs.tools.generate

bench: $(BENCH) ## side-by-side measurements; prints ratios
	$(BIN)/python -m benchmarks.run

clean: ## forget everything that was built
	rm -rf $(VENV) out .mypy_cache .pytest_cache .ruff_cache .hypothesis
