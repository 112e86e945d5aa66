"""What KaTeX draws rather than writes: roots, tall brackets, hats, arrows, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from looking import assert_no_sideways_scrolling, assert_typeset
from playwright.sync_api import Page

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]

DRAWN = [
    r"\sqrt{u}",
    r"\sqrt[3]{u_1 + \dfrac{v}{w}}",
    r"\sqrt{\begin{matrix} 1 \\ 2 \\ 3 \\ 4 \\ 5 \end{matrix}}",
    r"\left( \begin{matrix} 1 \\ 2 \\ 3 \\ 4 \\ 5 \end{matrix} \right)",
    r"\begin{bmatrix} 1 \\ 2 \\ 3 \\ 4 \\ 5 \end{bmatrix}",
    r"\begin{cases} 1 & u \\ 2 & v \\ 3 & w \\ 4 & z \end{cases}",
    r"\left\| \begin{matrix} 1 \\ 2 \\ 3 \\ 4 \end{matrix} \right\|",
    r"\left\lfloor \begin{matrix} 1 \\ 2 \\ 3 \\ 4 \\ 5 \end{matrix} \right\rceil",
    r"\vec{u}",
    r"\vec{W}",
    r"\widehat{u}",
    r"\widehat{uvwz}",
    r"\widetilde{uvw}",
    r"\overrightarrow{uvw}",
    r"\overleftrightarrow{uv}",
    r"\underrightarrow{uv}",
    r"\overbrace{u + v + w}^{3}",
    r"\underbrace{u + v + w}_{3}",
    r"\overgroup{uv}",
    r"\overlinesegment{uv}",
    r"\xrightarrow[u]{v + w}",
    r"\xleftrightharpoons{uvw}",
    r"\xrightharpoonup{uv}",
    r"\cancel{uv}",
    r"\bcancel{u}",
    r"\xcancel{uvw}",
    r"\boxed{\sqrt{u}}",
    r"\phase{-78}",
    r"\utilde{uv}",
]
# A theme that means its own pictures, and hits formulas.
THEME = (
    "<style>svg { max-width: 100%; height: auto; margin-top: 0.5em } .content svg { max-width: 100% }</style>"
)
_MEASURED = r"""async ([place, formulas]) => {
  const formula = document.querySelector(place);
  const drawn = [];
  for (const tex of formulas) {
    katex.render(tex, formula, { displayMode: true });
    await document.fonts.ready;
    const root = formula.querySelector(".katex"), em = parseFloat(getComputedStyle(root).fontSize);
    const from = root.querySelector(".katex-base").getBoundingClientRect();
    const parts = [...root.querySelectorAll("svg")].map((part) => {
      const { left, top, width, height } = part.getBoundingClientRect();
      return [left - from.left, top - from.top, width, height].map((length) => length / em);
    });
    drawn.push(parts);
  }
  return drawn;
}"""


def measured(page: Page, place: str) -> list[list[list[float]]]:
    """For each formula, the place and the size of each part that is drawn, in its own em."""
    drawn: list[list[list[float]]] = page.evaluate(_MEASURED, [place, DRAWN])
    return drawn


@pytest.fixture
def right(new_page: NewPage, sites: Sites, served: Served) -> list[list[list[float]]]:
    """The same with KaTeX's style sheet and no other."""
    host = served(sites("mkdocs"))
    page = new_page()
    page.goto(host + "404.html")
    base = f"{host}assets/matcalc/katex/"
    page.set_content(
        f'<!doctype html><link rel="stylesheet" href="{base}katex.min.css">'
        f'<script src="{base}katex.min.js"></script><p></p>'
    )
    page.wait_for_function("window.katex && document.styleSheets.length === 1")
    drawn = measured(page, "p")
    assert all(parts for parts in drawn)
    assert all(width > 0.05 and height > 0.01 for parts in drawn for _, _, width, height in parts)
    return drawn


@pytest.mark.parametrize(
    "place", [".matcalc-step .arithmatex", ".matcalc-result .arithmatex", "div.arithmatex"]
)
@pytest.mark.parametrize("site", ["material", "mkdocs", "readthedocs", "prerendered"])
def test_they_stand_where_katex_puts_them(
    new_page: NewPage, sites: Sites, served: Served, right: list[Any], site: str, place: str
) -> None:
    host = served(sites(site))
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(host)
    assert_typeset(page)
    if site == "prerendered":
        page.add_script_tag(url=f"{served(sites('material'))}assets/matcalc/katex/katex.min.js")
    page.evaluate("style => document.head.insertAdjacentHTML('afterbegin', style)", THEME)
    page.evaluate("place => document.querySelector(place).scrollIntoView()", place)
    found = measured(page, place)
    for tex, parts, wanted in zip(DRAWN, found, right, strict=True):
        assert parts == [pytest.approx(part, abs=0.02) for part in wanted], tex


_PLACES = r"""(places) => places.map((place) => {
  const root = document.querySelector(place), from = root.getBoundingClientRect();
  const parts = root.querySelectorAll(".katex-html .mord, .katex-html .mrel, .matcalc-reason");
  return [...parts].map((part) => part.getBoundingClientRect().left - from.left);
})"""


@pytest.mark.parametrize("width", [1280, 360])
def test_a_right_to_left_theme_mirrors_none(
    new_page: NewPage, sites: Sites, served: Served, width: int
) -> None:
    found = []
    for site in ("material", "right to left"):
        page = new_page(viewport={"width": width, "height": 900})
        page.goto(served(sites(site)))
        assert_typeset(page)
        found.append(page.evaluate(_PLACES, ["p > .arithmatex .katex", "div.arithmatex .katex", ".matcalc"]))
    assert page.evaluate("getComputedStyle(document.querySelector('p')).direction") == "rtl"
    for one, other in zip(*found, strict=True):
        assert one
        assert other == pytest.approx(one, abs=1)


@pytest.mark.parametrize("site", ["material", "mkdocs", "readthedocs", "prerendered"])
def test_one_that_is_too_wide_scrolls_by_itself(
    new_page: NewPage, sites: Sites, served: Served, site: str
) -> None:
    page = new_page(viewport={"width": 320, "height": 800})
    page.goto(served(sites(site)) + "notes/Wide/")
    assert_typeset(page)
    assert_no_sideways_scrolling(page)
    wide = page.locator("p > span.arithmatex[data-wide]")
    assert wide.count() == 1
    assert wide.evaluate("(formula) => { formula.scrollLeft = 50; return formula.scrollLeft; }") == 50
    assert wide.get_attribute("tabindex") == "0"
    page.set_viewport_size({"width": 1280, "height": 800})
    wide.wait_for(state="detached")
    assert page.locator("p > span.arithmatex[tabindex]").count() == 0
