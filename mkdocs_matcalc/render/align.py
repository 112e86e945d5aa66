"""Lines of a derivation under each other by their relation sign, each still a formula of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|.", re.DOTALL)
_OPENING = {"{", r"\left", r"\begin"}
_CLOSING = {"}", r"\right", r"\end"}
_RELATIONS = {"=", r"\Rightarrow", r"\Leftrightarrow", r"\iff", r"\approx"}


def align(lines: Iterable[str]) -> list[str]:
    """Put the width of the last left-hand side before each line that begins with a relation sign."""
    aligned = []
    side = ""
    for line in lines:
        left = left_side(line)
        if left is None or left.strip():
            side = left or ""
            aligned.append(line)
        else:
            aligned.append(rf"\hphantom{{{side.strip()}}} {{}} {line}" if side else rf"\quad {line}")
    return aligned


def left_side(latex: str) -> str | None:
    """What stands before the first relation sign that is in no group; None without one."""
    depth = 0
    for token in _TOKEN.finditer(latex):
        if token[0] in _OPENING:
            depth += 1
        elif token[0] in _CLOSING:
            depth -= 1
        elif depth == 0 and token[0] in _RELATIONS:
            return latex[: token.start()]
    return None
