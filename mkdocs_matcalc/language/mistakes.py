"""What is said of a statement that the grammar does not take."""

from __future__ import annotations

import re
import unicodedata

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.meant import meant, not_known
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import is_symbol
from mkdocs_matcalc.language.text.undefined import undefined
from mkdocs_matcalc.language.text.unsupported import DOES, RELATION, named, unsupported_at

# What says where a statement can't be read, and not why.
_GENERAL = (" cannot stand here", "the line ends too early", "stands only right after a function's name")
_OPERAND = frozenset({"WORD", "NUMBER", "LPAR", "LNORM"})
_CLOSERS = {"RPAR": ")", "RBRACKET": "]", "RBRACE": "}", "RANGLE": ">", "RBAR": "|", "RNORM": "||"}
_KINDS = {
    "REALS": "`R`, `R^n` or `R^(m x n)`",
    "DIM": "a dimension, such as n or 3",
    "TO": "`->`",
    "TIMES": "`x` between the two dimensions",
}
# A command with its argument, right before a place; a box, a text or a font is known.
_UNKNOWN_COMMAND = re.compile(r"(?P<name>\\(?!math|text|oper|frac|sqrt)[A-Za-z]+)\s*\{[^{}]*\}\s*\Z")
# What a text that was typeset has in the place of what is typed.
_INSTEAD = dict.fromkeys("’‘`´", "a prime or a transpose is typed as `'`")

# What steers a terminal, or turns around what is beside it; a statement may go on below.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class MisplacedError(Exception):
    """A part of a statement that the grammar lets pass and its meaning does not."""

    def __init__(self, name: ErrorName, message: str, position: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.name, self.message, self.position, self.hint = name, message, position, hint


def explain(error: UnexpectedInput | MisplacedError, source: Source) -> MatcalcError:
    """Why a statement can't be read, as a sentence with a place and a hint."""
    explained = _explained(error, source)
    better = named(explained, source)
    is_general = better is explained and (
        explained.name is ErrorName.UNKNOWN_CHARACTER or explained.message.endswith(_GENERAL)
    )
    return (undefined(source) or explained) if is_general else better


def _explained(error: UnexpectedInput | MisplacedError, source: Source) -> MatcalcError:
    if isinstance(error, MisplacedError):
        if source.text[error.position] == "<" and "," not in source.text[error.position :]:
            return RELATION.error(source.place(error.position))
        unknown = _UNKNOWN_COMMAND.search(source.text, 0, error.position)
        if unknown and not is_symbol(unknown["name"]):
            return not_known(unknown["name"], source.place(unknown.start()))
        return MatcalcError(error.name, error.message, source.place(error.position), error.hint)
    is_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    position = len(source.text) if is_end else error.pos_in_stream or 0
    if isinstance(error, UnexpectedToken) and error.token.type == "DX":
        for row in unsupported_at(source.text, position):
            return row.error(source.place(position))
    if isinstance(error, UnexpectedToken) and str(error.token) == ">":
        return RELATION.error(source.place(position))
    known = meant(source, position)
    if known is not None:
        return known
    if isinstance(error, UnexpectedCharacters):
        return _no_character(source, position)
    if isinstance(error, UnexpectedToken) and not is_end:
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


def refuse_unshown(source: Source) -> None:
    """Refuse what words within names and beside formulas may hide, as the grammar does not look into them.

    Raises:
        MatcalcError: A character that is not seen is in it, or a command that shows nothing.
    """
    if unseen := _UNSEEN.search(source.text):
        raise _no_character(source, unseen.start())
    for row in DOES if "\\" in source.text else ():
        if does := row.anywhere.search(source.text):
            raise row.error(source.place(does.start()))


def _no_character(source: Source, position: int) -> MatcalcError:
    character = source.text[position]
    after_point = re.match(r"\.([A-Za-z]\w*)", source.text[position : position + 80])
    if after_point:
        return MatcalcError(
            ErrorName.UNKNOWN_CHARACTER,
            f"`{after_point.group()}` is not known here",
            source.place(position),
            "`A.T` is the transpose; a name has no points",
        )
    is_visible = character.isprintable() and not unicodedata.combining(character)
    code = f"U+{ord(character):04X}"
    called = f"`{character}`" if is_visible else f"the character {code}"
    if not character.isascii() or not is_visible:
        called += f", {unicodedata.name(character, 'a control character')},"
    return MatcalcError(
        ErrorName.UNKNOWN_CHARACTER,
        f"{called} is no part of the language",
        source.place(position),
        _INSTEAD.get(character) if is_visible else "it is not seen: delete it, or type the line anew",
    )


def _hint(expected: set[str]) -> str | None:
    wanted = [words for kind, words in _KINDS.items() if kind in expected]
    if expected >= _OPERAND:
        wanted.append("a name, a number or a bracket")
    elif "PLUS" in expected and "STAR" in expected:
        wanted.append("an operator")
    wanted += [f"`{bracket}`" for kind, bracket in _CLOSERS.items() if kind in expected]
    return f"expected {' or '.join(wanted)}" if wanted else None
