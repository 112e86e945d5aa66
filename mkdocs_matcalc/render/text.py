"""Document → plain text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from mkdocs_matcalc.render.align import goes_on, sides
from mkdocs_matcalc.render.document import Document, ShownStep
from mkdocs_matcalc.render.unicode import unicode_text
from mkdocs_matcalc.render.wording import (
    answer,
    assumptions,
    codes,
    derivations,
    explained,
    reason,
    shows_details,
    verdict,
)

# A reason stands beside its line where that leaves it this column or one before, and else below.
LAST_REASON_COLUMN = 60


def render_text(document: Document) -> str:
    """A derivation as lines of text, the reason beside each, ending in a newline."""
    shapes = ",  ".join(unicode_text(each.formula) for each in document.shapes)
    blocks = [
        map(unicode_text, document.problem),
        [f"where {shapes}" if shapes else "", *(f"  {each.text}" for each in assumptions(document))],
        *_derivations(document),
        (verdict(claim).text for claim in document.claims),
        (note.prose.text for note in document.notes),
        [document.check.sentence().capitalize()] if document.check else [],
        *([f"{title}, by {wrt}:\n\n{source}"] for title, wrt, source in codes(document)),
    ]
    written = ["\n".join(line for line in block if line) for block in blocks]
    return "\n\n".join(block for block in written if block) + "\n"


def _derivations(document: Document) -> Iterator[Iterable[str]]:
    """Steps and results by each method, under its name where there are several."""
    for name, each in derivations(document):
        yield [f"{name}:"] if name else []
        yield _with_reasons(list(_steps(each.steps, "  ", details=shows_details(each))))
        yield (
            line for result, where in explained(each) for line in (unicode_text(answer(result)), where.text)
        )


def _steps(steps: tuple[ShownStep, ...], margin: str, *, details: bool) -> Iterator[tuple[str, str]]:
    """Each line with its reason."""
    side = ""
    for step in steps:
        continues = goes_on(step.formula)
        if not continues:
            left, _ = sides(step.formula)
            side = unicode_text(left) if left else ""
        indent = " " * (_width(side) + 1) if continues and side else ""
        yield f"{margin}{indent}{unicode_text(step.formula)}", reason(step).text
        if details:
            yield from _steps(step.substeps, margin + "    ", details=True)


def _with_reasons(lines: list[tuple[str, str]]) -> Iterator[str]:
    widths = [_width(line) + 3 for line, _ in lines]
    column = max((width for width in widths if width <= LAST_REASON_COLUMN), default=LAST_REASON_COLUMN)
    for (line, why), width in zip(lines, widths, strict=True):
        if not why:
            yield line
        elif width > column:
            yield line
            yield " " * column + why
        else:
            yield line + " " * (column - width + 3) + why


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)
