"""However a page comes to the screen or to paper, its formulas are typeset and their source is never seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from looking import assert_typeset, wait_for_frames
from playwright.sync_api import Page, Route

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]

THEMES = ["material", "mkdocs", "readthedocs", "prerendered"]
# Looks at each frame before it is painted.
WATCH = """
window.flashes = [];
requestAnimationFrame(function look() {
  for (const formula of document.querySelectorAll(".arithmatex")) {
    const seen = formula.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const source = formula.querySelector(".katex") ? "" : formula.textContent.trim();
    if (seen && source.includes("\\\\")) window.flashes.push(source);
  }
  requestAnimationFrame(look);
});
"""


@pytest.fixture
def watching(new_page: NewPage) -> Page:
    """A page that keeps in mind each formula whose source it painted; KaTeX takes its time to come."""

    def late(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    page = new_page()
    page.add_init_script(WATCH)
    page.route("**/katex.min.js", late)
    return page


def assert_no_flash(page: Page) -> None:
    assert_typeset(page)
    wait_for_frames(page)
    assert page.evaluate("window.flashes") == []


@pytest.mark.parametrize("theme", THEMES)
def test_first_load(watching: Page, sites: Sites, served: Served, theme: str) -> None:
    watching.goto(served(sites(theme)) + "notes/Folded/")
    assert_no_flash(watching)


@pytest.mark.parametrize("theme", THEMES)
def test_from_a_file(watching: Page, sites: Sites, theme: str) -> None:
    watching.goto((sites(theme) / "notes/Folded/index.html").as_uri())
    assert_no_flash(watching)


@pytest.mark.parametrize("theme", ["material", "prerendered"])
@pytest.mark.parametrize("first", ["notes/Folded/", "notes/Plain/"])
def test_instant_navigation(
    watching: Page, sites: Sites, served_at_its_address: Served, theme: str, first: str
) -> None:
    watching.goto(served_at_its_address(sites(theme)) + first, wait_until="networkidle")
    watching.evaluate("window.sameDocument = true")
    for title in ("Wide", "Least squares"):
        watching.locator("nav a", has_text=title).first.click()
        watching.locator("h1", has_text=title).wait_for()
        assert_no_flash(watching)
        assert "KaTeX" in watching.evaluate("getComputedStyle(document.querySelector('.katex')).fontFamily")
    assert watching.evaluate("window.sameDocument")
    assert watching.locator("script[src*='katex.min.js']").count() == (theme == "material")


@pytest.mark.parametrize("theme", ["material", "prerendered"])
@pytest.mark.parametrize("at_once", [True, False])
def test_closed_tabs_and_folded_details(
    watching: Page, sites: Sites, served: Served, theme: str, at_once: bool
) -> None:
    """Opened while KaTeX is still on its way, or when the page is at rest."""
    watching.goto(served(sites(theme)) + "notes/Folded/", wait_until="domcontentloaded")
    if not at_once:
        assert_typeset(watching)
    watching.locator("details.note > summary").click()
    watching.locator("label", has_text="Second").click()
    assert_no_flash(watching)
    for folded in (watching.locator("details.note"), watching.locator(".tabbed-block").nth(1)):
        box = folded.locator(".katex-html").first.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 5


@pytest.mark.parametrize("theme", THEMES)
def test_on_paper(watching: Page, sites: Sites, served: Served, theme: str) -> None:
    """Printed as soon as there is something to print: the browser finds no rest for what is folded away."""
    watching.add_init_script("window.requestIdleCallback = () => 0")
    watching.goto(served(sites(theme)) + "notes/Tools/")
    watching.wait_for_selector(".matcalc-result .katex")
    paper = watching.pdf(format="A4")
    assert b"KaTeX_Main" in paper
    assert b"KaTeX_Math" in paper
    watching.emulate_media(media="print")
    assert_no_flash(watching)


def test_source_is_hidden_until_it_is_typeset(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page()
    page.route("**/katex.min.js", lambda route: route.abort())
    page.goto(served(sites("mkdocs")))
    formula = page.locator(".matcalc-result .arithmatex").first
    page.wait_for_function(
        "document.querySelector('.matcalc-result .arithmatex').dataset.typeset === 'failed'"
    )
    visibility = "element => getComputedStyle(element).visibility"
    assert formula.evaluate(visibility) == "visible"
    formula.evaluate("({ dataset }) => { delete dataset.typeset; delete dataset.latex; }")
    assert formula.evaluate(visibility) == "hidden"
