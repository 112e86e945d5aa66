"""A site whose mathematics is typeset at build: nothing in it waits for JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from looking import assert_no_sideways_scrolling, assert_typeset
from playwright.sync_api import Page

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
OpenPage = Callable[..., Page]


@pytest.fixture
def without_javascript(new_page: Callable[..., Page], sites: Sites, served: Served) -> OpenPage:
    """Opens a page of the site in a browser that runs no script of the page's."""

    def opened(path: str, **settings: object) -> Page:
        page = new_page(java_script_enabled=False, **settings)
        page.goto(served(sites("prerendered")) + path, wait_until="networkidle")
        return page

    return opened


@pytest.mark.parametrize("width", [1280, 360])
def test_formulas_are_typeset(without_javascript: OpenPage, width: int) -> None:
    page = without_javascript("notes/Tools/", viewport={"width": width, "height": 800})
    assert_typeset(page)
    assert_no_sideways_scrolling(page)
    families = "[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)"
    assert {"KaTeX_Main", "KaTeX_Math"} <= {family.strip('"') for family in page.evaluate(families)}
    for formula in page.locator(".matcalc-formula:visible .katex-html").all():
        box = formula.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 5


def test_what_is_folded_away_is_typeset(without_javascript: OpenPage) -> None:
    page = without_javascript("notes/Folded/")
    formula = page.locator("details.note .matcalc-result .katex-html").first
    assert not formula.is_visible()
    page.locator("details.note > summary").click()
    assert formula.is_visible()
    page.locator("label", has_text="Second").click()
    assert page.locator(".tabbed-block:visible .matcalc-result .katex-html").first.is_visible()


def test_each_formula_has_its_mathml(without_javascript: OpenPage) -> None:
    page = without_javascript("")
    count = page.locator(".arithmatex").count()
    assert page.locator(".arithmatex > .katex > .katex-mathml > math, .katex-display math").count() == count


def test_the_look_is_the_same_as_with_a_script(
    new_page: Callable[..., Page], sites: Sites, served: Served
) -> None:
    boxes = []
    for name in ("prerendered", "material"):
        page = new_page(viewport={"width": 1280, "height": 800})
        page.goto(served(sites(name)) + "notes/Tools/", wait_until="networkidle")
        assert_typeset(page)
        formulas = page.locator(".arithmatex:visible").all()
        boxes.append([formula.bounding_box() for formula in formulas])
    assert boxes[0] == boxes[1]


def test_on_paper_long_formulas_break(without_javascript: OpenPage) -> None:
    page = without_javascript("notes/Wide/", viewport={"width": 700, "height": 900})
    page.emulate_media(media="print")
    wider = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert page.locator(".matcalc-formula, div.arithmatex").evaluate_all(wider) == 0
