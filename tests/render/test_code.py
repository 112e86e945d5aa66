"""The exported code computes what the expression means in each library, and holds nothing but our own code."""

from __future__ import annotations

import ast
import builtins
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
from mkdocs_matcalc.numerics.point import Point
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.render.code.identifiers import identifier
from mkdocs_matcalc.render.code.dialects import DIALECTS, NUMPY, TORCH, Dialect
from mkdocs_matcalc.render.code.source import source as code_source
from libraries import Library

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


def arguments(point: Point, source: str, library: Library, function: str = "gradient") -> dict[str, Any]:
    """Each variable as a user would pass it, and the abstract functions that the code takes."""
    passed: dict[str, Any] = {}
    for leaf, value in point.values.items():
        kept = [size for size, shown in zip(value.shape[-2:], leaf.shape, strict=True) if shown != 1]
        shape = value.shape if leaf.shape[0] == 1 != leaf.shape[1] else (*value.shape[:-2], *kept)
        passed[leaf.name] = library.array(value.reshape(shape))
    wanted = inspect.signature(namespace(source)[function]).parameters
    tall = lambda array: np.reshape(array, (-1, 1))  # noqa: E731
    callables = {
        "g": lambda array: numeric.apply(Function("g"), array, point.seed),
        "dg": lambda array: numeric.apply(Function("g", 1), array, point.seed),
        "L": lambda array: numeric.call("L", tall(array), point.seed).reshape(()),
        "dL": lambda array: numeric.call_gradient("L", tall(array), point.seed).reshape(np.shape(array)),
    }
    return passed | {name: library.lifted(each) for name, each in callables.items() if name in wanted}


def value_of(expr: Basic, point: Point) -> np.ndarray:
    """An expression's value in the shape that the code gives it."""
    value = evaluate(expr, point)
    if value.shape == (1, 1):
        return value[0, 0]
    return value[:, 0] if shape_of(expr)[1] == 1 else value


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
def test_the_code_computes_the_expression(name: str, library: Library) -> None:
    result = CASES[name]
    source = code_source(library.dialect, k, (x,), result, DEFINED, VARIABLES)
    assert source is not None
    point = sample((result, *VARIABLES), DEFINED, draw=1)
    for function, expr in (("gradient", result), ("function", k)):
        found = namespace(source)[function](**arguments(point, source, library, function))
        expected = value_of(expr, point)
        assert np.shape(found) == np.shape(expected), source
        np.testing.assert_allclose(library.values(found), expected, rtol=1e-10, err_msg=source)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_the_code_is_whole(name: str, dialect: Dialect) -> None:
    """It compiles, and every name in it is an argument, defined in it, imported or a builtin."""
    source = code_source(dialect, k, (x,), CASES[name], DEFINED, VARIABLES)
    assert source is not None
    compile(source, name, "exec")
    assert not unknown_names(source), source


def unknown_names(source: str) -> set[str]:
    known = {*dir(builtins)}
    used = set()
    for part in ast.walk(ast.parse(source)):
        match part:
            case ast.alias():
                assert part.name in {"math", "numpy", "torch", "jax", "jax.numpy"}
                known.add(part.asname or part.name)
            case ast.FunctionDef() | ast.arg():
                known.add(part.name if isinstance(part, ast.FunctionDef) else part.arg)
            case ast.Name(ctx=ast.Store()):
                known.add(part.id)
            case ast.Name():
                used.add(part.id)
    return used - known


# A function whose derivative is an expression of others never comes primed.
PRIMED = [
    (name, order) for name, entry in FUNCTIONS.items() for order in ((0,) if entry.derivative else (0, 1, 2))
]


