# Everything happens in .venv, from pinned and hashed wheels. `make help` lists the targets.
# Recipes name only paths relative to this folder, so that it may lie on a path with spaces.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

# pip, because it knows the machine's mirrors and certificates. `make UV=uv demo` is faster where uv does too.
UV ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint types format accuracy train-names bench services lock wheel clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: $(VENV)/ready ## build .venv, scan the example share, show where the report is
	$(VENV)/bin/daicho demo

test: $(VENV)/ready-dev lint types ## lint, types and all tests
	$(PY) -m pytest

lint: $(VENV)/ready-dev ## ruff: rules and formatting
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(VENV)/ready-dev ## mypy
	$(PY) -m mypy

format: $(VENV)/ready-dev ## put the code in ruff's format, and fix what ruff can fix
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format .

accuracy: $(VENV)/ready-dev ## measure recognition, print it and write docs/accuracy.md
	$(PY) -m tests.accuracy.run --write

train-names: $(VENV)/ready-dev ## train the model of personal names: make train-names DATA=FOLDER
	$(PY) -m recognizers.training $(DATA)

bench: $(VENV)/ready-dev ## daicho beside other tools, as ratios: make bench BENCH=--small
	$(PY) -m benchmarks.bench $(BENCH)

wheel: $(VENV)/ready ## build dist/*.whl
	$(PY) -m hatchling build -t wheel

# Debian's names. mariadb, openssh, postgresql, redis and samba are servers for tests, each with folders and a port of its own.
SERVICES := acl chromium fonts-noto-cjk libarchive13 mariadb-server openssh-server postgresql redis-server samba samba-vfs-modules tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert unar vsftpd

# Azure's emulator comes through npm, where there is one; later versions want a newer Node.
AZURITE ?= $(HOME)/.cache/daicho-tests/azurite

services: ## what some tests need besides Python, through apt: a browser, Japanese fonts, archives, file servers, OCR
	@set -e; \
	if ! command -v apt-get >/dev/null; then echo 'make services: no apt-get here. Install by hand what this stands for: $(SERVICES)' >&2; exit 1; fi; \
	if [ "$$(id -u)" = 0 ]; then as=; else as=sudo; fi; \
	if dpkg -s $(SERVICES) >/dev/null 2>&1; then echo 'services: all installed'; else \
	$$as apt-get update -q; \
	$$as env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(SERVICES); fi
	@if command -v npm >/dev/null && [ ! -d "$(AZURITE)/node_modules/azurite" ]; then \
	npm install --prefix "$(AZURITE)" --no-audit --no-fund --silent azurite@3.35.0; fi

# No index address and no header goes into a lock, so it works with any mirror of PyPI.
LOCK := pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --upgrade

lock: $(VENV)/ready-dev ## pin the newest allowed versions in both lock files
	$(PY) -m uv $(LOCK) --extra build -o requirements.lock
	$(PY) -m uv $(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock

clean: ## remove .venv, caches and what was built
	rm -rf $(VENV) .venv-bench build dist daicho-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the virtual environment. A stamp file says that it holds what the lock says. ---

$(VENV)/ready: requirements.lock pyproject.toml | $(PY)
	$(call install,requirements.lock)
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock requirements.lock pyproject.toml | $(PY)
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/ready

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'daicho needs Python 3.11 or newer. Name one: make PYTHON=python3.12 ...' >&2; exit 1; }
	@$(if $(UV),$(UV) venv --quiet --seed --allow-existing --python "$$(command -v $(PYTHON))" $(VENV),$(PYTHON) -m venv $(VENV)) || \
	  { rm -rf $(VENV); echo 'No virtual environment. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }

# Only wheels: nothing is compiled and no set-up script of a dependency runs.
# The project itself comes last, without dependencies and without an isolated build, so no unpinned package is fetched.
define install
	@echo 'Installing from $(1) (about a minute the first time) ...'
	$(if $(UV),@$(UV) pip install --quiet --python $(PY) --only-binary :all: --require-hashes -r $(1),@$(PY) -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r $(1))
	$(if $(UV),@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .,@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .)
endef
