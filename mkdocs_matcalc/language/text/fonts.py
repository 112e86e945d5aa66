r"""A font over more than one letter, given to each: `\mathbf{u^\top Mu}` is `\mathbf{u}^\top \mathbf{Mu}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_matcalc.language.text.braces import argument, closing
from mkdocs_matcalc.language.text.rewritten import Change

FONTS = {
    "bf": "mathbf",
    "bfseries": "mathbf",
    "boldmath": "mathbf",
    "rm": "mathrm",
    "it": "mathit",
    "sf": "mathsf",
    "cal": "mathcal",
}
# `{\bf x}`, up to where the font begins to hold.
SWITCHES = re.compile(r"\{\s*\\(?P<font>bf|bfseries|boldmath|rm|it|sf|cal)(?![A-Za-z])\s*")
BOLD = re.compile(
    r"(?P<command>\\(?:mathbf|boldsymbol|bm|bold|pmb|mathrm|mathit|mathsf|mathcal)(?![A-Za-z]))\s*(?=\{)"
)
_SIMPLE = re.compile(r"\s*(?:[A-Za-z0-9]+|\\[A-Za-z]+(?:\s*\{[^{}]*\})?|[^\x00-\x7f])\s*\Z")
_UPRIGHT_WORDS = re.compile(r"[A-Za-z0-9\s,.:+*()-]*\Z")
_BELOW_OR_ABOVE = re.compile(r"[_^]\s*\{?\s*\Z")
_PART = re.compile(
    r"(?P<script>[_^])"
    r"|(?P<styled>\\(?:hat|tilde|bar|vec|widehat|widetilde|overline|d?dot|check|breve|underline|mathbf|boldsymbol|bm|mathrm|mathcal|text)"
    r"(?![A-Za-z])\s*)"
    r"|(?P<letter>[A-Za-z]+[0-9]*|(?<![0-9.])[01](?![0-9.]))"
    r"|(?P<greek>\\(?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho"
    r"|sigma|tau|upsilon|phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega)"
    r"(?![A-Za-z]))"
    r"|\\(?:[A-Za-z]+|.)"
)


def in_font(text: str, match: re.Match[str]) -> Iterator[Change]:
    """The changes that give a command's font to each name in its braces; none where one name stands there."""
    opening, end = match.end(), closing(text, match.end())
    inside = text[opening + 1 : end]
    upright = match["command"] not in (r"\mathbf", r"\boldsymbol", r"\bm", r"\bold", r"\pmb")
    one_name = _SIMPLE.match(inside) or (upright and _UPRIGHT_WORDS.match(inside))
    if one_name or _BELOW_OR_ABOVE.search(text, 0, match.start()):
        return
    yield match.start(), opening + 1, " "
    yield end, end + 1, " "
    for start, stop in _names(text, opening + 1, end):
        yield start, stop, f"{match['command']}{{{text[start:stop]}}}"


def _names(text: str, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the names stand in a part of a text, those above and below others left out."""
    while (part := _PART.search(text, at, end)) is not None:
        at = part.end()
        if part["script"] or part["styled"]:
            taken = argument(text, at)
            at = min(taken[2] if taken else at, end)
        if part["styled"] or part["letter"] or part["greek"]:
            yield part.start(), at
