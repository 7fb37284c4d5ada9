# Everything a fresh machine needs: Python 3.11 or newer, and make.
#   make demo    set up, code the example pages, print their briefings, leave a store in demo-store/
#   make test    set up, run the tests
#   make check   what CI runs: lint, types, tests, doc examples, the quality gate
#   make gate    only the quality gate (needs the measuring sets, which are not part of the project)
#   make readme  put what the commands print today into README.md

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STORE  ?= demo-store

.PHONY: demo test check gate lint types docs readme setup setup-dev clean
.DEFAULT_GOAL := demo

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "detente needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python -m venv failed. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.python
	@echo "Installing detente into $(VENV) (about 1.1 GB, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.python
	@echo "Installing detente and its test tools into $(VENV) (about 1.7 GB, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

demo: setup
	@$(BIN)/detente code examples --store $(STORE) --format briefing
	@$(BIN)/detente verify $(STORE)

test: setup-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy

docs: setup-dev
	$(BIN)/python -m pytest --doctest-modules src $(addprefix --ignore=src/detente/train/,export.py fit.py model.py)

readme: setup-dev
	$(BIN)/python tools/readme.py

gate: setup-dev
	$(BIN)/python -m detente.evaluate.gate

check: lint types test docs gate

clean:
	rm -rf $(VENV) $(STORE) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
