"""Pages as a reader sees them: typeset, at both widths, in both colour schemes, from localhost alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]

THEMES = ["material", "mkdocs", "readthedocs"]
PAGES = ["", "notes/Folded/", "notes/Wide/", "notes/Tools/", "matcalc/rules/"]
ALL_TYPESET = """() => {
  const formulas = [...document.querySelectorAll(".arithmatex")];
  return formulas.length > 0 && formulas.every((one) => one.querySelector(".katex-html, .katex-error"));
}"""


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


def assert_typeset(page: Page) -> None:
    page.wait_for_function(ALL_TYPESET)
    assert page.locator(".katex-error").count() == 0
    shown = page.evaluate(
        """() => {
          const copy = document.body.cloneNode(true);
          copy.querySelectorAll("script, style, annotation").forEach((element) => element.remove());
          return copy.textContent;
        }"""
    )
    assert r"\(" not in shown
    assert r"\[" not in shown
    assert page.locator(".katex [style*='#cc0000']").count() == 0


def assert_no_sideways_scrolling(page: Page) -> None:
    width, inner = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= inner


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


def test_instant_navigation(new_page: NewPage, sites: Sites, served: Served) -> None:
    site = sites("material")
    host = served(site)
    sitemap = site / "sitemap.xml"
    sitemap.write_text(re.sub(r"http://127\.0\.0\.1[:0-9]*/", host, sitemap.read_text()))
    page = new_page()
    page.goto(host + "notes/Folded/", wait_until="networkidle")
    assert_typeset(page)
    page.evaluate("window.sameDocument = true")
    for title in ("Wide", "Least squares"):
        page.locator("nav a", has_text=title).first.click()
        page.locator("h1", has_text=title).wait_for()
        assert_typeset(page)
        assert "KaTeX" in page.evaluate("getComputedStyle(document.querySelector('.katex')).fontFamily")
    assert page.evaluate("window.sameDocument")
    assert page.locator("script[src*='katex.min.js']").count() == 1


@pytest.mark.parametrize("theme", THEMES)
def test_from_a_file(new_page: NewPage, sites: Sites, theme: str) -> None:
    page = new_page()
    page.goto((sites(theme) / "notes/Folded/index.html").as_uri())
    assert_typeset(page)


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


def test_a_formula_is_hidden_until_it_is_typeset(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page()
    page.route("**/katex.min.js", lambda route: route.abort())
    page.goto(served(sites("mkdocs")))
    formula = page.locator(".matcalc-result .arithmatex").first
    page.wait_for_function(
        "document.querySelector('.matcalc-result .arithmatex').dataset.typeset === 'failed'"
    )
    visibility = "element => getComputedStyle(element).visibility"
    assert formula.evaluate(visibility) == "visible"
    formula.evaluate("element => { delete element.dataset.typeset; }")
    assert formula.evaluate(visibility) == "hidden"
