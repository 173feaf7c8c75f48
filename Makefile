# `make` alone prints what there is. Needs a Python from 3.11 to 3.13 and nothing else; on Windows,
# where make is rare: py .ci\environment.py build, then .venv\Scripts\ptce run.

PYTHON ?=
PYTEST_ARGS ?= -n auto --dist loadfile
NBVAL_ARGS ?= -p no:cacheprovider
LOCK_ARGS ?=
BENCH_ARGS ?=
# No news and no update check: nothing is fetched at run time. Kernels are reached over sockets of this machine only.
LAB_ARGS ?= --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --KernelManager.transport=ipc

BIN := .venv/bin

# An environment that is already there keeps its own Python, unless PYTHON names another one. A name in the
# PATH may be a shim of a Python that isn't installed, or a Python without venv: so each is really tried.
CANDIDATES = $(if $(PYTHON),"$(PYTHON)",$(BIN)/python python3.13 python3.12 python3.11 python3 python)
SUITABLE = import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
with_python = for python in $(CANDIDATES); do \
	    if "$$python" -c '$(SUITABLE)' >/dev/null 2>&1; then exec "$$python" .ci/environment.py $(1); fi; \
	  done; \
	  printf '%s\n' \
	    'No suitable Python found: this needs Python 3.11, 3.12 or 3.13 with its venv module.' \
	    'Tried: $(subst ",,$(CANDIDATES))' \
	    '  Debian, Ubuntu   sudo apt install python3 python3-venv' \
	    '  Fedora           sudo dnf install python3.13' \
	    '  macOS            brew install python@3.13, or the installer of python.org' \
	    'If it is there under another name: make study PYTHON=/where/it/is/python3.13' >&2; \
	  exit 1

.DEFAULT_GOAL := help
.PHONY: help study test lab bench env lock clean

help: ## this table
	@printf 'The PTCE workbench. Usage: make TARGET\n\n'
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1	\2/p' Makefile | expand -t 12
	@printf '\nSettings: PYTHON=/path/to/python3.12   PYTEST_ARGS="-k bounds"   LOCK_ARGS=--upgrade\n'
	@printf 'Without make, or on Windows: see README.md (the ptce command does the same).\n'

study: env ## run the whole study (builds the environment first if need be) and name the report to open
	@$(BIN)/ptce run

test: env ## run the tests, then compare every notebook with its stored outputs
	@status=0; \
	  $(BIN)/python -m pytest $(PYTEST_ARGS) || status=1; \
	  $(BIN)/python -m pytest --nbval notebooks $(NBVAL_ARGS) || status=1; \
	  exit $$status

lab: env ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb $(LAB_ARGS)

bench: env ## measure speed side by side and write benchmarks/README.md (BENCH_ARGS="study batch" for some parts)
	@$(BIN)/python -m benchmarks --write $(BENCH_ARGS)

env: ## build .venv from requirements.lock, only if it is missing or out of date
	@$(call with_python,build)

lock: ## remake requirements.lock from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)
	@$(call with_python,lock $(LOCK_ARGS))

clean: ## remove the environment and every cache; data, notebooks and reports stay
	@rm -rf .venv .venv-lock build *.egg-info .pytest_cache .doit*
	@find . -name .git -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +
