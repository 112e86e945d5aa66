PYTHON ?= python3
KATEX := 0.19.1

# Material's notice about MkDocs 2, which the version bounds rule out, would drown our own warnings.
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve docs test lint katex clean

serve: .venv/demo.stamp katex
	.venv/bin/mkdocs serve

docs: .venv/demo.stamp katex
	.venv/bin/mkdocs build --strict

test: .venv/test.stamp katex
	.venv/bin/pytest $(ARGS)

lint: .venv/test.stamp
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

.venv/bin/uv:
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet "uv>=0.9,<1"

# Inexact: the environment of the tests stays whole when `make serve` follows `make test`.
.venv/%.stamp: pyproject.toml uv.lock | .venv/bin/uv
	.venv/bin/uv sync --quiet --locked --inexact --extra $*
	touch $@

# Local KaTeX where npm can get it; without it pages load the same version from a CDN.
katex:
	@test -e .cache/katex/$(KATEX) || $(MAKE) --silent .cache/katex/$(KATEX) || \
	  echo "No local KaTeX (is npm there?): pages will load it from a CDN."

.cache/katex/$(KATEX):
	rm -rf .cache/katex
	mkdir -p .cache/katex
	cd .cache && npm pack --silent katex@$(KATEX) > /dev/null
	tar -xzf .cache/katex-$(KATEX).tgz -C .cache/katex --strip-components=2 package/dist
	rm .cache/katex-$(KATEX).tgz
	touch $@

clean:
	rm -rf .venv .cache site