@pytest.mark.parametrize(("name", "order"), PRIMED)
@pytest.mark.parametrize("argument", [x, s], ids=str)
def test_every_function_has_code(name: str, order: int, argument: Variable, library: Library) -> None:
    result = Apply(Function(name, order), argument)
    source = code_source(library.dialect, result, (argument,), result, {}, (argument,))
    assert source is not None
    low, high = FUNCTIONS[name].domain
    point = sample((result,), {}, draw=0)
    share = np.linspace(0.1, 0.8, point.values[argument].size).reshape(point.values[argument].shape)
    inside = point.holding(argument, low + share * (high - low))
    found = namespace(source)["gradient"](**arguments(inside, source, library))
    np.testing.assert_allclose(library.values(found), value_of(result, inside), rtol=1e-10, err_msg=source)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_function_of_a_number_has_code(name: str, dialect: Dialect) -> None:
    """PyTorch's functions take tensors alone, so a plain number becomes one."""
    source = code_source(dialect, x, (x,), Mul(Apply(Function(name), Rational(1, 2)), x), {}, (x,))
    assert source is not None
    assert not unknown_names(source), source
    assert ("torch.tensor(0.5, **like)" in source) == (dialect is TORCH)


def source_of(result: Basic, *variables: Variable, definitions: dict[Variable, Basic] | None = None) -> str:
    source = code_source(NUMPY, result, variables[:1], result, definitions or {}, variables)
    assert source is not None
    return source


def body_of(source: str | None, name: str = "gradient") -> list[str]:
    """The lines of a function below its docstring."""
    assert source is not None
    defined = {part.name: part for part in ast.parse(source).body if isinstance(part, ast.FunctionDef)}
    return [ast.unparse(line) for line in defined[name].body[1:]]


def test_the_code_reads_as_one_would_write_it() -> None:
    assert code_source(NUMPY, k, (x,), Mul(S(2), Transpose(A), r), DEFINED, (A, x, y)) == (
        "def function(A, x, y):\n"
        '    """The function, a scalar.\n\n    Shapes: A (m, n), x (n,), y (m,).\n    """\n'
        "    r = A @ x - y\n    return r @ r\n\n\n"
        "def gradient(A, x, y):\n"
        '    """The derivative by x, of shape (n,).\n\n    Shapes: A (m, n), x (n,), y (m,).\n    """\n'
        "    r = A @ x - y\n    return 2 * (A.T @ r)\n"
    )
    logistic = Mul(1 / n, A, Add(Apply(Function("sigmoid"), x), Mul(S(-1), Fill(S(1), n, S(1)))))
    assert "def sigmoid(z):\n    return np.exp(-np.logaddexp(0, -z))\n" in source_of(logistic, A, x)
    assert body_of(source_of(logistic, A, x)) == ["n = A.shape[1]", "return A @ (sigmoid(x) - 1) / n"]


def test_the_docstring_says_every_shape() -> None:
    source = code_source(NUMPY, x, (x, row), Mul(Call("L", x), A), {}, (s, x, A, row, members, labels))
    made = namespace(source or "")
    assert inspect.getdoc(made["gradient"]) == (
        "The second derivative by x and q, of shape (m, n).\n\n"
        "Shapes: s (), x (n,), A (m, n), q (1, n), u (n, d), v (n,).\n"
        "dL is the derivative of L."
    )
    assert inspect.getdoc(made["function"]).startswith("The function, of shape (n,).")


def test_a_system_is_solved_rather_than_inverted() -> None:
    both = Mul(Inverse(P), x, Transpose(x), Inverse(P))
    assert body_of(source_of(both, P, x)) == ["t1 = np.linalg.solve(P, x)", "return np.outer(t1, t1)"]
    assert body_of(source_of(Mul(A, Inverse(B), x), A, B, x)) == ["return A @ np.linalg.solve(B, x)"]
    assert body_of(source_of(Mul(A, Inverse(B)), A, B)) == ["return np.linalg.solve(B.T, A.T).T"]
    assert body_of(source_of(Mul(Transpose(x), Inverse(B), z), x, B, z)) == ["return x @ np.linalg.solve(B, z)"]
    assert body_of(source_of(Inverse(B), B)) == ["return np.linalg.inv(B)"]


