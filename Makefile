# Two commands: `make run` opens the app, `make test` runs every test. Both set up .venv on their first call.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TEST := $(VENV)/.ready-test

.PHONY: run test lint bench long clean

run: $(READY)
	$(BIN)/sitewatt serve

test: $(READY_TEST)
	$(BIN)/python -m pytest -q -n 2 -m "not long and not browser"
	$(BIN)/python -m pytest -q -m "browser and not long"

long: $(READY_TEST)
	$(BIN)/python -m pytest -q -m long

lint: $(READY_TEST)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY_TEST)
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml pins.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint pins.txt --editable .
	touch $(READY)

$(READY_TEST): pyproject.toml pins.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint pins.txt --editable ".[test]"
	touch $(READY) $(READY_TEST)

clean:
	rm -rf $(VENV) build dist
