"""Each node's value against the same formula written by hand in NumPy."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sympy import Rational, S, preorder_traversal, sqrt
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    ArgmaxUnit,
    Bracket,
    Call,
    CallGradient,
    Commutation,
    Covariance,
    Det,
    Diag,
    DiagPart,
    Differential,
    Entry,
    Expectation,
    Family,
    Fill,
    Function,
    Hadamard,
    HadamardPower,
    Identity,
    IndexedSum,
    Inner,
    Inverse,
    Kronecker,
    KroneckerDelta,
    LogSumExp,
    MaxEntry,
    Mean,
    Member,
    Mul,
    Norm,
    Partial,
    PolarFactor,
    Pow,
    RowLogSumExp,
    RowSoftmax,
    Softmax,
    SumEntries,
    TopSingularPair,
    Trace,
    Transpose,
    Unit,
    Unvec,
    Variable,
    Variance,
    Vec,
    WeightedInner,
    WeightedNorm,
    dimension,
    index,
)
from mkdocs_matcalc.numerics.drawn import draws
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.point import Point, UndefinedError
from mkdocs_matcalc.numerics.sample import Ground, sample
from mkdocs_matcalc.numerics.terms import Terms
from mkdocs_matcalc.numerics.values import VALUES

n, m, i, j = dimension("n"), dimension("m"), index("i"), index("j")
s, t = Variable("s"), Variable("t")
x, z = Variable("x", n), Variable("z", n)
A, B, P = Variable("A", n, n), Variable("B", n, m), Variable("P", n, n, facts=("positive definite",))
F = Family("f", n, m)
r = Variable("r", n)
u, a = Variable("u", n, facts=("random",)), Variable("a", facts=("random",))
q = Variable("q", facts=("random",))
AVERAGE = Expectation(Mul(a, u), Str(""))
POINT = sample(
    (s, t, x, z, A, B, P, Member(F, i), AVERAGE),
    {r: Add(Mul(A, x), z), q: Mul(Transpose(x), u)},
    draw=0,
    moving=(x,),
)


def value(leaf: Variable | Family) -> np.ndarray:
    return POINT.values[leaf]


S_, T_ = value(s).item(), value(t).item()
X, Z, AA, BB, PP = (value(leaf) for leaf in (x, z, A, B, P))
DU, DA = POINT.values[draws(u)], POINT.values[draws(a)]
SIZE, OTHER = POINT.sizes[n], POINT.sizes[m]

TOP = np.outer(X, Z) / (np.linalg.norm(X) * np.linalg.norm(Z))


def by_series(matrix: np.ndarray) -> np.ndarray:
    terms = [np.eye(len(matrix))]
    for number in range(1, 80):
        terms.append(terms[-1] @ matrix / number)
    return sum(terms)


def of_symmetric(matrix: np.ndarray, function: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    values, vectors = np.linalg.eigh(matrix)
    return vectors @ np.diag(function(values)) @ vectors.T


CASES = {
    "number": (Rational(1, 2), 0.5),
    "dimension": (1 / sqrt(n), SIZE**-0.5),
    "variable": (x, X),
    "definition": (r, AA @ X + Z),
    "add": (Add(x, z, x), 2 * X + Z),
    "product of scalars": (Mul(S(3), s, t), 3 * S_ * T_),
    "matrix product with scalars": (Mul(s, Transpose(B), S(2), A, x), 2 * S_ * BB.T @ AA @ X),
    "inner product in a product": (Mul(Mul(Transpose(x), z), A), (X.T @ Z).item() * AA),
    "outer product": (Mul(x, Transpose(z)), np.outer(X, Z)),
    "scalar power": (Pow(s, S(-2)), S_**-2.0),
    "matrix power": (Pow(A, S(3)), AA @ AA @ AA),
    "negative matrix power": (Pow(P, S(-2)), np.linalg.inv(PP @ PP)),
    "transpose": (Transpose(B), BB.T),
    "inverse": (Inverse(P), np.linalg.inv(PP)),
    "powers by two indices": (
        IndexedSum(IndexedSum(Pow(A, j - i + 1), i, j), j, n),
        sum(np.linalg.matrix_power(AA, k) for j_ in range(1, SIZE + 1) for k in range(1, j_ + 1)),
    ),
    "matrix exponential": (nodes.MatrixFunction(A, "expm"), by_series(AA)),
    "exponential of a matrix without eigenvectors": (
        nodes.MatrixFunction(Mul(Unit(S(1), n), Transpose(Unit(S(2), n))), "expm"),
        np.eye(SIZE) + np.eye(SIZE, k=1) * (np.arange(SIZE) == 0)[:, None],
    ),
    "matrix logarithm": (nodes.MatrixFunction(P, "logm"), of_symmetric(PP, np.log)),
    "root of a matrix": (Pow(P, Rational(1, 2)), of_symmetric(PP, np.sqrt)),
    "root of an inverse": (Pow(P, Rational(-3, 2)), of_symmetric(PP, lambda value: value**-1.5)),
    "hadamard": (Hadamard(x, z), X * Z),
    "hadamard power": (HadamardPower(x, S(3)), X**3),
    "power of each entry": (HadamardPower(Rational(3, 2), x), 1.5**X),
    "power by entry": (HadamardPower(Apply(Function("exp"), x), z), np.exp(X * Z)),
    "kronecker": (Kronecker(B, A), np.kron(BB, AA)),
    "identity": (Identity(n), np.eye(SIZE)),
    "fill": (Fill(s, n, m), np.full((SIZE, OTHER), S_)),
    "unit": (Unit(S(2), n), np.eye(SIZE)[:, [1]]),
    "frobenius": (nodes.Frobenius(A, P), np.trace(AA.T @ PP)),
    "constrained": (nodes.Constrained(Transpose(B), Str("symmetric")), BB.T),
    "trace": (Trace(A), sum(AA[k, k] for k in range(SIZE))),
    "det": (Det(A), np.prod(np.linalg.eigvals(AA)).real),
    "euclidean norm": (Norm(x, "2"), math.sqrt(sum(X.ravel() ** 2))),
    "spectral norm": (Norm(A, "2"), np.linalg.svd(AA)[1][0]),
    "frobenius norm": (Norm(B, "F"), math.sqrt(np.trace(BB.T @ BB))),
    "one norm of a matrix": (Norm(B, "1"), sum(abs(BB.ravel()))),
    "infinity norm": (Norm(x, "inf"), max(abs(X.ravel()))),
    "nuclear norm": (Norm(A, "nuc"), sum(np.linalg.svd(AA)[1])),
    "weighted norm": (WeightedNorm(x, P), math.sqrt((X.T @ PP @ X).item())),
    "weighted inner product": (WeightedInner(x, A, z), (X.T @ AA @ Z).item()),
    "inner": (Inner(A, P), np.trace(AA.T @ PP)),
    "sum of entries": (SumEntries(B), sum(BB.ravel())),
    "mean": (Mean(B), sum(BB.ravel()) / BB.size),
    "variance": (Variance(x), sum((X.ravel() - sum(X.ravel()) / SIZE) ** 2) / SIZE),
    "log-sum-exp": (LogSumExp(x), math.log(sum(np.exp(X.ravel())))),
    "softmax": (Softmax(x), np.exp(X) / sum(np.exp(X.ravel()))),
    "softmax of rows": (
        RowSoftmax(B),
        np.array([np.exp(row) / sum(np.exp(row)) for row in BB]),
    ),
    "log-sum-exp of rows": (RowLogSumExp(B), np.array([[math.log(sum(np.exp(row)))] for row in BB])),
    "largest entry": (MaxEntry(B), max(BB.ravel())),
    "place of the largest entry": (ArgmaxUnit(x), np.eye(SIZE)[:, [int(np.argmax(X))]]),
    "polar factor": (PolarFactor(P), np.eye(SIZE)),
    "top singular pair": (TopSingularPair(Mul(x, Transpose(z))), TOP),
    "commutation": (Mul(Commutation(n, m), Vec(B)), BB.reshape(-1, 1)),
    "by entry": (Apply(Function("exp"), B), np.exp(BB)),
    "prime by entry": (Apply(Function("relu", 1), x), (X > 0).astype(float)),
    "diag": (Diag(x), np.diag(X.ravel())),
    "diagonal": (DiagPart(A), np.diag(AA)[:, None]),
    "vec undone": (Unvec(Vec(B), n, m), BB),
    "vec": (Vec(B), np.concatenate([BB[:, k] for k in range(OTHER)])[:, None]),
    "entry of a vector": (Entry(x, S(2)), X[1, 0]),
    "entry of a matrix": (Entry(B, S(2), S(1)), BB[1, 0]),
    "member": (Member(F, S(2)), value(F)[1]),
    "indexed sum": (
        IndexedSum(Mul(i, Entry(x, i), Member(F, i)), i, n),
        sum((k + 1) * X[k, 0] * value(F)[k] for k in range(SIZE)),
    ),
    "sum in a sum": (
        IndexedSum(IndexedSum(Mul(i, Entry(A, i, j)), j, n), i, n),
        sum((k + 1) * AA[k].sum() for k in range(SIZE)),
    ),
    "expectation": (AVERAGE, (DA * DU).mean(axis=0)),
    "expectation of a defined name": (
        Expectation(Pow(q, S(2)), Str("")),
        ((X.T @ DU) ** 2).mean(axis=0),
    ),
    "expectation in an expectation": (
        Expectation(Mul(Transpose(u), Expectation(u, Str(""))), Str("")),
        DU.mean(axis=0).T @ DU.mean(axis=0),
    ),
    "expectation in a sum": (
        IndexedSum(Expectation(Mul(i, Entry(u, i)), Str("")), i, n),
        sum((k + 1) * DU.mean(axis=0)[k, 0] for k in range(SIZE)),
    ),
    "expectation of what is not random": (Expectation(x, Str("")), X),
    "covariance": (
        Covariance(u, Mul(a, u), Str("")),
        np.cov(DU[:, :, 0], (DA * DU)[:, :, 0], rowvar=False, ddof=0)[:SIZE, SIZE:],
    ),
    "variance of a random number": (Covariance(a, a, Str("")), DA.var()),
    "variance of a defined name": (Covariance(q, q, Str("")), (X.T @ DU).var()),
    "covariance of what is not random": (Covariance(x, u, Str("")), np.zeros((SIZE, SIZE))),
    "kronecker delta": (
        IndexedSum(IndexedSum(Mul(KroneckerDelta(i, j), Entry(A, i, j)), j, n), i, n),
        np.trace(AA),
    ),
    "bracket": (Bracket(x), X),
    "differential of a constant": (Differential(A), np.zeros_like(AA)),
    "differential": (Differential(r), AA @ POINT.directions[x]),
    "differential of a form": (
        Differential(Mul(Transpose(x), A, x)),
        X.T @ (AA + AA.T) @ POINT.directions[x],
    ),
    "derivative": (Partial(r, x), AA.T),
    "derivative by an intermediate": (Partial(Mul(Transpose(r), r), r), 2 * (AA @ X + Z)),
    "second derivative": (Partial(Mul(Transpose(x), A, x), x, x), AA + AA.T),
    "second differential": (
        Differential(Differential(Mul(Transpose(x), A, x))),
        2 * POINT.directions[x].T @ AA @ POINT.directions[x],
    ),
}


# An abstract function's value is any; its derivatives are held against differences of it.
ABSTRACT = {Call, CallGradient, nodes.CallHessian}


def test_every_node_with_a_value_has_a_case() -> None:
    covered = {type(part) for expr, _ in CASES.values() for part in preorder_traversal(expr)}
    assert VALUES.keys() - covered == ABSTRACT


@pytest.mark.parametrize("name", CASES)
def test_value(name: str) -> None:
    expr, expected = CASES[name]
    found = evaluate(expr, POINT)
    assert found.ndim == 2
    wanted = np.atleast_2d(expected)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-9)


LEAVES = (s, t, x, z, A, B, P, Member(F, i), AVERAGE)
TOGETHER = replace(Ground.of(LEAVES, POINT.definitions, (x,)), unlike=(5, 7)).together(0)


def apart(number: int) -> Point:
    """One of the points that are looked at together."""
    assert TOGETHER is not None
    sizes = {name: int(np.ravel(size)[number % np.size(size)]) for name, size in TOGETHER.sizes.items()}
    values = {leaf: each[number] for leaf, each in TOGETHER.values.items()}
    directions = {leaf: each[number] for leaf, each in TOGETHER.directions.items()}
    return replace(TOGETHER, sizes=sizes, values=values, directions=directions, count=1, known={})


ALIKE = {
    **{name: expr for name, (expr, _) in CASES.items()},
    "abstract": Differential(Call("L", Mul(A, x))),
    "its gradient": Differential(CallGradient("L", x)),
    "its Hessian": nodes.CallHessian("L", x),
    "a free index": Add(Entry(x, i), Mul(i, Transpose(Member(F, i)), Member(F, i), Entry(z, i))),
}


@pytest.mark.parametrize("name", ALIKE)
def test_points_together_are_what_each_is_apart(name: str) -> None:
    assert TOGETHER is not None
    program = Terms(POINT.definitions, VALUES)
    together = Pass.at(program, TOGETHER).value(program.term(ALIKE[name]))
    assert len(together) in (1, 3)
    for number in range(3):
        alone = evaluate(ALIKE[name], apart(number))
        np.testing.assert_allclose(together[number % len(together)], alone, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_every_function_and_its_primes(name: str, order: int) -> None:
    low, high = FUNCTIONS[name].domain
    at = Variable("t")

    def function(point: float, primes: int) -> float:
        here = Point({}, {at: np.array([[point]])})
        return float(evaluate(Apply(Function(name, primes), at), here).item())

    for share in (0.13, 0.71):
        where = low + share * (high - low)
        if order == 0:
            assert math.isfinite(function(where, 0))
        else:
            slope = (function(where + 1e-5, order - 1) - function(where - 1e-5, order - 1)) / 2e-5
            assert function(where, order) == pytest.approx(slope, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("order", [1, 2])
def test_the_primes_of_an_abstract_function(order: int) -> None:
    prime = Differential(Apply(Function("g", order - 1), x))
    found = evaluate(prime, POINT)
    expected = evaluate(Apply(Function("g", order), x), POINT) * POINT.directions[x]
    np.testing.assert_allclose(found, expected, rtol=1e-7)


def test_the_gradient_of_an_abstract_function() -> None:
    u = Mul(A, x)
    found = evaluate(Differential(Call("L", u)), POINT)
    gradient = evaluate(CallGradient("L", u), POINT)
    assert gradient.shape == (SIZE, 1)
    np.testing.assert_allclose(found, gradient.T @ AA @ POINT.directions[x], rtol=1e-7)


def test_the_hessian_of_an_abstract_function() -> None:
    found = evaluate(Differential(CallGradient("L", x)), POINT)
    hessian = evaluate(nodes.CallHessian("L", x), POINT)
    np.testing.assert_allclose(found, hessian @ POINT.directions[x], rtol=1e-6)


@pytest.mark.parametrize(
    "expr",
    [
        Apply(Function("log"), Mul(S(-1), Mul(Transpose(x), x))),
        Inverse(Mul(x, Transpose(x))),
        Pow(S(0) * n, S(-1)),
        Pow(Mul(S(-1), Norm(x, "2")), Rational(1, 2)),
        Entry(x, S(9)),
        Variable("unknown"),
        Norm(x, "5"),
        F,
        sqrt(S(-1)),
        S.Infinity,
        S.NaN,
        Apply(Function("exp"), Mul(S(10) ** 6, Norm(x, "2"))),
    ],
)
def test_what_has_no_value_says_so(expr: nodes.Basic) -> None:
    with pytest.raises(UndefinedError):
        evaluate(expr, POINT)


def test_beside_a_kink_there_is_no_differential() -> None:
    beside = Point({n: 2}, {x: np.array([[2e-4], [1.0]])}, directions={x: np.ones((2, 1))})
    with pytest.raises(UndefinedError):
        evaluate(Differential(Norm(x, "1")), beside)


def test_the_check_shares_no_rules() -> None:
    script = (
        "import sys, mkdocs_matcalc.numerics.check\n"
        "print([name for name in sys.modules if name.startswith('mkdocs_matcalc.')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "mkdocs_matcalc.numerics.check" in done.stdout
    assert "calculus" not in done.stdout
    assert "render" not in done.stdout
