"""From an expression linear in dX to its matrix: vec(E) = M vec(dX), columns stacked on both sides."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import add, expectation, identity, indexed_sum, mul, ones, transpose, vec
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Differential,
    Entry,
    Expectation,
    Fill,
    IndexedSum,
    Mul,
    SumEntries,
    Trace,
    Transpose,
    Unvec,
    Vec,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.rows import Table, row
from mkdocs_matcalc.calculus.adjoint import Use, gradient
from mkdocs_matcalc.calculus.catalogue import Mapped, Rule
from mkdocs_matcalc.calculus.derivation import Instance
from mkdocs_matcalc.calculus.differentials import refuse
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.calculus.rules.inner_products import around_the_change, fresh_indices, scalar_transpose


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
    if isinstance(expr, Add):
        return add(*(matrix_of(term, target, use) for term in expr.args))
    if isinstance(expr, IndexedSum):
        return _indexed_sum(expr, target, use)
    if isinstance(expr, Expectation):
        return expectation(matrix_of(expr.body, target, use), *expr.args[1:])
    opened = _opened(expr) if isinstance(expr, Mul) else expr
    if opened is not expr:
        return matrix_of(opened, target, use)
    matrix, inside = _mapped(expr, use)
    return mul(matrix, matrix_of(inside, target, use))


def _opened(product: Mul) -> Basic:
    """(E + F) B of two changes as E B + F B, and (E + F)ᵀ B as Eᵀ B + Fᵀ B; of columns A (E + F) stays."""
    scalars, left, change, right = around_the_change(product)
    total = change.args[0] if isinstance(change, Transpose) else change
    if not isinstance(total, Add) or not (left or right) or shape_of(change)[1] == 1:
        return product
    terms = (transpose(term) for term in total.args) if total is not change else total.args
    return add(*(mul(*scalars, *left, term, *right) for term in terms))


def _mapped(expr: Basic, use: Use) -> Mapped:
    turned = _turned(expr) if isinstance(expr, Mul) else None
    if turned is not None:
        use(_told(scalar_transpose, expr, turned))
        return turned
    found = CATALOGUE.mapped(expr)
    if found is not None:
        use(_told(found[0], expr, found[1]))
        return found[1]
    plainly = PLAINLY.get(type(expr))
    if plainly is None:
        raise refuse(expr)
    return plainly(expr)


def _told(rule: Rule, expr: Basic, mapped: Mapped) -> Instance:
    whole = expr if shape_of(expr)[1] == 1 else Vec(expr)
    return Instance(rule, whole, mul(mapped.matrix, stacked(mapped.inside)))


def stacked(expr: Basic) -> Basic:
    """The column of an expression's entries; a row is written as a column."""
    rows, columns = shape_of(expr)
    if columns == 1:
        return expr
    return transpose(expr) if rows == 1 else Vec(expr)


def _turned(product: Mul) -> Mapped | None:
    """A dxᵀ b as A bᵀ dx, of a column b."""
    scalars, left, change, right = around_the_change(product)
    is_a_row = not is_scalar(change) and shape_of(change)[0] == 1
    if not (is_a_row and right and shape_of(right[-1])[1] == 1):
        return None
    return Mapped(mul(*scalars, *left, transpose(mul(*right))), change)


def _indexed_sum(expr: IndexedSum, target: Differential, use: Use) -> Basic:
    body, over, upper = expr.args
    inside = matrix_of(body, target, use)
    for each in inside.atoms(IndexedSum):
        if each.index == over:
            other, _ = fresh_indices(inside)
            renamed = IndexedSum(each.body.xreplace({over: other}), other, each.upper)
            inside = inside.xreplace({each: renamed})
    return indexed_sum(inside, over, upper)


def _product(product: Mul) -> Mapped:
    """(c A) dx, and dc A of a number c."""
    scalars, left, change, right = around_the_change(product)
    if is_scalar(change):
        return Mapped(vec(mul(*scalars, *left, *right)), change)
    return Mapped(mul(*scalars, *left), change)


def _filled(node: Fill) -> Mapped:
    rows, columns = shape_of(node)
    return Mapped(ones((rows * columns, S.One)), node.args[0])


def _stacked(node: Basic) -> Mapped:
    """A row, vec(X) and vec⁻¹(x) have the entries of what stands in them, in the same order."""
    return Mapped(S.One, node.args[0])


# What is seen without a word.
PLAINLY: Table[Mapped] = dict(
    [
        row(Mul, _product),
        row(Fill, _filled),
        row(Transpose, _stacked),
        row(Vec, _stacked),
        row(Unvec, _stacked),
    ]
)
# A scalar's matrix is its gradient, as a row.
GRADIENTS: frozenset[type[Basic]] = frozenset({Trace, SumEntries, Entry})
