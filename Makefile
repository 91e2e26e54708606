# make demo   set up, edit the sample photos with all four commands, then show the bot in a
#             stand-in for Discord; make demo ONCE=1 does not keep that open
# make test   set up, then lint, types and tests
# make bench  set up, then measure what the README quotes
# make soak   set up, then kill the bot at work ROUNDS=200 times; what was lost is the last line;
#             make soak MINUTES=30: faults of network and Discord in place of kills

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
READY := .venv/ready

.PHONY: demo test quick lint types bench soak clean

demo: $(READY)
	$(BIN)/python bot.py demo $(if $(ONCE),--once)

test: lint types
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile -m "not gpu"

# The fast part of the tests, under a minute.
quick: $(READY)-dev
	$(BIN)/python -m pytest -q -n $(WORKERS) -m "not gpu and not slow"

lint: $(READY)-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)-dev
	$(BIN)/mypy
	$(BIN)/mypy --follow-imports=silent bot.py

bench: $(READY)
	$(BIN)/python -m benchmarks

ROUNDS ?= 200
soak: $(READY)
	$(BIN)/python -m benchmarks.soak $(if $(MINUTES),--minutes $(MINUTES),--rounds $(ROUNDS))

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
