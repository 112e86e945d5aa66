"""What the command line writes for other places, looked at there: a page by itself, Markdown in a note."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from needed import needed
from playwright.sync_api import Browser

from mkdocs_matcalc import derive
from mkdocs_matcalc.commands.formats import FORMATS
from mkdocs_matcalc.render.document import Document

_CACHE = Path(__file__).parents[2] / ".cache"
_NETWORK = """h = sigmoid(W x + b)
L = ||h - y||^2
dL/d(W, b)
"""
_METHODS = "d/dx ||A x - y||^2\noption method = differential, chain"


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [derive(_METHODS).document, derive(_NETWORK).document]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_that_stands_alone(
    browser: Browser, tmp_path: Path, documents: list[Document], width: int
) -> None:
    file = tmp_path / "page.html"
    file.write_text(FORMATS["html"](documents), encoding="utf-8")
    with browser.new_context(offline=True, viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert (
            page.locator(".matcalc").first.evaluate("each => getComputedStyle(each).borderTopWidth") == "1px"
        )
        math = page.locator(".matcalc-result math").first
        assert math.evaluate("each => each.querySelector('mfrac').getBoundingClientRect().height") > 20
        page.get_by_text("By the chain rule").click()
        assert page.locator(".matcalc-panel:visible").count() == 1
        assert said == []


@pytest.mark.parametrize("typesetter", ["katex", "mathjax"])
def test_what_is_written_into_a_note_is_typeset_aligned(
    browser: Browser, tmp_path: Path, documents: list[Document], typesetter: str
) -> None:
    script = _CACHE / {"katex": "katex/katex.min.js", "mathjax": "mathjax/tex-mml-chtml.js"}[typesetter]
    needed(script.is_file(), f"no {typesetter} in {_CACHE}: run `make test`")
    formulas = re.findall(r"\$\$\n(.*?)\n\$\$", FORMATS["markdown"](documents), re.DOTALL)
    assert len(formulas) == 3
    page = browser.new_page()
    page.goto("about:blank")
    page.add_script_tag(content=script.read_text(encoding="utf-8"))
    for formula in formulas:
        rows = page.evaluate(_ROWS[typesetter], formula)
        assert rows == formula.count("\\cr") + 1


# Sets a formula, and counts the rows of what it becomes; a mistake throws.
_ROWS = {
    "katex": """formula => {
      const made = katex.renderToString(formula, { displayMode: true, output: "mathml", strict: "error" });
      const page = new DOMParser().parseFromString(made, "text/html");
      return page.querySelectorAll("math > semantics > :is(mrow > mtable, mtable) > mtr").length;
    }""",
    "mathjax": """async formula => {
      await MathJax.startup.promise;
      const page = new DOMParser().parseFromString(MathJax.tex2mml(formula), "text/html");
      if (page.querySelector("merror")) throw new Error(page.querySelector("merror").outerHTML);
      return page.querySelectorAll("math > mtable > mtr").length;
    }""",
}
