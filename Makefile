# Two commands: `make run` opens the office, `make test` tries everything.
# PORT=8001 VAR=var2 make run   opens a second office beside the first.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

ifdef PORT
export PORT
endif
ifdef VAR
export VAR
endif

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-browser run test check bench fix lock

help: ## This list.
	@sed -nE 's/^([a-z-]+):.*## (.*)$$/\1\t\2/p' Makefile | expand -t 16

setup: ## The environment alone, leaving .venv/bin/jiangang.
	@$(PYTHON) scripts/setup.py run

setup-dev:
	@$(PYTHON) scripts/setup.py dev

setup-browser:
	@$(PYTHON) scripts/setup.py browser

run: setup ## Open the office at http://127.0.0.1:8000 (PORT=, VAR=) until Ctrl-C.
	@JIANGANG_FOLLOW_PARENT=1 exec $(BIN)/jiangang run

test: setup-dev setup-browser ## Everything, set-up included. TESTS="tests/unit -k name" chooses.
	@$(BIN)/python scripts/test.py $(TESTS)

check: setup-dev ## Format, lint, types, import contracts, generated pages, migrations, templates, locks.
	@$(BIN)/python scripts/check.py $(CHECKS)

bench: setup-dev ## Fill 100,000 consignments and measure, about ten minutes.
	@$(BIN)/python -m benchmarks.run

fix: setup-dev ## Put the format right, and what lint can mend by itself.
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: setup-dev ## Write both lock files anew from pyproject.toml. They hold names and hashes, and no address.
	@$(BIN)/python scripts/lock.py
