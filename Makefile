# The commands of this project; `make help` lists them. Needed before: Python 3.11-3.13, make, a network.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
	"$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { command -v "$$name"; break; }; done)
VENV := .venv/bin
ARGS ?=
WORKERS ?= 2

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## Build .venv exactly as the lock says and compile the texts
	@test -n "$(PYTHON)" || { echo "CINT Portal needs Python 3.11, 3.12 or 3.13; none was found." >&2; exit 1; }
	@$(PYTHON) -m ops.bootstrap

.PHONY: run
run: setup ## Serve the portal with demo data on http://localhost:8000 (PORT=…); Ctrl-C ends it
	@exec $(VENV)/python -m ops.serve

.PHONY: test
test: setup ## Run the tests on private servers (ARGS="tests/swot -k name", WORKERS=2)
	@$(VENV)/python -m ops.prerequisites chromium pango gettext
	@exec $(VENV)/python -m ops.services --fresh -- $(VENV)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

.PHONY: bench-swot
bench-swot: setup ## Compare the SWOT workbench of 400 items with an empty page
	@exec $(VENV)/python -m ops.services --fresh -- $(VENV)/python -m pytest -q -s tests/bench/bench_swot.py

.PHONY: bench-scorecards
bench-scorecards: setup ## Compare pages of 200 scorecards of 30 KPIs with an empty page
	@exec $(VENV)/python -m ops.services --fresh -- $(VENV)/python -m pytest -q -s tests/bench/bench_scorecards.py

.PHONY: oracle
oracle: setup ## Let LibreOffice recalculate exported workbooks and compare every number
	@command -v soffice >/dev/null || command -v libreoffice >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get install -y --no-install-recommends libreoffice-calc; } || \
		sudo apt-get install -y --no-install-recommends libreoffice-calc
	@exec $(VENV)/python -m ops.services --fresh -- $(VENV)/python -m pytest -k Recalculated tests

.PHONY: check
check: setup ## Judge style, types, imports, templates, migrations, deployment, texts
	@$(VENV)/python -m ops.prerequisites gettext pango
	@exec $(VENV)/python -m ops.check

.PHONY: bench-issues
bench-issues: setup ## Measure importing a register and the list of 5,000 issues
	@exec $(VENV)/python -m ops.services --fresh -- $(VENV)/python -m pytest tests/bench/bench_issues.py -q -s

.PHONY: drill-excel
drill-excel: setup ## Send the reader thousands of mutated workbooks (MUTANTS=2000)
	@exec $(VENV)/python -m ops.services --fresh -- $(VENV)/python -m pytest tests/bench/drill_excel.py -q -s

.PHONY: ci
ci: ## Check and test as the integration server does
	@exec bash .ci/run

.PHONY: demo-accounts
demo-accounts: setup ## Print role, log-in and password of each demo account, separated by tabs
	@exec $(VENV)/python -m ops.services -- $(VENV)/python manage.py demo_accounts

.PHONY: drill-mail
drill-mail: setup ## Kill worker, beat, broker and database 600 times while mail goes out (KILLS=…)
	@DRILL_KILLS=$(or $(KILLS),600) $(VENV)/python -m ops.services --fresh -- \
		$(VENV)/python -m pytest -q -s tests/notifications/test_drill.py

.PHONY: bench-mail
bench-mail: setup ## Measure the outbox against a bare smtplib loop (MAILS=10000)
	@exec $(VENV)/python -m ops.services --fresh -- $(VENV)/python -m pytest -q -s tests/bench/bench_mail.py

.PHONY: screenshots
screenshots: setup ## Photograph the pages that the README shows
	@$(VENV)/python -m ops.prerequisites chromium
	@exec $(VENV)/python -m ops.screenshots

.PHONY: messages
messages: setup ## Bring the text catalogues up to date with the sources
	@$(VENV)/python -m ops.catalogues extract
	@exec $(VENV)/python -m ops.catalogues compile

.PHONY: vendor
vendor: ## Copy the pinned front-end packages into static/vendor (needs Node)
	npm ci --ignore-scripts
	$(PYTHON) ops/vendor.py

.PHONY: clean
clean: ## Delete the demo data and everything that can be made again
	@if test -x $(VENV)/python; then $(VENV)/python -m ops.serve --clean; fi
	rm -rf .run .venv node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis
