# Everything that is done with this project, one word each. `make help` lists them.
# A fresh machine needs Python 3.11 or newer and make; the rest goes into .venv.

PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3,$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test search lint format types arrows check bench crash screenshots requirements messages docs clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/ready ## A local Slack workspace, a scripted tour, then a page to play with (ARGS="--tour abrupt", --no-serve, --fresh)
	@$(BIN)/handoff demo $(ARGS)

test: check ## Format, lint, types, arrows, then all tests on SQLite and PostgreSQL (ARGS="-k dump")
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

search: .venv/dev ## Look for examples that break a rule, for some minutes (ARGS="-k plan")
	$(BIN)/pytest -n 2 -m hypothesis --hypothesis-profile search tests/rules $(ARGS)

check: lint types arrows ## Format and lint check, types, import arrows

lint: .venv/dev ## Check formatting and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: .venv/dev ## Format the code and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: .venv/dev ## Check types (mypy --strict)
	$(BIN)/mypy

arrows: .venv/dev ## Check that imports go one way between the rooms
	$(BIN)/lint-imports

bench: .venv/dev ## Print what a request, a start and a scan cost, as ratios against a floor (ARGS="requests", sends, scan)
	$(BIN)/python -m tests.bench $(ARGS)

crash: .venv/dev ## Kill and freeze processes at random while Slack fails; count what is lost (ARGS="--rounds 5 --seed 1")
	$(BIN)/python -m tests.crash $(ARGS)

screenshots: .venv/dev ## Take the pictures of README and docs again
	$(BIN)/pytest tests/pages -m page --screenshots docs/pictures $(ARGS)

requirements: .venv/dev ## Pin the dependencies again, with hashes
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.txt requirements.in
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -c requirements.txt -o requirements-dev.txt requirements-dev.in

messages: .venv/dev ## Collect the texts that can be translated into locales/handoff.pot
	PYTHONPATH=. $(BIN)/pybabel -q extract -F babel.cfg -k n_:1,2 -k later --no-location --project Handoff -o locales/handoff.pot .

docs: .venv/dev ## Write the page of states and moves again, from the table in code
	$(BIN)/python -m playbook.states_page > docs/states.md

clean: ## Remove the environment and everything made
	rm -rf .venv build data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/ready: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Handoff needs Python 3.11 or newer."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned dependencies into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/ready requirements-dev.txt
	@echo "Installing what the tests need into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
