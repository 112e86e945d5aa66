"""What is said of a statement that the grammar does not take."""

from __future__ import annotations

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.syntax import Source
from mkdocs_matcalc.language.unsupported import named

_OPERAND = frozenset({"WORD", "NUMBER", "LPAR", "LNORM"})
_CLOSERS = {"RPAR": ")", "RBRACKET": "]", "RBRACE": "}", "RANGLE": ">", "RBAR": "|", "RNORM": "||"}
_KINDS = {
    "REALS": "`R`, `R^n` or `R^(m x n)`",
    "DIM": "a dimension, such as n or 3",
    "TO": "`->`",
    "TIMES": "`x` between the two dimensions",
}


class MisplacedError(Exception):
    """A part of a statement that the grammar lets pass and its meaning does not."""

    def __init__(self, name: ErrorName, message: str, position: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.name, self.message, self.position, self.hint = name, message, position, hint


def explain(error: UnexpectedInput | MisplacedError, source: Source) -> MatcalcError:
    """Why a statement can't be read, as a sentence with a place and a hint."""
    return named(_explained(error, source), source)


def _explained(error: UnexpectedInput | MisplacedError, source: Source) -> MatcalcError:
    if isinstance(error, MisplacedError):
        return MatcalcError(error.name, error.message, source.place(error.position), error.hint)
    if isinstance(error, UnexpectedCharacters):
        position = error.pos_in_stream or 0
        character = source.text[position : position + 1]
        return MatcalcError(
            ErrorName.UNKNOWN_CHARACTER, f"`{character}` is no part of the language", source.place(position)
        )
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        position = error.token.start_pos or 0
        return MatcalcError(
            ErrorName.SYNTAX,
            f"`{' '.join(str(error.token).split())}` cannot stand here",
            source.place(position),
            _hint(set(error.accepts)),
        )
    expected = set(error.accepts) if isinstance(error, UnexpectedToken) else set()
    return MatcalcError(
        ErrorName.SYNTAX, "the line ends too early", source.place(len(source.text)), _hint(expected)
    )


def _hint(expected: set[str]) -> str | None:
    wanted = [words for kind, words in _KINDS.items() if kind in expected]
    if expected >= _OPERAND:
        wanted.append("a name, a number or a bracket")
    elif "PLUS" in expected and "STAR" in expected:
        wanted.append("an operator")
    wanted += [f"`{bracket}`" for kind, bracket in _CLOSERS.items() if kind in expected]
    return f"expected {' or '.join(wanted)}" if wanted else None
