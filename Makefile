# make exam   set everything up, make the practice final, grade its sample answers
# make test   the checks that must pass before a change is done
# make audit  every family of the bank over a thousand seeds a level; the report goes to out/audit.html
# make fuzz   a hundred thousand random answers for the judge; none may stop it
# make pages  a hundred forms of every built-in blueprint in every layout: no line too long, no part torn apart
# make lint   ruff and mypy alone
# make clean  remove what runs wrote; .venv stays (rm -r .venv removes that, too)

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help exam test audit fuzz pages lint clean setup

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT := out/practice-final
SEEDS ?= 1000
JOBS ?= 2
COUNT ?= 100000
FORMS ?= 100

# A Python of one's choice: make PYTHON=/path/to/python3.12 exam
PYTHON ?=

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

setup: $(STAMP)

# Installing again is needed only when the dependencies may have changed: the installation is editable.
$(STAMP): pyproject.toml
	@set -e; \
	python='$(PYTHON)'; \
	if [ ! -x $(BIN)/python ] || ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    for candidate in $${python:-python3 python3.13 python3.12 python3.11 python3.14 python}; do \
	        if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python="$$candidate"; found=yes; break; fi; \
	    done; \
	    if [ -z "$${found:-}" ]; then \
	        echo "examgen needs Python 3.11 or newer; none was found$${python:+ as $$python}. Install one, or name it: make PYTHON=/path/to/python3.12 exam" >&2; exit 3; \
	    fi; \
	    echo "Setting up $(VENV) with $$("$$python" --version)"; \
	    "$$python" -m venv --clear $(VENV) || { \
	        echo "That Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 3; }; \
	fi; \
	install="$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable"; \
	$$install '.[tex,test]' || { echo "Trying again without the embedded TeX" >&2; $$install '.[test]'; }; \
	touch $(STAMP)

exam: $(STAMP)
	@$(BIN)/examgen exam practice-final --forms 3 --seed 1 --out $(OUT) --samples
	@$(BIN)/examgen grade $(OUT)/key.json $(OUT)/answers/*.json --out $(OUT)/graded

# Cheap checks first, so that a typo is told in seconds; pytest has the last word.
test: lint
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q

lint: $(STAMP)
	@$(BIN)/ruff check src tests problem_templates solutions
	@$(BIN)/mypy

audit: $(STAMP)
	@$(BIN)/examgen audit --seeds $(SEEDS) --jobs $(JOBS) --report out/audit.html

fuzz: $(STAMP)
	@$(BIN)/python tests/fuzz/fuzz_judge.py --count $(COUNT)

pages: $(STAMP)
	@EXAMGEN_PAGES=$(FORMS) $(BIN)/python -m pytest -n $(JOBS) -q tests/writing/test_every_page.py

clean:
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find out -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	@find src tests problem_templates solutions -name __pycache__ -type d -prune -exec rm -rf {} +
