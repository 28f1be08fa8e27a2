# The commands of this project; `make help` lists them. Needs only make and a Python 3.11–3.14.

PYTHON ?= python3
# Always relative: the path of the checkout may hold spaces.
VENV := .venv/bin/python
# Paths and files are read as UTF-8, whatever the locale.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test test-fast lint bench backtest docs lock messages browser curl python

help: ## List the commands
	@echo "make run       start everything and print the address (PORT=8000 SAMPLE=yes)"
	@echo "make test      run every test; with ARGS=... those of pytest's arguments alone"
	@echo "make test-fast run every test but those in a browser; 3 min 16 s on two cores"
	@echo "make lint      formatting, types, import contracts, templates, migrations"
	@echo "make setup     install the locked requirements only (PYTHON=python3 WHEELS=folder)"
	@echo "make bench     measure the speed claims; takes minutes"
	@echo "make backtest  replay past years: how far forecasts were off (ARGS='--place sample')"
	@echo "make docs      the documentation as a site in build/docs; wrong links fail"
	@echo "make lock      resolve the requirements anew (needs uv)"
	@echo "make messages  gather and compile the texts to translate (needs gettext)"

python:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON) here; install Python 3.11 to 3.14, or name one: make PYTHON=..." >&2; exit 1; }

run: setup
	@LOCAL=1 exec $(VENV) manage.py up

setup: python
	@"$(PYTHON)" -m tracker.installation run

setup-dev: python
	@"$(PYTHON)" -m tracker.installation dev

# The browser tests drive Debian's Chromium, by preference without a window's surroundings, which is
# three times as fast; CHROMIUM names another one. The API's example needs curl.
FONT := { ! command -v fc-list >/dev/null || fc-list :lang=zh | grep -q .; }
NEEDED := curl fontconfig fonts-noto-cjk
INSTALL := apt-get install -y -q --no-install-recommends $(NEEDED)
browser: curl
	@if command -v "$${CHROMIUM:-chromium-headless-shell}" >/dev/null && $(FONT); then :; \
	elif [ -z "$$CHROMIUM" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && export DEBIAN_FRONTEND=noninteractive \
		&& { apt-get update -q || true; } && { $(INSTALL) chromium-headless-shell || $(INSTALL) chromium; }; then :; \
	elif [ -z "$$CHROMIUM" ] && command -v chromium >/dev/null && $(FONT); then :; \
	else \
		echo "The tests need Chromium, a Chinese font and curl. On Debian: sudo apt install chromium-headless-shell curl fonts-noto-cjk. Elsewhere name the program: make test CHROMIUM=/path/to/chromium" >&2; exit 1; \
	fi

curl:
	@if command -v curl >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends curl; \
	else echo "The tests need curl. On Debian: sudo apt install curl." >&2; exit 1; \
	fi

# A file's tests stay together, the longest files first (tests/conftest.py). What is compiled is
# written down: processes that each compile everything anew spend more time on it than on many tests
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(VENV) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# Measuring coverage slows every line that runs: only what has to be covered is measured
test: setup-dev browser
ifdef ARGS
	@$(PYTEST) $(ARGS)
else
	@$(PYTEST) tests/core tests/exchange --cov=targets.core --cov=targets.exchange --cov-branch \
		--cov-report=term-missing:skip-covered --cov-fail-under=100
	@$(PYTEST) --ignore=tests/core --ignore=tests/exchange
endif

test-fast: setup-dev curl
	@$(PYTEST) --ignore=tests/browser

lint: setup-dev
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	find templates targets -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --check --target-version 5.2
	$(VENV) -m mypy
	$(VENV) -c 'from importlinter.cli import lint_imports_command as lint; lint()'
	LOCAL=1 $(VENV) manage.py makemigrations --check --dry-run

bench: setup-dev
	$(VENV) -m benchmarks $(ARGS)

backtest: setup
	@LOCAL=1 $(VENV) manage.py backtest $(ARGS)

# Extras stay in the lock: pip resolves `name[extra]` on its own and would take a newer release than
# the pinned one, then refuse it for want of a hash.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras \
		--extra embedded pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras \
		--extra embedded --extra dev pyproject.toml -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras \
		--extra embedded --extra dev --extra docs -c requirements/dev.txt pyproject.toml -o requirements/docs.txt

docs: python
	@"$(PYTHON)" -m tracker.installation docs
	$(VENV) -m sphinx -q -n -W --keep-going -b html docs build/docs
	@echo "Open build/docs/index.html"

messages: setup
	LOCAL=1 $(VENV) manage.py makemessages -l zh_Hans --no-wrap --add-location file \
		-i .venv -i staticfiles -i tests -i benchmarks
	cd targets && LOCAL=1 ../$(VENV) ../manage.py compilemessages -l zh_Hans
