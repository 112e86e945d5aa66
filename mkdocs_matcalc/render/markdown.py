"""Document → Markdown that GitHub and Obsidian show alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_matcalc.render.document import Document, ShownStep
from mkdocs_matcalc.render.formula import Formula
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.phrases import Prose
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

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")
# GitHub reads a formula as Markdown first: `\,` loses its backslash, `*` begins emphasis.
_SAFE = {
    r"\,": r"\thinspace ",
    r"\:": r"\thinspace ",
    r"\;": r"\thinspace ",
    r"\ ": r"\thinspace ",
    r"\!": "",
    r"\{": r"\lbrace ",
    r"\}": r"\rbrace ",
    r"\_": r"\text{-}",
    "<": r"\lt ",
    ">": r"\gt ",
    "*": r"\ast ",
    "|": r"\vert ",
}


def render_markdown(document: Document) -> str:
    """A derivation as Markdown: one display formula a step, with its reason below, ending in a newline."""
    shapes = ", ".join(_inline(each.formula) for each in document.shapes)
    blocks = [
        *map(_display, document.problem),
        f"where {shapes}" if shapes else "",
        "\n".join(f"- {_prose(each)}" for each in assumptions(document)),
        *_derivations(document),
        "\n".join(f"- {_prose(verdict(claim))}" for claim in document.claims),
        *(_prose(note.prose) for note in document.notes),
        f"*{_escaped(document.check.sentence().capitalize())}*" if document.check else "",
        *(
            f"{title}, by {_escaped(wrt)}:\n\n```python\n{source}\n```"
            for title, wrt, source in codes(document)
        ),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _derivations(document: Document) -> Iterator[str]:
    """Steps and results by each method, under its name where there are several."""
    for name, each in derivations(document):
        yield f"**{name}**" if name else ""
        yield from _steps(each.steps, details=shows_details(each))
        yield "**Result**" if each.results else ""
        for result, where in explained(each):
            yield _display(answer(result))
            yield _prose(where)


def _steps(steps: tuple[ShownStep, ...], *, details: bool) -> Iterator[str]:
    for step in steps:
        why = reason(step)
        yield _display(step.formula) + (f"\n\n— {_prose(why)}" if why else "")
        if details and step.substeps:
            quoted = "\n\n".join(_steps(step.substeps, details=True))
            yield "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))


def _display(formula: Formula) -> str:
    return f"$$\n{_formula(formula)}\n$$"


def _inline(formula: Formula) -> str:
    return f"${_formula(formula)}$"


def _formula(formula: Formula) -> str:
    """LaTeX that reaches the typesetter as it is; one line, for a blank one would end the formula."""
    return " ".join(latex(formula, spelling=_SAFE).split())


def _prose(prose: Prose) -> str:
    return " ".join(prose.told(_escaped, _inline).split())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
