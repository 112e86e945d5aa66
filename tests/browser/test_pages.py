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


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_pages_fit_the_narrowest_screens(new_page: NewPage, sites: Sites, served: Served, theme: str) -> None:
    host = served(sites(theme))
    page = new_page(viewport={"width": 320, "height": 640})
    for path in [*PAGES, "notes/Linked/", "matcalc/graph/"]:
        page.goto(host + path, wait_until="networkidle")
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        assert_no_sideways_scrolling(page)


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


def test_without_javascript_formulas_are_text(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(served(sites("material")))
    formula = page.locator(".matcalc-result .arithmatex").first
    assert formula.is_visible()
    assert formula.inner_text().startswith("∂")
    assert "\\" not in formula.inner_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_derivation_shows_whole_lines_or_that_there_is_more(
    new_page: NewPage, sites: Sites, served: Served, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(served(sites("material")) + "notes/Wide/")
    assert_typeset(page)
    page.add_style_tag(content=".matcalc { content-visibility: visible !important }")
    cut = page.locator(".matcalc .matcalc-formula").evaluate_all(
        """(formulas) => formulas.filter((one) => one.scrollWidth > one.clientWidth).map((one) => ({
          unbroken: [...one.querySelectorAll(".katex-base")].some(
            (base) => 2 * base.offsetWidth > one.clientWidth,
          ),
          shaded: getComputedStyle(one).backgroundImage.includes("gradient"),
        }))"""
    )
    # What is between brackets that grow with it can't be broken; that it goes on is seen at its edge.
    assert all(each["unbroken"] and each["shaded"] for each in cut)
    assert len(cut) <= (0 if width == 1280 else 2)


def test_a_formula_that_fits_has_no_shade_at_its_edges(
    new_page: NewPage, sites: Sites, served: Served
) -> None:
    page = new_page()
    page.goto(served(sites("material")) + "notes/Tools/")
    formula = page.locator(".matcalc-problem > .matcalc-formula").first
    formula.evaluate("(one) => { one.replaceChildren(); one.style.height = '20px'; }")
    for width in (12, 24, 39, 64, 100, 300):
        pictures = []
        for background in ("", "none"):
            style = {"boxSizing": "border-box", "width": f"{width}px", "background": background}
            formula.evaluate("(one, style) => { Object.assign(one.style, style); }", style)
            pictures.append(formula.screenshot())
        assert pictures[0] == pictures[1], width


def test_a_formula_that_breaks_leaves_its_reason_beside_it(
    new_page: NewPage, sites: Sites, served: Served
) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(served(sites("material")) + "notes/Wide/")
    assert_typeset(page)
    page.add_style_tag(content=".matcalc { content-visibility: visible !important }")
    row = page.locator(".matcalc-row:has(.matcalc-reason)").filter(has_text="Product rule").first
    formula, reason = (row.locator(f"> .matcalc-{part}").bounding_box() for part in ("formula", "reason"))
    assert formula is not None
    assert reason is not None
    assert formula["height"] > 50
    assert formula["x"] + formula["width"] <= reason["x"]
    assert formula["y"] <= reason["y"] < formula["y"] + formula["height"]


def test_a_long_problem_has_the_whole_width(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(served(sites("material")) + "notes/Wide/")
    assert_typeset(page)
    page.locator(".matcalc").first.scroll_into_view_if_needed()
    line, tools, problem = (
        page.locator(selector).first.bounding_box()
        for selector in (".matcalc-problem > .matcalc-formula", ".matcalc-tools", ".matcalc-problem")
    )
    assert line is not None
    assert tools is not None
    assert problem is not None
    assert line["y"] >= tools["y"] + tools["height"] - 1
    assert line["width"] > 0.9 * problem["width"]


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
    tip.wait_for()
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    line = page.locator(".matcalc-row", has=rule).first.bounding_box()
    assert line is not None
    # It covers nothing of the line that it explains.
    assert box["y"] >= line["y"] + line["height"] - 1


@pytest.mark.parametrize("width", [320, 1280])
def test_tooltips_stay_for_the_pointer_and_go_away_with_escape(
    new_page: NewPage, sites: Sites, served: Served, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(served(sites("material")) + "notes/Tools/")
    assert_typeset(page)
    rules = page.locator("#network .matcalc-rule:has(.matcalc-tip)")
    for rule in rules.all():
        name, tip = rule.locator("> :first-child"), rule.locator(".matcalc-tip")
        name.hover()
        tip.wait_for()
        box = tip.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 900
        # On a busy machine the pointer may be slower than any hand.
        for _ in range(10):
            name.hover()
            tip.wait_for()
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8, steps=4)
            page.wait_for_timeout(400)
            if tip.is_visible():
                break
        assert tip.is_visible()
        page.keyboard.press("Escape")
        assert not tip.is_visible()
        page.mouse.move(1, 1)
        tip.wait_for(state="hidden")
    first = rules.first
    first.locator("> :first-child").focus()
    first.locator(".matcalc-tip").wait_for()
    page.keyboard.press("Escape")
    assert not first.locator(".matcalc-tip").is_visible()
    # It comes back where one comes back to it.
    rules.nth(1).locator("> :first-child").focus()
    first.locator("> :first-child").focus()
    first.locator(".matcalc-tip").wait_for()
