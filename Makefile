# `make demo` asks the sample plans two questions; `make test` runs every test; `make eval` measures how often the
# answers to the questions of the samples are right. All build .venv first.

PYTHON ?= $(shell python3.11 -c 'print("python3.11")' 2>/dev/null || echo python3)
BIN := .venv/bin
DEMO := build/demo-data
EVAL := build/eval
HOST ?= 127.0.0.1
PORT ?= 8000
# More for pytest, as in `make test ARGS="tests/test_cli.py -x"`.
ARGS ?=
# What to measure, as in `make bench FOLDER=plans`.
FOLDER ?= samples
# How long `make fuzz` tries each kind of file.
SECONDS ?= 600
# Files with their true text, for `make bench-reading`.
FILES ?= ../shared/files

# Nothing here asks a model hub for anything.
export HF_HUB_OFFLINE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test fuzz eval lint format serve bench bench-reading bench-sync bench-pages lock clean

demo: .venv/.runtime
	$(BIN)/kehoach ingest samples --data $(DEMO)
	@echo
	$(BIN)/kehoach ask "Phòng nào chủ trì hồ sơ giao đất cho trường Mầm non Thụy Hùng?" --data $(DEMO)
	@echo
	$(BIN)/kehoach ask "who leads the compensation and site clearance for the two schools?" --data $(DEMO)

test: .venv/.dev
	@scripts/system-packages
	$(BIN)/python -m pytest $(ARGS)

# Every loader for so long, as many at once as there are cores; a short run of the same is a test.
fuzz: .venv/.dev
	@scripts/system-packages
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

# Asks anew each time: a run does not know when the code that answers has changed.
eval: .venv/.runtime
	$(BIN)/kehoach ingest samples --data $(EVAL)/data
	$(BIN)/kehoach eval check samples/questions.jsonl --data $(EVAL)/data
	$(BIN)/kehoach eval run samples/questions.jsonl --data $(EVAL)/data --output $(EVAL)/run --anew
	$(BIN)/kehoach eval report $(EVAL)/run --output $(EVAL)/report.html
	$(BIN)/kehoach eval gate $(EVAL)/run --baseline tests/eval/baseline.json

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: .venv/.runtime
	$(BIN)/kehoach serve --host $(HOST) --port $(PORT)

bench: .venv/.runtime
	$(BIN)/python -m eval.bench $(FOLDER)

bench-reading: .venv/.runtime
	$(BIN)/python -m eval.reading $(FILES)

bench-sync: .venv/.runtime
	$(BIN)/python -m eval.bench_sync

bench-pages: .venv/.dev
	$(BIN)/python -m eval.bench_pages $(FOLDER)

lock:
	$(PYTHON) scripts/lock

clean:
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "kehoach needs Python 3.11 or newer, and $(PYTHON) is not: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Installing what requirements.lock names into .venv (about 2 GB, a few minutes the first time)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --requirement requirements.lock
	@$(BIN)/python -m pip install -qq --no-deps --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@$(BIN)/python -m pip install -qq --requirement requirements-dev.lock
	@touch $@
