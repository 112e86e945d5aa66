"""From a scalar linear in dX to its gradient: every factor moves to the other side of an inner product.

`pull(E, dX, C)` gives the G with ⟨C, E⟩ = ⟨G, dX⟩ for every dX, where E is linear in dX.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Basic, S

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.build import (
    add,
    expectation,
    identity,
    indexed_sum,
    inner,
    mul,
    ones,
    sum_entries,
    transpose,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Differential,
    Expectation,
    Fill,
    IndexedSum,
    Mul,
    SumEntries,
    Trace,
    Transpose,
    is_random,
    shape_of,
)
from mkdocs_matcalc.algebra.rows import Table, row
from mkdocs_matcalc.calculus.catalogue import Moved
from mkdocs_matcalc.calculus.derivation import Instance
from mkdocs_matcalc.calculus.differentials import refuse
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.calculus.rules.inner_products import factors_turned

Use = Callable[[Instance], None]


def pull(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    """The G with ⟨seed, expr⟩ = ⟨G, target⟩; `use` is told each rule that moved something, and what."""
    if expr == target:
        return seed
    if not expr.has(target):
        return zero(shape_of(target))
    if isinstance(expr, Add):
        return add(*(pull(term, target, seed, use) for term in expr.args))
    if isinstance(expr, IndexedSum):
        body, over, upper = expr.args
        return indexed_sum(pull(body, target, seed, use), over, upper)
    if isinstance(expr, Expectation):
        if is_random(seed):
            # Inside, what is random in the seed would be taken for what is random there.
            raise refuse(expr)
        return expectation(pull(expr.body, target, seed, use), *expr.args[1:])
    inside, beside = _moved(expr, seed, use)
    return pull(inside, target, beside, use)


def _moved(expr: Basic, seed: Basic, use: Use) -> Moved:
    found = CATALOGUE.moved(expr, seed)
    if found is not None:
        rule, moved = found
        use(Instance(rule, inner(seed, expr), inner(moved.beside, moved.inside)))
        return moved
    plainly = PLAINLY.get(type(expr))
    if plainly is None:
        raise refuse(expr)
    return plainly(expr, seed)


# What is seen without a word.
PLAINLY: Table[Moved] = dict(
    [
        row(Mul, factors_turned),
        row(Transpose, lambda node, seed: Moved(node.args[0], transpose(seed))),
        row(Trace, lambda node, seed: Moved(node.args[0], mul(seed, identity(shape_of(node.args[0])[0])))),
        row(SumEntries, lambda node, seed: Moved(node.args[0], mul(seed, ones(shape_of(node.args[0]))))),
        row(Fill, lambda node, seed: Moved(node.args[0], sum_entries(seed))),
    ]
)
# What comes here is linear in the change. These hold none, are linear in none, or are written as sums,
# products and traces before.
NEVER_LINEAR: frozenset[type[Basic]] = frozenset(
    {
        nodes.Variable, nodes.Family, nodes.Member, nodes.Identity, nodes.Unit, nodes.KroneckerDelta,
        nodes.Commutation, nodes.Pow, nodes.Inverse, nodes.HadamardPower, nodes.Det, nodes.Norm,
        nodes.WeightedNorm, nodes.Inner, nodes.WeightedInner, nodes.Mean, nodes.Variance, nodes.LogSumExp,
        nodes.MaxEntry, nodes.ArgmaxUnit, nodes.PolarFactor, nodes.TopSingularPair, nodes.Apply,
        nodes.Softmax, nodes.RowSoftmax, nodes.RowLogSumExp, nodes.Call, nodes.CallGradient,
        nodes.CallHessian, nodes.Differential, nodes.Partial, nodes.Constrained, nodes.Frobenius,
        nodes.Bracket, nodes.MatrixFunction,
    }
)  # fmt: skip


def gradient(expr: Basic, target: Differential, use: Use) -> Basic:
    """The G with expr = ⟨G, target⟩, for a scalar expression linear in the target."""
    return pull(expr, target, S.One, use)
