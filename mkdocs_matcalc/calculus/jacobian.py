"""From an expression linear in dX to its matrix: vec(E) = M vec(dX), columns stacked on both sides."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import (
    add,
    commutation,
    diag,
    hadamard,
    identity,
    indexed_sum,
    kronecker,
    mul,
    ones,
    transpose,
    vec,
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
    Vec,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.calculus.adjoint import Use, fresh_indices, gradient, pull
from mkdocs_matcalc.calculus.differentials import refuse
from mkdocs_matcalc.calculus.rules.rearrangements import (
    DIAGONAL_AS_FACTOR,
    DIAGONAL_BY_ENTRY,
    HADAMARD_AS_DIAGONAL,
    VEC_KRONECKER,
    VEC_OF_DIAGONAL,
    VEC_OF_KRONECKER,
    VEC_TRANSPOSE,
)


def matrix_of(expr: Basic, target: Differential, use: Use) -> Basic:
    """The M with vec(expr) = M vec(target), of (entries of expr) × (entries of target)."""
    rows, columns = shape_of(expr)
    size = shape_of(target)[0] * shape_of(target)[1]
    if expr == target:
        return identity(size)
    if not expr.has(target):
        return Fill(S.Zero, rows * columns, size)
    if is_scalar(expr):
        return transpose(vec(gradient(expr, target, use)))
    found = MATRICES.get(type(expr))
    if found is None:
        raise refuse(expr)
    return found(expr, target, use)


def _add(expr: Basic, target: Differential, use: Use) -> Basic:
    return add(*(matrix_of(term, target, use) for term in expr.args))


def _mul(expr: Basic, target: Differential, use: Use) -> Basic:
    at = next(position for position, factor in enumerate(expr.args) if factor.has(target))
    varying = expr.args[at]
    if is_scalar(varying):
        rest = mul(*(factor for position, factor in enumerate(expr.args) if position != at))
        return mul(vec(rest), matrix_of(varying, target, use))
    scalars = [factor for position, factor in enumerate(expr.args) if position != at and is_scalar(factor)]
    left = [factor for factor in expr.args[:at] if not is_scalar(factor)]
    right = [factor for factor in expr.args[at + 1 :] if not is_scalar(factor)]
    rows, columns = shape_of(varying)
    if isinstance(varying, Diag):
        return mul(*scalars, _beside_diagonal(left, varying, right, target, use))
    inside = matrix_of(varying, target, use)
    before = mul(*left) if left else identity(rows)
    after = transpose(mul(*right)) if right else identity(columns)
    if columns == 1 and not right:
        return mul(*scalars, before, inside)
    use(VEC_KRONECKER)
    return mul(*scalars, kronecker(after, before), inside)


def _beside_diagonal(
    left: list[Basic], varying: Basic, right: list[Basic], target: Differential, use: Use
) -> Basic:
    """Of A diag(x) B, which is a sum of columns of A and rows of B, each pair with an entry of x."""
    (inside,), size = varying.args, shape_of(varying)[0]
    before = mul(*left) if left else identity(size)
    after = mul(*right) if right else identity(size)
    change = matrix_of(inside, target, use)
    if shape_of(after)[1] == 1:
        use(DIAGONAL_AS_FACTOR)
        return mul(before, diag(after), change)
    if shape_of(before)[0] == 1:
        use(DIAGONAL_AS_FACTOR)
        return mul(transpose(after), diag(transpose(before)), change)
    use(VEC_OF_DIAGONAL)
    i, _ = fresh_indices(varying, *left, *right, target)
    unit = Unit(i, size)
    column = kronecker(mul(transpose(after), unit), mul(before, unit))
    return indexed_sum(mul(column, transpose(unit), change), i, size)


def _diag(expr: Basic, target: Differential, use: Use) -> Basic:
    return _beside_diagonal([], expr, [], target, use)


def _diag_part(expr: Basic, target: Differential, use: Use) -> Basic:
    inside, size = expr.args[0], shape_of(expr)[0]
    use(DIAGONAL_BY_ENTRY)
    if isinstance(inside, Mul) and not any(scalar.has(target) for scalar in inside.scalars):
        at = next(at for at, factor in enumerate(inside.chain) if factor.has(target))
        if isinstance(inside.chain[at], Diag) and 0 < at < len(inside.chain) - 1:
            before, after = mul(*inside.chain[:at]), mul(*inside.chain[at + 1 :])
            change = matrix_of(inside.chain[at].args[0], target, use)
            return mul(*inside.scalars, hadamard(before, transpose(after)), change)
    i, _ = fresh_indices(expr, target)
    unit = Unit(i, size)
    row = pull(inside, target, mul(unit, transpose(unit)), lambda rule: None)
    return indexed_sum(mul(unit, transpose(vec(row))), i, size)


def _stacked(expr: Basic, target: Differential, use: Use) -> Basic:
    """vec(X) and vec⁻¹(x) have the entries of what stands in them, in the same order."""
    return matrix_of(expr.args[0], target, use)


def _kronecker(expr: Basic, target: Differential, use: Use) -> Basic:
    first, *others = expr.args
    second = kronecker(*others)
    (m, n), (p, q) = shape_of(first), shape_of(second)
    use(VEC_OF_KRONECKER)
    if first.has(target):
        inside = mul(kronecker(identity(m * n), vec(second)), matrix_of(first, target, use))
    else:
        inside = mul(kronecker(vec(first), identity(p * q)), matrix_of(second, target, use))
    return mul(kronecker(identity(n), commutation(q, m), identity(p)), inside)


def _hadamard(expr: Basic, target: Differential, use: Use) -> Basic:
    varying = next(factor for factor in expr.args if factor.has(target))
    others = hadamard(*(factor for factor in expr.args if factor is not varying))
    use(HADAMARD_AS_DIAGONAL)
    return mul(diag(vec(others)), matrix_of(varying, target, use))


def _transpose(expr: Basic, target: Differential, use: Use) -> Basic:
    inside = expr.args[0]
    if is_vector(inside) or shape_of(inside)[0] == 1:
        return matrix_of(inside, target, use)
    rows, columns = shape_of(inside)
    use(VEC_TRANSPOSE)
    return mul(commutation(rows, columns), matrix_of(inside, target, use))


def _fill(expr: Basic, target: Differential, use: Use) -> Basic:
    rows, columns = shape_of(expr)
    return mul(ones((rows * columns, S.One)), matrix_of(expr.args[0], target, use))


def _indexed_sum(expr: Basic, target: Differential, use: Use) -> Basic:
    body, over, upper = expr.args
    inside = matrix_of(body, target, use)
    for each in inside.atoms(IndexedSum):
        if each.index == over:
            other, _ = fresh_indices(inside)
            renamed = IndexedSum(each.body.xreplace({over: other}), other, each.upper)
            inside = inside.xreplace({each: renamed})
    return indexed_sum(inside, over, upper)


MATRICES: dict[type[Basic], Callable[[Basic, Differential, Use], Basic]] = {
    Add: _add,
    Mul: _mul,
    Kronecker: _kronecker,
    Hadamard: _hadamard,
    Transpose: _transpose,
    Fill: _fill,
    IndexedSum: _indexed_sum,
    Diag: _diag,
    DiagPart: _diag_part,
    Vec: _stacked,
    Unvec: _stacked,
}
# A scalar's matrix is its gradient, as a row.
GRADIENTS: frozenset[type[Basic]] = frozenset({Trace, SumEntries, Entry})
