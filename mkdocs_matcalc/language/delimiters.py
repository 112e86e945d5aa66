"""Telling a bar that opens from one that closes: |x|, ||x||."""

from __future__ import annotations

from collections.abc import Iterator

from lark import Token

from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.language.mistakes import MisplacedError

_ENDS_AN_OPERAND = frozenset(
    {
        *("WORD", "GREEK", "STYLED", "COMMAND", "NUMBER", "LETTER", "DIGIT"),
        *(
            "SUBSCRIPT",
            "SUBSCRIPT_SIGNS",
            "SUPERSCRIPT",
            "TRANSPOSE",
            "INVERSE_TRANSPOSE",
            "LAYER",
            "NORM_KIND",
        ),
        *("RPAR", "RBRACKET", "RBRACE", "RANGLE", "RBAR", "RNORM"),
    }
)
_CLOSES = {
    "LBAR": "RBAR",
    "LNORM": "RNORM",
    "LPAR": "RPAR",
    "LBRACKET": "RBRACKET",
    "LBRACE": "RBRACE",
    "LANGLE": "RANGLE",
    "FRAC_D": "RBRACE",
    "FRAC_D2": "RBRACE",
    "LBRACE_D": "RBRACE",
}
_MIRRORED = str.maketrans("<⟨([{", ">⟩)]}")
_OPENS = {"BAR": "LBAR", "NORM": "LNORM"}


class BarsMatched:
    """What Lark passes each statement's tokens through.

    A bar closes where one like it is the innermost thing open and an operand stands before it.
    """

    always_accept = ("BAR", "NORM")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        opened: list[Token] = []
        previous = ""
        for token in stream:
            for part in self._parts(token, opened[-1].type if opened else "", previous):
                if part.type in _CLOSES:
                    opened.append(part)
                elif opened and part.type == _CLOSES[opened[-1].type]:
                    opened.pop()
                previous = part.type
                yield part
        if opened:
            bar = opened[-1]
            closing = (
                str(bar).translate(_MIRRORED).replace("left", "right").replace("lV", "rV").replace("lv", "rv")
            )
            raise MisplacedError(
                ErrorName.UNBALANCED_BRACKETS,
                f"`{bar}` is never closed",
                bar.start_pos or 0,
                f"close it with `{closing}`",
            )

    def _parts(self, token: Token, innermost: str, previous: str) -> Iterator[Token]:
        opening = _OPENS.get(token.type)
        if opening is None:
            yield token
        elif previous in _ENDS_AN_OPERAND and innermost == opening:
            yield Token.new_borrow_pos(_CLOSES[opening], token.value, token)
        elif token.type == "NORM" and previous in _ENDS_AN_OPERAND and innermost == "LBAR":
            # `|a||b|`: the end of one pair and the start of the next.
            start = token.start_pos or 0
            yield Token("RBAR", "|", start, end_pos=start + 1)
            yield Token("LBAR", "|", start + 1, end_pos=start + 2)
        else:
            yield Token.new_borrow_pos(opening, token.value, token)
