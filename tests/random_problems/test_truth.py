"""The truth itself: known results, derivatives against differences, and nothing of the product in it."""

from __future__ import annotations

import ast
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from .build import add, fn, kron, mul, norm, num, power, scalar, t
from .generate import generated
from .jets import FUNCTIONS, Array, Jet, Undefined, by_entry, singular_values
from .jets import norm as norm_of
from .nodes import SCALAR, Node, Problem, Request, Variable
from .truth import Evaluation, Point, draw, truth

HERE = Path(__file__).parent
OWN = (
    "nodes", "build", "jets", "truth", "spell", "leaves", "expressions", "programs", "generate", "coverage"
)  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_the_truth_shares_nothing_with_the_product(name: str) -> None:
    tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [alias.name for alias in node.names]
            imported |= {"." * node.level + name for name in names}
    assert not {module for module in imported if "matcalc" in module or "sympy" in module}
    # What is imported from here is held to the same.
    assert {module[1:] for module in imported if module.startswith(".")} <= set(OWN)


# --- results known by hand ------------------------------------------------------------------------

N, M = ("n", "1"), ("m", "n")


def var(name: str, kind: tuple[str, str]) -> Node:
    return Node("var", (), kind, name)


A, x, y, b = var("A", M), var("x", N), var("y", N), var("b", ("m", "1"))
S, P, X = var("S", ("n", "n")), var("P", ("n", "n")), var("X", M)
s = var("s", SCALAR)
KINDS = {"A": M, "x": N, "y": N, "b": ("m", "1"), "S": ("n", "n"), "P": ("n", "n"), "X": M, "s": SCALAR}


def problem(function: Node, *wrt: str, order: int = 1, **facts: tuple[str, ...]) -> Problem:
    variables = {name: Variable(name, kind, facts.get(name, ())) for name, kind in KINDS.items()}
    return Problem(variables, {}, {}, (Request(function, wrt, order),), ("m", "n"))


def at_a_point(asked: Problem, draws: int = 50) -> tuple[Array, dict[str, Array]]:
    rng = random.Random("by hand")
    for _ in range(draws):
        try:
            found = truth(asked, draw(asked, rng))
        except Undefined:
            continue
        return found.derivatives[0], {
            name: found.point.argument(each) for name, each in asked.variables.items()
        }
    raise AssertionError("no point has a value")


def softmax(z: Array) -> Array:
    raised = np.exp(z - z.max())
    return raised / raised.sum()


RESIDUAL = add(mul(A, x), b, "sub")
# sum_i y_i x_i^2
WEIGHTED = Node(
    "indexsum",
    (mul(Node("entry", (y,), SCALAR, ("i",)), power(Node("entry", (x,), SCALAR, ("i",)), 2)),),
    SCALAR,
    ("i", "n"),
)


def _softmax_slope(x: Array) -> Array:
    return np.diag(softmax(x)) - np.outer(softmax(x), softmax(x))


def _norm_bend(x: Array) -> Array:
    return (np.eye(len(x)) - np.outer(x, x) / (x @ x)) / np.linalg.norm(x)


def _polar(X: Array) -> Array:
    u, _, v = np.linalg.svd(X, full_matrices=False)
    return np.asarray(u @ v)


def _top(X: Array) -> Array:
    u, _, v = np.linalg.svd(X, full_matrices=False)
    return np.outer(u[:, 0], v[0])


BY_HAND = [
    (problem(power(norm(RESIDUAL), 2), "x"), lambda A, x, b, **_: 2 * A.T @ (A @ x - b)),
    (problem(power(norm(RESIDUAL), 2), "A"), lambda A, x, b, **_: 2 * np.outer(A @ x - b, x)),
    (problem(power(norm(RESIDUAL), 2), "x", "x", order=2), lambda A, **_: 2 * A.T @ A),
    (problem(mul(t(x), mul(S, x)), "x"), lambda S, x, **_: (S + S.T) @ x),
    (problem(mul(t(x), mul(S, x)), "S", S=("symmetric",)), lambda x, **_: np.outer(x, x)),
    (problem(scalar("logdet", P), "P", P=("positive definite",)), lambda P, **_: np.linalg.inv(P).T),
    (problem(scalar("det", S), "S"), lambda S, **_: np.linalg.det(S) * np.linalg.inv(S).T),
    (problem(scalar("tr", mul(t(X), A)), "X"), lambda A, **_: A),
    (
        problem(scalar("tr", Node("inv", (P,), P.kind)), "P"),
        lambda P, **_: -np.linalg.matrix_power(np.linalg.inv(P), 2).T,
    ),
    (problem(scalar("logsumexp", x), "x"), lambda x, **_: softmax(x)),
    (problem(scalar("logsumexp", x), "x", "x", order=2), lambda x, **_: _softmax_slope(x)),
    (problem(Node("softmax", (x,), N), "x"), lambda x, **_: _softmax_slope(x)),
    (problem(mul(A, x), "x"), lambda A, **_: A.T),
    (problem(mul(A, x), "A"), lambda A, x, **_: np.kron(x[:, None], np.eye(len(A)))),
    (problem(mul(s, x), "s"), lambda x, **_: x),
    (problem(mul(t(b), mul(A, x)), "b", "x", order=2), lambda A, **_: A),
    (problem(norm(x), "x"), lambda x, **_: x / np.linalg.norm(x)),
    (problem(norm(x), "x", "x", order=2), lambda x, **_: _norm_bend(x)),
    (problem(norm(X, "nuc"), "X"), lambda X, **_: _polar(X)),
    (problem(norm(X, "spectral"), "X"), lambda X, **_: _top(X)),
    (problem(norm(x, "1"), "x"), lambda x, **_: np.sign(x)),
    (problem(scalar("sum", fn("exp", mul(A, x))), "x"), lambda A, x, **_: A.T @ np.exp(A @ x)),
    (problem(power(s, 3), "s", "s", order=2), lambda s, **_: 6 * s),
    (problem(Node("expo", (num(2), s)), "s"), lambda s, **_: 2**s * np.log(2)),
    (problem(scalar("mean", power(x, 2)), "x"), lambda x, **_: 2 * x / len(x)),
    (problem(scalar("tr", kron(S, P)), "S"), lambda P, **_: np.trace(P) * np.eye(len(P))),
    (problem(WEIGHTED, "x"), lambda x, y, **_: 2 * x * y),
]


