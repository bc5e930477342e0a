# The environment lives in .venv; it is made once, and again when its lock changes.
PYTHON ?= python3
CORES ?= all
WORKERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: figures paper pages test test-kernels lint bench setup clean

figures: $(READY) ## the default study, from nothing to every figure
	$(BIN)/snakemake --cores $(CORES)

paper: $(READY) ## the paper's scale, on the corpora of the hub: days on a CPU (docs/corpora.md)
	$(BIN)/snakemake --cores $(CORES) --configfile config/hub.yaml config/paper.yaml

pages: $(READY) ## keep what a study found for the pages, and write their tables: make pages STUDY="--configfile config/tuning.yaml"
	$(BIN)/snakemake --cores $(CORES) pages $(STUDY)
	$(BIN)/python -m rnn_geometry.pages

test: $(READY) lint ## style, unit tests, and a smoke study through the real Snakemake
	$(BIN)/pytest --numprocesses $(WORKERS)

test-kernels: $(READY) ## every numerical test once more under the kernels of older processors
	$(BIN)/python tests/kernel_choices.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/snakemake --lint

bench: $(READY) ## each part against its baseline in the same run, as ratios
	$(BIN)/python bench/bench.py

setup: $(READY) ## only the environment

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; name one with: make PYTHON=...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --disable-pip-version-check -q "$$(grep '^torch==' requirements.lock)"
	$(BIN)/pip install --disable-pip-version-check -q -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check -q --no-deps -e .
	touch $@

clean: ## everything that runs have made, but not the environment
	rm -rf results/* logs benchmarks .snakemake
	git checkout -q -- results
