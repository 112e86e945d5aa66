r"""Subscripts and exponents of LaTeX without braces, which are one token: `K_kH` is K_k H."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.text.rewritten import Change
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.typeset import Latex
from mkdocs_matcalc.language.text.unsupported import named

_WORDS = (
    r"\\(?:text[a-z]*|operatorname\*?|mathrm)\s*\{[^{}]*\}"
    r"|(?<![\\A-Za-z])[A-Za-z]{3,}_[A-Za-z]{3,}(?=\s*[(\[])"
    r"|_\s*(?:inf|nuc)(?![A-Za-z0-9])"
)
_BELOW = r"(?P<base>[A-Za-z0-9]?)_\s*(?P<all>[A-Za-z0-9]{2,})"
_RUN = re.compile(rf"{_WORDS}|{_BELOW}|(?P<above>\^)\s*(?P<number>[0-9]{{2,}})")
_WHOLE = re.compile(
    r"(?P<base>[A-Za-z0-9]?)_\s*\{\s*(?:\\(?:text[a-z]*|mathrm|rm)\s*\{?\s*)?(?P<all>[A-Za-z0-9]{2,})\s*\}"
)
_INDEX = re.compile(r"\s*_")
_INDICES = frozenset("ijklmn")


def written_whole(sources: Collection[Source], latex: Latex) -> frozenset[str]:
    """The names that have a subscript of several letters, in plain spelling or in braces: `x_out`."""
    return frozenset(
        match["base"] + match["all"]
        for source in sources
        for pattern in ((_WHOLE,) if source in latex else (_WHOLE, re.compile(_BELOW)))
        for match in pattern.finditer(source.text)
    )


def one_token_each(source: Source, known: Collection[str]) -> Source:
    """A statement in LaTeX, in which a subscript without braces ends after one token.

    Raises:
        MatcalcError: What is meant is not what LaTeX shows.
    """
    return source.reading(source.as_rewritten().changed(_changes(source, known)))


def _changes(source: Source, known: Collection[str]) -> Iterator[Change]:
    for match in _RUN.finditer(source.text):
        kind = "number" if match["above"] else "all"
        whole = match[kind]
        if whole is None or (match["base"] and match["base"] + whole in known):
            continue
        if _is_doubtful(whole, has_index=_INDEX.match(source.text, match.end()) is not None):
            sign, side = ("^", "above") if match["above"] else ("_", "below")
            error = MatcalcError(
                ErrorName.SCRIPT_WITHOUT_BRACES,
                f"LaTeX shows only the first sign of `{sign}{whole}` {side} the line",
                source.place(match.start(kind)),
                f"write `{sign}{{{whole}}}`, or `{sign}{whole[0]} {whole[1:]}` for a product",
            )
            raise named(error, source)
        yield match.start(kind) + 1, match.start(kind) + 1, " "


def _is_doubtful(whole: str, *, has_index: bool) -> bool:
    """Whether an author may have meant all of it: a number, a word, or two indices."""
    if whole[:2].isdigit():
        return True
    if len(whole) > 2:
        return whole.islower()
    return set(whole) <= _INDICES and not has_index
