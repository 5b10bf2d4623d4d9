# `make demo` and `make test` set up everything themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help setup demo test lint translations bench davis recipes screenshots clean

help: ## list what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## virtual environment in .venv, system libraries where they may be installed

$(READY): pyproject.toml constraints.txt packaging/system-libraries
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "RVOS Studio needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@packaging/system-libraries
	@echo "Setting up $(VENV) (torch alone is several hundred MB; a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) torch==2.13.0
	@$(PIP) --editable '.[dev]'
	@touch $(READY)

demo: setup ## the whole job on a real clip; opens the window where there is a display
	@$(BIN)/rvos-studio demo --out demo-out

test: setup ## all tests
	@$(BIN)/python -m pytest

lint: setup ## style, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

translations: setup ## bring resources/translations up to date with what the window says
	@packaging/translations

bench: setup ## measurements, printed as tables: p50, p95 and the largest in ms, with their limits; a few minutes
	@failed=; for name in launch paint tools views timeline refuse seek; do \
	  echo "== $$name"; QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(BIN)/python benchmarks/$$name.py \
	    || failed="$$failed $$name"; done; test -z "$$failed" || { echo "Failed:$$failed"; exit 1; }

davis: setup ## J&F of the baselines on whole sequences of ../shared/clips/davis, and what capped memory costs
	@$(BIN)/python benchmarks/davis_propagation.py
	@$(BIN)/python benchmarks/davis_grounding.py
	@$(BIN)/python benchmarks/memory_quality.py

recipes: setup ## J&F of every embedded model and recipe on ../shared/clips/davis, propagated and not; an hour or two on a quiet machine
	@$(BIN)/python benchmarks/davis_recipes.py

screenshots: setup ## pictures of the window in gallery/, light and dark, and those of the guide and the README
	@$(BIN)/python docs/screenshots.py

clean: ## remove the virtual environment and what the demo wrote
	rm -rf $(VENV) demo-out
