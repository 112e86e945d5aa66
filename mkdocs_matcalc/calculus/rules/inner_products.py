"""What moves a factor to the other side of an inner product, so that nothing stands beside dX there.

Each takes a node E that is linear in dX, and the C beside it, to a part of E and what is then beside that.
"""

from __future__ import annotations

from typing import NamedTuple

from sympy import Basic, S, Symbol
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.build import (
    diag,
    diag_part,
    hadamard,
    identity,
    indexed_sum,
    inner,
    kronecker,
    mul,
    ones,
    transpose,
    unvec,
    vec,
)
from mkdocs_matcalc.algebra.nodes import (
    Diag,
    DiagPart,
    Differential,
    Entry,
    Hadamard,
    Kronecker,
    Mul,
    Node,
    SumEntries,
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
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Moved


class Around(NamedTuple):
    """A product by its one factor that holds dX."""

    scalars: tuple[Basic, ...]
    left: tuple[Basic, ...]
    change: Basic
    right: tuple[Basic, ...]


def around_the_change(product: Mul) -> Around:
    at = next(at for at, factor in enumerate(product.args) if factor.has(Differential))
    before, change, after = product.args[:at], product.args[at], product.args[at + 1 :]
    scalars = tuple(factor for factor in (*before, *after) if is_scalar(factor))
    left, right = (tuple(each for each in side if not is_scalar(each)) for side in (before, after))
    return Around(scalars, left, change, right)


def fresh_indices(*exprs: Basic) -> tuple[Symbol, Symbol]:
    """Two indices that no expression uses for anything."""
    used = {part for expr in exprs for part in expr.atoms(Symbol, Str)}
    free = [name for name in ("i", "j", "k", "l", "r", "s", "i_1", "j_1") if name not in map(str, used)]
    return index(free[0]), index(free[1])


def factors_turned(product: Mul, seed: Basic) -> Moved:
    """⟨C, A E B⟩ = ⟨Aᵀ C Bᵀ, E⟩."""
    scalars, left, change, right = around_the_change(product)
    if is_scalar(change):
        rest = mul(*scalars, *left, *right)
        return Moved(change, mul(seed, rest) if is_scalar(rest) else inner(seed, rest))
    before, after = (
        [mul(*(transpose(factor) for factor in reversed(side)))] if side else [] for side in (left, right)
    )
    return Moved(change, mul(*scalars, *before, seed, *after))


def _is_a_column_or_a_row(expr: Basic) -> bool:
    return is_vector(expr) or shape_of(expr)[0] == 1


@CATALOGUE.move(
    "A scalar equals its transpose",
    Mul,
    statement=r"u^\top v = v^\top u",
    example="d/dx x^T a",
)
def scalar_transpose(product: Mul, seed: Basic) -> Moved | None:
    around = around_the_change(product)
    is_a_row = not is_scalar(around.change) and is_vector(transpose(around.change))
    return factors_turned(product, seed) if is_scalar(product) and is_a_row and around.right else None


@CATALOGUE.move(
    "Trace of a transpose",
    Transpose,
    statement=r"\mathop{\mathrm{tr}}(M) = \mathop{\mathrm{tr}}(M^\top)",
    example="d/dX tr(A X^T B)",
)
def trace_transpose(node: Transpose, seed: Basic) -> Moved | None:
    return None if is_vector(node.args[0]) else Moved(node.args[0], transpose(seed))


@CATALOGUE.move(
    "Cyclic property of the trace",
    Mul,
    statement=r"\mathop{\mathrm{tr}}(A B C) = \mathop{\mathrm{tr}}(C A B)",
    example="d/dX tr(X A)",
)
def cyclic_trace(product: Mul, seed: Basic) -> Moved | None:
    _, left, change, right = around_the_change(product)
    if is_scalar(product) or is_scalar(change):
        return None
    beside = left if isinstance(change, Transpose) else right
    return factors_turned(product, seed) if beside else None


@CATALOGUE.move(
    "A scalar is its own trace",
    Mul,
    statement=r"u^\top M v = \mathop{\mathrm{tr}}(v\, u^\top M)",
    example="d/dX a^T X b",
)
def scalar_trace(product: Mul, seed: Basic) -> Moved | None:
    change = around_the_change(product).change
    flat = is_scalar(change) or _is_a_column_or_a_row(change)
    return factors_turned(product, seed) if is_scalar(product) and not flat else None


@CATALOGUE.move(
    "Hadamard product in an inner product",
    Hadamard,
    statement=r"a^\top (b \odot c) = (a \odot b)^\top c, \qquad "
    r"\mathop{\mathrm{tr}}(A^\top (B \odot C)) = \mathop{\mathrm{tr}}((A \odot B)^\top C)",
    example="d/dx sum(exp(A x))",
)
def hadamard_shift(product: Hadamard, seed: Basic) -> Moved:
    change = next(factor for factor in product.args if factor.has(Differential))
    return Moved(change, hadamard(seed, *(factor for factor in product.args if factor is not change)))


@CATALOGUE.move(
    "Entries in an inner product",
    SumEntries,
    Entry,
    statement=r"x_i = e_i^\top x, \qquad "
    r"\sum_{ij} X_{ij} = \mathop{\mathrm{tr}}(\mathbf{1}\mathbf{1}^\top X)",
    example="d/dX sum(A X B)",
)
def entries_shift(node: Node, seed: Basic) -> Moved | None:
    inside, *places = node.args
    rows, columns = shape_of(inside)
    if isinstance(node, SumEntries):
        # Of a Hadamard product it is the inner product that the next move is about.
        return None if isinstance(inside, Hadamard) else Moved(inside, mul(seed, ones((rows, columns))))
    unit: Basic = Unit(places[0], rows)
    if len(places) == 2:
        unit = mul(unit, transpose(Unit(places[1], columns)))
    return Moved(inside, mul(seed, unit))


@CATALOGUE.move(
    "Diagonal in an inner product",
    Diag,
    DiagPart,
    statement=r"\mathop{\mathrm{tr}}(A^\top \mathop{\mathrm{diag}}(x)) = \mathop{\mathrm{diag}}(A)^\top x",
    example="d/dx x^T diag(x) A x",
)
def diagonal_shift(node: Node, seed: Basic) -> Moved:
    return Moved(node.args[0], diag_part(seed) if isinstance(node, Diag) else diag(seed))


@CATALOGUE.move(
    "Kronecker product in an inner product",
    Kronecker,
    statement=r"\mathop{\mathrm{tr}}((C \otimes D)^\top (A \otimes X)) "
    r"= \mathop{\mathrm{tr}}(C^\top A) \mathop{\mathrm{tr}}(D^\top X)",
    condition="of any other matrix its blocks, "
    r"$(e_i^\top \otimes I)\, C\, (e_j \otimes I)$, take the place of $C_{ij} D$",
    example="A in R^(m x m)\nX in R^(n x n)\nC in R^(m*n x m*n)\nd/dX tr(C (A ⊗ X))",
)
def kronecker_shift(product: Kronecker, seed: Basic) -> Moved:
    first, *others = product.args
    second = kronecker(*others)
    varying = first if first.has(Differential) else second
    fixed = second if varying is first else first
    alike = [shape_of(first), shape_of(second)]
    if isinstance(seed, Kronecker) and [shape_of(part) for part in seed.args] == alike:
        beside, kept = seed.args if varying is second else reversed(seed.args)
        return Moved(varying, mul(inner(beside, fixed), kept))
    (m, n), (p, q) = shape_of(first), shape_of(second)
    if n == q == 1:
        # (x ⊗ y)ᵀ c = yᵀ C x, of the p × m matrix C whose columns c stacks.
        columns = unvec(seed, p, m)
        return Moved(varying, mul(columns, first) if varying is second else mul(transpose(columns), second))
    i, j = fresh_indices(product, seed)
    row, column = (Unit(i, m) if m != 1 else S.One), (Unit(j, n) if n != 1 else S.One)
    block = mul(kronecker(transpose(row), identity(p)), seed, kronecker(column, identity(q)))
    entry = mul(transpose(row), first, column)
    if isinstance(first, Variable):
        entry = Entry(first, *([i] if m != 1 else []), *([j] if n != 1 else []))
    part = mul(entry, block) if varying is second else mul(inner(fixed, block), row, transpose(column))
    for at, size in ((j, n), (i, m)):
        part = indexed_sum(part, at, size) if size != 1 else part
    return Moved(varying, part)


@CATALOGUE.move(
    "Vec in an inner product",
    Vec,
    Unvec,
    statement=r"c^\top \mathop{\mathrm{vec}}(X) "
    r"= \mathop{\mathrm{tr}}\left(\mathop{\mathrm{vec}}_{m \times n}^{-1}(c)^\top X\right)",
    condition=r"$\mathop{\mathrm{vec}}_{m \times n}^{-1}(c)$ is the $m \times n$ matrix "
    "whose columns $c$ stacks",
    example="X in R^(m x n)\nd/dX ||A vec(X) - b||^2",
)
def vec_shift(node: Node, seed: Basic) -> Moved:
    inside = node.args[0]
    return Moved(inside, unvec(seed, *shape_of(inside)) if isinstance(node, Vec) else vec(seed))
