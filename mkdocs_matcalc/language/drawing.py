r"""The line that says what letters are drawn from: `x ~ p(x)`, `x, y \sim \mathcal{D}`."""

from __future__ import annotations

import re

from lark import Token

from mkdocs_matcalc.language.expected import below_sign
from mkdocs_matcalc.language.syntax import Drawn, Name, Syntax

FONT = r"\\(?:mathbf|boldsymbol|bm|bold|pmb|vec|hat|tilde|bar|mathrm|mathsf|mathit|mathcal|textbf)\s*"
SYMBOL = rf"(?:{FONT}(?:\{{\s*\\?[A-Za-z]+\s*\}}|[A-Za-z])|\\[A-Za-z]+|[^\W\d_]+)[0-9]*"
BELOW = r"(?:\s*_\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\[A-Za-z]+|[^\W_]+)))?"
LETTER = re.compile(rf"(?P<symbol>{SYMBOL}){BELOW}")
SIGN = re.compile(
    r"\\(?:overset|stackrel)\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{\s*\\sim\s*\}|\\sim(?![A-Za-z])|[∼~]"
)


def drawn(token: Token) -> Drawn:
    """The line that says what letters are drawn from, as the grammar finds it."""
    text, start = str(token), token.start_pos or 0
    sign = SIGN.search(text)
    assert sign is not None  # noqa: S101 - the grammar found one
    names = tuple(name_of(match, start) for match in LETTER.finditer(text, 0, sign.start()))
    _, parameters, below = below_sign(text)
    return Drawn(start, start + len(text), names, text[sign.end() :].strip(), below, parameters)


def name_of(match: re.Match[str], start: int) -> Name:
    at, end = start + match.start(), start + match.end()
    below = next((group for group in match.groups()[1:3] if group), "")
    subscript: tuple[Syntax, ...] = (Name(at, end, below),) if below else ()
    return Name(at, end, match["symbol"].strip(), subscript)
