"""Document → Markdown that GitHub and Obsidian show alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from mkdocs_matcalc.render.align import sides
from mkdocs_matcalc.render.document import Document, ShownStep
from mkdocs_matcalc.render.formula import Formula
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.phrases import Prose, prose
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
    """A derivation as Markdown, ending in a newline.

    Its lines are one `aligned`, by each method, and the reasons a list below with the lines' numbers.
    """
    shapes = ", ".join(_inline(each.formula) for each in document.shapes)
    blocks = [
        f"With {shapes}:" if shapes else "",
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
    """Lines, names and reasons by each method, under its name where there are several."""
    for name, each in derivations(document):
        steps = list(_steps(each.steps, details=shows_details(each)))
        lines = [(line, prose()) for line in each.problem] + steps
        lines += [(answer(result), prose()) for result in each.results]
        reasons = [why for _, why in steps if why]
        yield f"**{name}**" if name else ""
        yield _aligned(lines) if lines else ""
        yield from (_prose(where) for _, where in explained(each))
        yield "\n".join(f"{number}. {_prose(why)}" for number, why in enumerate(reasons, 1))


def _steps(steps: tuple[ShownStep, ...], *, details: bool) -> Iterator[tuple[Formula, Prose]]:
    """Each line with its reason."""
    for step in steps:
        yield step.formula, reason(step)
        if details:
            yield from _steps(step.substeps, details=True)


def _aligned(lines: Iterable[tuple[Formula, Prose]]) -> str:
    r"""Lines aligned at their relation sign, the ones with a reason numbered at the right.

    A row ends in `\cr`, as GitHub takes a backslash from `\\`.
    """
    rows, numbers = [], count(1)
    for line, why in lines:
        left, right = sides(line)
        number = rf" && \quad ({next(numbers)})" if why else ""
        rows.append(f"{_formula(left) if left else ''} & {_formula(right)}{number}".strip())
    body = " \\cr\n".join(rows)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def _inline(formula: Formula) -> str:
    return f"${_formula(formula)}$"


def _formula(formula: Formula) -> str:
    """LaTeX that reaches the typesetter as it is; one line, for a blank one would end the formula."""
    return " ".join(latex(formula, spelling=_SAFE).split())


def _prose(prose: Prose) -> str:
    return " ".join(prose.told(_escaped, _inline).split())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
