"""Errors planted in results and in lines of right derivations are found, every one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from sympy import Basic, Rational, S, Symbol

from mkdocs_matcalc.algebra.nodes import (
    Add,
    Mul,
    Node,
    Partial,
    SumEntries,
    Transpose,
    Unit,
    Variable,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.errors import CheckFailed
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.numerics.check import agree
from mkdocs_matcalc.verify.checked import checked

NETWORK = """
u1 = P1 x + c1
k1 = {g}(u1)
u2 = P2 k1 + c2
k2 = {g}(u2)
J = ||P3 k2 - t||^2
dJ/d(P1, c1, P2, c2, P3)
"""
PROBLEMS = {
    "least squares": "d/du ||M u - b||^2",
    "quadratic form": "d/du u^T M u",
    "by a matrix": "d/dM ||M u - b||^2",
    "trace": "d/dZ tr(Z^T M Z)",
    "inverse": "d/dZ tr(Z^-1 M)",
    "log det": "Z in R^(n x n) positive definite\nd/dZ (logdet(Z) + u^T Z^-1 u)",
    "logistic loss": "d/dv sum(log(1 + exp(-t ⊙ Z v)))",
    "norm": "d/du ||M u - b||",
    "jacobian": "d/du softmax(M u)",
    "jacobian by a matrix": "d/dM (M u)",
    "hessian": "d^2/du^2 ||M u - b||^2",
    "larger hessian": "d^2/du^2 sum(log(1 + exp(-t ⊙ M u)))",
    "by entries": "option method = index\nd/du ||M u - b||^2",
    "quadratic form by entries": "option method = index\nd/du u^T M u",
    "a family": "x_i in R^d\nt_i in R\nd/dv sum_{i=1}^n (v^T x_i - t_i)^2",
    "abstract": "g : R -> R\nd/du sum(g(M u))",
    "two variables": "J = ||M u - b||^2\ndJ/d(M, u)",
    "constrained": "option symmetric = constrained\nZ in R^(n x n) symmetric\nd/dZ u^T Z u",
    "solved": "solve d/dv ||Z v - t||^2 = 0",
    "declared sizes": "M in R^(30 x 200)\nd/dM ||M u - b||^2",
    "network": NETWORK.format(g="tanh"),
    "relu network": NETWORK.format(g="relu"),
}


def right(name: str) -> Derivation:
    return derive(parse(PROBLEMS[name], {}))


def deep(layers: int) -> str:
    lines = [
        f"u{at} = P{at} {f'k{at - 1}' if at > 1 else 'x'}\nk{at} = tanh(u{at})" for at in range(1, layers + 1)
    ]
    wrt = ", ".join(f"P{at}" for at in range(1, layers + 1))
    return "\n".join([*lines, f"J = ||k{layers} - t||^2", f"dJ/d({wrt})"])


def parts(expr: Basic) -> Iterator[Basic]:
    yield expr
    for part in expr.args if isinstance(expr, Node) and not isinstance(expr, Variable) else ():
        yield from parts(part)


def dropped(expr: Basic) -> Iterator[Basic]:
    """The expression without one term of one of its sums."""
    for total in dict.fromkeys(part for part in parts(expr) if isinstance(part, Add)):
        for at in range(len(total.args)):
            kept = [*total.args[:at], *total.args[at + 1 :]]
            yield expr.xreplace({total: kept[0] if len(kept) == 1 else Add(*kept)})


def swapped(expr: Basic) -> Iterator[Basic]:
    """The expression with a square matrix for its transpose, or with a size or a neighbour for a number."""
    for part in dict.fromkeys(parts(expr)):
        if isinstance(part, Transpose) and part.shape[0] == part.shape[1]:
            yield expr.xreplace({part: part.args[0]})
        if isinstance(part, Mul) and isinstance(part.args[0], Rational):
            number, *rest = part.args
            sizes = [size for size in (*shape_of(part), *shape_of(rest[0])) if isinstance(size, Symbol)]
            for other in dict.fromkeys((*sizes, number + 1, 1 / number)):
                yield expr.xreplace({part: Mul(other, *rest)})


def wrong(expr: Basic, definitions: Mapping[Variable, Basic]) -> Iterator[tuple[str, Basic]]:
    """What an expression could be by mistake."""
    yield "half", Mul(Rational(1, 2), expr)
    yield "sign", Mul(S.NegativeOne, expr)
    yield "slightly off", Mul(Rational(10001, 10000), expr)
    rows, columns = shape_of(expr)
    if not is_scalar(expr):
        yield "shape", SumEntries(expr)
        unit = Mul(
            Unit(S(2 if rows != 1 else 1), rows), Transpose(Unit(S(2 if columns != 1 else 1), columns))
        )
        yield "entry", Add(expr, Mul(Rational(1, 10), unit))
    if S.One not in (rows, columns) and agree(expr, Transpose(expr), definitions) != pytest.approx(0):
        yield "transpose", Transpose(expr)
    for number, each in enumerate(dropped(expr)):
        yield f"dropped {number}", each
    for number, each in enumerate(swapped(expr)):
        if agree(expr, each, definitions) != pytest.approx(0):
            yield f"swapped {number}", each


def fails(derivation: Derivation) -> bool:
    try:
        checked(derivation)
    except CheckFailed:
        return True
    return False


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_right_passes(name: str) -> None:
    assert checked(right(name)).check is not None


def named(derivation: Derivation) -> dict[Variable, Basic]:
    lets = {name: what for step in derivation.steps for name, what in step.lets}
    return derivation.definitions | lets


def with_result(derivation: Derivation, at: int, expression: Basic) -> Derivation:
    results = [*derivation.results]
    results[at] = replace(results[at], expression=expression)
    return replace(derivation, results=tuple(results))


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_wrong_result_is_found(name: str) -> None:
    derivation = right(name)
    missed = [
        (str(result.label), what)
        for at, result in enumerate(derivation.results)
        for what, expression in wrong(result.expression, named(derivation))
        if not fails(with_result(derivation, at, expression))
    ]
    assert not missed


def planted(derivation: Derivation) -> Iterator[tuple[str, Derivation]]:
    """The derivation with an error in the last form of one line that is held to equal something."""
    for at, step in enumerate(derivation.steps):
        starts = step.before is None and len(step.forms) == 1
        if not step.forms or (starts and not isinstance(step.lhs, Partial | Variable)):
            continue
        for what, form in wrong(step.forms[-1], named(derivation)):
            steps = [*derivation.steps]
            steps[at] = replace(step, forms=(*step.forms[:-1], form))
            yield f"line {at + 1} {what}: {step.lhs} = {form}", replace(derivation, steps=tuple(steps))


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_wrong_line_is_found(name: str) -> None:
    assert not [where for where, each in planted(right(name)) if not fails(each)]


@pytest.mark.parametrize("at", [0, 11, 23])
def test_however_deep_it_lies_an_error_of_a_part_in_ten_thousand_is_found(at: int) -> None:
    derivation = derive(parse(deep(24), {}))
    assert not fails(derivation)
    for what in ("half", "slightly off", "entry"):
        expression = dict(wrong(derivation.results[at].expression, named(derivation)))[what]
        assert fails(with_result(derivation, at, expression)), what
