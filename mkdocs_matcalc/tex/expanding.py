r"""Macros put into formulas, which define some as they go: bounded, and never executed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from mkdocs_matcalc.tex.defining import FORMS, Defined, Meaning, Table, define
from mkdocs_matcalc.tex.tokens import CHEMISTRY, DEEPEST, WORDS, Reader, Unbalanced, tokens, written

# How often macros are put into one formula, and how many tokens they may come to.
_MOST_PUT_IN = 2_000
_MOST_TOKENS = 50_000
# A definition has fewer tokens.
_LONGEST = 5_000
# How many arguments a command takes of which each may be a macro without braces.
_ARGUMENTS = {
    **dict.fromkeys((
        r"\hat", r"\widehat", r"\bar", r"\overline", r"\tilde", r"\widetilde", r"\vec", r"\dot", r"\ddot",
        r"\check", r"\breve", r"\underline", r"\sqrt", r"\mathbf", r"\mathrm", r"\mathcal", r"\mathbb",
        r"\mathsf", r"\mathit", r"\mathfrak", r"\mathscr", r"\boldsymbol", r"\bm", r"\pmb",
        r"\operatorname", r"\overrightarrow",
    ), 1),
    **dict.fromkeys((
        r"\frac", r"\tfrac", r"\dfrac", r"\cfrac", r"\binom", r"\overset", r"\underset", r"\stackrel",
    ), 2),
}  # fmt: skip
_IGNORED = frozenset((r"\global", r"\long", r"\protected"))


class TooMuch(ValueError):
    """Macros that stand for too much, or for themselves."""


def put_in(latex: str, table: Table) -> str:
    """A formula with all macros put in and without its definitions, which go into the table.

    What is defined in no form that is read, lacks an argument, or stands for itself stays as it is typed.
    """
    if not table and "\\" not in latex:
        return latex
    row = tokens(latex)
    if not any(piece in table or piece in FORMS for piece in row) and not _has_environment(latex, table):
        return latex
    known = dict(table)
    try:
        return written(_Expansion(table).of(row))
    except (Unbalanced, TooMuch):
        table.clear()
        table.update(known)
        _define_all(row, table)
        return latex


def read_table(latex: str) -> Table:
    """The macros that a preamble defines; what else stands in it means nothing."""
    table: Table = {}
    _define_all(tokens(latex), table)
    return table


def _define_all(row: list[str], table: Table) -> None:
    """Read those definitions that can be read."""
    at = 0
    while at < len(row):
        piece = row[at]
        at += 1
        if piece == "%":
            while at < len(row) and "\n" not in row[at]:
                at += 1
        elif piece in FORMS:
            reader = Reader(row[at : at + _LONGEST])
            length = len(reader)
            with suppress(Unbalanced):
                define(piece, reader, table)
                at += length - len(reader)


def _has_environment(latex: str, table: Table) -> bool:
    return any(name[:7] == r"\begin{" and name in latex for name in table)


class _Expansion:
    """The expansion of one formula."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._left = _MOST_PUT_IN
        self._tokens = _MOST_TOKENS
        self._depth = 0

    def of(self, row: list[str], words: bool = False) -> list[str]:
        """A row with all macros put in; among words, a percent sign begins no comment."""
        reader = Reader(row)
        out: list[str] = []
        while reader:
            piece = reader.next()
            if piece in self._table:
                reader.give(self._called(self._table[piece], reader))
            elif piece in FORMS:
                define(piece, reader, self._table)
            elif piece in (r"\begin", r"\end") and (macro := self._environment(piece, reader)):
                reader.give(self._called(macro, reader))
            elif piece == "%" and not words:
                reader.skip_comment()
            elif piece in WORDS and reader.peek() == "{":
                out += [piece, "{", *self._words(reader.argument()), "}"]
            elif piece in CHEMISTRY and reader.peek() == "{":
                out += [piece, "{", *reader.argument(), "}"]
            elif piece not in _IGNORED:
                out.append(piece)
                if piece in _ARGUMENTS:
                    self._brace(_ARGUMENTS[piece], reader)
        return out

    def _words(self, row: list[str]) -> list[str]:
        if self._depth == DEEPEST:
            return row
        self._depth += 1
        out = self.of(row, words=True)
        self._depth -= 1
        return out

    def _environment(self, command: str, reader: Reader) -> Meaning | None:
        if reader.peek() != "{":
            return None
        name = reader.argument()
        macro = self._table.get(f"{command}{{{written(name).strip()}}}")
        if macro is None:
            reader.give(["{", *name, "}"])
        return macro

    def _called(self, macro: Meaning, reader: Reader) -> list[str]:
        made = called(macro, reader)
        self._left -= 1
        self._tokens -= len(made)
        if self._left < 0 or self._tokens < 0:
            raise TooMuch
        return made

    def _brace(self, count: int, reader: Reader) -> None:
        """Put braces around macros that are the next arguments of a command, each as a whole."""
        before: list[str] = []
        for _ in range(count):
            piece = reader.peek()
            if piece == "{":
                reader.skip_space()
                reader.next()
                before += ["{", *reader.until("}"), "}"]
            elif self._takes_nothing(piece):
                reader.takes(piece)
                before += ["{", piece, "}"]
            else:
                break
        reader.give(before)

    def _takes_nothing(self, command: str) -> bool:
        macro = self._table.get(command)
        return isinstance(macro, Defined) and macro.around == ((),)


def called(macro: Meaning, reader: Reader) -> list[str]:
    """What a macro stands for, whose arguments come next.

    Raises:
        Unbalanced: one is not there.
    """
    if not isinstance(macro, Defined):
        return macro(reader)
    body = macro.starred if macro.starred and reader.takes("*") else macro.body
    arguments: list[list[str]] = []
    _pass(macro.around[0], reader)
    for number, ending in enumerate(macro.around[1:]):
        if number == 0 and macro.default is not None:
            option = reader.option()
            arguments.append(list(macro.default) if option is None else option)
        elif ending:
            arguments.append(_up_to(ending, reader))
        else:
            arguments.append(reader.argument())
    return list(_filled(body, arguments))


def _pass(expected: tuple[str, ...], reader: Reader) -> None:
    for piece in expected:
        if not reader.takes(piece):
            raise Unbalanced


def _up_to(ending: tuple[str, ...], reader: Reader) -> list[str]:
    found = reader.until(ending[0])
    _pass(ending[1:], reader)
    return found[1:-1] if len(found) > 1 and found[0] == "{" and found[-1] == "}" else found


def _filled(body: tuple[str, ...], arguments: list[list[str]]) -> Iterable[str]:
    for piece in body:
        if len(piece) == 2 and piece[0] == "#" and int(piece[1]) <= len(arguments):
            yield from arguments[int(piece[1]) - 1]
        else:
            yield piece
