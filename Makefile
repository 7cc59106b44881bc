# Two commands are all a newcomer needs: `make demo` and `make test`. Each sets up what it needs.

PYTHON ?= python3
KIT := .venv/bin/portfolio-kit
FRAMEWORKS := .envs/frameworks
FLOWER := .envs/flower
CROSSCHECK := .envs/crosscheck
AXE := .envs/axe/node_modules/axe-core/axe.min.js
CONSTRAINTS := tests/requirements/constraints.txt
DEMO := demo/federated-learning-on-digits
PYTEST := .venv/bin/python -m pytest
TWO := -n 2 --dist=worksteal
# Which lines the fast tests run is measured when `test-all` or CI asks: it makes them slower.
MEASURE ?=
LINES := $(if $(MEASURE),--cov --cov-report=term --cov-fail-under=95)

# A demonstration is nobody's work: a machine without a git identity gets this one.
export GIT_AUTHOR_NAME ?= $(shell git config user.name || echo Demonstration)
export GIT_AUTHOR_EMAIL ?= $(shell git config user.email || echo demo@example.org)

.PHONY: help demo test test-slow test-all test-flower test-crosscheck nightly lint format bench bench-update bench-federated docs clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/ready ## bake the federated template into demo/, run it, say where its README is
	@if [ -d $(DEMO) ]; then $(KIT) run $(DEMO); else \
	  $(KIT) new federated slug=$(notdir $(DEMO)) --no-input --output demo --run; fi
	@echo && echo "Open $(DEMO)/README.md: every number in it was measured just now."

test: .venv/ready $(FRAMEWORKS)/ready ## the fast suite; each template's default baked, tested, smoke-run
	PORTFOLIO_KIT_FRAMEWORKS=$(abspath $(FRAMEWORKS))/bin/python $(PYTEST) $(TWO) \
	  -m "not slow and not matrix and not flower and not crosscheck and not nightly" $(LINES)

test-slow: .venv/ready $(FRAMEWORKS)/ready ## what `test` leaves out: slow tests, the matrix of choices, mutants
	PORTFOLIO_KIT_FRAMEWORKS=$(abspath $(FRAMEWORKS))/bin/python $(PYTEST) $(TWO) \
	  -m "(slow or matrix) and not flower and not crosscheck and not nightly"

test-all: ## `test` and `test-slow`; of the first, the share of lines that it runs
	$(MAKE) test MEASURE=yes
	$(MAKE) test-slow

test-flower: .venv/ready $(FLOWER)/ready ## a project's Flower app, on a SuperLink and SuperNodes of its own
	PORTFOLIO_KIT_FLOWER=$(abspath $(FLOWER))/bin/python $(PYTEST) -m flower tests/projects/test_baked_flower.py

test-crosscheck: .venv/ready $(CROSSCHECK)/ready $(AXE) ## xai beside captum, Quantus and axe (needs chromium and npm)
	PORTFOLIO_KIT_CROSSCHECK=$(abspath $(CROSSCHECK))/bin/python AXE_CORE=$(abspath $(AXE)) \
	  $(PYTEST) -m crosscheck tests/projects/test_crosscheck.py

nightly: .venv/ready $(FRAMEWORKS)/ready ## all tests of a project for every pair of choices (an hour)
	PORTFOLIO_KIT_FRAMEWORKS=$(abspath $(FRAMEWORKS))/bin/python $(PYTEST) $(TWO) -m nightly

lint: .venv/ready ## ruff, mypy; vulture and deptry: nothing dead, nothing undeclared
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/vulture
	.venv/bin/deptry src

format: .venv/ready ## let ruff mend what it can
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: .venv/ready .envs/rivals/ready ## compare with cookiecutter and copier, side by side
	.venv/bin/python benchmarks/compare.py --rivals .envs/rivals/bin $(OPTIONS)

bench-update: .venv/ready .envs/rivals/ready ## the same edits and update, by cruft and copier too
	.venv/bin/python benchmarks/update.py --rivals .envs/rivals/bin $(OPTIONS)

bench-federated: .venv/ready $(FRAMEWORKS)/ready $(FLOWER)/ready ## a generated engine beside a PyTorch loop and Flower
	.venv/bin/python benchmarks/federated.py --project $(FRAMEWORKS)/bin/python \
	  --torch $(FRAMEWORKS)/bin/python --flower $(FLOWER)/bin/python

docs: .venv/ready ## make the README's pictures and regions anew (needs chromium)
	.venv/bin/python docs/pictures.py

clean: ## remove environments, caches and the demonstration
	rm -rf .venv .envs demo build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage*

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --upgrade pip
	.venv/bin/python -m pip install --quiet --editable . --group dev
	@touch $@

$(FRAMEWORKS)/ready: tests/requirements/frameworks.txt $(CONSTRAINTS)
	$(PYTHON) -m venv $(FRAMEWORKS)
	$(FRAMEWORKS)/bin/python -m pip install --quiet --upgrade pip
	$(FRAMEWORKS)/bin/python -m pip install --quiet --no-compile --constraint $(CONSTRAINTS) \
	  --requirement tests/requirements/frameworks.txt
	@touch $@

$(FLOWER)/ready: tests/requirements/flower.txt $(CONSTRAINTS)
	$(PYTHON) -m venv $(FLOWER)
	$(FLOWER)/bin/python -m pip install --quiet --upgrade pip
	$(FLOWER)/bin/python -m pip install --quiet --no-compile --constraint $(CONSTRAINTS) \
	  --requirement tests/requirements/flower.txt
	@touch $@

$(CROSSCHECK)/ready: tests/requirements/crosscheck.txt $(CONSTRAINTS)
	$(PYTHON) -m venv $(CROSSCHECK)
	$(CROSSCHECK)/bin/python -m pip install --quiet --upgrade pip
	$(CROSSCHECK)/bin/python -m pip install --quiet --no-compile --constraint $(CONSTRAINTS) \
	  --requirement tests/requirements/crosscheck.txt
	@touch $@

$(AXE):
	npm install --silent --no-save --prefix .envs/axe axe-core@4

.envs/rivals/ready:
	$(PYTHON) -m venv .envs/rivals
	.envs/rivals/bin/python -m pip install --quiet --upgrade pip
	.envs/rivals/bin/python -m pip install --quiet cookiecutter copier cruft
	@touch $@
