# `make help` lists the targets. Each works on a machine with Python 3.11 or newer and make.
PYTHON ?= python3
BIN := .venv/bin
DEMO_PORT ?= 8808
# One more than there are cores: tests with a browser, a delay or a kill mostly wait. A module's tests
# stay together, for they share crawls, until a worker has nothing left of its own.
SLOW_TESTS = $(BIN)/python -m pytest -n $$(( $$($(BIN)/python -c "import os; print(os.cpu_count())") + 1 )) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo check fix test lint quick slow bench deploy clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.venv/required: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@touch $@

.venv/installed: .venv/required pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: .venv/installed ## Crawl the built-in stand-in site and build a dataset from it
	@$(BIN)/python -m tests.demo --port $(DEMO_PORT)

check: .venv/installed ## All that needs no process, server or browser: style, types, pure tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync lint quick

fix: .venv/installed ## Mend style where a machine can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: .venv/installed ## Run the whole test suite
	$(SLOW_TESTS)

lint: .venv/installed ## Check style, types and imports; what pre-commit does
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quick: .venv/installed
	$(BIN)/python -m pytest -n auto -m "not slow"

slow: .venv/installed
	$(SLOW_TESTS) -m slow

bench: .venv/installed ## Measure speed and memory; prints ratios
	@$(BIN)/python -m benchmarks.all

deploy: .venv/installed ## Give the egg to the Scrapyd at SCRAPYD_URL
	@$(BIN)/python deploy/deploy.py

clean: ## Remove what the targets made, the virtual environment too
	rm -rf .venv demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
