# Every target makes .venv first if need be; `make help` lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# Of thousands of files few are ever loaded, and Python compiles those.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
BASE ?= origin/main
ORIGIN ?= origin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help repro push pull sweep graph merge test slow bench check fresh tiny review post remote profile keep clean

help:  ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

repro: .venv/ready  ## Install, run the whole pipeline on the embedded default, print the comparison
	@ser check
	dvc repro
	@ser table

sweep: .venv/ready  ## Run the pipeline under other params: make sweep NAME=thresholds (names: sweeps.yaml)
	ser sweep $(NAME)

push: .venv/ready  ## Send data and run-cache to the remote; fails unless it then has all that the commit names
	ser push

pull: .venv/ready  ## Bring data and run-cache, checked byte for byte; damage in cache or working tree heals
	ser pull

graph: .venv/ready  ## Derive the profiles' graphs from dvc.yaml, models/dvc.yaml from params.yaml
	python -m ser.profiles.unsealed
	python -m ser.profiles.laid
	ser artifacts

merge: .venv/ready  ## Merge dvc.lock once more, and what git left in conflict, by meaning
	ser merge

test: .venv/dev  ## Run the fast tests, the tiny end-to-end run included
	pytest -n 2 --dist worksteal

slow: .venv/dev  ## Run the slow tests too: kills at random moments
	pytest -m "slow"

bench: .venv/ready  ## How fast, beside what else there is: make bench [ROWS="scoring-3m graph-noop"]; docs/bench.md
	@python -m benchmarks $(ROWS)

check: .venv/dev  ## Lint, formatting and types
	ruff check .
	ruff format --check .
	mypy

fresh: .venv/ready  ## Is all that is committed up to date? Told without the data
	@ser fresh

tiny: .venv/ready  ## The whole pipeline from scratch, in miniature, then the audit
	@ser tiny

review: .venv/ready  ## What the commits since a base do, on one page with pictures: make review BASE=origin/main
	@ser review "$(BASE)"

post:  ## In the CI of a pull request: put that page under it; needs no environment
	@PYTHONPATH=src $(PYTHON) -P -m ser.review.post review "$(ORIGIN)"

remote: .venv/ready  ## Install what a kind of remote needs: make remote KIND=s3
	$(INSTALL) --constraint requirements.txt --editable ".[$(KIND)]"

profile: .venv/ready  ## Run a profile as its launch says: make profile NAME=llama3-8b-hh
	ser use "$(NAME)"
	cd "profiles/$(NAME)" && dvc pull --quiet --run-cache --allow-missing --recursive . && dvc repro && ser table

keep: .venv/ready  ## Put results on a branch, and their data to the remote: make keep BRANCH=llama-1 [NAME=profile]
	git switch --create "$(BRANCH)"
	git add --all
	git commit --message "Results of $(BRANCH)"
	cd "$(if $(NAME),profiles/$(NAME),.)" && ser push
	git push "$(ORIGIN)" HEAD

clean:  ## Remove the environment and unfinished work; data, models and metrics stay
	rm -rf .venv .scratch

# torch is installed first and alone, so that its pinned build is the index's own, for CPU or for CUDA.
.venv/ready: pyproject.toml requirements.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) $(shell grep '^torch==' requirements.txt)
	$(INSTALL) -r requirements.txt
	$(INSTALL) --no-deps --editable .
	if git rev-parse --git-dir >/dev/null 2>&1; then $(BIN)/ser merge --install; fi
	touch $@

.venv/dev: .venv/ready requirements-dev.txt
	$(INSTALL) -r requirements-dev.txt
	touch $@
