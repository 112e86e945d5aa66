r"""Subscripts and exponents of LaTeX without braces, which are one token: `K_kH` is K_k H."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.rewritten import Change
from mkdocs_matcalc.language.syntax import Source
from mkdocs_matcalc.language.typeset import is_latex

_BELOW = re.compile(r"(?P<base>[A-Za-z0-9]?)_\s*(?P<all>(?P<one>[A-Za-z0-9])(?P<rest>[A-Za-z0-9]+))")
_BRACED = re.compile(
    r"(?P<base>[A-Za-z0-9]?)_\s*\{\s*(?:\\(?:text[a-z]*|mathrm|rm)\s*\{?\s*)?(?P<all>[A-Za-z0-9]{2,})\s*\}"
)
_ABOVE = re.compile(r"\^\s*(?P<all>[0-9]{2,})")
_WORDS = re.compile(
    r"\\(?:text[a-z]*|operatorname\*?|mathrm)\s*\{[^{}]*\}"
    r"|(?<![\\A-Za-z])[A-Za-z]{3,}_[A-Za-z]{3,}(?=\s*[(\[])"
    r"|_\s*(?:inf|nuc)(?![A-Za-z0-9])"
)
_INDICES = frozenset("ijklmn")


def written_whole(sources: Collection[Source]) -> frozenset[str]:
    """The names that have a subscript of several letters, in plain spelling or in braces: `x_out`."""
    return frozenset(
        match["base"] + match["all"]
        for source in sources
        for pattern in ((_BRACED,) if is_latex(source.text) else (_BRACED, _BELOW))
        for match in pattern.finditer(source.text)
    )


def one_token_each(source: Source, known: Collection[str]) -> Source:
    """A statement in LaTeX, in which a subscript without braces ends after one token.

    Raises:
        MatcalcError: What is meant is not what LaTeX shows.
    """
    return source.reading(source.as_rewritten().changed(_changes(source, known)))


def _changes(source: Source, known: Collection[str]) -> Iterator[Change]:
    text = source.text
    words = [match.span() for match in _WORDS.finditer(text)]
    for match in (*_BELOW.finditer(text), *_ABOVE.finditer(text)):
        at, whole = match.start("all"), match["all"]
        in_words = any(start <= at < end for start, end in words)
        if in_words or match.groupdict().get("base", "") + whole in known and match["base"]:
            continue
        goes_with_next = re.match(r"\s*[_^]", text[match.end() :]) is not None
        if _is_doubtful(whole, goes_with_next=goes_with_next):
            sign = text[match.start() + len(match.groupdict().get("base") or "")]
            raise MatcalcError(
                f"LaTeX shows only the first sign of `{sign}{whole}` {'below' if sign == '_' else 'above'}",
                source.place(at),
                f"write `{sign}{{{whole}}}`, or `{sign}{whole[0]} {whole[1:]}` for a product",
            )
        yield at + 1, at + 1, " "


def _is_doubtful(whole: str, *, goes_with_next: bool) -> bool:
    """Whether an author may have meant all of it: a number, two indices, a word."""
    if whole[:2].isdigit():
        return True
    if goes_with_next:
        return False
    return (len(whole) == 2 and set(whole) <= _INDICES) or (len(whole) > 2 and whole.islower())
