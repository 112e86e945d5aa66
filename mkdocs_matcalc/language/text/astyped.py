r"""A formula that can't be built as it was typed, in LaTeX: of `A^T x + beta` it is `A^\top x + \beta`."""

from __future__ import annotations

import re

from mkdocs_matcalc.language.text.spelling import GREEK, spell

_TOKEN = re.compile(
    r"(?P<command>\\[A-Za-z]+|\\.)|(?P<word>[^\W\d_][^\W_]*)|_(?P<below>[A-Za-z0-9]+)|\^\s*(?P<above>-?\d+|T\b)"
    r"|(?P<sign>\|\||\.\*|[*&#%$])",
    re.DOTALL,
)
_SIGNS = {"||": r"\|", ".*": r"\odot ", "*": r"\cdot ", **{mark: f"\\{mark}" for mark in "&#%$"}}


def as_typed(text: str) -> str:
    """A formula in plain spelling or in LaTeX, in LaTeX."""
    return _TOKEN.sub(_latex, text)


def _latex(found: re.Match[str]) -> str:
    kind, typed = found.lastgroup, found[found.lastgroup or 0]
    if kind == "word":
        is_letter = typed in GREEK or len(typed.rstrip("0123456789")) == 1
        return spell(typed).latex if is_letter else rf"\mathop{{\mathrm{{{typed}}}}}"
    if kind == "below":
        return f"_{typed}" if len(typed) == 1 else rf"_{{\mathrm{{{typed}}}}}"
    if kind == "above":
        return r"^\top" if typed == "T" else f"^{{{typed}}}"
    return _SIGNS[typed] if kind == "sign" else typed
