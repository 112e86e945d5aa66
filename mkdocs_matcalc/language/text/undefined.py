"""What nothing in a block defines, as its text shows, where a statement in it can't be read otherwise."""

from __future__ import annotations

import re

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.text.source import Source

_FONTS = r"\\(?:math(?:cal|scr|bf|rm|sf|frak)|boldsymbol|bm|hat|tilde|bar|vec)"
_STYLED = rf"{_FONTS}\s*(?:\{{\s*\\?[A-Za-z]+\s*\}}|[A-Za-z])"
_LETTER = rf"(?P<letter>{_STYLED}|\\(?:ell|phi|psi|pi|Psi|Phi)(?![A-Za-z])|[A-Za-z](?![A-Za-z]))"
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\}){0,40}\}"
_BELOW = rf"(?:\s*_\s*(?:{_BRACES}|\\[A-Za-z]+(?![A-Za-z])(?:\s*\{{[^{{}}]*\}})?|\w))?"
_ABOVE = r"(?:\s*\^\s*(?:\{[^{}]{0,20}\}|\w))?"
_GRADIENT = re.compile(
    rf"(?<!\\)(?:\\nabla(?![A-Za-z])|∇){_BELOW}{_ABOVE}(?:\s|\\[,;:! ])*(?P<whole>{_LETTER}{_BELOW})"
)
_D = r"(?:\\partial(?![A-Za-z])|∂|d)"
_DERIVATIVE = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_D}\s*(?P<whole>{_LETTER}{_BELOW}){_ABOVE}\s*"
    rf"(?:(?:\\left\s*)?\((?:[^()]|\([^()]*\))*\))?\s*\}}\s*\{{\s*{_D}"
)


def undefined(source: Source) -> MatcalcError | None:
    """The first function that a statement differentiates, and nothing in its block defines or declares."""
    found = [
        match
        for pattern in (_GRADIENT, _DERIVATIVE)
        for match in pattern.finditer(source.text)
        if not _is_defined(match["letter"], source)
    ]
    if not found:
        return None
    first = min(found, key=lambda match: match.start("whole"))
    words = " ".join(source.text[first.start("whole") : first.end("whole")].split())
    place = source.place(first.start("whole"))
    if first.re is _DERIVATIVE:
        hint = f"write `{words} = …` on a line of its own"
        return MatcalcError(ErrorName.UNKNOWN_NAME, f"`{words}` is not defined", place, hint)
    return MatcalcError(
        ErrorName.UNKNOWN_FUNCTION,
        f"this is the gradient of `{words}`, and nothing says what `{words}` is",
        place,
        f"define it, `{words}(x) = …`, or declare it, `{words} : R^n -> R`",
    )


def _is_defined(letter: str, source: Source) -> bool:
    head = rf"(?:\A|[\n;,$&])\s*&?\s*{re.escape(letter)}{_BELOW}\s*(?:\([^()]*\))?\s*&?\s*"
    return re.search(head + r"(?::?=|:|∈|\\in(?![A-Za-z])|in\s)", source.block) is not None
