"""LaTeX that people typed as a formula: names of variables, statements of rules, titles of notes.

Nothing that is typed is an error: what is not understood stands there as marks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mkdocs_matcalc.render.formula import GAP, Command, Fenced, Formula, Mark, Row, Script
from mkdocs_matcalc.render.signs import PAIRS

_PIECE = re.compile(
    r"\\\\\*?(?:\[[\d.]+ *[a-z]+\])?|\\operatorname\*?|\\[a-zA-Z]+|\\.|\d[\d.]*|\s+|.", re.DOTALL
)
_FONTS = (
    r"\mathrm", r"\mathop", r"\mathit", r"\mathcal", r"\mathsf", r"\mathbf", r"\mathbb", r"\boldsymbol",
    r"\mathfrak", r"\mathscr", r"\mathtt", r"\bm", r"\pmb", r"\mathbin", r"\mathrel", r"\mathord",
    r"\operatorname", r"\operatorname*",
)  # fmt: skip
_ACCENTS = (
    r"\hat",
    r"\widehat",
    r"\bar",
    r"\overline",
    r"\tilde",
    r"\widetilde",
    r"\vec",
    r"\dot",
    r"\ddot",
    r"\check",
    r"\breve",
    r"\underline",
    r"\overrightarrow",
)
# What is drawn around a formula or takes its room, and what stands on or below one.
_AROUND = (
    r"\overbrace", r"\underbrace", r"\boxed", r"\cancel", r"\smash", r"\phantom", r"\vphantom",
    r"\overleftarrow",
)  # fmt: skip
_STACKS = (r"\overset", r"\underset", r"\stackrel", r"\binom", r"\dbinom", r"\tbinom")  # fmt: skip
_WORDS = frozenset(
    (
        r"\text",
        r"\textrm",
        r"\textbf",
        r"\textit",
        r"\texttt",
        r"\textsf",
        r"\textnormal",
        r"\mbox",
        r"\ce",
        r"\pu",
    )
)
_ARGUMENTS = {
    **dict.fromkeys((r"\frac", r"\tfrac", r"\dfrac", r"\textcolor", *_STACKS), 2),
    **dict.fromkeys((*_FONTS, *_ACCENTS, *_AROUND, r"\sqrt", r"\hphantom", r"\color"), 1),
}
# What closes nothing, or spoils what follows.
_STRAY = frozenset((r"\right", "}", "\\"))
# Environments that say behind their names how their columns stand.
_WITH_COLUMNS = frozenset(("{array}", "{alignat}", "{alignat*}", "{alignedat}"))
# It may say how much room it leaves.
_ROW_END = r"\\"
_NOTHING = Row(())
# Deeper than anyone nests, and less deep than Python does.
_DEEPEST = 60


@lru_cache(maxsize=4096)
def typed(latex: str) -> Formula:
    """A formula as it is typed in LaTeX."""
    parts = _Reader(latex).row()
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


class _Reader:
    def __init__(self, latex: str) -> None:
        self._pieces: list[str] = _PIECE.findall(latex)
        self._at = 0
        # What would close each group that is open, the innermost last.
        self._open: list[str] = []

    @property
    def _piece(self) -> str:
        """The piece that comes next; empty at the end."""
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    def _next(self) -> str:
        self._at += 1
        return self._pieces[self._at - 1]

    def row(self) -> list[Formula]:
        """All parts up to what closes a group that is open, or to the end."""
        parts: list[Formula] = []
        while self._piece and self._piece not in self._open:
            *before, last = ([] if self._piece in ("^", "_") else self._atoms()) or [_NOTHING]
            whole = self._scripts(last)
            parts += before if whole == _NOTHING else [*before, whole]
        return parts

    def _scripts(self, base: Formula) -> Formula:
        below: Formula | None = None
        above: Formula | None = None
        while self._piece in ("^", "_"):
            if above if self._piece == "^" else below:
                break
            mark, script = self._next(), self._argument()
            below, above = (below, script) if mark == "^" else (script, above)
        return Script(base, below, above) if below or above else base

    def _argument(self) -> Formula | None:
        """What a script or a command is of: a group, or a single mark."""
        while self._piece.isspace():
            self._next()
        if not self._piece or self._piece in self._open:
            return None
        if self._piece == "{":
            self._next()
            return Row(tuple(self._group("}")[0]))
        # Without braces, one digit.
        if self._piece[0].isdigit():
            self._pieces[self._at : self._at + 1] = [*self._piece]
        if len(self._open) == _DEEPEST:
            return None
        # A command may be of a command, and so on, without a group that closes.
        self._open.append("")
        found = self._atoms()
        self._open.pop()
        return found[0] if len(found) == 1 else Row(tuple(found))

    def _option(self) -> Formula | None:
        """What stands in brackets behind a command."""
        if self._piece != "[":
            return None
        self._next()
        return Row(tuple(self._group("]")[0]))

    def _group(self, closing: str) -> tuple[list[Formula], bool]:
        """What is inside of a group that was just opened, and whether it is closed."""
        if len(self._open) == _DEEPEST:
            return [], False
        self._open.append(closing)
        inside = self.row()
        self._open.pop()
        is_closed = self._piece == closing
        if is_closed:
            self._next()
        return inside, is_closed

    def _atoms(self) -> list[Formula]:
        """What the next piece begins, without its scripts; several formulas where it is left open."""
        piece = self._next()
        if piece.isspace():
            return [GAP]
        if piece in _STRAY:
            return []
        if piece.startswith(_ROW_END):
            return [Mark(_ROW_END)]
        if piece == "{":
            return [Command("", (Row(tuple(self._group("}")[0])),))]
        if piece == r"\left":
            return self._fenced(self._next() if self._piece else ".", r"\right")
        if piece == r"\begin":
            return self._environment()
        if piece in _WORDS:
            return [Command(r"\text", (Mark(self._verbatim()),))]
        if piece in _ARGUMENTS:
            option = self._option() if piece == r"\sqrt" else None
            args = tuple(self._argument() or _NOTHING for _ in range(_ARGUMENTS[piece]))
            return [Command(piece, args, option)]
        return self._fenced(piece, PAIRS[piece]) if piece in PAIRS else [Mark(piece)]

    def _fenced(self, opening: str, closing: str) -> list[Formula]:
        inside, is_closed = self._group(closing)
        if not is_closed:
            return [Mark(opening), *inside]
        stretches = closing == r"\right"
        if stretches:
            closing = self._next() if self._piece else "."
        return [Fenced(opening, Row(tuple(inside)), closing, stretches)]

    def _environment(self) -> list[Formula]:
        name = f"{{{self._verbatim()}}}"
        if name in _WITH_COLUMNS and self._piece == "{":
            self._verbatim()
        inside, is_closed = self._group(r"\end")
        if is_closed:
            self._verbatim()
        return [Fenced(rf"\begin{name}", Row(tuple(inside)), rf"\end{name}")] if is_closed else inside

    def _verbatim(self) -> str:
        """The text of a group as it stands."""
        while self._piece.isspace():
            self._next()
        if self._piece != "{":
            return self._next() if self._piece else ""
        start, depth = self._at, 0
        while self._piece:
            depth += {"{": 1, "}": -1}.get(self._next(), 0)
            if not depth:
                return "".join(self._pieces[start + 1 : self._at - 1])
        return "".join(self._pieces[start + 1 :])
