# GNU make on Debian with python3 >= 3.11. `make` alone lists the targets.
PYTHON ?= python3
OUT ?= out
# Twice the cores: much of a test is waiting, for a crawl, a browser, LibreOffice. Files run in their order: sorted by their
# numbers of tests, the slow ones of few tests would all come last.
TEST_WORKERS ?= $(shell expr 2 '*' $$(nproc 2>/dev/null || echo 2))
BIN := .venv/bin
STAMP := .venv/.installed

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo audit test test-long check accuracy bench bench-portal bench-site bench-night bench-kills bench-year screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  make audit TARGET=990101 [ARGS="--level county --today 2026-06-15"] [OUT=out]'
	@echo '  make test [ARGS="-k crawl"]'
	@echo '  make bench [ARGS="--unique 1.0"]'

setup: $(STAMP) ## create .venv with pinned versions; leaves .venv/bin/auditor ready

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'error: $(PYTHON) is missing or older than 3.11; try: make setup PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo 'error: $(PYTHON) cannot make virtual environments; on Debian: apt-get install python3-venv' >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev,fleet,postgres]'
	@$(BIN)/auditor --version
	@touch $@

# 1 means "gaps found", which is what these two are for; anything else is a failure.
demo: setup ## audit the bundled county over loopback; prints its gaps and the path of the report
	@$(BIN)/auditor run 990101 --out '$(OUT)' || test $$? -eq 1

audit: setup ## audit TARGET (county code, URL, saved case, folder, portal file)
	@test -n '$(TARGET)' || { echo 'error: say what to audit: make audit TARGET=990101' >&2; exit 1; }
	@$(BIN)/auditor run '$(TARGET)' --out '$(OUT)' $(ARGS) || test $$? -eq 1

test: setup ## run the tests; those that need a browser or LibreOffice are skipped where there is none
	@command -v soffice >/dev/null || command -v libreoffice >/dev/null || \
	  echo 'note: no LibreOffice found; tests that read a .doc are skipped (Debian: apt-get install libreoffice-writer-nogui)'
	@for browser in chromium chromium-browser google-chrome; do \
	  command -v $$browser >/dev/null && exit 0; done; \
	{ \
	  if test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; \
	  else false; fi; \
	} || echo 'note: no browser found; tests that open the report in one are skipped (Debian: apt-get install chromium)'
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

test-long: setup ## further variations and whole nights that the suite leaves out (ten minutes)
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder --long -m long $(ARGS)

check: setup ## lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/mypy --strict bench/accuracy.py bench/matching.py bench/big_portal.py bench/fleet_site.py bench/world bench/night.py bench/night_kills.py bench/rehearsal.py bench/year.py bench/scripted.py bench/answers.py docs/pictures/make.py
	$(BIN)/lint-imports --no-logo

accuracy: setup ## measure the matcher on the labelled names; writes docs/accuracy.md
	@$(BIN)/python bench/accuracy.py --write docs/accuracy.md

bench: setup ## time the matcher against a plain loop and against the bare scores
	@$(BIN)/python bench/matching.py $(ARGS)

bench-portal: setup ## audit a generated portal of 50,000 pages: memory, rate and a plot (a quarter of an hour)
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[bench]'
	@$(BIN)/python bench/big_portal.py $(ARGS)

bench-site: setup ## build a site of 3,000 made-up county audits: rate and peak memory
	@$(BIN)/python bench/fleet_site.py $(ARGS)

bench-night: setup ## a night over 300 invented counties through pool and Dask: findings, rates, CPU for each page (half an hour)
	@$(BIN)/python bench/night.py $(ARGS)

bench-kills: setup ## kill parts of a night 30 times, resume, compare with an undisturbed one
	@$(BIN)/python bench/night_kills.py $(ARGS)

bench-year: setup ## 365 nights of 50 counties in the store: answers, size and time of queries
	@$(BIN)/python bench/year.py $(ARGS)

screenshots: setup ## make the pictures of the READMEs; needs a browser, LibreOffice and pdftoppm
	@$(BIN)/python docs/pictures/make.py

clean: ## remove .venv, caches and build leftovers; keeps audits in out/
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find auditor spiders rules reports fixtures tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
