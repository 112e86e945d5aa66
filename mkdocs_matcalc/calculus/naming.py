"""Names for intermediates: what a rule is about to look into is named first, not multiplied out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from sympy import Basic

from mkdocs_matcalc.algebra.build import substitute, transpose
from mkdocs_matcalc.algebra.nodes import (
    RANDOM,
    Add,
    Apply,
    IndexedSum,
    Mul,
    Node,
    Transpose,
    Variable,
    is_random,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.algebra.textbook import size
from mkdocs_matcalc.calculus.derivation import Lets
from mkdocs_matcalc.calculus.differentials import Scope
from mkdocs_matcalc.calculus.rules import CATALOGUE

# What a book calls an intermediate, by its shape and by its role in the rule that looks into it.
NAMES = {
    ("vector", "probabilities"): ("p", "q"),
    ("matrix", "probabilities"): ("P", "Q"),
    ("scalar", "argument"): ("s", "t", "u", "v"),
    ("vector", "argument"): ("z", "u", "v", "p", "q"),
    ("matrix", "argument"): ("Z", "U", "V", "P", "Q"),
    ("scalar", "residual"): ("r", "s", "t"),
    ("vector", "residual"): ("r", "u", "v", "p", "q"),
    ("matrix", "residual"): ("R", "U", "V", "P", "Q"),
    ("matrix", "square"): ("M", "N", "S", "K"),
    ("vector", "value"): ("h", "a", "u", "v"),
    ("matrix", "value"): ("H", "T", "A", "B"),
}
SMALLEST_WORTH_A_NAME = 3


class Given:
    """Gives names that the block does not use; what has one already keeps it.

    Args:
        taken: All names that have a meaning in the block.
        definitions: What the author named.
    """

    def __init__(self, taken: Iterable[str], definitions: Mapping[Variable, Basic]) -> None:
        self._taken = set(map(_seen, taken))
        self._of: dict[Basic, Variable] = {}
        for name, value in definitions.items():
            self._of.setdefault(value, name)

    def __contains__(self, value: Basic) -> bool:
        return value in self._of

    def fresh(self, *wanted: str) -> str:
        """The first wanted name that is free, else the first with a number."""
        numbered = (f"{name}_{count}" for count in range(1, len(self._taken) + 2) for name in wanted)
        name = next(name for name in (*wanted, *numbered) if _seen(name) not in self._taken)
        self._taken.add(_seen(name))
        return name

    def variable(self, *wanted: str, value: Basic) -> Variable:
        """The name of a value: the one that it has, else a fresh one."""
        if value not in self._of:
            name = self.fresh(*wanted)
            base, _, number = name.partition("_")
            latex = f"{base}_{{{number}}}" if number else name
            facts = (RANDOM,) if is_random(value) else ()
            self._of[value] = Variable(name, *shape_of(value), latex=latex, facts=facts)
        return self._of[value]

    def delta(self, name: Variable) -> Variable:
        """A fresh name for a derivative by `name`: δ_z, and δ_z⁽²⁾ where that is another's."""
        text, below = f"δ_{name.name}", rf"\delta_{{{name.latex_name}}}"
        numbered = ((f"{text}_{count}", f"{below}^{{({count})}}") for count in range(2, len(self._taken) + 3))
        wanted = chain(((text, below),), numbered)
        free = (each for each in wanted if self._taken.isdisjoint(map(_seen, each)))
        fresh, latex = next(free)
        self._taken.add(_seen(fresh))
        return Variable(fresh, *name.shape, latex=latex)


def _seen(name: str) -> str:
    """A name as a reader sees it: z_1 is z1, and so is z_{1}."""
    return re.sub(r"[_{}\\]", "", name)


@dataclass(frozen=True)
class Operand:
    """A part of an expression that deserves a name, and its role there."""

    expr: Basic
    role: str

    @property
    def wanted(self) -> tuple[str, ...]:
        """What a book would call it."""
        role = "argument" if self.role == "residual" and not isinstance(self.expr, Add) else self.role
        shape = "scalar" if is_scalar(self.expr) else "vector" if is_vector(self.expr) else "matrix"
        return NAMES.get((shape, role), NAMES[shape, "argument"])


def name_intermediates(expr: Basic, scope: Scope, names: Given) -> list[tuple[Variable, Basic]]:
    """The intermediates of an expression, each with a name; later ones are written in earlier names."""
    given: dict[Basic, Basic] = {}
    lets: list[tuple[Variable, Basic]] = []
    for operand in operands(expr, scope):
        value = substitute(operand.expr, given)
        if isinstance(value, Variable):
            given[operand.expr] = value
            continue
        variable = names.variable(*operand.wanted, value=value)
        given[operand.expr] = variable
        lets.append((variable, value))
    return lets


def needed(expr: Basic, lets: Mapping[Variable, Basic]) -> Lets:
    """The names of some that an expression is written in, and those that these are written in."""
    found = set(expr.free_symbols)
    for name in reversed([*lets]):
        if name in found:
            found |= lets[name].free_symbols
    return tuple((name, value) for name, value in lets.items() if name in found)


def substituted(expr: Basic, lets: Iterable[tuple[Variable, Basic]]) -> Basic:
    """An expression in the names given to its intermediates."""
    for variable, value in lets:
        expr = substitute(expr, {value: variable})
    return expr


def operands(expr: Basic, scope: Scope, *, values: bool = False) -> list[Operand]:
    """Each part worth a name, innermost first; of a part and its transpose only the former.

    Args:
        values: Whether the value of a function that is multiplied by a matrix is such a part: a layer.
    """
    found: dict[Basic, Operand] = {}
    for part, role in _operands(expr, scope, frozenset(), values=values):
        upright = part.args[0] if isinstance(part, Transpose) else part
        if transpose(upright) not in found:
            found.setdefault(upright, Operand(upright, role))
    return list(found.values())


def _operands(
    expr: Basic, scope: Scope, bound: frozenset[Basic], *, values: bool
) -> Iterator[tuple[Basic, str]]:
    """Each operand worth a name with its role there; none that holds a sum's index."""
    if isinstance(expr, IndexedSum):
        bound |= {expr.index}
    applied = CATALOGUE.applied(expr, scope.d) if isinstance(expr, Node) else None
    wanted = applied.operands if applied else ()
    # A rule looks into its operands alone: in log softmax(z), at z.
    for part in [operand for operand in wanted if operand != expr] or expr.args:
        if isinstance(part, Node) and scope.depends(part):
            yield from _operands(part, scope, bound, values=values)
    for operand in wanted:
        if not scope.depends(operand) or operand.free_symbols & bound:
            continue
        role = applied.rule.role if applied else "argument"
        if role == "probabilities" and operand != expr:
            role = "argument"
        if size(operand) >= SMALLEST_WORTH_A_NAME or role == "probabilities":
            yield operand, role
    if values and isinstance(expr, Mul) and len(expr.chain) > 1:
        for factor in expr.chain:
            layer = factor.args[0] if isinstance(factor, Transpose) else factor
            if isinstance(layer, Apply) and scope.depends(layer) and not layer.free_symbols & bound:
                yield layer, "value"
