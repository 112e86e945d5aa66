"""Documents → an HTML page that stands by itself: with its own style, MathML, and no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from markupsafe import Markup

from mkdocs_matcalc.render.align import goes_on, sides
from mkdocs_matcalc.render.document import Document, ShownStep
from mkdocs_matcalc.render.formula import Command, Formula, Row, row
from mkdocs_matcalc.render.html import prose, templates
from mkdocs_matcalc.render.mathml import mathml
from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.unicode import unicode_text

_STYLE = Path(__file__).parent / "templates" / "page.css"


def render_page(documents: Sequence[Document], style: str) -> str:
    """Derivations as one page, in the order given.

    Args:
        documents: The derivations.
        style: The style sheet of derivations, which the page holds. A policy in the page allows this style
            and nothing else, so that it is safe wherever it is put.
    """
    sheet = style + _STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    made = templates(
        display=display,
        inline=mathml,
        lines=_lines,
        membership=_membership,
        prose=partial(prose, formula=mathml),
        statement=_statement,
    )
    derivation = made.get_template("derivation.html")
    sections = [
        Markup(  # noqa: S704 - the template escapes what it is given
            derivation.render(
                document=document,
                documents=(document, *document.others),
                link_for=lambda rule: None,
                id="derivation" if number == 1 else f"derivation-{number}",
                new="",
            ).strip()
        )
        for number, document in enumerate(documents, 1)
    ]
    problem = next(chain.from_iterable(document.problem for document in documents), None)
    return made.get_template("page.html").render(
        title=unicode_text(problem) if problem else "Derivation",
        style=Markup(sheet),  # noqa: S704 - our own
        digest=digest,
        sections=sections,
    )


def display(formula: Formula) -> Markup:
    """A formula on a line of its own."""
    return mathml(formula, large=True)


def _lines(steps: Sequence[ShownStep], new: str) -> list[Markup]:
    return [display(line) for line in _aligned([step.formula for step in steps])]


def _aligned(lines: Sequence[Formula]) -> Iterator[Formula]:
    """Lines that go on from the one above stand below its right-hand side."""
    above: Row | None = None
    for line in lines:
        if goes_on(line):
            yield row(Command(r"\hphantom", (above,)), " ", line) if above else row(r"\quad ", line)
        else:
            above, _ = sides(line)
            yield line


def _membership(space: Formula) -> Markup:
    return mathml(row(r"\in ", space))


def _statement(source: str) -> Markup:
    return mathml(typed(source))
