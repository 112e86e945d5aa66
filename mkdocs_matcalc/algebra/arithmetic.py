"""Sums, products of every kind, powers, transposes and inverses, tidied as they are built.

They flatten, drop what does nothing, put numbers and scalars in front, and push transposes onto
symbols. They never multiply out and never reorder terms or matrix factors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Basic, Expr, Integer, S, default_sort_key

from mkdocs_matcalc.algebra.nodes import (
    SCALAR,
    Add,
    Apply,
    ArgmaxUnit,
    Bracket,
    CallGradient,
    CallHessian,
    Commutation,
    Covariance,
    Diag,
    DiagPart,
    Differential,
    Expectation,
    Family,
    Fill,
    Hadamard,
    HadamardPower,
    Identity,
    IndexedSum,
    Inverse,
    Kronecker,
    MatrixFunction,
    Member,
    Mul,
    Partial,
    PolarFactor,
    Pow,
    RowLogSumExp,
    RowSoftmax,
    Shape,
    Softmax,
    TopSingularPair,
    Transpose,
    Unit,
    Unvec,
    Variable,
    Vec,
    is_number,
    is_scalar,
    remembered,
    shape_of,
)
from mkdocs_matcalc.algebra.rows import Table, row

SYMMETRIC_FACTS = frozenset({"symmetric", "diagonal", "positive definite", "positive semidefinite"})


def zero(shape: Shape) -> Basic:
    """The zero of a shape."""
    return S.Zero if shape == SCALAR else Fill(S.Zero, *shape)


def ones(shape: Shape) -> Basic:
    """The vector or matrix of ones; for a scalar shape, 1."""
    return fill(S.One, shape)


def identity(size: Expr) -> Basic:
    """The identity of a size; of size 1, the number 1."""
    return S.One if size == 1 else Identity(size)


def fill(value: Basic, shape: Shape) -> Basic:
    """A scalar in every entry of a shape."""
    return value if shape == SCALAR else Fill(value, *shape)


def is_zero(expr: Basic) -> bool:
    value = expr.value if isinstance(expr, Fill) else expr
    return is_number(value) and bool(value == 0)


def is_ones(expr: Basic) -> bool:
    value = expr.value if isinstance(expr, Fill) else expr
    return is_number(value) and bool(value == 1)


@remembered
def split_coefficient(expr: Basic) -> tuple[Expr, Basic | None]:
    """A term as (number, the rest); the rest is None where the term is the number alone."""
    if is_number(expr):
        return expr, None
    if isinstance(expr, Mul) and is_number(number := expr.args[0]):
        return number, mul(*expr.args[1:])
    return S.One, expr


def terms_of(expr: Basic) -> tuple[Basic, ...]:
    """The terms of a sum, or the expression as its only term."""
    return expr.args if isinstance(expr, Add) else (expr,)


def add(*terms: Basic) -> Basic:
    """The sum, flat, without zeros; its terms stay in order."""
    flat = [part for term in terms for part in terms_of(term)]
    kept = [term for term in flat if not is_zero(term)]
    if not kept:
        return zero(shape_of(flat[0]))
    numbers = [term for term in kept if is_number(term)]
    if len(numbers) == len(kept):
        return sum(numbers, S.Zero)
    return kept[0] if len(kept) == 1 else Add(*kept)


def neg(expr: Basic) -> Basic:
    """Minus an expression; a sum is negated term by term."""
    if isinstance(expr, Add):
        return add(*(neg(term) for term in expr.args))
    return mul(S.NegativeOne, expr)


def sub(left: Basic, right: Basic) -> Basic:
    return add(left, neg(right))


def div(numerator: Basic, denominator: Basic) -> Basic:
    """An expression divided by a scalar."""
    return mul(power(denominator, S.NegativeOne), numerator)


def power(base: Basic, exponent: Basic | int) -> Basic:
    """A scalar or square matrix to a power; exponents of a power multiply where they are whole."""
    exponent = S(exponent) if isinstance(exponent, int) else exponent
    if exponent == 1:
        return base
    if exponent == 0:
        return S.One if is_scalar(base) else Identity(shape_of(base)[0])
    if is_number(base) and is_number(exponent):
        return base**exponent
    if base == 1:
        return base
    if not is_scalar(base) and exponent == -1:
        return inverse(base)
    if isinstance(base, Pow) and is_number(base.exponent) and isinstance(exponent, Integer):
        return power(base.base, base.exponent * exponent)
    if isinstance(base, Mul) and is_scalar(base) and not base.chain and isinstance(exponent, Integer):
        return mul(*(power(factor, exponent) for factor in base.args))
    return Pow(base, exponent)


def joined_exponent(left: Basic, right: Basic) -> Basic:
    """The sum of two exponents, its numbers as one: (s − 1) + 1 is s."""
    terms = [*terms_of(left), *terms_of(right)]
    numbers = [term for term in terms if is_number(term)]
    return add(*(term for term in terms if not is_number(term)), sum(numbers, S.Zero))


def _collect_powers(factors: Sequence[Basic]) -> list[Basic]:
    """Scalar factors with equal bases joined, in order of first appearance."""
    if not factors:
        return []
    exponents: dict[Basic, Basic] = {}
    for factor in factors:
        base, exponent = factor.args if isinstance(factor, Pow) else (factor, S.One)
        exponents[base] = joined_exponent(exponents.get(base, S.Zero), exponent)
    powers = (power(base, exponent) for base, exponent in exponents.items())
    return [factor for factor in powers if factor != 1]


def _join(left: Basic, right: Basic) -> Basic | None:
    """Two neighbouring matrix factors as one: ones, or powers of one matrix, or what cancels."""
    if is_ones(left) and is_ones(right):
        rows, inner_size, columns = shape_of(left)[0], shape_of(left)[1], shape_of(right)[1]
        return mul(inner_size, ones((rows, columns)))
    rows = shape_of(left)[0]
    if shape_of(left) != (rows, rows) or shape_of(right) != (rows, rows):
        return None
    if inverse(left) == right or inverse(right) == left:
        return Identity(rows)
    (base, exponent), (other, more) = _base_and_exponent(left), _base_and_exponent(right)
    if base == other:
        return power(base, exponent + more)
    return None


def _base_and_exponent(factor: Basic) -> tuple[Basic, Expr]:
    """A matrix factor as a power; X⁻ᵀ is (Xᵀ)⁻¹."""
    if isinstance(factor, Pow) and is_number(factor.exponent):
        return factor.base, factor.exponent
    if isinstance(factor, Inverse):
        return factor.args[0], S.NegativeOne
    if isinstance(factor, Transpose) and isinstance(factor.args[0], Inverse):
        return transpose(factor.args[0].args[0]), S.NegativeOne
    return factor, S.One


class _Product:
    """A product as it is put together, factor by factor.

    A chain of matrices that closes to a scalar before the product ends stays together as one factor.
    """

    def __init__(self) -> None:
        self.number: Expr = S.One
        self.scalars: list[Basic] = []
        self.closed: list[Basic] = []
        self.chain: list[Basic] = []

    def take(self, factor: Basic) -> None:
        """Put one more factor behind."""
        if is_number(factor):
            self.number = factor if self.number is S.One else self.number * factor
        elif isinstance(factor, Mul):
            self._take_product(factor)
        elif is_scalar(factor):
            self.scalars.append(factor)
        elif isinstance(factor, Fill) and factor.value != 1:
            self.take(factor.value)
            self.take(Fill(S.One, *factor.shape))
        else:
            self._link(factor)

    def _take_product(self, product: Mul) -> None:
        if not (is_scalar(product) and product.chain):
            for part in product.args:
                self.take(part)
            return
        for part in product.scalars:
            self.take(part)
        self.closed.append(Mul(*product.chain))

    def _link(self, factor: Basic) -> None:
        last = self.chain[-1] if self.chain else None
        if last is not None and isinstance(factor, Identity):
            return
        if isinstance(last, Identity):
            self.chain[-1] = factor
        elif last is not None and (joined := _join(last, factor)) is not None:
            self.chain.pop()
            self.take(joined)
        else:
            self.chain.append(factor)
        if self.chain and shape_of(self.chain[0])[0] is shape_of(self.chain[-1])[1] is S.One:
            self.closed.append(Mul(*self.chain))
            self.chain.clear()

    def built(self) -> Basic:
        """The product: number first, then scalars, then the chain."""
        loose, chain = _collect_powers(self.scalars), self.chain
        if not chain and len(self.closed) == 1:
            chain = list(self.closed[0].args)
        else:
            loose += _collect_powers(self.closed)
        parts = [*([] if self.number == 1 else [self.number]), *loose, *chain]
        if not parts:
            return S.One
        return parts[0] if len(parts) == 1 else Mul(*parts)

    def vanishes(self) -> bool:
        """Whether some factor is zero."""
        # A matrix of zeros is taken as the number 0 and ones.
        return self.number == 0 or any(map(is_zero, self.scalars))


def mul(*factors: Basic) -> Basic:
    """The product: number first, then scalars, then the chain of matrices in the order given."""
    product = _Product()
    for factor in factors:
        product.take(factor)
    if not product.vanishes():
        return product.built()
    sizes = [shape_of(factor) for factor in factors if not is_scalar(factor)]
    return zero((sizes[0][0], sizes[-1][1])) if product.chain else S.Zero


def hadamard(*factors: Basic) -> Basic:
    """The product by entry, with numbers and scalars in front and ones left out."""
    shape = shape_of(factors[0])
    if shape == SCALAR:
        return mul(*factors)
    front: list[Basic] = []
    exponents: dict[Basic, Basic] = {}

    def take(factor: Basic) -> None:
        if isinstance(factor, Hadamard):
            for part in factor.args:
                take(part)
        elif isinstance(factor, Fill):
            front.append(factor.value)
        elif isinstance(factor, Mul) and factor.scalars:
            front.extend(factor.scalars)
            take(mul(*factor.chain))
        else:
            joins = isinstance(factor, HadamardPower) and is_scalar(factor.exponent)
            base, exponent = factor.args if joins else (factor, S.One)
            exponents[base] = joined_exponent(exponents.get(base, S.Zero), exponent)

    for factor in factors:
        take(factor)
    powers = [hadamard_power(base, exponent) for base, exponent in exponents.items()]
    kept = [factor for factor in powers if not is_ones(factor)]
    # What divides stands last: y ⊘ z.
    parts = sorted(kept, key=lambda factor: isinstance(factor, HadamardPower) and factor.exponent == -1)
    if not parts:
        return mul(*front, ones(shape))
    return mul(*front, parts[0] if len(parts) == 1 else Hadamard(*parts))


def by_entry(*factors: Basic) -> Basic:
    """The product by entry of scalars and of what has one shape."""
    scalars = [factor for factor in factors if is_scalar(factor)]
    others = [factor for factor in factors if not is_scalar(factor)]
    return mul(*scalars, hadamard(*others)) if others else mul(*scalars)


def hadamard_power(base: Basic, exponent: Basic | int) -> Basic:
    """Each entry to a power, or to that of the same entry of the exponent; a scalar to each entry's."""
    exponent = S(exponent) if isinstance(exponent, int) else exponent
    if not is_scalar(exponent):
        return HadamardPower(base, exponent)
    if is_scalar(base):
        return power(base, exponent)
    if exponent == 1:
        return base
    if exponent == 0 or is_ones(base):
        return ones(shape_of(base))
    if isinstance(base, HadamardPower) and isinstance(exponent, Integer):
        return hadamard_power(base.base, mul(base.exponent, exponent))
    return HadamardPower(base, exponent)


