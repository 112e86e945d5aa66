"""axe-core finds nothing in the content of pages, at both widths, in both colour schemes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from building import build_site
from needed import needed
from playwright.sync_api import Page

_PROJECT = Path(__file__).parents[2]
_AXE = _PROJECT / ".cache/axe-core/axe.min.js"
_KATEX = _PROJECT / ".cache/katex"
# What stands around the content is the theme's, as are its bars on code and its frames around tables.
_WHERE = {"include": [[".md-content"]], "exclude": [[".md-code__nav"]]}
_FRAME = '<div class="md-typeset__scrollwrap"'


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The docs, built as `make docs` does it."""
    needed((_KATEX / "katex.min.js").is_file(), f"no KaTeX in {_KATEX}: run `make front-end`")
    return build_site(_PROJECT / "mkdocs.yml", tmp_path_factory.mktemp("docs") / "site")


def pages(site: Path) -> list[str]:
    """Every note, and of the pages that are made from one template, one each."""
    notes = [page.parent.relative_to(site).as_posix() for page in site.rglob("index.html")]
    return [f"{note}/".removeprefix("./") for note in notes if not note.startswith("matcalc/")] + [
        "matcalc/rules/",
        "matcalc/rules/chain-rule/",
    ]


@pytest.mark.parametrize("rules", [False, True], ids=["course and guide", "rules"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing(
    new_page: Callable[..., Page],
    served: Callable[[Path], str],
    docs: Path,
    width: int,
    scheme: str,
    rules: bool,
) -> None:
    needed(_AXE.is_file(), f"no axe-core in {_AXE.parent}: run `make test`")
    host = served(docs)
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    found = {}
    chapters = [path for path in pages(docs) if path.startswith("Rules/")]
    # Chapters are made alike: every other one is looked at in each of the two ways.
    others = [path for path in pages(docs) if path not in chapters]
    for path in chapters[width == 360 :: 2] if rules else others:
        page.goto(host + path)
        page.wait_for_function("!document.querySelector('.arithmatex:not([data-typeset])')")
        # A browser lays a derivation out when it comes on the screen; here all are looked at.
        page.add_style_tag(content=".matcalc { content-visibility: visible !important }")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.add_script_tag(path=str(_AXE))
        found[path] = violations(page)
    assert {path: each for path, each in found.items() if each} == {}


def test_axe_finds_nothing_while_a_tooltip_is_shown(
    new_page: Callable[..., Page], sites: Callable[[str], Path], served: Callable[[Path], str]
) -> None:
    needed(_AXE.is_file(), f"no axe-core in {_AXE.parent}: run `make test`")
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(served(sites("material")) + "notes/Tools/")
    page.wait_for_function("!document.querySelector('.arithmatex:not([data-typeset])')")
    rule = page.locator("#network .matcalc-rule:has(.matcalc-tip)").nth(2)
    rule.locator("> :first-child").focus()
    tip = rule.locator(".matcalc-tip")
    tip.wait_for()
    page.add_script_tag(path=str(_AXE))
    # Links that are focused have the theme's colour.
    assert violations(page, {"include": [["#network"]], "exclude": [[".matcalc-rule > a"]]}) == []
    # A screen reader says each thing once: the label in the place of what is drawn in several forms.
    described = page.evaluate(
        "(name) => document.getElementById(name.getAttribute('aria-describedby')).ariaLabel",
        rule.locator("> :first-child").element_handle(),
    )
    assert described == tip.get_attribute("aria-label")
    assert "\\" not in described


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_tasks_are_boxes_with_names(
    new_page: Callable[..., Page],
    sites: Callable[[str], Path],
    served: Callable[[Path], str],
    theme: str,
    width: int,
    scheme: str,
) -> None:
    needed(_AXE.is_file(), f"no axe-core in {_AXE.parent}: run `make test`")
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(served(sites(theme)) + "notes/Inline/")
    ticked = {"open": False, "half done with x²": True, "dropped, with words": True}
    boxes = {name: page.get_by_role("checkbox", name=name) for name in ticked}
    assert {name: box.is_checked() for name, box in boxes.items()} == ticked
    page.add_script_tag(path=str(_AXE))
    assert violations(page, {"include": [[".task-list"]]}) == []


def violations(page: Page, where: dict[str, Any] = _WHERE) -> list[tuple[str, str]]:
    """Each rule that is broken, with the element that breaks it."""
    result: dict[str, Any] = page.evaluate(
        "(where) => axe.run(where, { resultTypes: ['violations'] })", where
    )
    broken = [(rule["id"], node["html"]) for rule in result["violations"] for node in rule["nodes"]]
    return [each for each in broken if not each[1].startswith(_FRAME)]
