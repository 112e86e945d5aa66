"""The exported code computes what the expression means, and holds nothing but our own code."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import numpy as np
import pytest
from sympy import Basic, Rational, S, sqrt

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    ArgmaxUnit,
    Bracket,
    Call,
    CallGradient,
    Commutation,
    Det,
    Diag,
    DiagPart,
    Differential,
    Entry,
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
    Member,
    Mul,
    Norm,
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
    Variable,
    Vec,
    dimension,
    index,
    shape_of,
)
from mkdocs_matcalc.numerics import functions as numeric
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.render.code.identifiers import identifier
from mkdocs_matcalc.render.code.dialects import NUMPY
from mkdocs_matcalc.render.code.source import source as code_source

n, m, d, i, j = dimension("n"), dimension("m"), dimension("d"), index("i"), index("j")
s, t = Variable("s", facts=("positive",)), Variable("t", facts=("positive",))
x, z, y = Variable("x", n, facts=("positive",)), Variable("z", n), Variable("y", m)
A, B, P = Variable("A", m, n), Variable("B", n, n), Variable("P", n, n, facts=("positive definite",))
row = Variable("q", S(1), n)
members, labels = Family("u", n, d), Family("v", n)
VARIABLES = (s, t, x, z, y, A, B, P, row, members, labels)
r, k = Variable("r", m), Variable("k")
DEFINED = {r: Add(Mul(A, x), Mul(S(-1), y)), k: Mul(Transpose(r), r)}


def namespace(source: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    exec(source, made)
    return made


def arguments(seed: int, values: dict[Basic, np.ndarray], source: str) -> dict[str, Any]:
    """Each variable as a user would pass it."""
    passed: dict[str, Any] = {}
    for leaf, value in values.items():
        if isinstance(leaf, Family):
            passed[leaf.name] = value.reshape(value.shape[:2] if leaf.shape[0] != 1 else value.shape[:1])
        else:
            one = leaf.shape[1] == 1
            passed[leaf.name] = value.item() if value.size == 1 else value[:, 0] if one else value
    wanted = inspect.signature(namespace(source)["gradient"]).parameters
    tall = lambda array: np.reshape(array, (-1, 1))  # noqa: E731
    callables = {
        "g": lambda array: numeric.apply(Function("g"), np.asarray(array), seed),
        "dg": lambda array: numeric.apply(Function("g", 1), np.asarray(array), seed),
        "L": lambda array: numeric.call("L", tall(array), seed).item(),
        "dL": lambda array: numeric.call_gradient("L", tall(array), seed).reshape(np.shape(array)),
    }
    return passed | {name: function for name, function in callables.items() if name in wanted}


CASES: dict[str, Basic] = {
    "number": S(2),
    "fraction": Rational(1, 3),
    "variable": x,
    "definition": Mul(S(2), Transpose(A), r),
    "definitions of definitions": Mul(k, Transpose(A), r),
    "mean": Mul(2 / n, Transpose(A), r),
    "root of a dimension": Mul(sqrt(d), s, x),
    "power of a dimension": Mul(S(-1), n**2, x),
    "difference": Add(x, Mul(S(-1), z), Mul(S(-3), s, x), Mul(Rational(-1, 2), z)),
    "minus a sum": Mul(S(-1), Add(x, z)),
    "sum in a product": Mul(s, Add(s, t), Add(B, P), Add(x, z)),
    "scalar divided": Mul(S(3), Pow(s, S(-1)), Pow(t, S(-2)), x),
    "only divided": Mul(Pow(s, S(-1)), Pow(t, Rational(-1, 2))),
    "outer": Mul(r, Transpose(x)),
    "outer of products": Mul(s, Inverse(P), x, Transpose(z), Inverse(P), B),
    "form": Mul(S(2), Transpose(x), B, z),
    "closed in front": Mul(Mul(Transpose(x), B, z), Pow(Mul(Transpose(x), z), S(-1)), B),
    "row": Mul(Transpose(x), B),
    "declared row": Mul(S(2), row),
    "row times column": Mul(row, x),
    "transposed row": Mul(B, Transpose(row)),
    "jacobian": Transpose(A),
    "solve": Mul(B, Inverse(P), B, x),
    "transposed inverse": Mul(S(-1), Transpose(Inverse(B)), P, Transpose(Inverse(B))),
    "scalar power": Pow(s, S(3)),
    "nested power": Pow(Pow(s, S(2)), Add(s, t)),
    "power of minus": Pow(Mul(S(-1), s), S(2)),
    "negative power": Mul(S(-1), Pow(Add(s, t), S(-3))),
    "matrix power": Pow(B, S(3)),
    "hadamard": Hadamard(x, Mul(B, z), Add(x, z)),
    "hadamard division": Hadamard(HadamardPower(x, S(-1)), z, HadamardPower(Add(x, x), S(-2))),
    "hadamard power": HadamardPower(Mul(S(2), x), S(3)),
    "hadamard root": HadamardPower(x, Rational(-1, 2)),
    "one over": HadamardPower(x, S(-1)),
    "kronecker": Kronecker(A, B),
    "kronecker of vectors": Kronecker(x, y),
    "kronecker of a vector and a matrix": Kronecker(x, A),
    "kronecker of a row and a column": Kronecker(Transpose(x), y),
    "identity": Mul(S(2), Identity(n)),
    "zeros": Fill(S(0), n, m),
    "ones": Add(Fill(S(1), n, S(1)), Mul(S(-1), x)),
    "scalar ones": Add(x, Mul(Pow(n * S(1), S(1)), s, Fill(S(1), n, S(1)))),
    "only ones": Add(Fill(S(1), n, S(1)), Mul(S(2), Fill(S(1), n, S(1)))),
    "filled": Fill(s, n, S(1)),
    "ones in a chain": Mul(A, Fill(S(1), n, S(1))),
    "hadamard with ones": Hadamard(x, Add(Fill(S(1), n, S(1)), Mul(S(-1), x))),
    "unit": Unit(S(2), n),
    "trace": Trace(Mul(B, P)),
    "det": Mul(Det(P), Transpose(Inverse(P))),
    "log det": Apply(Function("log"), Det(P)),
    "norm": Mul(Pow(Norm(r, "2"), S(-1)), Transpose(A), r),
    "norms": Add(*(Norm(B, kind) for kind in ("2", "F", "1", "inf", "nuc")), Norm(row, "2"), Norm(s, "2")),
    "inner": Mul(Inner(x, z), Inner(B, P), x),
    "sum of entries": SumEntries(B),
    "log-sum-exp": LogSumExp(x),
    "log-sum-exp of a matrix": LogSumExp(B),
    "softmax": Add(Softmax(x), Mul(S(-1), z)),
    "softmax of rows": Hadamard(RowSoftmax(A), A),
    "log-sum-exp of rows": Add(RowLogSumExp(A), y),
    "largest entry": Mul(MaxEntry(B), ArgmaxUnit(z)),
    "place of the largest entry": ArgmaxUnit(A),
    "polar factor": PolarFactor(A),
    "top singular pair": TopSingularPair(Transpose(A)),
    "commutation": Mul(Commutation(m, n), Vec(A)),
    "diag": Add(Diag(Softmax(x)), Mul(S(-1), Softmax(x), Transpose(Softmax(x)))),
    "diagonal": DiagPart(Add(B, P)),
    "vec": Vec(A),
    "vec of a vector": Vec(x),
    "entry": Mul(Entry(x, S(2)), Entry(A, S(1), S(2)), Entry(row, S(1), S(2)), x),
    "family": IndexedSum(Mul(S(-1), Member(labels, i), Member(members, i)), i, n),
    "index as a number": IndexedSum(Mul(i, Entry(x, i), 1 / (i + 1)), i, n),
    "kronecker delta": IndexedSum(
        IndexedSum(Mul(KroneckerDelta(i, j), Entry(B, i, j), Entry(x, j)), j, n), i, n
    ),
    "sum in a sum": IndexedSum(IndexedSum(Mul(Entry(B, i, j), Entry(x, j)), j, n), i, n),
    "sum in a difference": Add(x, Mul(S(-1), IndexedSum(Mul(i, x), i, n))),
    "next index": IndexedSum(Mul(Entry(x, i + 1), Entry(x, i)), i, n - 1),
    "abstract by entry": Hadamard(CallGradient("L", Apply(Function("g"), x)), Apply(Function("g", 1), x)),
    "abstract of a matrix": Mul(Call("L", B), CallGradient("L", B)),
    "of a number": Add(
        *(node(s) for node in (Diag, DiagPart, Vec, Trace, Det, SumEntries, LogSumExp, Inverse, Transpose)),
        Mul(Inner(s, t), Identity(S(1)), Fill(t, S(1), S(1))),
        Norm(s, "1"),
        Norm(s, "inf"),
        Norm(s, "F"),
        Norm(s, "nuc"),
    ),
    "bracket": Mul(S(2), Bracket(Add(x, z))),
}


@pytest.mark.parametrize("name", CASES)
def test_the_code_computes_the_expression(name: str) -> None:
    result = CASES[name]
    source = code_source(NUMPY, k, (x,), result, DEFINED, VARIABLES)
    assert source is not None
    point = sample((result, *VARIABLES), DEFINED, draw=1)
    found = namespace(source)["gradient"](**arguments(point.seed, point.values, source))
    expected = evaluate(result, point)
    if expected.shape == (1, 1):
        expected = expected.item()
    elif shape_of(result)[1] == 1:
        expected = expected[:, 0]
    assert np.shape(found) == np.shape(expected), source
    np.testing.assert_allclose(found, expected, rtol=1e-10, err_msg=source)


# A function whose derivative is an expression of others never comes primed.
PRIMED = [
    (name, order) for name, entry in FUNCTIONS.items() for order in ((0,) if entry.derivative else (0, 1, 2))
]


@pytest.mark.parametrize(("name", "order"), PRIMED)
@pytest.mark.parametrize("argument", [x, s])
def test_every_function_has_code(name: str, order: int, argument: Variable) -> None:
    result = Apply(Function(name, order), argument)
    source = source_of(result, argument)
    low, high = FUNCTIONS[name].domain
    point = sample((result,), {}, draw=0)
    share = np.linspace(0.1, 0.8, point.values[argument].size).reshape(point.values[argument].shape)
    inside = point.holding(argument, low + share * (high - low))
    found = namespace(source)["gradient"](**arguments(0, inside.values, source))
    np.testing.assert_allclose(np.ravel(found), evaluate(result, inside).ravel(), rtol=1e-10, err_msg=source)


def source_of(result: Basic, *variables: Variable, definitions: dict[Variable, Basic] | None = None) -> str:
    source = code_source(NUMPY, result, variables[:1], result, definitions or {}, variables)
    assert source is not None
    return source


def test_the_code_reads_as_one_would_write_it() -> None:
    result = Mul(S(2), Transpose(A), r)
    assert code_source(NUMPY, k, (x,), result, DEFINED, (A, x, y)) == (
        "def gradient(A, x, y):\n    r = A @ x - y\n    return 2 * A.T @ r\n"
    )
    logistic = Mul(1 / n, A, Add(Apply(Function("sigmoid"), x), Mul(S(-1), Fill(S(1), n, S(1)))))
    assert source_of(logistic, A, x) == (
        "import numpy as np\n\n\n"
        "def sigmoid(z):\n    return np.exp(-np.logaddexp(0, -z))\n\n\n"
        "def gradient(A, x):\n    n = A.shape[1]\n    return A @ (sigmoid(x) - 1) / n\n"
    )
    inverse = Mul(Inverse(P), x, Transpose(x), Inverse(P))
    assert "return np.outer(np.linalg.solve(P, x), x @ np.linalg.inv(P))" in source_of(inverse, P, x)


def test_each_intermediate_is_computed_once_and_only_when_needed() -> None:
    source = code_source(NUMPY, k, (x,), Mul(k, k, Transpose(A), r), DEFINED, VARIABLES)
    assert source is not None
    assert source.count("r = A @ x - y") == 1
    assert source.index("r = ") < source.index("k = ")
    unused = code_source(NUMPY, k, (x,), x, DEFINED, VARIABLES)
    assert unused is not None
    assert "r =" not in unused


def test_every_variable_of_the_block_is_an_argument_and_no_defined_name_is() -> None:
    source = code_source(NUMPY, k, (x,), x, DEFINED, (*VARIABLES, r, k))
    assert source is not None
    parameters = inspect.signature(namespace(source)["gradient"]).parameters
    assert list(parameters) == [leaf.name for leaf in VARIABLES]


def test_an_abstract_function_comes_with_its_derivative() -> None:
    source = source_of(Apply(Function("g", 1), x), x)
    assert "def gradient(x, g, dg):" in source


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("λ", "lambda_"),
        ("lambda", "lambda_"),
        ("Σ", "Sigma"),
        ("δ_z", "delta_z"),
        ("W_{1}", "W_1"),
        ("W1", "W1"),
        ("np", "np_"),
        ("math", "math_"),
        ("sum", "sum_"),
        ("in", "in_"),
        ("print", "print_"),
        ("sigmoid", "sigmoid_"),
        ("gradient", "gradient_"),
        ("2x", "_2x"),
        ("", "_"),
    ],
)
def test_plain_names(name: str, plain: str) -> None:
    expected = plain if plain != "_" else "__"
    assert f"def gradient({expected}):" in source_of(Variable(name), Variable(name))


def test_names_that_meet_stay_apart() -> None:
    greek, latin, size = Variable("λ"), Variable("lambda_"), Variable("n", n)
    source = source_of(Mul(greek, latin, 1 / n, size), greek, latin, size)
    assert "def gradient(lambda_, lambda__, n):" in source
    assert "n_ = len(n)" in source
    value = namespace(source)["gradient"](lambda_=2.0, lambda__=3.0, n=np.ones(4))
    np.testing.assert_allclose(value, np.full(4, 1.5))


@pytest.mark.parametrize(
    "name",
    ["x); import os; (", "x\nimport os", "x: __import__('os')", "x#", '"""', "x=1", "a.b", "ｅｘｅｃ", "*a"],
)
def test_no_name_becomes_code(name: str) -> None:
    made = identifier(name)
    assert made.isidentifier()
    evil = Variable(name, dimension(name))
    over = index(name)
    for result in (
        Mul(sqrt(dimension(name)), evil),
        IndexedSum(Mul(over, Entry(evil, over)), over, dimension(name)),
        Call(name, evil),
        Apply(Function(name, 1), evil),
    ):
        tree = ast.parse(source_of(result, evil))
        assert all(isinstance(part, ast.Import | ast.FunctionDef) for part in tree.body)
        imported = {
            alias.name for part in ast.walk(tree) if isinstance(part, ast.Import) for alias in part.names
        }
        assert imported <= {"numpy", "math"}
        assert not [part for part in ast.walk(tree) if isinstance(part, ast.ImportFrom)]


@pytest.mark.parametrize(
    "result",
    [
        Differential(x),
        Mul(S(2), Differential(x)),
        Apply(Function("g", 2), x),
        Fill(S(0), dimension("nowhere"), S(1)),
        Mul(Variable("undeclared"), x),
        members,
    ],
)
def test_no_code_where_there_is_none_to_give(result: Basic) -> None:
    assert code_source(NUMPY, x, (x,), result, {}, (x,)) is None


def test_large_arguments_do_not_overflow() -> None:
    large = np.array([-1000.0, 0.0, 1000.0])
    expected = {
        "sigmoid": [0, 0.5, 1],
        "softplus": [0, np.log(2), 1000],
        "silu": [0, 0, 1000],
        "elu": [-1, 0, 1000],
        "gelu": [0, 0, 1000],
    }
    with np.errstate(over="raise", invalid="raise"):
        for name, values in expected.items():
            made = namespace(source_of(Apply(Function(name), z), z))["gradient"](z=large)
            np.testing.assert_allclose(made, values)
        assert namespace(source_of(LogSumExp(z), z))["gradient"](z=large) == 1000
        np.testing.assert_allclose(namespace(source_of(Softmax(z), z))["gradient"](z=large), [0, 0, 1])
