# `make` lists the targets. They need Python 3.11 or newer; everything else goes into .venv and var/.

export PORT ?= 8000
PYTHON := .venv/bin/python
VENV := .venv/made
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
PIN := .venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet $(UPGRADE)

# What a production would set, for the checks that ask for it.
PRODUCTION := DEBUG=off SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ \
	ALLOWED_HOSTS=netwerk.example SITE_URL=https://netwerk.example \
	DATABASE_URL=postgres://db/netwerk REDIS_URL=redis://redis

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help up demo test needs lint bench faults messages requirements clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(VENV) $(CATALOGUES) ## run all of Netwerk on this machine, at http://localhost:8000 or another PORT=
	@$(PYTHON) manage.py up

demo: $(VENV) $(CATALOGUES) ## fill a believable network, and say how to sign in to it
	@$(PYTHON) manage.py demo

test: $(VENV) $(CATALOGUES) needs ## install what the tests need, and run them all
	@$(PYTHON) -m pytest --numprocesses logical --dist worksteal

lint: $(VENV) $(CATALOGUES) ## run every check that is not a test
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PRODUCTION) $(PYTHON) -m mypy netwerk
	.venv/bin/djade --check $$(git ls-files 'templates/*.html')
	.venv/bin/lint-imports --no-logo
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING

bench: $(VENV) $(CATALOGUES) ## measure every page, with 1,000 to 100,000 contacts
	@$(PYTHON) -m tests.bench
	@$(PYTHON) -m tests.bench.digests

faults: $(VENV) $(CATALOGUES) ## break everything, and count the digests (FAULT="line cut" for some, README=--readme)
	@$(PYTHON) -m tests.faults --fault "$(FAULT)" $(README)

messages: $(VENV) ## bring the texts to translate in line with the source (needs gettext)
	$(PYTHON) manage.py makemessages --locale nl --ignore var --ignore tests --no-location --no-obsolete

requirements: $(VENV) ## pin what pyproject.toml asks for, with hashes (UPGRADE=--upgrade for newer releases)
	$(PIN) -o requirements/production.txt
	$(PIN) --group dev -o requirements/dev.txt

clean: ## remove what can be made again; your data stays
	rm -rf "$$(readlink var/test/postgres)" var/test var/static var/static.stamp .venv

$(VENV): requirements/dev.txt .ci/venv
	@.ci/venv

needs: $(VENV)
	@.ci/needs

%.mo: %.po | $(VENV)
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@
