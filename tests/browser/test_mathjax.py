"""A site that brings MathJax, as Material's documentation says: derivations are laid out as well with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from looking import assert_no_sideways_scrolling
from needed import needed
from playwright.sync_api import Page

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]

_MATHJAX = Path(__file__).parents[2] / ".cache/mathjax"
_SET_UP = r"""
window.MathJax = {
  tex: { inlineMath: [["\\(", "\\)"]], displayMath: [["\\[", "\\]"]], processEscapes: true },
  options: { ignoreHtmlClass: ".*|", processHtmlClass: "arithmatex" },
};
document$.subscribe(() => {
  MathJax.startup.output?.clearCache();
  MathJax.typesetClear?.();
  MathJax.texReset?.();
  window.typeset = MathJax.typesetPromise?.();
});
"""
# A formula in a method's tab that is not chosen is typeset as well.
_ALL_TYPESET = """() => {
  const formulas = [...document.querySelectorAll(".arithmatex")];
  return formulas.length > 0 && formulas.every((one) => one.querySelector("mjx-container mjx-math"));
}"""


@pytest.fixture
def site(sites: Sites) -> Path:
    needed((_MATHJAX / "tex-mml-chtml.js").is_file(), f"no MathJax in {_MATHJAX}: run `make test`")
    site = sites("mathjax")
    shutil.copytree(_MATHJAX, site / "mathjax", dirs_exist_ok=True)
    (site / "javascripts").mkdir(exist_ok=True)
    (site / "javascripts/mathjax.js").write_text(_SET_UP)
    return site


def assert_typeset(page: Page) -> None:
    page.wait_for_function(_ALL_TYPESET)
    # On the first page it is typeset twice, by MathJax itself and by the recipe.
    page.evaluate("Promise.all([MathJax.startup.promise, window.typeset])")
    page.wait_for_function(_ALL_TYPESET)
    assert page.locator("mjx-merror, .katex").count() == 0
    # What MathJax does not know it shows in red.
    assert page.locator("[data-mjx-color=red], [style*='color: red']").count() == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_derivations_are_laid_out_well(new_page: NewPage, site: Path, served: Served, width: int) -> None:
    host = served(site)
    page = new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", "notes/Tools/", "notes/Folded/"):
        page.goto(host + path)
        assert_typeset(page)
        assert_no_sideways_scrolling(page)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert_no_sideways_scrolling(page)
        assert overlaps(page) == []
    assert not any("maths." in url or "katex" in url for url in asked)
    assert all(url.startswith(host) for url in asked)


def overlaps(page: Page) -> list[str]:
    """Rows in which a formula reaches out of its place, or into what is said beside it."""
    found: list[str] = page.evaluate(
        """() => {
          const rows = [...document.querySelectorAll(".matcalc-row")].filter((row) => row.checkVisibility());
          return rows.filter((row) => {
            const place = row.querySelector(".matcalc-formula").getBoundingClientRect();
            const said = row.querySelector(".matcalc-reason, .matcalc-shape")?.getBoundingClientRect();
            const edge = row.getBoundingClientRect();
            const apart = !said || place.right <= said.left + 1 || place.bottom <= said.top + 1;
            return !apart || place.right > edge.right + 1 || place.left < edge.left;
          }).map((row) => row.textContent.trim().slice(0, 80));
        }"""
    )
    return found


def test_wide_formulas_scroll_by_themselves(new_page: NewPage, site: Path, served: Served) -> None:
    page = new_page(viewport={"width": 360, "height": 800})
    page.goto(served(site) + "notes/Wide/")
    assert_typeset(page)
    block = page.locator(".matcalc").first.bounding_box()
    assert block is not None
    assert block["x"] + block["width"] <= 360
    assert overlaps(page) == []
    assert_no_sideways_scrolling(page)
    wide = page.locator(".matcalc-problem .matcalc-formula").first
    assert wide.evaluate("(formula) => formula.scrollWidth > formula.clientWidth")
    assert wide.evaluate("(formula) => { formula.scrollLeft = 50; return formula.scrollLeft; }") == 50


def test_what_is_new_in_a_line_has_its_colour(new_page: NewPage, site: Path, served: Served) -> None:
    page = new_page()
    page.goto(served(site) + "notes/Tools/")
    assert_typeset(page)
    marked = page.locator("#both .matcalc-steps mjx-mpadded:not(:has(mjx-mphantom)):visible")
    colour = "(element) => getComputedStyle(element).color"
    assert marked.count() > 0
    assert marked.first.evaluate(colour) != page.locator("#both").evaluate(colour)


def test_a_tooltip_states_its_rule(new_page: NewPage, site: Path, served: Served) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(served(site))
    assert_typeset(page)
    rule = page.locator(".matcalc-rule:has(.matcalc-tip)").first
    rule.locator("> :first-child").focus()
    tip, formula = rule.locator(".matcalc-tip"), rule.locator(".matcalc-tip mjx-math").first
    around, inside = tip.bounding_box(), formula.bounding_box()
    assert around is not None
    assert inside is not None
    assert 0 <= around["x"] <= inside["x"]
    assert inside["x"] + inside["width"] <= around["x"] + around["width"] <= 1280
    assert inside["height"] > 5


def test_a_preview_is_typeset(new_page: NewPage, site: Path, served: Served) -> None:
    page = new_page()
    page.goto(served(site) + "notes/Linked/")
    page.evaluate("MathJax.startup.promise")
    page.locator("article").get_by_role("link", name="Norms", exact=True).first.hover()
    page.locator(".matcalc-preview p mjx-container").wait_for()
    assert "\\(" not in page.locator(".matcalc-preview").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".matcalc-preview").count() == 0


def test_after_instant_navigation(new_page: NewPage, site: Path, served_at_its_address: Served) -> None:
    page = new_page()
    page.goto(served_at_its_address(site) + "notes/Folded/", wait_until="networkidle")
    assert_typeset(page)
    page.evaluate("window.sameDocument = true")
    for title in ("Wide", "Least squares"):
        page.locator("nav a", has_text=title).first.click()
        page.locator("h1", has_text=title).wait_for()
        assert_typeset(page)
    assert page.evaluate("window.sameDocument")


def test_on_paper_wide_formulas_are_made_smaller(new_page: NewPage, site: Path, served: Served) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(served(site) + "notes/Wide/")
    assert_typeset(page)
    formulas = page.locator(":is(.matcalc-formula, div.arithmatex) mjx-container:not(mjx-container *)")
    before = formulas.evaluate_all("(all) => all.map((one) => getComputedStyle(one).fontSize)")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    # An A4 page without its margins.
    page.set_viewport_size({"width": 718, "height": 1000})
    ends = formulas.locator("> mjx-math").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert len(ends) > 10
    assert max(ends) <= 718
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert formulas.evaluate_all("(all) => all.map((one) => getComputedStyle(one).fontSize)") == before


def test_what_a_rule_says_is_shown_or_shaded_where_it_goes_on(
    new_page: NewPage, site: Path, served: Served
) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(served(site) + "notes/Tools/")
    assert_typeset(page)
    rule = page.locator("#both .matcalc-rule:visible", has_text="Collect").or_(
        page.locator("#both .matcalc-rule:visible", has_text="Transpose of a product")
    )
    rule.first.hover()
    tip = rule.first.locator(".matcalc-tip")
    places = tip.evaluate(
        """(tip) => [...tip.querySelectorAll("mjx-math")].filter((one) => !one.closest("mjx-assistive-mml"))
             .map((one) => one.getBoundingClientRect().right - tip.getBoundingClientRect().right)"""
    )
    assert places
    assert max(places) <= 0
    shade = tip.locator("> span").first.evaluate("(one) => getComputedStyle(one).backgroundImage")
    assert shade.count("linear-gradient") == 2
