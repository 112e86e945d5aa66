"""Derivations as a page that stands by itself."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

from bs4 import BeautifulSoup
from derivations import LEAST_SQUARES

from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.htmlpage import render_page
from tests.by_hand import document

STYLE = ".matcalc { color: red }"


def test_its_policy_allows_its_own_style_and_nothing_else() -> None:
    page = BeautifulSoup(render_page([LEAST_SQUARES], STYLE), "html.parser")
    digest = base64.b64encode(hashlib.sha256(page.style.text.encode()).digest()).decode()
    policy = page.select_one("meta[http-equiv='Content-Security-Policy']")
    assert policy["content"] == f"default-src 'none'; style-src 'sha256-{digest}'"
    assert page.style.text.startswith(STYLE)
    assert page.select("script, link, img, [src], [style], [onclick]") == []


def test_every_formula_is_set_without_a_script() -> None:
    text = render_page([replace(LEAST_SQUARES, options={"steps": "full"})], STYLE)
    assert "arithmatex" not in text
    page = BeautifulSoup(text, "html.parser")
    lines = [each.math["alttext"] for each in page.select(".matcalc-step > .matcalc-row > .matcalc-formula")]
    assert lines == ["df = 2 rᵀ dr", "= 2 rᵀ A dx", "dr = A dx", "∂f/∂x = 2 Aᵀ r"]


def test_a_line_that_goes_on_stands_below_the_sign() -> None:
    page = BeautifulSoup(render_page([LEAST_SQUARES], STYLE), "html.parser")
    assert page.select(".matcalc-step")[1].mphantom.text == "df"


def test_several_derivations_have_ids_of_their_own() -> None:
    page = BeautifulSoup(render_page([LEAST_SQUARES, LEAST_SQUARES], STYLE), "html.parser")
    ids = [each["id"] for each in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_what_is_typed_is_text() -> None:
    hostile = document(problem=(r"\text{</title><script>}",), notes=("<script>alert(1)</script>",))
    page = BeautifulSoup(render_page([hostile], STYLE), "html.parser")
    assert page.find("script") is None
    assert page.title.text == "</title><script>"


def test_a_page_of_claims_alone_has_a_title() -> None:
    assert BeautifulSoup(render_page([Document()], STYLE), "html.parser").title.text == "Derivation"
