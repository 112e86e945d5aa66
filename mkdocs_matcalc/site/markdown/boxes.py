"""The room that a formula will take, a box for each part that is not broken, and its text cut alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mkdocs_matcalc.render.height import extent_of
from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.unicode import unicode_text
from mkdocs_matcalc.render.width import Unbroken, UnknownWidthError, unbroken

# What a line of text reaches above and below its base, in the formula's em.
_ABOVE, _BELOW = 0.97, 0.29
# Text that is longer than its place is made smaller, as far as it can be read.
_SMALLEST = 0.55
_NARROW = frozenset("ijlftrI|/.,:;'′()[]{}!‖")
_WIDE = frozenset("mwMWℝℕℤℂ𝔼→⇒↦⟹⟺⇔")


# Set in fonts, or by rules, of their own.
_OTHER_WORDS = re.compile(r"\\(?:ce|pu|text(?:bf|it|sf|tt))(?![A-Za-z])")


class Boxes(NamedTuple):
    """Sizes as `data-boxes` has them, each for one of the texts."""

    sizes: str
    texts: list[str]


# Many formulas of a site stand in it twice, and nearly all stay when a server builds it again.
@lru_cache(maxsize=10_000)
def boxes(latex: str, text: str, display: bool) -> Boxes | None:
    """The boxes of a formula; None where it has something that only KaTeX knows the width of.

    Args:
        latex: Its source.
        text: How it reads.
        display: Whether it stands on lines of its own.
    """
    if not text.strip() or _OTHER_WORDS.search(latex):
        return None
    try:
        cut = unbroken(typed(latex), display)
    except UnknownWidthError:
        return None
    texts = _cut(text, cut)
    if len(texts) < len(cut):
        # It is broken where its text can't be, so that nothing is known of its lines.
        cut = [Unbroken(typed(latex), sum(piece.width for piece in cut))]
    sizes = " ".join(_size(piece, part, display) for piece, part in zip(cut, texts, strict=True))
    return Boxes(sizes, texts)


def _cut(text: str, cut: Sequence[Unbroken]) -> list[str]:
    """A text cut where its formula is, or whole where it says something else."""
    texts: list[str] = []
    start = at = 0
    for piece in cut[:-1]:
        for sign in "".join(unicode_text(piece.formula).split()):
            at = _behind_blanks(text, at)
            if text[at : at + 1] != sign:
                return [text]
            at += 1
        at = _behind_blanks(text, at)
        texts.append(text[start:at])
        start = at
    return [*texts, text[start:]] if all(texts) and text[start:] else [text]


def _behind_blanks(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


def _size(piece: Unbroken, text: str, display: bool) -> str:
    """Width, room above and below the text's own line, and size of the font, as far as there is any."""
    size = min(max(piece.width / max(_length(text), 0.1), _SMALLEST), 1)
    size = size if size < 0.97 else 1
    extent = extent_of(piece.formula, display)
    # A line of the text's own size is as high as most formulas.
    around = [
        f"{reach / size - line:.2f}" if reach > line + 0.03 else ""
        for reach, line in ((extent.height, _ABOVE), (extent.depth, _BELOW))
    ]
    told = [f"{piece.width / size:.2f}", *around]
    return ",".join([*told, f"{size:.2f}" if size < 1 else ""]).rstrip(",")


def _length(text: str) -> float:
    """Roughly how wide a text is in a font with serifs, in its em; some have wider letters than others."""
    return 1.05 * sum(map(_letter, text.strip()))


@lru_cache(maxsize=1024)
def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    if letter.isspace():
        return 0.25
    if letter in _NARROW or unicodedata.decomposition(letter).startswith(("<super>", "<sub>")):
        return 0.33
    if letter in _WIDE:
        return 0.85
    return 0.7 if letter.isupper() else 0.56 if unicodedata.category(letter) == "Sm" else 0.5
