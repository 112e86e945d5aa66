"""Formulas in LaTeX that Obsidian, KaTeX, MathJax and GitHub all typeset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

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

    return _Writer(new, spelling).written(formula)


class _Writer:
    """Writes formulas; the arguments are those of `latex`."""

    def __init__(self, new: str, spelling: Mapping[str, str]) -> None:
        self._new = new
        self._spelling = spelling

    def written(self, formula: Formula) -> str:
        """A formula of any kind."""
        return _WRITE[type(formula)](self, formula)

    def mark(self, mark: Mark) -> str:
        return self._spelled(mark.latex)

    def row(self, row: Row) -> str:
        return "".join([_WRITE[type(part)](self, part) for part in row.parts])

    def script(self, script: Script) -> str:
        return self.written(script.base) + self._beside("_", script.below) + self._beside("^", script.above)

    def command(self, command: Command) -> str:
        shown = "" if command.option is None else f"[{self.written(command.option)}]"
        return command.name + shown + "".join([f"{{{self.written(arg)}}}" for arg in command.args])

    def fenced(self, fenced: Fenced) -> str:
        left, right = self._spelled(fenced.opening), self._spelled(fenced.closing)
        if fenced.stretches:
            left, right = rf"\left{left}", rf"\right{right}"
        return f"{left}{self.written(fenced.inside)}{right}"

    def new(self, new: New) -> str:
        inside = self.written(new.inside)
        return f"{self._new}{inside}}}" if self._new else inside

    def _spelled(self, mark: str) -> str:
        return self._spelling.get(mark, mark)

    def _beside(self, mark: str, formula: Formula | None) -> str:
        if formula is None:
            return ""
        if isinstance(formula, New) and not self._new:
            formula = formula.inside
        text = self.written(formula)
        # As one types it: a single mark needs no braces.
        bare = isinstance(formula, Mark) and (len(formula.latex) == 1 or formula.latex.startswith("\\"))
        return mark + (text if bare else f"{{{text}}}")


_WRITE: dict[type, Callable[[_Writer, Any], str]] = {
    Mark: _Writer.mark,
    Row: _Writer.row,
    Script: _Writer.script,
    Command: _Writer.command,
    Fenced: _Writer.fenced,
    New: _Writer.new,
}
