"""From a scalar linear in dX to its gradient: every factor moves to the other side of an inner product.

`pull(E, dX, C)` gives the G with ⟨C, E⟩ = ⟨G, dX⟩ for every dX, where E is linear in dX.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Basic, S, Symbol
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.build import (
    add,
    diag,
    diag_part,
    hadamard,
    identity,
    indexed_sum,
    inner,
    kronecker,
    mul,
    ones,
    sum_entries,
    transpose,
    unvec,
    vec,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Diag,
    DiagPart,
    Differential,
    Entry,
    Fill,
    Hadamard,
    IndexedSum,
    Kronecker,
    Mul,
    SumEntries,
    Trace,
    Transpose,
    Unit,
    Unvec,
    Variable,
    Vec,
    index,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.differentials import refuse
from mkdocs_matcalc.calculus.rules.rearrangements import (
    CYCLIC_TRACE,
    DIAGONAL_SHIFT,
    ENTRIES_SHIFT,
    HADAMARD_SHIFT,
    KRONECKER_SHIFT,
    SCALAR_TRACE,
    SCALAR_TRANSPOSE,
    TRACE_TRANSPOSE,
    VEC_SHIFT,
)

Use = Callable[[Rule], None]


def pull(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    """The G with ⟨seed, expr⟩ = ⟨G, target⟩; `use` is told each rule that moved something."""
    if expr == target:
        return seed
    if not expr.has(target):
        return zero(shape_of(target))
    rule = PULLS.get(type(expr))
    if rule is None:
        raise refuse(expr)
    return rule(expr, target, seed, use)


def _add(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    return add(*(pull(term, target, seed, use) for term in expr.args))


def _mul(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    at = next(position for position, factor in enumerate(expr.args) if factor.has(target))
    varying = expr.args[at]
    others = [factor for position, factor in enumerate(expr.args) if position != at]
    if is_scalar(varying):
        rest = mul(*others)
        return pull(varying, target, inner(seed, rest) if not is_scalar(rest) else mul(seed, rest), use)
    scalars = [factor for factor in others if is_scalar(factor)]
    left = [factor for factor in expr.args[:at] if not is_scalar(factor)]
    right = [factor for factor in expr.args[at + 1 :] if not is_scalar(factor)]
    if is_scalar(expr):
        flat = is_vector(varying) or shape_of(varying)[0] == 1
        if not flat:
            use(SCALAR_TRACE)
        elif right and is_vector(transpose(varying)):
            use(SCALAR_TRANSPOSE)
    elif left if isinstance(varying, Transpose) else right:
        use(CYCLIC_TRACE)
    turned_left = mul(*(transpose(factor) for factor in reversed(left)))
    turned_right = mul(*(transpose(factor) for factor in reversed(right)))
    parts = [*([turned_left] if left else []), seed, *([turned_right] if right else [])]
    return pull(varying, target, mul(*scalars, *parts), use)


def _transpose(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    if not is_vector(expr.args[0]):
        use(TRACE_TRANSPOSE)
    return pull(expr.args[0], target, transpose(seed), use)


def _kronecker(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    first, *others = expr.args
    second = kronecker(*others)
    use(KRONECKER_SHIFT)
    varying = first if first.has(target) else second
    fixed = second if varying is first else first
    alike = [shape_of(first), shape_of(second)]
    if isinstance(seed, Kronecker) and [shape_of(part) for part in seed.args] == alike:
        beside, kept = seed.args if varying is second else reversed(seed.args)
        return pull(varying, target, mul(inner(beside, fixed), kept), use)
    (m, n), (p, q) = shape_of(first), shape_of(second)
    if n == q == 1:
        # (x ⊗ y)ᵀ c = yᵀ C x, of the p × m matrix C whose columns c stacks.
        columns = unvec(seed, p, m)
        other = mul(columns, first) if varying is second else mul(transpose(columns), second)
        return pull(varying, target, other, use)
    i, j = fresh_indices(expr, seed)
    row, column = (Unit(i, m) if m != 1 else S.One), (Unit(j, n) if n != 1 else S.One)
    block = mul(kronecker(transpose(row), identity(p)), seed, kronecker(column, identity(q)))
    entry = mul(transpose(row), first, column)
    if isinstance(first, Variable):
        entry = Entry(first, *([i] if m != 1 else []), *([j] if n != 1 else []))
    part = mul(entry, block) if varying is second else mul(inner(fixed, block), row, transpose(column))
    for at, size in ((j, n), (i, m)):
        part = indexed_sum(part, at, size) if size != 1 else part
    return pull(varying, target, part, use)


def fresh_indices(*exprs: Basic) -> tuple[Symbol, Symbol]:
    """Two indices that no expression uses for anything."""
    used = {part for expr in exprs for part in expr.atoms(Symbol, Str)}
    free = [name for name in ("i", "j", "k", "l", "r", "s", "i_1", "j_1") if name not in map(str, used)]
    return index(free[0]), index(free[1])


def _hadamard(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    varying = next(factor for factor in expr.args if factor.has(target))
    use(HADAMARD_SHIFT)
    others = [factor for factor in expr.args if factor is not varying]
    return pull(varying, target, hadamard(seed, *others), use)


def _trace(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    inside = expr.args[0]
    return pull(inside, target, mul(seed, identity(shape_of(inside)[0])), use)


def _sum_entries(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    inside = expr.args[0]
    if not isinstance(inside, Hadamard):
        use(ENTRIES_SHIFT)
    return pull(inside, target, mul(seed, ones(shape_of(inside))), use)


def _fill(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    return pull(expr.args[0], target, sum_entries(seed), use)


def _diag(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    use(DIAGONAL_SHIFT)
    return pull(expr.args[0], target, diag_part(seed), use)


def _diag_part(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    use(DIAGONAL_SHIFT)
    return pull(expr.args[0], target, diag(seed), use)


def _entry(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    whole, *indices = expr.args
    rows, columns = shape_of(whole)
    use(ENTRIES_SHIFT)
    unit: Basic = Unit(indices[0], rows)
    if len(indices) == 2:
        unit = mul(unit, transpose(Unit(indices[1], columns)))
    return pull(whole, target, mul(seed, unit), use)


def _vec(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    use(VEC_SHIFT)
    return pull(expr.args[0], target, unvec(seed, *shape_of(expr.args[0])), use)


def _unvec(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    use(VEC_SHIFT)
    return pull(expr.args[0], target, vec(seed), use)


def _indexed_sum(expr: Basic, target: Differential, seed: Basic, use: Use) -> Basic:
    body, over, upper = expr.args
    return indexed_sum(pull(body, target, seed, use), over, upper)


PULLS: dict[type[Basic], Callable[[Basic, Differential, Basic, Use], Basic]] = {
    Add: _add,
    Mul: _mul,
    Transpose: _transpose,
    Kronecker: _kronecker,
    Hadamard: _hadamard,
    Trace: _trace,
    SumEntries: _sum_entries,
    Fill: _fill,
    Diag: _diag,
    DiagPart: _diag_part,
    Entry: _entry,
    IndexedSum: _indexed_sum,
    Vec: _vec,
    Unvec: _unvec,
}
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
        nodes.Bracket,
    }
)  # fmt: skip


def gradient(expr: Basic, target: Differential, use: Use) -> Basic:
    """The G with expr = ⟨G, target⟩, for a scalar expression linear in the target."""
    return pull(expr, target, S.One, use)
