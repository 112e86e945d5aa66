r"""Definitions of macros: `\newcommand`, `\def`, `\let`, `\DeclareMathOperator` and their like, a row each.

A command that is defined again means the new thing from there on, as for MathJax.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mkdocs_matcalc.tex.physicspackage import PHYSICS_PACKAGE
from mkdocs_matcalc.tex.tokens import Reader, Unbalanced, final, tokens, written


@dataclass(frozen=True)
class Defined:
    """What a command stands for.

    Attributes:
        body: The tokens put in its place, `#1` to `#9` for its arguments.
        around: The tokens that stand before the first argument, and those that end each; an argument that
            none ends is a group, or one token.
        default: The first argument where no option is given; None where it is no option.
        starred: What is put in for the command with a star, where that is another thing.
    """

    body: tuple[str, ...]
    around: tuple[tuple[str, ...], ...] = ((),)
    default: tuple[str, ...] | None = None
    starred: tuple[str, ...] | None = None

    def definition(self, name: str) -> str | None:
        r"""It as `\newcommand`; None where that has no such form."""
        if any(self.around) or name.startswith("\\end "):
            return None
        count = len(self.around) - 1
        default = "" if self.default is None else f"[{written(self.default)}]"
        return rf"\newcommand{{{name}}}[{count}]{default}{{{written(self.body)}}}"


# What a command stands for: a definition, or what takes its arguments and says what to read instead.
Meaning = Defined | Callable[[Reader], list[str]]
# The macros by their commands; an environment's by its `\begin{name}` and `\end{name}`.
Table = dict[str, Meaning]


def define(command: str, reader: Reader, table: Table) -> None:
    """Read what stands behind a command that defines, and put it into the table.

    Raises:
        Unbalanced: It is of no form that is read.
    """
    FORMS[command](reader, table)


def _newcommand(reader: Reader, table: Table) -> None:
    reader.takes("*")
    name = _name(reader)
    count = _count(reader)
    default = reader.option() if count else None
    table[name] = _macro(reader.argument(), count, default)


def _def(reader: Reader, table: Table) -> None:
    reader.skip_space()
    name = reader.next()
    around: list[tuple[str, ...]] = []
    before: list[str] = []
    while (piece := reader.next()) != "{":
        if piece[0] == "#" and len(piece) == 2:
            around.append(tuple(before))
            before = []
        elif piece == "}":
            raise Unbalanced
        elif not piece.isspace():
            before.append(piece)
    table[_checked(name)] = Defined(tuple(reader.until("}")), (*around, tuple(before)))


def _let(reader: Reader, table: Table) -> None:
    reader.skip_space()
    name = _checked(reader.next())
    reader.takes("=")
    reader.skip_space()
    meant = reader.next()
    table[name] = table[meant] if meant in table else Defined((final(meant),))


def _operator(reader: Reader, table: Table) -> None:
    star = "*" if reader.takes("*") else ""
    name = _name(reader)
    table[name] = Defined((*tokens(rf"\operatorname{star}"), "{", *reader.argument(), "}"))


def _paired(reader: Reader, table: Table) -> None:
    name = _name(reader)
    left, right = reader.argument(), reader.argument()
    stretched = (r"\left", *left, "#1", r"\right", *right)
    table[name] = Defined((*left, "#1", *right), ((), ()), starred=stretched)


def _environment(reader: Reader, table: Table) -> None:
    name = written(reader.argument()).strip()
    count = _count(reader)
    default = reader.option() if count else None
    table[rf"\begin{{{name}}}"] = _macro(reader.argument(), count, default)
    table[rf"\end{{{name}}}"] = _macro(reader.argument(), 0, None)


def _require(reader: Reader, table: Table) -> None:
    reader.option()
    for name in written(reader.argument()).split(","):
        table.update(_PACKAGES.get(name.strip(), {}))


# Packages of LaTeX that MathJax loads, and that define anew what else has another meaning.
_PACKAGES = {"physics": PHYSICS_PACKAGE}

FORMS: dict[str, Callable[[Reader, Table], None]] = {
    r"\newcommand": _newcommand,
    r"\renewcommand": _newcommand,
    r"\providecommand": _newcommand,
    r"\DeclareRobustCommand": _newcommand,
    r"\def": _def,
    r"\gdef": _def,
    r"\edef": _def,
    r"\xdef": _def,
    r"\let": _let,
    r"\DeclareMathOperator": _operator,
    r"\DeclarePairedDelimiter": _paired,
    r"\newenvironment": _environment,
    r"\renewenvironment": _environment,
    r"\require": _require,
    r"\usepackage": _require,
}


def _macro(body: list[str], count: int, default: list[str] | None) -> Defined:
    return Defined(tuple(body), ((),) * (count + 1), None if default is None else tuple(default))


def _name(reader: Reader) -> str:
    named = [piece for piece in reader.argument() if not piece.isspace()]
    if named and all(piece.isascii() and piece.isalpha() for piece in named):
        # A name may lack its backslash.
        return "\\" + "".join(named)
    if len(named) != 1:
        raise Unbalanced
    return _checked(named[0])


def _checked(name: str) -> str:
    if not name.startswith("\\") or len(name) < 2:
        raise Unbalanced
    return name


def _count(reader: Reader) -> int:
    said = written(reader.option() or ()).strip() or "0"
    if not (said.isascii() and said.isdigit() and len(said) == 1):
        raise Unbalanced
    return int(said)
