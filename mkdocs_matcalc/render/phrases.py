"""Sentences with formulas in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from mkdocs_matcalc.render.formula import Formula, decode, encode
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.unicode import unicode_text


@dataclass(frozen=True, slots=True)
class Quoted:
    """What an author typed, as it was typed."""

    text: str


Piece: TypeAlias = str | Quoted | Formula

_MATHS_OR_CODE = re.compile(r"\$(?P<maths>[^$]+)\$|`(?P<code>[^`]+)`")


@dataclass(frozen=True, slots=True)
class Prose:
    """Words, code and formulas in a row."""

    pieces: tuple[Piece, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @property
    def source(self) -> str:
        """As it is typed: formulas in LaTeX between dollar signs, code between backticks."""
        return self.told(str, lambda formula: f"${latex(formula)}$")

    @property
    def text(self) -> str:
        """As plain text, its formulas in Unicode."""
        return self.told(str, unicode_text)

    def told(self, words: Callable[[str], str], formula: Callable[[Formula], str]) -> str:
        """Its words and its formulas each put through a function; code is words between backticks."""
        made = ""
        for piece in self.pieces:
            if isinstance(piece, str):
                made += words(piece)
            else:
                made += words(f"`{piece.text}`") if isinstance(piece, Quoted) else formula(piece)
        return made

    def encoded(self) -> list[Any]:
        """As plain data: words as they are, code as a list of one, a formula in a dictionary."""
        return [_encoded(piece) for piece in self.pieces]

    @classmethod
    def decoded(cls, data: Iterable[Any]) -> Prose:
        """The inverse of `encoded`."""
        return cls(tuple(map(_decoded, data)))


def _encoded(piece: Piece) -> Any:
    match piece:
        case str():
            return piece
        case Quoted(text):
            return [text]
        case _:
            return {"formula": encode(piece)}


def _decoded(data: Any) -> Piece:
    match data:
        case str():
            return data
        case [text]:
            return Quoted(text)
        case _:
            return decode(data["formula"])


def prose(*pieces: Piece) -> Prose:
    """A sentence of pieces, empty words left out."""
    return Prose(tuple(piece for piece in pieces if piece != ""))


def written(source: str) -> Prose:
    """A sentence as we write it in the source: `$…$` is LaTeX, and what stands between backticks code."""
    pieces: list[Piece] = []
    at = 0
    for found in _MATHS_OR_CODE.finditer(source):
        pieces.append(source[at : found.start()])
        pieces.append(typed(found["maths"]) if found["maths"] else Quoted(found["code"]))
        at = found.end()
    return prose(*pieces, source[at:])


def listed(sentences: Iterable[Prose], between: str = "; ") -> Prose:
    """Those of several sentences that say something, one after the other."""
    said = [sentence.pieces for sentence in sentences if sentence]
    return prose(*[piece for each in said for piece in (between, *each)][1:])
