"""Formulas in LaTeX that Obsidian, KaTeX, MathJax and GitHub all typeset."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, New, Row, Script

# What opens a part that is new in a line, up to the brace that closes it. KaTeX and MathJax both leave the
# colour's name in the style of what they make of it, where a style sheet finds it and puts the theme's own in
# its place.
COLOURED = r"\textcolor{teal}{"
# For a MathJax that fetches `\textcolor` when it first meets it, and does not know it ever after where it is
# called a second time meanwhile. Raised by nothing, the part is an element for the style sheet to find.
RAISED = r"\raise0pt{"
_AS_IT_IS: Mapping[str, str] = MappingProxyType({})


def latex(formula: Formula, *, new: str = "", spelling: Mapping[str, str] = _AS_IT_IS) -> str:
    """A formula in LaTeX, without delimiters.

    Args:
        formula: The formula.
        new: What opens a part that is new; without it such a part is as any other.
        spelling: Another spelling of some marks, for where the usual one does not arrive.
    """

    def written(formula: Formula) -> str:
        match formula:
            case Mark(mark):
                return spelling.get(mark, mark)
            case Row(parts):
                return "".join(map(written, parts))
            case Script(base, below, above):
                return written(base) + script("_", below) + script("^", above)
            case Command(name, args, option):
                shown = "" if option is None else f"[{written(option)}]"
                return name + shown + "".join(f"{{{written(arg)}}}" for arg in args)
            case Fenced(opening, inside, closing, stretches):
                left, right = spelling.get(opening, opening), spelling.get(closing, closing)
                if stretches:
                    left, right = rf"\left{left}", rf"\right{right}"
                return f"{left}{written(inside)}{right}"
            case New(inside):
                return f"{new}{written(inside)}}}" if new else written(inside)

    def script(mark: str, formula: Formula | None) -> str:
        if formula is None:
            return ""
        if isinstance(formula, New) and not new:
            formula = formula.inside
        text = written(formula)
        # As one types it: a single mark needs no braces.
        bare = isinstance(formula, Mark) and (len(formula.latex) == 1 or formula.latex.startswith("\\"))
        return mark + (text if bare else f"{{{text}}}")

    return written(formula)