def test_logarithms_do_not_overflow() -> None:
    exp = Apply(Function("exp"), z)
    wanted = {
        Apply(Function("log"), SumEntries(exp)): "return np.logaddexp.reduce(z)",
        Apply(Function("log"), Add(Fill(S(1), n, S(1)), exp)): "return softplus(z)",
        Apply(Function("log"), Add(exp, Fill(S(1), n, S(1)))): "return softplus(z)",
        Apply(Function("log"), Apply(Function("sigmoid"), z)): "return -softplus(-z)",
        Apply(Function("log"), Add(Fill(S(2), n, S(1)), exp)): "return np.log(2 + np.exp(z))",
        Apply(Function("log"), Det(B)): "return np.linalg.slogdet(B)[1]",
    }
    for expr, line in wanted.items():
        assert body_of(source_of(expr, z, B)) == [line]


def test_a_shared_operation_is_computed_once() -> None:
    weight = Apply(Function("sigmoid"), Mul(A, x))
    twice = Hadamard(weight, Add(Fill(S(1), m, S(1)), Mul(S(-1), weight)))
    assert body_of(source_of(twice, A, x)) == ["t1 = sigmoid(A @ x)", "return t1 * (1 - t1)"]
    taken = Variable("t1", m)
    assert body_of(source_of(Add(twice, taken), A, x, taken))[0] == "t1_ = sigmoid(A @ x)"
    cheap = Add(Mul(Transpose(B), x), Mul(Transpose(B), z))
    assert body_of(source_of(cheap, B, x, z)) == ["return B.T @ x + B.T @ z"]
    spelled_out = Mul(S(2), Transpose(A), Add(Mul(A, x), Mul(S(-1), y)), k)
    assert body_of(code_source(NUMPY, k, (x,), spelled_out, DEFINED, (A, x, y))) == [
        "r = A @ x - y",
        "k = r @ r",
        "return 2 * k * (A.T @ r)",
    ]


def test_what_a_loop_does_not_change_stands_before_it() -> None:
    looped = IndexedSum(Mul(Entry(Mul(A, x), i), Entry(A, i, S(1))), i, m)
    assert body_of(source_of(looped, A, x)) == [
        "m = len(A)",
        "t1 = A @ x",
        "return sum((t1[i] * A[i, 0] for i in range(m)))",
    ]


def test_each_intermediate_is_computed_once_and_only_when_needed() -> None:
    lines = body_of(code_source(NUMPY, k, (x,), Mul(k, k, Transpose(A), r), DEFINED, VARIABLES))
    assert lines[1:] == ["r = A @ x - y", "k = r @ r", "return k * k * (A.T @ r)"]
    assert body_of(code_source(NUMPY, k, (x,), x, DEFINED, VARIABLES))[1:] == ["return x"]


def test_new_tensors_are_of_the_kind_of_the_arguments() -> None:
    source = code_source(TORCH, x, (x,), Mul(S(2), Identity(n)), {}, (x,))
    assert body_of(source) == [
        "n = len(x)",
        "like = {'dtype': x.dtype, 'device': x.device}",
        "return 2 * torch.eye(n, **like)",
    ]


def test_the_derivative_stands_alone_where_the_function_has_no_code() -> None:
    source = code_source(NUMPY, Differential(x), (x,), x, {}, (x,))
    assert source is not None
    assert "def function" not in source


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
        for dialect in DIALECTS:
            source = code_source(dialect, result, (evil,), result, {}, (evil,))
            assert source is not None
            tree = ast.parse(source)
            assert all(isinstance(part, ast.Import | ast.FunctionDef) for part in tree.body)
            imported = {
                alias.name for part in ast.walk(tree) if isinstance(part, ast.Import) for alias in part.names
            }
            assert imported <= {"math", "numpy", "torch", "jax", "jax.numpy"}
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
