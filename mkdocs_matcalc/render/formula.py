"""A formula as it is set: marks, and what holds them, each knowing what it stands for.

Free of SymPy, and plain data once encoded. Every format is a fold over it (`latex`, `unicode`), and so is
what a line has that the line above had not (`changed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import NoneType
from typing import Any, TypeAlias

from mkdocs_matcalc.render import signs


@dataclass(frozen=True, slots=True)
class Mark:
    """A letter, a word, a number, a sign, a bracket or a blank, as LaTeX spells it."""

    latex: str

    @property
    def kind(self) -> signs.MarkKind:
        return signs.kind(self.latex)

    @property
    def is_gap(self) -> bool:
        return self.kind is signs.MarkKind.GAP


@dataclass(frozen=True, slots=True)
class Row:
    """Parts beside each other.

    `of` is the expression that they show, in plain text; by the name of a variable its definition or its
    declaration is found. It is empty where they show none.
    """

    parts: tuple[Formula, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """What stands at the lower and the upper right of a base."""

    base: Formula
    below: Formula | None = None
    above: Formula | None = None


@dataclass(frozen=True, slots=True)
class Command:
    r"""A command of LaTeX with what it is of: `\frac`, `\sqrt`, an accent; without a name, a group.

    `option` stands in brackets before what it is of, as the 3 of `\sqrt[3]{x}`.
    """

    name: str
    args: tuple[Formula, ...]
    option: Formula | None = None


@dataclass(frozen=True, slots=True)
class Fenced:
    """What stands between two brackets, which grow with it if they stretch."""

    opening: str
    inside: Formula
    closing: str
    stretches: bool = False


@dataclass(frozen=True, slots=True)
class New:
    """What the line above had not."""

    inside: Formula


Formula: TypeAlias = Mark | Row | Script | Command | Fenced | New

GAP = Mark(" ")
# Few marks make up all formulas.
_mark = lru_cache(maxsize=4096)(Mark)


def row(*parts: Formula | str, of: str = "") -> Row:
    """Parts beside each other; a string is a mark, ` + ` one with a blank at each side.

    A row that shows no expression is one with what stands around it.
    """
    made: list[Formula] = []
    for part in parts:
        if isinstance(part, str):
            made += _marks(part)
        else:
            made += part.parts if isinstance(part, Row) and not part.of else (part,)
    return Row(tuple(made), of)


def _marks(text: str) -> Iterator[Mark]:
    if signs.is_known(text):
        yield _mark(text)
        return
    mark = text.strip(" ")
    if mark and text.startswith(" "):
        yield GAP
    if mark:
        yield _mark(mark)
    if text.endswith(" "):
        yield GAP


def joined(parts: Sequence[Formula], between: str = " ") -> Row:
    """Parts with the same mark between each two, by default a blank."""
    return row(*[each for part in parts for each in (between, part)][1:])


def parts_of(formula: Formula) -> tuple[Formula, ...]:
    """What a formula holds directly."""
    match formula:
        case Mark():
            return ()
        case Row(parts):
            return parts
        case Script(base, below, above):
            return tuple(part for part in (base, below, above) if part is not None)
        case Command(_, args, option):
            return args if option is None else (option, *args)
        case Fenced(_, inside) | New(inside):
            return (inside,)


def walk(formula: Formula) -> Iterator[Formula]:
    """A formula and all that it holds."""
    yield formula
    for part in parts_of(formula):
        yield from walk(part)


_ENCODERS: dict[type, Callable[[Any], Any]] = {
    NoneType: lambda nothing: None,
    Mark: lambda mark: mark.latex,
    Row: lambda row: ["row", row.of, *map(encode, row.parts)],
    Script: lambda script: ["script", encode(script.base), encode(script.below), encode(script.above)],
    Command: lambda command: ["command", command.name, encode(command.option), *map(encode, command.args)],
    Fenced: lambda group: ["fenced", group.opening, encode(group.inside), group.closing, group.stretches],
    New: lambda new: ["new", encode(new.inside)],
}


def encode(formula: Formula | None) -> Any:
    """A formula as plain data; a mark is its LaTeX."""
    return _ENCODERS[type(formula)](formula)


_DECODERS: dict[str, Callable[..., Formula]] = {
    "row": lambda of, *parts: Row(tuple(map(decode, parts)), of),
    "script": lambda base, below, above: Script(
        decode(base), below and decode(below), above and decode(above)
    ),
    "command": lambda name, option, *args: Command(name, tuple(map(decode, args)), option and decode(option)),
    "fenced": lambda opening, inside, closing, stretches: Fenced(opening, decode(inside), closing, stretches),
    "new": lambda inside: New(decode(inside)),
}


def decode(data: Any) -> Formula:
    """The inverse of `encode`."""
    return _mark(data) if isinstance(data, str) else _DECODERS[data[0]](*data[1:])
