# make demo   set up, edit the sample photos with all four commands, then show the bot in a
#             stand-in for Discord; make demo ONCE=1 does not keep that open
# make test   set up, then lint, types and tests
# make bench  set up, then measure what the README quotes
# make soak   set up, then damage photos for FUZZ_MINUTES=10 and kill the bot at work ROUNDS=200 times;
#             what was lost is the last line;
#             make soak MINUTES=30: faults of network and Discord in place of kills
# make audit  set up, then look for known holes in our code (bandit) and in packages (network)
# make lock   make deploy/requirements.lock anew, with hashes (network)

PYTHON ?= python3
BIN := .venv/bin
# One more than the cores that CI has: tests that start bots wait much of their time.
WORKERS ?= 3
READY := .venv/ready

.PHONY: demo test quick lint types audit lock bench soak clean

demo: $(READY)
	$(BIN)/python bot.py demo $(if $(ONCE),--once)

test: lint types
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup --no-loadscope-reorder -m "not gpu"

# The fast part of the tests, under a minute: nothing of it loads torch, which takes each worker a while.
quick: $(READY)-dev
	$(BIN)/python -m pytest -q -n $(WORKERS) -m "not gpu and not slow" --ignore tests/engines/diffusion

lint: $(READY)-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit -q -c pyproject.toml -r bot bot.py

types: $(READY)-dev
	$(BIN)/mypy
	$(BIN)/mypy --follow-imports=silent bot.py

bench: $(READY)-dev
	$(BIN)/python -m benchmarks

ROUNDS ?= 200
FUZZ_MINUTES ?= 10
soak: $(READY)-dev
	$(BIN)/python -m benchmarks.fuzz --minutes $(FUZZ_MINUTES)
	$(BIN)/python -m benchmarks.soak $(if $(MINUTES),--minutes $(MINUTES),--rounds $(ROUNDS))

# Known holes in what is installed; asks a database on the network.
audit: lint $(READY)-tools
	build/tools/bin/pip-audit --requirement deploy/requirements.lock --require-hashes --disable-pip

# deploy/requirements.lock anew, from constraints.txt; asks the package index for the hashes. torch
# goes: its builds differ by index.
lock: $(READY)-tools
	build/tools/bin/pip-compile -q --generate-hashes --strip-extras --no-header --no-annotate \
		--no-emit-options --allow-unsafe --unsafe-package torch --constraint constraints.txt \
		--extra cutout --extra heic --extra ocr --output-file build/requirements.txt pyproject.toml
	(sed -n '/^#/p;/^[^#]/q' deploy/requirements.lock; \
		sed '/^# The following/,$$d; /^#/d; /^$$/d' build/requirements.txt) > build/requirements.lock
	mv build/requirements.lock deploy/requirements.lock

$(READY)-tools: $(READY)
	$(PYTHON) -m venv build/tools
	build/tools/bin/pip install -q pip-audit==2.10.1 pip-tools==7.6.2
	touch $@

clean:
	rm -rf .venv out build *.egg-info

# Pins are exact: every package comes at the version that constraints.txt names.
INSTALL := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/pip install -q

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Restage needs Python 3.11 or newer; name one: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(INSTALL) -e .
	touch $@

$(READY)-dev: $(READY)
	$(INSTALL) -e '.[dev,cutout,heic,ocr]'
	touch $@
