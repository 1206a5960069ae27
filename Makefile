# Each target is one line of run.py, so everything works without make as well.
PYTHON ?= python3
.PHONY: help run test check bench soak lock clean

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## set up, load demo data once, serve http://127.0.0.1:8000
	@$(PYTHON) run.py serve

test: ## set up everything and run every check and test
	@$(PYTHON) run.py test

check: ## the quick checks: style, types, imports
	@$(PYTHON) run.py check

bench: ## measure, print the table, keep it in bench/RESULTS.md
	@$(PYTHON) run.py bench

soak: ## the long tests
	@$(PYTHON) run.py soak

lock: ## pin the dependencies anew
	@$(PYTHON) run.py lock

clean: ## remove what was installed; the data stays
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