@pytest.mark.parametrize("number", range(len(BY_HAND)))
def test_known_results(number: int) -> None:
    asked, known = BY_HAND[number]
    found, values = at_a_point(asked)
    right = np.asarray(known(**values))
    assert found.shape == right.shape
    assert found == pytest.approx(right, rel=1e-9, abs=1e-9)


# --- derivatives against differences --------------------------------------------------------------

STEP = 1e-5


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_against_differences(name: str) -> None:
    function = FUNCTIONS[name]
    at = np.array([[0.31, 0.52, 0.83]] if name in ("log", "sqrt") else [[-0.71, 0.32, 0.64]])
    one, none = np.ones((1, 1, 3)), np.zeros((1, 1, 1, 3))
    jet = function(Jet(at, one, none))
    above, below = function(Jet(at + STEP, one, none)), function(Jet(at - STEP, one, none))
    zero = np.zeros_like(at)
    slope = jet.d[0] if jet.d is not None else zero
    bend = jet.h[0, 0] if jet.h is not None else zero
    slopes = [each.d[0] if each.d is not None else zero for each in (above, below)]
    assert slope == pytest.approx((above.v - below.v) / (2 * STEP), rel=1e-6, abs=1e-8)
    assert bend == pytest.approx((slopes[0] - slopes[1]) / (2 * STEP), rel=1e-6, abs=1e-8)


def _moved(point: Point, name: str, entry: tuple[int, int], by: float) -> Point:
    value = point.values[name].copy()
    value[entry] += by
    return replace(point, values={**point.values, name: value})


@pytest.mark.parametrize("number", range(80))
def test_random_problems_against_differences(number: int) -> None:
    asked, (first, _) = generated("differences", number)
    for request in asked.requests:
        name = request.wrt[-1]
        if name in asked.definitions:
            continue
        value = first.point.values[name]
        entry = (value.shape[0] - 1, 0)
        at = Evaluation(asked, first.point, request.wrt, request.order).of(request.function)
        moved = [
            Evaluation(asked, _moved(first.point, name, entry, by), request.wrt, request.order).of(
                request.function
            )
            for by in (STEP, -STEP)
        ]
        column = Evaluation(asked, first.point, request.wrt).spans[name].start + entry[0]
        ways = [(at.v, at.d, [each.v for each in moved])]
        if request.order == 2:
            ways.append((at.d, at.h, [each.d for each in moved]))
        for lower, derived, (above, below) in ways:
            if derived is None or lower is None:
                assert above is None or above == pytest.approx(below)
                continue
            exact = derived[column] if derived.ndim == 3 else derived[:, column]
            scale = max(1.0, float(np.max(np.abs(exact))), float(np.max(np.abs(lower))))
            assert (above - below) / (2 * STEP) == pytest.approx(exact, rel=1e-4, abs=1e-5 * scale)


def test_second_derivatives_of_singular_values_against_differences() -> None:
    rng = np.random.default_rng(1)
    at, way = rng.standard_normal((2, 4, 3))

    def moved(by: float) -> tuple[float, float, float]:
        jet = norm_of(Jet(at + by * way, way[None], np.zeros((1, 1, 4, 3))), "spectral")
        assert jet.d is not None
        assert jet.h is not None
        return jet.v.item(), jet.d.item(), jet.h.item()

    (above, slope_above, _), (below, slope_below, _), (_, slope, bend) = (
        moved(by) for by in (STEP, -STEP, 0)
    )
    assert slope == pytest.approx((above - below) / (2 * STEP), rel=1e-7)
    assert bend == pytest.approx((slope_above - slope_below) / (2 * STEP), rel=1e-7)
    assert [each.v.item() for each in singular_values(Jet(at))] == pytest.approx(np.linalg.svd(at)[1])


def test_what_does_not_move_may_stand_at_a_kink() -> None:
    assert [FUNCTIONS[name](Jet(np.zeros((1, 1)))).v.item() for name in ("sign", "abs", "relu", "elu")] == [
        0
    ] * 4


def test_a_kink_has_no_derivative() -> None:
    with pytest.raises(Undefined):
        FUNCTIONS["relu"](Jet(np.zeros((1, 1)), np.ones((1, 1, 1))))
    with pytest.raises(Undefined):
        by_entry(Jet(np.ones((1, 1))), np.full((1, 1), np.nan), np.ones((1, 1)), np.ones((1, 1)))
