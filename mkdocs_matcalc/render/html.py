"""Document → HTML: an ordered list of steps, the rule beside each, and the result standing out.

Mathematics is marked up as pymdownx.arithmatex does in its generic mode (`\\(…\\)`, `\\[…\\]`), so that
whatever typesets the rest of a page typesets this too. Every text is escaped by the template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.render.align import align
from mkdocs_matcalc.render.changed import mark_changes
from mkdocs_matcalc.render.document import Document, RuleRef, ShownStep
from mkdocs_matcalc.render.latex_document import aligned
from mkdocs_matcalc.render.svg import graph, shape_strip
from mkdocs_matcalc.render.wording import codes, method

LinkFor = Callable[[RuleRef], str | None]

_MATHS_IN_PROSE = re.compile(r"\$([^$]+)\$")
_CODE_IN_MESSAGE = re.compile(r"`([^`]+)`")


def no_links(rule: RuleRef) -> None:
    """For pages that stand alone: no rule is a link."""


def render(
    document: Document,
    link_for: LinkFor = no_links,
    id: str = "derivation",  # noqa: A002
) -> str:
    """A derivation as one `<section>`.

    Args:
        document: The derivation.
        link_for: The address of a rule's page as seen from this page, or None; a rule that stands in the
            block itself leads to the section.
        id: The section's id; its steps have `ID-step-1` and so on.
    """

    def address(rule: RuleRef) -> str | None:
        return f"#{id}" if rule.address == "#" else link_for(rule)

    template = _template("derivation.html")
    documents = (document, *document.others)
    return template.render(document=document, documents=documents, link_for=address, id=id).strip()


def render_error(
    errors: Sequence[tuple[MatcalcError, str]],
    text: str,
    id: str = "derivation",  # noqa: A002
) -> str:
    """A box in the place of a block that could not be used.

    Args:
        errors: All that is wrong, each with its file, line and column, for the author to find the place.
        text: The block, shown where an error has no place in it.
        id: The box's id.
    """
    return _template("error.html").render(errors=errors, text=text, id=id).strip()


def prose(text: str) -> Markup:
    """Plain text with mathematics between single dollar signs, and code between backticks."""
    parts = _MATHS_IN_PROSE.split(text)
    return Markup("").join(inline(part) if index % 2 else message(part) for index, part in enumerate(parts))


def message(text: str) -> Markup:
    """Plain text with code between backticks."""
    parts = _CODE_IN_MESSAGE.split(text)
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if index % 2 else part for index, part in enumerate(parts))


def formulas(steps: Sequence[ShownStep]) -> list[str]:
    """The lines of a derivation, each a formula below the one before with what is new in it marked."""
    return align(mark_changes(step.latex for step in steps))


def inline(latex: str) -> Markup:
    return Markup('<span class="arithmatex" data-search-exclude>\\({}\\)</span>').format(latex)


def display(latex: str) -> Markup:
    return Markup('<div class="arithmatex" data-search-exclude>\\[{}\\]</div>').format(latex)


def python(source: str, id: str) -> Markup:  # noqa: A002
    """Python source as highlighted HTML, in the classes that themes style.

    By the id a theme's own copy button finds the source.
    """
    spans = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return Markup(
        '<div class="highlight" id="{}"><pre tabindex="0">'
        '<code class="language-python nohighlight">{}</code></pre></div>'
    ).format(id, Markup(spans))  # noqa: S704 - Pygments escapes what it highlights


@dataclass(frozen=True)
class Assumptions:
    """The shapes that were declared, those that hold by convention, and what else was assumed."""

    declared: tuple[str, ...]
    conventional: tuple[str, ...]
    assumptions: tuple[str, ...]


def header(document: Document) -> Assumptions:
    """What stands below a problem, each shape once."""
    named: list[str] = []
    assumptions: list[str] = []
    for assumption in document.assumptions:
        if assumption.startswith("shapes by convention:"):
            named += _MATHS_IN_PROSE.findall(assumption)
        else:
            assumptions.append(assumption)
    conventional = tuple(shape for shape in document.shapes if shape.partition(r" \in ")[0] in named)
    declared = tuple(shape for shape in document.shapes if shape not in conventional)
    return Assumptions(declared, conventional, tuple(assumptions))


def layout(document: Document, *, turned: bool = False) -> str:
    """The layout of a document's results, or the other one."""
    asked = document.options.get("layout", "denominator") == "numerator"
    return "numerator" if asked != turned else "denominator"


def libraries(document: Document) -> dict[str, list[tuple[str, str]]]:
    """For each library its sources, with what each differentiates by."""
    found: dict[str, list[tuple[str, str]]] = {}
    for title, wrt, source in codes(document, "all"):
        found.setdefault(title, []).append((wrt, source))
    return found


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (
        aligned, display, formulas, graph, header, inline, layout, libraries, message, method, prose, python,
        shape_strip,
    )  # fmt: skip
    environment.filters.update({each.__name__: each for each in filters})
    return environment.get_template(name)
