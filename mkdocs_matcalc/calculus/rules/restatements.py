"""What is written in another way before it is differentiated."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Basic

from mkdocs_matcalc.algebra.build import (
    apply,
    bottom_up,
    diag,
    hadamard_power,
    inner,
    mul,
    ones,
    power,
    substitute,
    transpose,
    with_parts,
)
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    Det,
    Diag,
    Function,
    Inner,
    Inverse,
    MaxEntry,
    Norm,
    Pow,
    SumEntries,
    Variable,
    WeightedInner,
    WeightedNorm,
    is_number,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Rule
from mkdocs_matcalc.calculus.derivation import Instance


@CATALOGUE.restatement(
    "Squared norm as an inner product",
    statement=r"\lVert r \rVert^2 = r^\top r, \qquad \lVert R \rVert_F^2 = \mathop{\mathrm{tr}}(R^\top R)",
    example="d/dX ||A X - B||_F^2",
)
def squared_norm(expr: Basic) -> Basic | None:
    if not (isinstance(expr, Pow) and isinstance(expr.base, Norm) and is_number(expr.exponent)):
        return None
    norm, half = expr.base, expr.exponent / 2
    return power(inner(norm.arg, norm.arg), half) if norm.euclidean and half.is_integer else None


@CATALOGUE.restatement(
    "Inner product",
    statement=r"\langle x, y \rangle = x^\top y, \qquad "
    r"\langle X, Y \rangle = \mathop{\mathrm{tr}}(X^\top Y)",
    example="d/dX <A, X>",
)
def inner_product(expr: Basic) -> Basic | None:
    return inner(*expr.args) if isinstance(expr, Inner) else None


@CATALOGUE.restatement(
    "Squared weighted norm",
    statement=r"\lVert r \rVert_W^2 = r^\top W r",
    condition="$W$ symmetric positive definite",
    example="W in R^(n x n) positive definite\nd/dx ||x - a||_W^2",
)
def squared_weighted_norm(expr: Basic) -> Basic | None:
    if isinstance(expr, Pow) and isinstance(expr.base, WeightedNorm) and is_number(expr.exponent):
        return power(mul(*expr.base.squared.args), expr.exponent / 2) if expr.exponent.is_even else None
    return None


@CATALOGUE.restatement(
    "Weighted inner product",
    statement=r"\langle x, y \rangle_W = x^\top W y",
    example="d/dx <x, y>_W",
)
def weighted_inner_product(expr: Basic) -> Basic | None:
    if not isinstance(expr, WeightedInner):
        return None
    left, weight, right = expr.args
    return mul(transpose(left), weight, right)


@CATALOGUE.restatement(
    "Maximum norm as a largest entry",
    statement=r"\lVert x \rVert_\infty = \max_i \lvert x_i \rvert",
    example="d/dx ||x||_inf",
)
def largest_absolute_value(expr: Basic) -> Basic | None:
    if isinstance(expr, Norm) and expr.kind == "inf":
        return MaxEntry(apply("abs", expr.arg))
    return None


@CATALOGUE.restatement(
    "Sum of entries as an inner product",
    statement=r"\sum_i x_i = \mathbf{1}^\top x",
    example="d/dx sum(exp(A x))",
)
def sum_of_entries(expr: Basic) -> Basic | None:
    if isinstance(expr, SumEntries) and is_vector(expr.args[0]):
        rows, columns = shape_of(expr.args[0])
        return mul(ones((columns, rows)), expr.args[0])
    return None


@CATALOGUE.restatement(
    "Power of a diagonal matrix",
    statement=r"\mathop{\mathrm{diag}}(x)^k = \mathop{\mathrm{diag}}(x^{\odot k}), \qquad "
    r"\mathop{\mathrm{diag}}(x)^{-1} = \mathop{\mathrm{diag}}(1 \oslash x)",
    condition="no entry of $x$ is $0$ where $k < 0$",
    example="d/dx a^T diag(x)^-2 a",
)
def power_of_diagonal(expr: Basic) -> Basic | None:
    """diag(x)ᵏ as diag(x^⊙k), also of k < 0."""
    if isinstance(expr, Inverse) and isinstance(expr.args[0], Diag):
        return diag(hadamard_power(expr.args[0].args[0], -1))
    if isinstance(expr, Pow) and isinstance(expr.base, Diag):
        return diag(hadamard_power(expr.base.args[0], expr.exponent))
    return None


@CATALOGUE.restatement(
    "Logarithm of a diagonal matrix's determinant",
    statement=r"\log\det\mathop{\mathrm{diag}}(x) = \mathbf{1}^\top \log(x)",
    condition="every entry of $x$ is positive",
    example="d/dx logdet(diag(x))",
)
def determinant_of_diagonal(expr: Basic) -> Basic | None:
    """log det diag(x) as 1ᵀ log(x)."""
    inside = expr.arg if isinstance(expr, Apply) and expr.function == Function("log") else None
    if not (isinstance(inside, Det) and isinstance(inside.args[0], Diag)):
        return None
    logs = apply("log", inside.args[0].args[0])
    return inner(ones(shape_of(logs)), logs)


def restate(
    expr: Basic, origins: dict[Basic, Basic] | None = None, told: list[Instance] | None = None
) -> tuple[Basic, tuple[Rule, ...]]:
    """The expression restated throughout, and the rules that did it.

    Args:
        origins: Filled with what each part of the restated expression was before.
        told: Filled with what each rule was used on.
    """
    used: list[Instance] = []
    restated = _restated(expr, used, origins)
    if told is not None:
        told += used
    return restated, tuple(dict.fromkeys(each.rule for each in used))


def looked_through(expr: Basic, definitions: Mapping[Variable, Basic]) -> Basic:
    """The expression with the names put in whose values a restatement needs: of f = tr(K), K = A ⊗ B.

    Args:
        definitions: The names that may be put in.
    """
    names = {name: value for name, value in definitions.items() if name in expr.free_symbols}
    gained = names and _gained(expr, names)
    if not gained:
        return expr
    for name in [*names]:
        others = {each: value for each, value in names.items() if each != name}
        if _gained(expr, others) >= gained:
            names = others
    return looked_through(substitute(expr, dict(names)), definitions)


def _gained(expr: Basic, names: Mapping[Variable, Basic]) -> set[Rule]:
    """What restates an expression once names are put in, and neither it nor one of their values alone."""
    known = {rule for each in (expr, *names.values()) for rule in restate(each)[1]}
    return {*restate(substitute(expr, dict(names)))[1]} - known


def _restated(expr: Basic, used: list[Instance], origins: dict[Basic, Basic] | None) -> Basic:
    def changed(node: Basic, args: list[Basic]) -> Basic:
        current = with_parts(node, args)
        restated = CATALOGUE.restated(current)
        if restated is not None:
            rule, other = restated
            used.append(Instance(rule, current, other))
            current = _restated(other, used, None)
        if origins is not None:
            origins.setdefault(current, node)
        return current

    return bottom_up(expr, changed)