def kronecker(*factors: Basic) -> Basic:
    """X ⊗ Y ⊗ …, with scalars in front; neighbouring identities are one."""
    if any(is_zero(factor) for factor in factors):
        return zero(Kronecker(*factors).shape)
    front: list[Basic] = []
    parts: list[Basic] = []
    for factor in factors:
        if is_scalar(factor):
            front.append(factor)
            continue
        bare = factor
        if isinstance(factor, Mul) and factor.scalars:
            front.extend(factor.scalars)
            bare = mul(*factor.chain)
        for part in bare.args if isinstance(bare, Kronecker) else (bare,):
            if parts and isinstance(parts[-1], Identity) and isinstance(part, Identity):
                parts[-1] = Identity(parts[-1].args[0] * part.args[0])
            else:
                parts.append(part)
    if len(parts) > 1:
        return mul(*front, Kronecker(*parts))
    return mul(*front, *parts)


@remembered
def transpose(expr: Basic) -> Basic:
    """Xᵀ, on symbols where that is possible, and X itself where X is known to be symmetric."""
    if is_scalar(expr):
        return expr
    turn = TRANSPOSED.get(type(expr))
    return turn(expr) if turn else Transpose(expr)


def _transpose_variable(expr: Variable) -> Basic:
    if expr.facts & SYMMETRIC_FACTS:
        return expr
    return neg(expr) if "skew" in expr.facts else Transpose(expr)


