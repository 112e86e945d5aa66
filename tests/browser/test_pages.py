"""Pages as a reader sees them: typeset, at both widths, in both colour schemes, from localhost alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from looking import assert_no_sideways_scrolling, assert_typeset
from playwright.sync_api import Page, Route

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]

PAGES = ["", "notes/Folded/", "notes/Wide/", "notes/Tools/", "notes/Inline/", "matcalc/rules/"]


def watched(page: Page, host: str) -> list[str]:
    """Requests beyond `host`, which are noted and not let out."""
    beyond: list[str] = []

    def allow(route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(host).netloc:
            route.continue_()
        else:
            beyond.append(route.request.url)
            route.abort()

    page.route("**/*", allow)
    return beyond


def assert_legible(page: Page) -> None:
    """Formulas of a derivation have the colour of text on the page's ground: enough contrast, WCAG's AA."""
    worst = page.evaluate(
        """() => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
          const context = canvas.getContext("2d", { willReadFrequently: true });
          function luminance(colors) {
            context.clearRect(0, 0, 1, 1);
            for (const color of colors) {
              context.fillStyle = color;
              context.fillRect(0, 0, 1, 1);
            }
            const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
              const part = byte / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          }
          function grounds(element) {
            const own = getComputedStyle(element).backgroundColor;
            return element.parentElement ? [...grounds(element.parentElement), own] : ["white", own];
          }
          const texts = document.querySelectorAll(".matcalc .katex, .matcalc a, .matcalc-reason, .matcalc p");
          return Math.min(...[...texts].filter((one) => one.checkVisibility()).map((one) => {
            const under = grounds(one);
            const light = [luminance(under), luminance([...under, getComputedStyle(one).color])].sort();
            return (Math.max(...light) + 0.05) / (Math.min(...light) + 0.05);
          }));
        }"""
    )
    assert worst >= 4.5


@pytest.mark.parametrize(
    ("theme", "scheme"),
    [
        ("material", "light"),
        ("material", "dark"),
        ("mkdocs", "light"),
        ("mkdocs", "dark"),
        ("readthedocs", "light"),
    ],
)
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_typeset_and_fit(
    new_page: NewPage, sites: Sites, served: Served, theme: str, width: int, scheme: str
) -> None:
    host = served(sites(theme))
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    beyond = watched(page, host)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    for path in PAGES:
        page.goto(host + path)
        page.evaluate("scheme => { document.documentElement.dataset.bsTheme = scheme; }", scheme)
        assert_typeset(page)
        assert_no_sideways_scrolling(page)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        assert_no_sideways_scrolling(page)
        assert_legible(page)
    assert problems == []
    assert beyond == []


def test_a_page_without_mathematics_loads_no_katex(new_page: NewPage, sites: Sites, served: Served) -> None:
    host = served(sites("mkdocs"))
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(host + "404.html", wait_until="networkidle")
    assert not any("katex" in url for url in asked)
    page.goto(host)
    assert_typeset(page)
    assert any("katex.min.js" in url for url in asked)


def test_without_javascript_the_source_is_readable(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(served(sites("material")))
    formula = page.locator(".matcalc-result .arithmatex").first
    assert formula.is_visible()
    assert formula.inner_text().startswith(r"\[")


def test_a_rules_statement_shows_when_its_name_is_focused(
    new_page: NewPage, sites: Sites, served: Served
) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(served(sites("material")))
    assert_typeset(page)
    rule = page.locator(".matcalc-rule:has(.matcalc-tip)").first
    tip = rule.locator(".matcalc-tip")
    assert not tip.is_visible()
    rule.locator("> :first-child").focus()
    assert tip.is_visible()
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
