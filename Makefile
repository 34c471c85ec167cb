# LeafLoaf: `make` lists the commands.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run servers reset setup setup-test build test lint format bench chaos screenshots lock

PY := .venv/bin/python
MIN_PYTHON := import sys; sys.exit(sys.version_info < (3, 11))

# The first Python that is new enough.
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.11 python3.12 python3.13; do \
	$$name -c '$(MIN_PYTHON)' 2>/dev/null && echo $$name && break; done)
endif

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## set everything up and serve the shop on http://localhost:8000 (PORT=... for another)
	@exec $(PY) -m leafloaf.local run

servers: setup ## start only PostgreSQL, Redis and the BigQuery emulator, for developers
	@exec $(PY) -m leafloaf.local servers

reset: setup ## wipe the local shop's data
	@exec $(PY) -m leafloaf.local reset

build: setup ## build the storefront
	@exec $(PY) -m leafloaf.local build

test: setup-test ## check and test everything from zero, in real browsers against real servers
	@exec $(PY) -m tests.everything

lint: setup-test ## ruff, mypy, the floors, and the storefront's types and lint
	@exec $(PY) -m tests.everything lint

format: setup-test ## put the Python code in its one format
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .

bench: setup-test ## measure how fast the shop is
	@exec $(PY) -m tests.bench

chaos: setup-test ## kill, stop and restart the shop's parts under load for ten minutes; count what arrived
	@exec $(PY) -m tests.chaos $(ARGS)

screenshots: setup-test ## take a picture of every page at three widths, light and dark
	@exec $(PY) -m tests.screenshots

lock: setup-test ## renew constraints.txt, the versions of what our dependencies need
	@UV_SYSTEM_CERTS=1 $(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--strip-extras --no-annotate --no-header --no-emit-index-url --output-file constraints.txt requirements-test.txt

setup: python
	@$(PYTHON) -I leafloaf/local/bootstrap.py requirements-local.txt

setup-test: python
	@$(PYTHON) -I leafloaf/local/bootstrap.py requirements-test.txt

.DEFAULT:
	@echo "LeafLoaf: there is no command \`make $@\`; \`make\` lists them." >&2; exit 1

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "LeafLoaf: Python 3.11 or newer is missing:" \
		"install it, on Debian with \`apt-get install python3 python3-venv\` (as root)." >&2; exit 1; }
