# GNU make on Debian with python3 >= 3.11. `make` alone lists the targets.
PYTHON ?= python3
OUT ?= out
# Twice the cores: much of a test is waiting, for a crawl, a browser, LibreOffice. Files run in their order: sorted by their
# numbers of tests, the slow ones of few tests would all come last.
TEST_WORKERS ?= $(shell expr 2 '*' $$(nproc 2>/dev/null || echo 2))
BIN := .venv/bin
STAMP := .venv/.installed

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Bytecode is kept whatever the environment says: the tests start hundreds of commands, each of which would compile us anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo audit test test-long check accuracy faults fuzz measure-quick bench bench-peers bench-scale bench-site \
  bench-night bench-kills bench-year sbom audit-deps screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  make audit TARGET=990101 [ARGS="--level county --today 2026-06-15"] [OUT=out]'
	@echo '  make test [ARGS="-k crawl"]'
	@echo '  make faults [ARGS="--runs 100"]'

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
	    apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	  else false; fi; \
	} || echo 'note: no browser found; tests that open the report in one are skipped (Debian: apt-get install chromium fonts-noto-cjk)'
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

test-long: setup ## further variations and whole nights that the suite leaves out (ten minutes)
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder --long -m long $(ARGS)

check: setup ## lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/mypy --strict bench docs/pictures/make.py
	$(BIN)/lint-imports --no-logo

accuracy: setup ## measure all labelled sets and break every fixture portal in every way; writes docs/accuracy.md (half an hour)
	@$(BIN)/python bench/accuracy.py --write docs/accuracy.md
	@$(BIN)/python -m bench.mutations --write docs/accuracy.md $(ARGS)

faults: setup ## audit portals that misbehave, 1,000 runs: nothing that is there may be called missing, empty or stale (a quarter of an hour)
	@$(BIN)/python -m bench.faults campaign --write docs/faults.md $(ARGS)

fuzz: setup ## coverage-guided fuzzing of every reader, two minutes each; what it finds stays in ~/.cache/portal-auditor/fuzz
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[fuzz]'
	@$(BIN)/python -m bench.fuzz --write docs/threat-model.md $(ARGS)

bench: setup ## our pipeline beside Scrapy, wget, HTTrack, linkchecker, advertools, a browser; then the matcher; writes docs/performance.md
	@$(BIN)/python -m bench.speed --write docs/performance.md $(ARGS)
	@$(BIN)/python bench/matching.py

bench-peers: setup ## install the peers of `make bench`: Debian packages as root, advertools in .venv-peers
	@if test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends wget httrack linkchecker chromium >/dev/null; \
	else echo 'note: not root; peers that are missing are skipped (Debian: apt-get install wget httrack linkchecker chromium)'; fi
	@test -x .venv-peers/bin/advertools || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet -c constraints.txt advertools==0.18.0

bench-scale: setup ## curves of time and memory over pages, columns, counties, nights; writes docs/performance.md (--full: twenty minutes)
	@$(BIN)/python -m bench.scale --write docs/performance.md $(ARGS)

measure-quick: setup ## the short forms of bench, faults and accuracy (CI); writes nothing
	@$(BIN)/python -m bench.speed --quick
	@$(BIN)/python -m bench.faults campaign --quick
	@$(BIN)/python bench/accuracy.py --quick
	@$(BIN)/python -m bench.mutations --quick

sbom: setup ## what is installed, as CycloneDX JSON: build/sbom.cdx.json
	@$(BIN)/python -m bench.dependencies sbom build/sbom.cdx.json

audit-deps: setup ## known advisories on the pinned versions; 3 = the database could not be asked
	@$(BIN)/python -m bench.dependencies audit

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
	rm -rf .venv .venv-peers build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find auditor spiders rules reports fixtures tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
