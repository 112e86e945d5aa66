"""Names for intermediates: what a rule is about to look into is named first, not multiplied out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Basic

from mkdocs_matcalc.algebra.build import substitute, transpose
from mkdocs_matcalc.algebra.nodes import Add, IndexedSum, Node, Variable, is_scalar, is_vector, shape_of
from mkdocs_matcalc.algebra.textbook import size
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
}
SMALLEST_WORTH_A_NAME = 3


class Names:
    """Gives names that the block does not use."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def fresh(self, *wanted: str) -> str:
        """The first wanted name that is free, else the first with a number."""
        numbered = (f"{name}_{count}" for count in range(1, len(self._taken) + 2) for name in wanted)
        name = next(name for name in (*wanted, *numbered) if name not in self._taken)
        self._taken.add(name)
        return name

    def variable(self, *wanted: str, like: Basic) -> Variable:
        """A variable of the shape of `like` under a fresh name."""
        name = self.fresh(*wanted)
        base, _, number = name.partition("_")
        return Variable(name, *shape_of(like), latex=f"{base}_{{{number}}}" if number else name)


def name_intermediates(expr: Basic, scope: Scope, names: Names) -> list[tuple[Variable, Basic]]:
    """The intermediates of an expression, each with a name; later ones are written in earlier names."""
    found: dict[Basic, str] = {}
    for operand, role in _operands(expr, scope):
        if transpose(operand) not in found:
            found.setdefault(operand, role)
    given: dict[Basic, Basic] = {}
    lets: list[tuple[Variable, Basic]] = []
    for operand, role in found.items():
        value = substitute(operand, given)
        variable = names.variable(*_wanted(operand, role), like=operand)
        given[operand] = variable
        lets.append((variable, value))
    return lets


def substituted(expr: Basic, lets: Iterable[tuple[Variable, Basic]]) -> Basic:
    """An expression in the names given to its intermediates."""
    for variable, value in lets:
        expr = substitute(expr, {value: variable})
    return expr


def _wanted(operand: Basic, role: str) -> tuple[str, ...]:
    if role == "residual" and not isinstance(operand, Add):
        role = "argument"
    shape = "scalar" if is_scalar(operand) else "vector" if is_vector(operand) else "matrix"
    return NAMES.get((shape, role), NAMES[shape, "argument"])


def _operands(
    expr: Basic, scope: Scope, bound: frozenset[Basic] = frozenset()
) -> Iterator[tuple[Basic, str]]:
    """Each operand worth a name, innermost first, with its role there; none that holds a sum's index."""
    if isinstance(expr, IndexedSum):
        bound |= {expr.index}
    matched = CATALOGUE.matching(expr, scope.d) if isinstance(expr, Node) else None
    rule = matched[0] if matched else None
    operands = rule.operands(expr) if rule else ()
    # A rule looks into its operands alone: in log softmax(z), at z.
    for part in [operand for operand in operands if operand != expr] or expr.args:
        if isinstance(part, Node) and scope.depends(part):
            yield from _operands(part, scope, bound)
    for operand in operands:
        if not scope.depends(operand) or operand.free_symbols & bound:
            continue
        role = rule.role if rule and (rule.role != "probabilities" or operand == expr) else "argument"
        if size(operand) >= SMALLEST_WORTH_A_NAME or role == "probabilities":
            yield operand, role
