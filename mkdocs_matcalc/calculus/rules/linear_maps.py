"""What writes a node that is linear in dX as a matrix times a part of it, both stacked by vec.

Each takes a node E to the M and the part of E with vec(E) = M vec(part).
"""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import (
    commutation,
    diag,
    hadamard,
    identity,
    indexed_sum,
    kronecker,
    mul,
    transpose,
    vec,
)
from mkdocs_matcalc.algebra.nodes import (
    Diag,
    DiagPart,
    Differential,
    Hadamard,
    Kronecker,
    Mul,
    Node,
    Transpose,
    Unit,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Mapped
from mkdocs_matcalc.calculus.rules.inner_products import around_the_change, fresh_indices


def _beside_diagonal(node: Node) -> tuple[tuple[Basic, ...], Basic, Diag, Basic] | None:
    """The scalars, A, diag(x) and B of c A diag(x) B, where x is what varies."""
    scalars, left, change, right = around_the_change(node) if isinstance(node, Mul) else ((), (), node, ())
    if not isinstance(change, Diag):
        return None
    size = shape_of(change)[0]
    return scalars, mul(*left) if left else identity(size), change, mul(*right) if right else identity(size)


@CATALOGUE.linear_map(
    "Diagonal matrix times a vector",
    Mul,
    Diag,
    statement=r"\mathop{\mathrm{diag}}(x)\, y = \mathop{\mathrm{diag}}(y)\, x",
    example="d/dx diag(x) y",
)
def diagonal_as_factor(node: Node) -> Mapped | None:
    found = _beside_diagonal(node)
    if found is None:
        return None
    scalars, before, diagonal, after = found
    if shape_of(after)[1] == 1:
        return Mapped(mul(*scalars, before, diag(after)), diagonal.args[0])
    if shape_of(before)[0] == 1:
        return Mapped(mul(*scalars, transpose(after), diag(transpose(before))), diagonal.args[0])
    return None


@CATALOGUE.linear_map(
    "Vec of a product with a diagonal matrix",
    Mul,
    Diag,
    statement=r"\mathop{\mathrm{vec}}(A \mathop{\mathrm{diag}}(x)\, B) "
    r"= \sum_i (B^\top e_i \otimes A e_i)\, e_i^\top x",
    example="d/dx diag(x) A",
)
def vec_of_diagonal(node: Node) -> Mapped | None:
    """A diag(x) B is a sum of columns of A and rows of B, each pair with an entry of x."""
    found = _beside_diagonal(node)
    if found is None:
        return None
    scalars, before, diagonal, after = found
    size = shape_of(diagonal)[0]
    i, _ = fresh_indices(node)
    unit = Unit(i, size)
    column = kronecker(mul(transpose(after), unit), mul(before, unit))
    return Mapped(mul(*scalars, indexed_sum(mul(column, transpose(unit)), i, size)), diagonal.args[0])


@CATALOGUE.linear_map(
    "Entries of a diagonal",
    DiagPart,
    statement=r"\mathop{\mathrm{diag}}(M) = \sum_i e_i\, e_i^\top M e_i, \qquad "
    r"\mathop{\mathrm{diag}}(A \mathop{\mathrm{diag}}(x)\, B) = (A \odot B^\top)\, x",
    example="X in R^(m x n)\nA in R^(n x m)\nd/dX diag(X A)",
)
def diagonal_by_entry(node: DiagPart) -> Mapped:
    inside, size = node.args[0], shape_of(node)[0]
    if isinstance(inside, Mul) and not any(scalar.has(Differential) for scalar in inside.scalars):
        scalars, left, change, right = around_the_change(inside)
        if isinstance(change, Diag) and left and right:
            return Mapped(mul(*scalars, hadamard(mul(*left), transpose(mul(*right)))), change.args[0])
    i, _ = fresh_indices(node)
    unit = Unit(i, size)
    return Mapped(S.One, indexed_sum(mul(mul(transpose(unit), inside, unit), unit), i, size))


@CATALOGUE.linear_map(
    "Vec of a Kronecker product",
    Kronecker,
    statement=r"\mathop{\mathrm{vec}}(A \otimes B) = (I_n \otimes K_{q,m} \otimes I_p) "
    r"(\mathop{\mathrm{vec}}(A) \otimes \mathop{\mathrm{vec}}(B))",
    condition=r"$A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{p \times q}$",
    example="A in R^(m x n)\nX in R^(p x q)\nd/dX (A ⊗ X)",
)
def vec_of_kronecker(product: Kronecker) -> Mapped:
    first, *others = product.args
    second = kronecker(*others)
    (m, n), (p, q) = shape_of(first), shape_of(second)
    in_first = first.has(Differential)
    stacked = kronecker(identity(m * n), vec(second)) if in_first else kronecker(vec(first), identity(p * q))
    order = kronecker(identity(n), commutation(q, m), identity(p))
    return Mapped(mul(order, stacked), first if in_first else second)


@CATALOGUE.linear_map(
    "Hadamard product as a diagonal matrix",
    Hadamard,
    statement=r"a \odot b = \mathop{\mathrm{diag}}(a)\, b",
    example="d/dx sigmoid(x)",
)
def hadamard_as_diagonal(product: Hadamard) -> Mapped:
    change = next(factor for factor in product.args if factor.has(Differential))
    others = hadamard(*(factor for factor in product.args if factor is not change))
    return Mapped(diag(vec(others)), change)


@CATALOGUE.linear_map(
    "Vec of a product",
    Mul,
    statement=r"\mathop{\mathrm{vec}}(A X B) = (B^\top \otimes A) \mathop{\mathrm{vec}}(X)",
    condition="vec stacks the columns",
    example="d/dX (A X B)",
)
def vec_of_a_product(product: Mul) -> Mapped | None:
    scalars, left, change, right = around_the_change(product)
    rows, columns = shape_of(change)
    if is_scalar(change) or (columns == 1 and not right):
        return None
    before = mul(*left) if left else identity(rows)
    after = transpose(mul(*right)) if right else identity(columns)
    return Mapped(mul(*scalars, kronecker(after, before)), change)


@CATALOGUE.linear_map(
    "Vec of a transpose",
    Transpose,
    statement=r"\mathop{\mathrm{vec}}(X^\top) = K_{m,n} \mathop{\mathrm{vec}}(X)",
    condition="$K_{m,n}$ is the commutation matrix of an $m \\times n$ matrix",
    example="d/dX X^T",
)
def vec_of_a_transpose(node: Transpose) -> Mapped | None:
    inside = node.args[0]
    rows, columns = shape_of(inside)
    return None if is_vector(inside) or rows == 1 else Mapped(commutation(rows, columns), inside)
