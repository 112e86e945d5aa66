"""Formulas in LaTeX that Obsidian, KaTeX, MathJax and GitHub all typeset."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, New, Row, Script

# KaTeX and MathJax both leave the colour's name in the style of what they make of it, where a style sheet
# finds it and puts the theme's own in its place.
NEW = r"\textcolor{teal}{"
_AS_IT_IS: Mapping[str, str] = MappingProxyType({})


def latex(formula: Formula, *, marked: bool = False, spelling: Mapping[str, str] = _AS_IT_IS) -> str:
    """A formula in LaTeX, without delimiters.

    Args:
        formula: The formula.
        marked: Whether what is new in it has a colour.
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
            case Command(name, args):
                return name + "".join(f"{{{written(arg)}}}" for arg in args)
            case Fenced(opening, inside, closing, stretches):
                left, right = spelling.get(opening, opening), spelling.get(closing, closing)
                if stretches:
                    left, right = rf"\left{left}", rf"\right{right}"
                return f"{left}{written(inside)}{right}"
            case New(inside):
                return f"{NEW}{written(inside)}}}" if marked else written(inside)

    def script(mark: str, formula: Formula | None) -> str:
        if formula is None:
            return ""
        text = written(formula)
        # As one types it: a single mark needs no braces.
        bare = isinstance(formula, Mark) and (len(formula.latex) == 1 or formula.latex.startswith("\\"))
        return mark + (text if bare else f"{{{text}}}")

    return written(formula)
