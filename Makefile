# `make demo` shows the product, `make test` proves it. `make help` lists the rest.
PYTHON ?= python3
PORT ?= 3000
STAGE ?= dev
export PORT
export PYTHONPATH := .:layers/tollgate
export SAM_CLI_TELEMETRY := 0
export AWS_DEFAULT_REGION ?= us-east-1

RUN := .venv/bin/python -m
SAM := PATH="$(CURDIR)/.venv-sam/bin:$$PATH" sam
LOCAL_VERSION = $$($(PYTHON) -c "import sys; print('%d.%d' % sys.version_info[:2])")
# The runtime of deployments: the template's default.
DEPLOYED_VERSION := 3.13

.PHONY: help install start seed demo format check test bench load build deploy clean

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

install: .venv/installed .venv-aws/installed ## Create the virtual environments that running needs

start: install ## Serve the product on http://127.0.0.1:PORT, data in DATA_DIR (.local; empty keeps none)
	@exec $(RUN) tools.server

seed: install ## Load an example catalogue into the server on PORT
	@$(RUN) tools.seed

demo: install ## Show the main job, and keep serving
	@exec $(RUN) tools.demo

format: .venv/installed ## Format the code and sort its imports
	.venv/bin/ruff check --fix --quiet .
	.venv/bin/ruff format .

check: .venv/installed ## Check format, lint, types, architecture and domain: about a minute
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(RUN) pytest -n 2 tests/domain tests/contract/test_architecture.py

test: install .venv-sam/installed .venv-load/installed ## Check everything; what continuous integration runs
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(RUN) pytest -n 2 --dist loadfile

bench: install ## Print every budget of performance beside what is measured
	@$(RUN) tools.bench

load: install .venv-load/installed ## Put a stated load on the server at URL: RATE, DURATION, CUSTOMERS, USERS, MIX
	@$(RUN) tools.load

build: .venv-sam/installed ## Build for AWS with this machine's Python
	PYTHON_VERSION=$(LOCAL_VERSION) $(SAM) build --parameter-overrides Runtime=python$(LOCAL_VERSION)

deploy: .venv-sam/installed ## Build with Python 3.13 and deploy to AWS: STAGE=dev, staging or prod
	PYTHON_VERSION=$(DEPLOYED_VERSION) $(SAM) build --config-env $(STAGE)
	$(SAM) deploy --config-env $(STAGE)

clean: ## Remove what the other targets made, the local data excepted
	rm -rf .venv .venv-aws .venv-sam .venv-load .aws-sam .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/installed: requirements-dev.txt tools/venv.sh
	@tools/venv.sh .venv requirements-dev.txt

# Environments of their own: both pin packages that the project has in other versions.
.venv-aws/installed: requirements-emulator.txt tools/venv.sh
	@tools/venv.sh .venv-aws requirements-emulator.txt

.venv-sam/installed: requirements-sam.txt tools/venv.sh
	@tools/venv.sh .venv-sam requirements-sam.txt

.venv-load/installed: requirements-load.txt tools/venv.sh
	@tools/venv.sh .venv-load requirements-load.txt
