PYTHON ?= python3
KATEX := 0.19.1
FORCE_GRAPH := 1.52.0
AXE := 4.14.1
MATHJAX := 3.2.2
TORCH := 2.13.0
JAX := 0.10.2
# Of the tests, of which many wait for a browser: two for each core.
WORKERS = $(shell expr 2 '*' "$$(getconf _NPROCESSORS_ONLN)")

# Material's notice about MkDocs 2, which the version bounds rule out, would drown our own warnings.
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve docs test goldens libraries compatibility lint front-end clean

serve: .venv/demo.stamp front-end
	.venv/bin/mkdocs serve

docs: .venv/demo.stamp front-end
	.venv/bin/mkdocs build --strict

test: .venv/test.stamp front-end
	@for each in axe-core/$(AXE) mathjax/$(MATHJAX); do \
	  test -e .cache/$$each || $(MAKE) --silent .cache/$$each || \
	  echo "No local $$each (is npm there?): what needs it is skipped."; \
	done
	.venv/bin/pytest $(or $(ARGS),--numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder)

# For the tests that run the code printed for them. They stand outside the lock, in which PyTorch would bring
# CUDA with it, and change nothing that stands in it.
libraries: .venv/test.stamp
	.venv/bin/uv export --quiet --locked --extra test --no-hashes --no-emit-project > .venv/locked.txt
	.venv/bin/python -m pip install --quiet --constraint .venv/locked.txt torch==$(TORCH) jax==$(JAX)

# Packs a wheel and an sdist, and uses them with each Python at hand, and with the lowest and highest versions of
# what they need; with ARGS=--quick only as README says.
compatibility: .venv/test.stamp
	.venv/bin/python -m scripts.compatibility $(ARGS)

# Writes the golden derivations anew, and shows each line that changed: to be read before it is kept.
goldens: .venv/test.stamp
	.venv/bin/python -m scripts.goldens

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

# What pages load, from npm where it is there; without it they take the same versions from a CDN.
front-end:
	@for each in katex/$(KATEX) force-graph/$(FORCE_GRAPH); do \
	  test -e .cache/$$each || $(MAKE) --silent .cache/$$each || \
	  echo "No local $$each (is npm there?): pages will load it from a CDN."; \
	done

DEPTH = 2
.cache/katex/$(KATEX): FILES = package/dist
.cache/force-graph/$(FORCE_GRAPH): FILES = package/dist/force-graph.min.js
.cache/axe-core/$(AXE): FILES = package/axe.min.js
.cache/axe-core/$(AXE): DEPTH = 1
.cache/mathjax/$(MATHJAX): FILES = $(addprefix package/es5/,tex-mml-chtml.js input/tex/extensions/color.js output/chtml/fonts)
.cache/katex/$(KATEX) .cache/force-graph/$(FORCE_GRAPH) .cache/axe-core/$(AXE) .cache/mathjax/$(MATHJAX):
	rm -rf $(@D)
	mkdir -p $(@D)
	cd .cache && npm pack --silent $(notdir $(@D))@$(@F) > /dev/null
	tar -xzf .cache/$(notdir $(@D))-$(@F).tgz -C $(@D) --strip-components=$(DEPTH) $(FILES)
	rm .cache/$(notdir $(@D))-$(@F).tgz
	touch $@

clean:
	rm -rf .venv .cache site
