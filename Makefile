# Two commands: `make run` opens the app, `make test` runs every test. Both set up .venv on their first call.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PEER_PYTHON ?= $(firstword $(wildcard $(HOME)/.pyenv/versions/3.13*/bin/python $(HOME)/.pyenv/versions/3.12*/bin/python) python3.13)
READY := $(VENV)/.ready
READY_TEST := $(VENV)/.ready-test

.PHONY: run test lint bench peers long clean

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
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint pins.txt --editable ".[test,bench]"
	-$(MAKE) peers
	$(BIN)/python -m benchmarks

# xarray-spatial's overlays need Python 3.12; they run in an environment of their own.
peers: .venv-peers/.ready

.venv-peers/.ready:
	$(PEER_PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check "xarray-spatial>=0.10,<1" dask
	touch .venv-peers/.ready

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml pins.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint pins.txt --editable .
	touch $(READY)

$(READY_TEST): pyproject.toml pins.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint pins.txt --editable ".[test]"
	touch $(READY) $(READY_TEST)

clean:
	rm -rf $(VENV) .venv-peers build dist
