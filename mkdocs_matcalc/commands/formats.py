"""The formats in which a derivation is printed, one entry each; JSON holds errors, too, and stands beside."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.latex_document import render_latex
from mkdocs_matcalc.render.markdown import render_markdown
from mkdocs_matcalc.render.text import render_text


def _html(document: Document, number: int) -> str:
    # Jinja is for this format alone, and takes its time.
    from mkdocs_matcalc.render.html import render

    return render(document, id="derivation" if number == 1 else f"derivation-{number}")


# What prints a document, which is the number-th of its file.
FORMATS: dict[str, Callable[[Document, int], str]] = {
    "text": lambda document, _: render_text(document),
    "latex": lambda document, _: render_latex(document),
    "markdown": lambda document, _: render_markdown(document),
    "html": _html,
}
