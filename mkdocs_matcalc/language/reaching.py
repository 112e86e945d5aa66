r"""How far a function reaches over the power of its brackets: `\log (a^T x)^2` is log² or log of a square."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.names import Names, spelling_of
from mkdocs_matcalc.language.syntax import Group, Name, Power, Product, Syntax, rebuilt, walk
from mkdocs_matcalc.language.text.source import Source

# What is written without brackets as well, so that brackets behind it may be those of a factor.
_BARE = frozenset({"log", "exp", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "tr", "logdet"})
_ALIKE = {"ln": "log", "Tr": "tr", "trace": "tr"}


def within_the_argument(side: Syntax, source: Source) -> Syntax:
    """A side in which functions are of the powers behind them, where that is unclear."""

    def changed(node: Syntax) -> Syntax:
        powers = [power for _, power in _unclear(node, source)]
        if not isinstance(node, Product) or not powers:
            return node
        factors = (
            (operator, Group(factor.start, factor.end, (factor,)) if factor in powers else factor)
            for operator, factor in node.factors
        )
        return replace(node, factors=tuple(factors))

    return rebuilt(side, changed)


def unclear_powers(statement: Syntax, source: Source, names: Names) -> Iterator[MatcalcError]:
    """Ask of each function before brackets that are raised to a power what the power is of."""
    for name, power in (found for node in walk(statement) for found in _unclear(node, source)):
        if not names.introduced(spelling_of(name, source).key):
            called, exponent = source.quote(name), source.quote(power.exponent)
            raised = f"^{exponent}" if len(exponent) == 1 else f"^{{{exponent}}}"
            yield MatcalcError(
                ErrorName.AMBIGUOUS,
                f"`{source.quote(Syntax(name.start, power.end))}` may be a power of `{called}`, or "
                f"`{called}` of a power",
                source.place(name.start),
                f"write `({called}(…)){raised}` or `{called}((…){raised})`",
            )


def _unclear(node: Syntax, source: Source) -> Iterator[tuple[Name, Power]]:
    """Functions apart from the brackets behind them, and logarithms, each with those and their power."""
    for (_, name), (operator, power) in pairwise(node.factors) if isinstance(node, Product) else ():
        if operator or not (isinstance(name, Name) and isinstance(power, Power)) or name.subscript:
            continue
        if power.by_entry or not isinstance(power.base, Group) or _key(name) not in _BARE:
            continue
        is_apart = source.text[name.end : power.start] != source.text[name.end : power.start].strip()
        if is_apart or (source.text[name.start] == "\\" and _key(name) == "log"):
            yield name, power


def _key(name: Name) -> str:
    letters = name.text.removeprefix("\\operatorname").removeprefix("\\mathrm").strip("\\{} ")
    return _ALIKE.get(letters, letters)
