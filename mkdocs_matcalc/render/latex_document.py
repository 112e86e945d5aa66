"""Document → LaTeX: one `aligned` derivation, for a paper (with amsmath and amssymb) or a note."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_matcalc.render.align import sides
from mkdocs_matcalc.render.document import NOTHING, Document, ShownStep
from mkdocs_matcalc.render.formula import Formula
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.phrases import Prose
from mkdocs_matcalc.render.wording import (
    answer,
    assumptions,
    derivations,
    explained,
    reason,
    shows_details,
    verdict,
)

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "#$%&_{}"},
}
_SPECIAL = re.compile(r"[\\~^#$%&_{}]")


def render_latex(document: Document) -> str:
    """A derivation in LaTeX, its lines aligned at their relation sign and the reason at the right.

    What is assumed and noted stands above as comments.
    """
    comments = [
        *(latex(each.formula) for each in document.shapes),
        *(each.source for each in assumptions(document)),
        *(note.prose.source for note in document.notes),
        *(verdict(claim).source for claim in document.claims),
        *([document.check.sentence()] if document.check else []),
    ]
    lines = [f"% {' '.join(comment.split())}" for comment in comments]
    for name, each in derivations(document):
        lines += [f"% {name}:"] if name else []
        formula = aligned(each)
        lines += [r"\[", formula, r"\]"] if formula else []
    return "\n".join(lines) + "\n"


def aligned(document: Document) -> str:
    """The lines of a derivation as one `aligned`, to stand in display mathematics; empty without any."""
    rows = [
        *map(_row, document.problem),
        *_steps(document.steps, details=shows_details(document)),
        *(_row(answer(result), where) for result, where in explained(document)),
    ]
    if not rows:
        return ""
    body = " \\\\\n".join(f"  {row}" for row in rows)
    return "\n".join([r"\begin{aligned}", body, r"\end{aligned}"])


def _steps(steps: tuple[ShownStep, ...], *, details: bool) -> Iterator[str]:
    for step in steps:
        yield _row(step.formula, reason(step))
        if details:
            yield from _steps(step.substeps, details=True)


def _row(formula: Formula, why: Prose = NOTHING) -> str:
    left, right = sides(formula)
    line = f"{latex(left) if left else ''}& {latex(right)}"
    return " ".join(line.split()) + (rf" && \text{{{_prose(why)}}}" if why else "")


def _prose(prose: Prose) -> str:
    text = prose.told(
        lambda words: _SPECIAL.sub(lambda match: _ESCAPED[match[0]], words),
        lambda formula: f"${latex(formula)}$",
    )
    return " ".join(text.split())