def _transpose_product(expr: Mul) -> Basic:
    scalars = [factor for factor in expr.args if is_scalar(factor)]
    return mul(*scalars, *(transpose(factor) for factor in reversed(expr.args) if not is_scalar(factor)))


def _transpose_sum(expr: Add) -> Basic:
    turned = [transpose(term) for term in expr.args]
    symmetric = sorted(turned, key=default_sort_key) == sorted(expr.args, key=default_sort_key)
    return expr if symmetric else Transpose(expr)


def _transpose_inverse(expr: Inverse) -> Basic:
    return expr if transpose(expr.args[0]) == expr.args[0] else Transpose(expr)


def _transposed_in_parts(build: Callable[..., Basic]) -> Callable[[Basic], Basic]:
    """The transpose of a product by its factors; of vectors it is printed as a whole."""
    return lambda expr: (
        Transpose(expr) if shape_of(expr)[1] == 1 else build(*(transpose(factor) for factor in expr.args))
    )


# What a node's transpose is, where that is not the node Transpose.
TRANSPOSED: Table[Basic] = dict(
    [
        row(Transpose, lambda expr: expr.args[0]),
        row(Variable, _transpose_variable),
        row(Mul, _transpose_product),
        row(Add, _transpose_sum),
        row(Inverse, _transpose_inverse),
        row(Pow, lambda expr: power(transpose(expr.args[0]), expr.args[1])),
        row(MatrixFunction, lambda expr: MatrixFunction(transpose(expr.arg), expr.name)),
        row(Fill, lambda expr: Fill(expr.args[0], expr.args[2], expr.args[1])),
        row(Identity, lambda expr: expr),
        row(Diag, lambda expr: expr),
        row(CallHessian, lambda expr: expr),
        row(Commutation, lambda expr: Commutation(*reversed(expr.args))),
        row(Expectation, lambda expr: Expectation(transpose(expr.args[0]), *expr.args[1:])),
        row(Covariance, lambda expr: Covariance(expr.right, expr.left, *expr.over)),
        row(IndexedSum, lambda expr: IndexedSum(transpose(expr.args[0]), *expr.args[1:])),
        row(Kronecker, _transposed_in_parts(kronecker)),
        row(Hadamard, _transposed_in_parts(hadamard)),
    ]
)
# A Transpose stands around these; a scalar is its own.
TRANSPOSED_AS_A_WHOLE: frozenset[type[Basic]] = frozenset(
    {
        Family, Member, Unit, HadamardPower, Apply, Softmax, RowSoftmax, RowLogSumExp, DiagPart, Vec, Unvec,
        ArgmaxUnit, PolarFactor, TopSingularPair, CallGradient, Differential, Partial, Bracket,
    }
)  # fmt: skip


@remembered
def inverse(expr: Basic) -> Basic:
    """X⁻¹; the transpose of an inverse is kept outside it, as X⁻ᵀ."""
    if is_scalar(expr):
        return power(expr, -1)
    if isinstance(expr, Inverse):
        return expr.args[0]
    if isinstance(expr, Identity):
        return expr
    if isinstance(expr, Transpose):
        return transpose(inverse(expr.args[0]))
    if isinstance(expr, Pow):
        return power(expr.base, mul(S.NegativeOne, expr.exponent))
    if isinstance(expr, Variable) and "orthogonal" in expr.facts:
        return transpose(expr)
    return Inverse(expr)
