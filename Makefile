# Chandlery: `make up` opens the store, `make test` runs every test.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: up test lint bench clean parts soak
.DEFAULT_GOAL := up

up: $(VENV)/run.done build/docker-store ## install what the store needs, then run it until Ctrl-C
	@tools/parts registry
	@PATH="$$PATH:$(CURDIR)/build" exec $(RUN) -m cli.chandlery up

test: $(VENV)/test.done parts build/docker-store ## install what the tests need, then run them all
	@tools/test $(TESTS)

lint: $(VENV)/lint.done ## style, types, and who may import whom
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/bench.done $(VENV)/test.done ## every benchmark, one table; they start servers as the tests do
	@$(RUN) -m bench

bench-%: $(VENV)/bench.done $(VENV)/test.done ## one benchmark: make bench-append
	@$(RUN) -m bench $*

soak: $(VENV)/test.done parts ## the long run of faults: CHANDLERY_SOAK_KILLS kills and more, counted by stage; half an hour
	@CHANDLERY_SOAK_KILLS=$${CHANDLERY_SOAK_KILLS:-1000} CHANDLERY_KILLS_AT_SCALE=$${CHANDLERY_KILLS_AT_SCALE:-100} \
		CHANDLERY_KILLS=$${CHANDLERY_KILLS:-100} \
		$(RUN) -m pytest -s tests/faults/soak tests/faults/test_killed_store.py tests/journeys/scale/test_killed.py
	@CHANDLERY_FUZZED_INPUTS=$${CHANDLERY_FUZZED_INPUTS:-1000000} \
		$(RUN) -m pytest -s tests/services/certification/scan/packages/test_hostile.py
	@$(RUN) -m pytest -m compared

build/docker-store: tools/plugin LICENSE $(wildcard cli/docker_store/*.py) | $(VENV)/bin/python
	@$(RUN) tools/plugin $@ >/dev/null

parts: ## the servers that the store and its tests run on
	@tools/parts $(PARTS)

$(VENV)/bin/python:
	@tools/venv $(PYTHON) $(VENV)

$(VENV)/%.done: requirements/%.txt requirements/run.txt | $(VENV)/bin/python
	@echo "Installing requirements/$*.txt"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt -r $<
	@touch $@

clean: ## the virtual environment and caches; never the data
	rm -rf $(VENV) .cache build .mypy_cache .ruff_cache .pytest_cache .hypothesis
