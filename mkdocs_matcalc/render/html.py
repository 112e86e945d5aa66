"""Document → HTML: an ordered list of steps, the rule beside each, and the result standing out.

Mathematics is marked up as pymdownx.arithmatex does in its generic mode (`\\(…\\)`, `\\[…\\]`), so that
whatever typesets the rest of a page typesets this too. Every text is escaped by the template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.render.align import align
from mkdocs_matcalc.render.document import NOTHING, Document, RuleRef, ShownStep
from mkdocs_matcalc.render.formula import Formula, row
from mkdocs_matcalc.render.latex import COLOURED, latex
from mkdocs_matcalc.render.latex_document import aligned
from mkdocs_matcalc.render.phrases import Piece, Prose, Quoted, listed, written
from mkdocs_matcalc.render.phrases import prose as sentence
from mkdocs_matcalc.render.svg import graph, shape_strip
from mkdocs_matcalc.render.unicode import unicode_text
from mkdocs_matcalc.render.wording import alone, codes, equation, explained, found, means, method, title

LinkFor = Callable[[RuleRef | ErrorName], str | None]

_CODE = Markup("<code>{}</code>")
# A formula carries the text that a search reads in its place.
_INLINE = Markup('<span class="arithmatex" data-search-exclude data-text="{}">\\({}\\)</span>')
_DISPLAY = Markup('<div class="arithmatex" data-search-exclude data-text="{}">\\[{}\\]</div>')
_CODE_IN_MESSAGE = re.compile(r"`([^`]+)`")


def no_links(of: RuleRef | ErrorName) -> None:
    """For pages that stand alone: no rule and no message's name is a link."""


def render(
    document: Document,
    link_for: LinkFor = no_links,
    id: str = "derivation",  # noqa: A002
    new: str = COLOURED,
) -> str:
    """A derivation as one `<section>`.

    Args:
        document: The derivation.
        link_for: The address of a rule's page as seen from this page, or None; a rule that stands in the
            block itself leads to the section.
        id: The section's id; its steps have `ID-step-1` and so on.
        new: What opens, in LaTeX, what is new in a line.
    """

    def address(rule: RuleRef) -> str | None:
        return f"#{id}" if rule.address == "#" else link_for(rule)

    template = _template("derivation.html")
    documents = (document, *document.others)
    return template.render(document=document, documents=documents, link_for=address, id=id, new=new).strip()


def render_error(
    errors: Sequence[tuple[MatcalcError, str]],
    text: str,
    id: str = "derivation",  # noqa: A002
    link_for: LinkFor = no_links,
) -> str:
    """A box in the place of a block that could not be used.

    Args:
        errors: All that is wrong, each with its file, line and column, for the author to find the place.
        text: The block, shown where an error has no place in it.
        id: The box's id.
        link_for: The address of what explains a message's name, as seen from this page, or None.
    """
    template = _template("error.html")
    return template.render(errors=errors, text=text, id=id, link_for=link_for).strip()


def message(text: str) -> Markup:
    """Plain text with code between backticks."""
    parts = _CODE_IN_MESSAGE.split(text)
    return Markup("").join(_CODE.format(part) if index % 2 else part for index, part in enumerate(parts))


def lines(steps: Sequence[ShownStep], new: str) -> list[Markup]:
    """The lines of a derivation, each a formula below the one before with what is new in it marked."""
    formulas = [step.formula for step in steps]
    return [_display(source, line) for source, line in zip(align(formulas, new), formulas, strict=True)]


def inline(formula: Formula) -> Markup:
    """A formula within text."""
    return _INLINE.format(unicode_text(formula), latex(formula))


def prose(sentence: Prose, formula: Callable[[Formula], Markup] = inline) -> Markup:
    """A sentence, its formulas by default to be typeset."""

    def shown(piece: Piece) -> Markup:
        match piece:
            case str():
                return escape(piece)
            case Quoted(text):
                return _CODE.format(text)
            case _:
                return formula(piece)

    return Markup("").join(map(shown, sentence.pieces))


def statement(source: str) -> Markup:
    """A rule's statement, LaTeX as it stands, in a tooltip that no search reads."""
    return _INLINE.format("", source)


def spoken(rule: RuleRef) -> str:
    """What a rule's tooltip says, as a screen reader reads it once."""
    stated = written(f"${rule.statement}$") if rule.statement else NOTHING
    needed = sentence("where ", *rule.condition.pieces) if rule.condition else NOTHING
    here = sentence("here ", *rule.here.pieces) if rule.here else NOTHING
    return f"{rule.name}: {listed([stated, needed, here]).text}"


def display(formula: Formula) -> Markup:
    return _display(latex(formula), formula)


def _display(source: str, formula: Formula) -> Markup:
    return _DISPLAY.format(unicode_text(formula), source)


def membership(space: Formula) -> Markup:
    return inline(row(r"\in ", space))


def python(source: str, id: str) -> Markup:  # noqa: A002
    """Python source as highlighted HTML, in the classes that themes style.

    By the id a theme's own copy button finds the source.
    """
    spans = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return Markup(
        '<div class="highlight" id="{}"><pre tabindex="0">'
        '<code class="language-python nohighlight">{}</code></pre></div>'
    ).format(id, Markup(spans))  # noqa: S704 - Pygments escapes what it highlights


def layout(document: Document, *, turned: bool = False) -> str:
    """The layout of a document's results, or the other one."""
    asked = document.options.get("layout", "denominator") == "numerator"
    return "numerator" if asked != turned else "denominator"


def libraries(document: Document) -> dict[str, list[tuple[str, str]]]:
    """For each library its sources, with what each differentiates by."""
    found: dict[str, list[tuple[str, str]]] = {}
    for library, wrt, source in codes(document, "all"):
        found.setdefault(library, []).append((wrt, source))
    return found


@cache
def _template(name: str) -> Template:
    return templates().get_template(name)


def templates(**others: Callable[..., Any]) -> Environment:
    """The templates, with filters that set formulas as pages of a site do, or `others` of that name."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (
        aligned, alone, display, equation, explained, found, graph, inline, latex, layout, libraries, lines,
        means, membership, message, method, prose, python, shape_strip, spoken, statement, title,
    )  # fmt: skip
    environment.filters.update({each.__name__: each for each in filters}, **others)
    return environment
