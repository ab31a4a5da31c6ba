# Each target installs what it needs into the checkout (.venv), without questions.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve build check test lint bench lock clean
.DEFAULT_GOAL := build

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "koryu needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

serve: .venv/.installed        ## build the release and serve it
	$(BIN)/koryu build
	exec $(BIN)/koryu serve --host $(HOST) --port $(PORT)

build: .venv/.installed        ## build a release from sources/
	$(BIN)/koryu build --timings

check: .venv/.installed        ## the gate alone
	$(BIN)/koryu check

test: .venv/.installed         ## the tests; what a bare machine lacks skips with a reason
	$(BIN)/python -m pytest -rs

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/.installed        ## paired measurements; needs minutes and a quiet machine
	$(BIN)/python -m bench

lock:                          ## pin anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --extra dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv release build
