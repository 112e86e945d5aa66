"""A page that comes slowly: text from the first frame on, in the room that formulas will take."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from looking import assert_typeset
from playwright.sync_api import Page
from test_formulas import DRAWN
from test_loading import WATCH

from mkdocs_matcalc.render.height import extent_of
from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.width import UnknownWidthError, unbroken

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]

_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) window.shifted += shift.hadRecentInput ? 0 : shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_SLOW = {"offline": False, "latency": 100, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def slow(page: Page) -> None:
    """400 kbit/s, and nothing kept from before."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network.send("Network.emulateNetworkConditions", _SLOW)


@pytest.mark.parametrize(
    ("theme", "path", "width"),
    [
        ("material", "", 1280),
        ("material", "notes/Tools/", 1280),
        ("readthedocs", "", 1280),
        ("material", "", 360),
        ("material", "notes/Tools/", 360),
        ("mkdocs", "notes/Tools/", 360),
        ("readthedocs", "", 360),
    ],
)
def test_nothing_jumps_and_no_source_is_seen(
    new_page: NewPage, sites: Sites, served: Served, theme: str, path: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    slow(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.on("domcontentloaded", lambda _: asked.append("all that the page itself says"))
    page.add_init_script(WATCH + _SHIFTS)
    page.goto(served(sites(theme)) + path, wait_until="commit")
    seen = page.locator(".matcalc-result .arithmatex").first.inner_text()
    page.wait_for_load_state("networkidle")
    assert_typeset(page)
    assert seen.startswith("∂")
    assert "\\" not in seen
    assert page.evaluate("window.flashes") == []
    assert page.evaluate("window.shifted") < 0.02
    assert asked.index("katex.min.js") < asked.index("all that the page itself says")


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_where_katex_can_t_be_had_formulas_are_text(
    new_page: NewPage, sites: Sites, served: Served, theme: str
) -> None:
    page = new_page()
    page.route("**/katex.min.js", lambda route: route.abort())
    page.goto(served(sites(theme)) + "notes/Tools/", wait_until="networkidle")
    page.wait_for_function("!document.querySelector('.arithmatex:not([data-typeset=failed])')")
    formulas = page.locator(".arithmatex:visible").all_inner_texts()
    assert len(formulas) > 20
    assert [text for text in formulas if "\\" in text] == []


LINES = [
    *(tex for tex in DRAWN if not re.search(r"grou|cancel|phase|utilde|boxed|arrow|harpoon|floor", tex)),
    "x",
    r"\frac{\partial f}{\partial x_{k}} = \sum_{i=1}^{n} \sum_{j=1}^{n} A_{i j} x_j",
    r"\hphantom{\frac{a}{b}} = \left[2 A^\top r\right]^\top \mathrm{d}x",
    r"\begin{aligned} f &= \frac{1}{2} \lVert A x - y \rVert^2 \\ \nabla f &= A^\top (A x - y) \end{aligned}",
    r"\int_0^1 \frac{x^2}{1 + \frac{1}{x}} \, dx = \lim_{n \to \infty} \tfrac{1}{n}",
    r"\begin{equation} \prod\limits_{p} \binom{n}{p} \end{equation}",
]


def test_the_room_that_formulas_will_take_is_known(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page()
    page.goto(served(sites("mkdocs")))
    assert_typeset(page)
    heights: list[Any] = page.evaluate(
        r"""(formulas) => formulas.map((tex) => {
          const place = document.querySelector("div.arithmatex");
          katex.render(tex, place, { displayMode: true });
          const formula = place.querySelector(".katex");
          return formula.getBoundingClientRect().height / parseFloat(getComputedStyle(formula).fontSize);
        })""",
        LINES,
    )
    for tex, height in zip(LINES, heights, strict=True):
        room = max(extent_of(typed(tex), display=True).whole, 1.26)
        assert room == pytest.approx(height, abs=0.3), tex


# What is set by rules of its own is as wide as its text until it is typeset.
WITHIN_LINES = [
    *LINES[:-3],
    r"f(x) = \lVert A x - b \rVert^2 + \lambda x^\top x",
    r"A \in \mathbb{R}^{m \times n}, \quad x_i' \neq 0 \implies \mathrm{d}f = \tfrac{1}{2}",
    r"\sum_{i=1}^n \log p_i \leq \max\{0, \alpha\} \cdot \mathcal{L}_\theta(\mathbf{w})",
    r"\left\lVert \frac{\partial f}{\partial x^\top} \right\rVert_F^2, \ldots, \sqrt{1 + x^2}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1} = \frac{1}{a d - b c} \bigl( \ldots \bigr)",
    r"\hat{y}_{i j} \approx \bar{X}^{k+1} - \operatorname{tr}(B) \text{ if } k := 3",
]


def test_the_widths_of_formulas_are_known(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page()
    page.goto(served(sites("mkdocs")))
    assert_typeset(page)
    widths: list[list[float]] = page.evaluate(
        r"""async (formulas) => {
          const place = document.body.appendChild(document.createElement("div"));
          Object.assign(place.style, { width: "9999px", fontSize: "50px" });
          const measured = () => formulas.map((tex) => {
            katex.render(tex, place, { throwOnError: false });
            return [...place.querySelectorAll(".katex-base")].map((part) =>
              part.getBoundingClientRect().width / parseFloat(getComputedStyle(part).fontSize));
          });
          measured();
          await Promise.all([...document.fonts].map((font) => font.load()));
          return measured();
        }""",
        WITHIN_LINES,
    )
    known = 0
    for tex, width in zip(WITHIN_LINES, widths, strict=True):
        try:
            parts = unbroken(typed(tex))
        except UnknownWidthError:
            continue
        known += 1
        # A tenth of an em is two pixels, less than a blank: a line ends where it would but for a few.
        assert [part.width for part in parts] == pytest.approx(width, abs=0.1), tex
    assert known > 0.8 * len(WITHIN_LINES)
