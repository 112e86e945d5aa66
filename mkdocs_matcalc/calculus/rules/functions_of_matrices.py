"""Functions of a square matrix as a whole (Higham, Functions of Matrices, chapters 1 and 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sympy import Basic, Expr, S

from mkdocs_matcalc.algebra.build import (
    add,
    apply,
    diag,
    identity,
    is_zero,
    matrix_function,
    mul,
    neg,
    power,
    sub,
    terms_of,
    trace,
)
from mkdocs_matcalc.algebra.exponents import counts, is_whole
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Det,
    Diag,
    Function,
    Inverse,
    MatrixFunction,
    Mul,
    Pow,
    Trace,
    is_number,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate

POSITIVE_SPECTRUM = "has no eigenvalue that is 0 or negative"


def _power(node: Trace) -> Pow | None:
    """The power that a trace is of; of a square the product rule shows why."""
    inside = node.args[0]
    is_one = isinstance(inside, Pow) and is_number(inside.exponent) and inside.exponent != 2
    return inside if isinstance(inside, Pow) and is_one else None


def _of_power(node: Pow) -> tuple[Condition, ...]:
    """What a matrix must be to have such a power, and the power a differential."""
    if not is_whole(node.exponent):
        return (Condition(POSITIVE_SPECTRUM, node.base),)
    return () if counts(node.exponent) else (Condition("invertible", node.base),)


@CATALOGUE.differential(
    "Trace of a power",
    Trace,
    statement=r"\mathrm{d}\mathop{\mathrm{tr}}(X^k) = k \mathop{\mathrm{tr}}(X^{k-1}\, \mathrm{d}X)",
    condition="$X$ invertible where $k < 0$; no eigenvalue $0$ or negative where $k$ is no whole number",
    example="d/dX tr(X^k)",
    match=_power,
    needs=_of_power,
    operands=lambda node: (node.base,),
    role="square",
)
def trace_of_a_power(node: Pow, d: Differentiate) -> Basic:
    lower = power(node.base, sub(node.exponent, S.One))
    return mul(node.exponent, trace(mul(lower, d(node.base))))


class _Term(NamedTuple):
    """c Xᵖ expm(X)ᵃ logm(X)ᵇ of one matrix X."""

    scale: Basic
    power: Expr
    exponentials: Expr
    logarithms: Expr

    def of(self, matrix: Basic) -> Basic:
        """The term at a matrix."""
        factors = (
            power(matrix, self.power),
            power(matrix_function(matrix, "expm"), self.exponentials),
            power(matrix_function(matrix, "logm"), self.logarithms),
        )
        return mul(self.scale, *factors)

    def derivatives(self) -> Iterator[_Term]:
        """The terms of its derivative as a function of one number."""
        if self.power != 0:
            yield self._replace(scale=mul(self.power, self.scale), power=self.power - 1)
        if self.exponentials != 0:
            yield self._replace(scale=mul(self.exponentials, self.scale))
        if self.logarithms != 0:
            yield self._replace(
                scale=mul(self.logarithms, self.scale), power=self.power - 1, logarithms=self.logarithms - 1
            )


class _Of(NamedTuple):
    """A sum of functions of one matrix and of other terms: the matrix, the functions, and the others."""

    matrix: Basic
    terms: tuple[_Term, ...]
    rest: tuple[Basic, ...]


def _functions(node: Trace) -> _Of | None:
    """A trace of exponentials and logarithms of one matrix, of its powers, and of other terms."""
    terms = terms_of(node.args[0])
    function = next((each for term in terms for factor in _chain(term) for each in _within(factor)), None)
    if function is None:
        return None
    read = [(term, _term(term, function.arg)) for term in terms]
    found = tuple(each for _, each in read if each is not None)
    return _Of(function.arg, found, tuple(term for term, each in read if each is None)) if found else None


def _chain(term: Basic) -> tuple[Basic, ...]:
    return term.chain if isinstance(term, Mul) else (term,)


def _within(factor: Basic) -> tuple[MatrixFunction, ...]:
    """The function that a factor is a power of."""
    base = factor.args[0] if isinstance(factor, Pow | Inverse) else factor
    return (base,) if isinstance(base, MatrixFunction) else ()


def _term(term: Basic, matrix: Basic) -> _Term | None:
    """A term as a function of a matrix; None where it is none."""
    scale = mul(*term.scalars) if isinstance(term, Mul) else S.One
    exponents: dict[str, Expr] = {"": S.Zero, "expm": S.Zero, "logm": S.Zero}
    one = _chain(matrix) if not (isinstance(matrix, Mul) and matrix.scalars) else (matrix,)
    chain = list(_chain(term))
    while chain:
        if tuple(chain[: len(one)]) == one:
            exponents[""] += 1
            del chain[: len(one)]
            continue
        base, exponent = _base_and_exponent(chain.pop(0))
        name = base.name if isinstance(base, MatrixFunction) else ""
        if (base.arg if isinstance(base, MatrixFunction) else base) != matrix or exponent is None:
            return None
        exponents[name] += exponent
    return _Term(scale, *exponents.values())


def _base_and_exponent(factor: Basic) -> tuple[Basic, Expr | None]:
    if isinstance(factor, Pow):
        return factor.base, factor.exponent if is_number(factor.exponent) else None
    return (factor.args[0], S.NegativeOne) if isinstance(factor, Inverse) else (factor, S.One)


def _slope(terms: tuple[_Term, ...], matrix: Basic) -> Basic:
    """f′(X) of the sum f of some terms, equal ones collected."""
    found: dict[tuple[Expr, ...], Basic] = {}
    for each in (slope for term in terms for slope in term.derivatives()):
        scale, *exponents = each
        key = tuple(exponents)
        found[key] = add(found.get(key, S.Zero), scale)
    return add(*(_Term(scale, *key).of(matrix) for key, scale in found.items() if not is_zero(scale)))


def _of_functions(parts: _Of) -> tuple[Condition, ...]:
    has_logarithm = any(term.logarithms != 0 or not is_whole(term.power) for term in parts.terms)
    if has_logarithm:
        return (Condition(POSITIVE_SPECTRUM, parts.matrix),)
    has_inverse = any(not counts(term.power) for term in parts.terms)
    return (Condition("invertible", parts.matrix),) if has_inverse else ()


@CATALOGUE.differential(
    "Trace of a matrix function",
    Trace,
    statement=r"\mathrm{d}\mathop{\mathrm{tr}}(f(X)) = \mathop{\mathrm{tr}}(f'(X)\, \mathrm{d}X)",
    condition="$f$ a function of the matrix as a whole, such as $\\mathop{\\mathrm{expm}}(X)$ or "
    "$X \\mathop{\\mathrm{logm}}(X)$, and $f'$ its derivative as a function of a number; for a logarithm, no "
    "eigenvalue of $X$ is $0$ or negative",
    example="d/dX tr(expm(X))",
    match=_functions,
    needs=_of_functions,
    # A name for A X would leave the A X of A X logm(A X) as it is.
    operands=lambda parts: () if isinstance(parts.matrix, Mul) else (parts.matrix,),
    role="square",
)
def trace_of_a_matrix_function(parts: _Of, d: Differentiate) -> Basic | None:
    if any(not is_zero(d(term.scale)) for term in parts.terms):
        return None
    slope = _slope(parts.terms, parts.matrix)
    return add(trace(mul(slope, d(parts.matrix))), *(trace(d(term)) for term in parts.rest))


def _times_a_number(node: Basic) -> tuple[MatrixFunction | Pow, Basic, Basic] | None:
    """A function of u A with a number u: the node, u and A."""
    if not isinstance(node, MatrixFunction | Pow) or is_scalar(node):
        return None
    if isinstance(node, Pow) and is_whole(node.exponent):
        return None
    inside = node.args[0]
    if not isinstance(inside, Mul) or not inside.scalars:
        return None
    return node, mul(*inside.scalars), mul(*inside.chain)


@CATALOGUE.differential(
    "Function of a matrix times a number",
    MatrixFunction,
    Pow,
    statement=r"\mathrm{d}\mathop{\mathrm{expm}}(u A) = A \mathop{\mathrm{expm}}(u A)\, \mathrm{d}u, \qquad "
    r"\mathrm{d}\mathop{\mathrm{logm}}(u A) = \frac{\mathrm{d}u}{u}\, I, \qquad "
    r"\mathrm{d}((u A)^{1/2}) = \frac{1}{2} (u A)^{-1/2} A\, \mathrm{d}u",
    condition="$A$ constant; for a logarithm or a root, no eigenvalue of $u A$ is $0$ or negative; other "
    "powers as the root",
    example="t in R\nd/dt a^T expm(t A) b",
    match=_times_a_number,
    needs=lambda parts: (
        ()
        if isinstance(parts[0], MatrixFunction) and parts[0].name == "expm"
        else (Condition(POSITIVE_SPECTRUM, parts[0].args[0]),)
    ),
    operands=lambda parts: (),
)
def function_of_a_matrix_times_a_number(
    parts: tuple[MatrixFunction | Pow, Basic, Basic], d: Differentiate
) -> Basic | None:
    node, number, matrix = parts
    if not is_zero(d(matrix)) or is_zero(d(number)):
        return None
    inside = node.args[0]
    if isinstance(node, Pow):
        return mul(node.exponent, d(number), power(inside, sub(node.exponent, S.One)), matrix)
    if node.name == "expm":
        return mul(d(number), matrix, node)
    return mul(d(number), power(number, S.NegativeOne), identity(shape_of(node)[0]))


@CATALOGUE.restatement(
    "Function of a diagonal matrix",
    statement=r"\mathop{\mathrm{expm}}(\mathop{\mathrm{diag}}(x)) = \mathop{\mathrm{diag}}(\exp(x)), \qquad "
    r"\mathop{\mathrm{logm}}(\mathop{\mathrm{diag}}(x)) = \mathop{\mathrm{diag}}(\log(x))",
    condition="for the logarithm, every entry of $x$ is positive",
    example="d/dx a^T expm(diag(x)) b",
)
def function_of_a_diagonal_matrix(expr: Basic) -> Basic | None:
    if isinstance(expr, MatrixFunction) and isinstance(expr.arg, Diag):
        return diag(apply(expr.name.removesuffix("m"), expr.arg.args[0]))
    return None


@CATALOGUE.restatement(
    "Determinant of an exponential",
    statement=r"\det\mathop{\mathrm{expm}}(X) = \exp(\mathop{\mathrm{tr}}(X)), \qquad "
    r"\log\det\mathop{\mathrm{expm}}(X) = \mathop{\mathrm{tr}}(X)",
    example="d/dX det(expm(X))",
)
def determinant_of_an_exponential(expr: Basic) -> Basic | None:
    if isinstance(expr, Apply) and expr.function == Function("log"):
        inside = _exponential_of_a_trace(expr.arg) or expr.arg
        # The determinant in it was restated before.
        is_one = isinstance(inside, Apply) and inside.function == Function("exp")
        return inside.arg if isinstance(inside, Apply) and is_one and inside.arg.has(Trace) else None
    return _exponential_of_a_trace(expr)


def _exponential_of_a_trace(expr: Basic) -> Basic | None:
    if isinstance(expr, Det) and isinstance(expr.args[0], MatrixFunction) and expr.args[0].name == "expm":
        return apply("exp", trace(expr.args[0].arg))
    return None


@CATALOGUE.restatement(
    "Determinant of a root",
    statement=r"\det(X^{1/2}) = \det(X)^{1/2}, \qquad \log\det(X^{1/2}) = \frac{1}{2} \log\det X",
    condition="no eigenvalue of $X$ is $0$ or negative; other powers as the root",
    example="d/dX logdet(X^(1/2))",
)
def determinant_of_a_root(expr: Basic) -> Basic | None:
    is_log = isinstance(expr, Apply) and expr.function == Function("log")
    inside = expr.args[1] if is_log else expr
    if is_log and isinstance(inside, Pow) and isinstance(inside.base, Det) and not is_whole(inside.exponent):
        # The determinant in it was restated before.
        return mul(inside.exponent, apply("log", inside.base))
    root = inside.args[0] if isinstance(inside, Det) else None
    if not isinstance(root, Pow) or is_whole(root.exponent):
        return None
    if is_log:
        return mul(root.exponent, apply("log", Det(root.base)))
    return power(Det(root.base), root.exponent)


EXPONENTIAL = "it is the integral over s from 0 to 1 of expm(s {0}) d({0}) expm((1 - s) {0})"
LOGARITHM = "it is the integral over s from 0 to 1 of (s ({0} - I) + I)^-1 d({0}) (s ({0} - I) + I)^-1"
ROOT = "it is the S with R S + S R = d({0}), of R = {0}^(1/2), a Sylvester equation"
ROOT_OF_THE_INVERSE = (
    "it is -R^-1 S R^-1 with the S of the Sylvester equation R S + S R = d({0}), of R = {0}^(1/2)"
)
ROOTS: dict[Basic, str] = {S.Half: ROOT, -S.Half: ROOT_OF_THE_INVERSE}
POWER = "between eigenvectors of {0} it is d({0}) times the slopes of the power from eigenvalue to eigenvalue"


def without_closed_form(expr: Basic) -> str:
    """What the differential of a function of a matrix is where no formula gives it, in words."""
    if isinstance(expr, MatrixFunction):
        form = EXPONENTIAL if expr.name == "expm" else LOGARITHM
    elif isinstance(expr, Pow) and not is_scalar(expr) and not is_whole(expr.exponent):
        form = ROOTS.get(expr.exponent, POWER)
    else:
        return ""
    inside = expr.args[0]
    return form.format(f"({plain(inside)})" if isinstance(inside, Add) else plain(inside))


def with_open_sign(expr: Basic) -> Basic | None:
    """The exponent of a matrix, where it is a whole number of which nothing says whether it is negative."""
    is_one = isinstance(expr, Pow) and not is_scalar(expr) and is_number(expr.exponent)
    if not isinstance(expr, Pow) or not is_one or not is_whole(expr.exponent):
        return None
    return None if counts(expr.exponent) or counts(neg(expr.exponent)) else expr.exponent
