"""Macros that outlive their formula, and what MathJax takes, as KaTeX shows them in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from looking import assert_typeset
from playwright.sync_api import Page

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]

_SHOWN = """(formulas) => formulas.map((formula) => formula.querySelector(".katex-html").textContent)"""


@pytest.mark.parametrize("name", ["material", "prerendered", "mkdocs"])
def test_a_page_is_typeset_with_its_contents(
    new_page: NewPage, sites: Sites, served: Served, name: str
) -> None:
    page = new_page(viewport={"width": 1400, "height": 900})
    page.goto(served(sites(name)) + "notes/Macros/", wait_until="networkidle")
    assert_typeset(page)
    heading = page.locator("h1 .arithmatex").first
    assert heading.locator(".katex-html").inner_text() == "S"
    shown = page.locator("p .arithmatex, div.arithmatex").evaluate_all(_SHOWN)
    assert ["⟨u⟩1" in shown[0].replace("\u200b", ""), "T" in shown[-4]] == [True, True]
    entry = page.locator("a[href$='#below-sp2']:visible").filter(has=page.locator(".katex-html")).first
    assert entry.locator(".katex-html").inner_text().split() == ["S", "2"]


def test_a_preview_shows_formulas_with_their_macros(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page(viewport={"width": 1400, "height": 900})
    page.goto(served(sites("mkdocs")) + "notes/Linked/", wait_until="networkidle")
    page.evaluate(
        """() => {
          const link = Object.assign(document.createElement("a"), { href: "../Macros/", textContent: "it" });
          document.querySelector("[role=main] p, main p, p").append(link);
        }"""
    )
    page.locator("a", has_text=re.compile("^it$")).hover()
    preview = page.locator(".matcalc-preview")
    preview.locator(".katex-html").first.wait_for()
    assert preview.locator(".katex-error, [style*='#cc0000']").count() == 0
