"""The formats in which derivations are printed, one entry each; JSON holds errors, too, and stands beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.latex_document import render_latex
from mkdocs_matcalc.render.markdown import render_markdown
from mkdocs_matcalc.render.text import render_text

Format = Callable[[Sequence[Document]], str]


def _below_each_other(render: Callable[[Document], str]) -> Format:
    return lambda documents: "\n".join(map(render, documents))


def _html(documents: Sequence[Document]) -> str:
    # Jinja is for this format alone, and takes its time.
    from mkdocs_matcalc.render.htmlpage import render_page
    from mkdocs_matcalc.site.served import served

    return render_page(documents, served("matcalc.css"))


# What prints the documents of a file.
FORMATS: dict[str, Format] = {
    "text": _below_each_other(render_text),
    "latex": _below_each_other(render_latex),
    "markdown": _below_each_other(render_markdown),
    "html": _html,
}
