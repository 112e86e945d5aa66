"""The exported code computes what the expression means, in each library, and is nothing but ours."""

from __future__ import annotations

import ast
import inspect
import os
import subprocess
import sys

import numpy as np
import pytest
from expressions import (
    CASES,
    DEFINED,
    VARIABLES,
    arguments,
    k,
    members,
    n,
    namespace,
    printed,
    r,
    s,
    source_of,
    unknown_names,
    value_of,
    x,
    z,
)
from libraries import Library
from sympy import Basic, Rational, S, sqrt

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Call,
    Differential,
    Entry,
    Fill,
    Function,
    IndexedSum,
    LogSumExp,
    Mul,
    Softmax,
    Variable,
    dimension,
    index,
)
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.render.code.dialects import DIALECTS, NUMPY, TORCH, Dialect
from mkdocs_matcalc.render.code.identifiers import identifier


@pytest.mark.parametrize("name", CASES)
def test_the_code_computes_the_expression(name: str, library: Library) -> None:
    result = CASES[name]
    source = printed(library.dialect, k, (x,), result, DEFINED, VARIABLES)
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
    source = printed(dialect, k, (x,), CASES[name], DEFINED, VARIABLES)
    assert source is not None
    compile(source, name, "exec")
    assert not unknown_names(source), source


# A function whose derivative is an expression of others never comes primed.
PRIMED = [
    (name, order) for name, entry in FUNCTIONS.items() for order in ((0,) if entry.derivative else range(5))
]


@pytest.mark.parametrize(("name", "order"), PRIMED)
@pytest.mark.parametrize("argument", [x, s], ids=str)
def test_every_function_has_code(name: str, order: int, argument: Variable, library: Library) -> None:
    result = Apply(Function(name, order), argument)
    source = printed(library.dialect, result, (argument,), result, {}, (argument,))
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
    source = printed(dialect, x, (x,), Mul(Apply(Function(name), Rational(1, 2)), x), {}, (x,))
    assert source is not None
    assert not unknown_names(source), source
    assert ("torch.tensor(0.5, **like)" in source) == (dialect is TORCH)


def test_every_variable_of_the_block_is_an_argument_and_no_defined_name_is() -> None:
    source = printed(NUMPY, k, (x,), x, DEFINED, (*VARIABLES, r, k))
    assert source is not None
    parameters = inspect.signature(namespace(source)["gradient"]).parameters
    assert list(parameters) == [leaf.name for leaf in VARIABLES]


def test_an_abstract_function_comes_with_its_derivative() -> None:
    source = source_of(Apply(Function("g", 1), x), x)
    assert "def gradient(x, g, dg):" in source
    second = source_of(Add(Apply(Function("g", 2), x), Apply(Function("g"), x)), x)
    assert "def gradient(x, g, dg, d2g):" in second
    assert "d2g is the second derivative of g." in second


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
            source = printed(dialect, result, (evil,), result, {}, (evil,))
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
        Mul(Variable("undeclared"), x),
        members,
    ],
)
def test_no_code_where_there_is_none_to_give(result: Basic) -> None:
    assert printed(NUMPY, x, (x,), result, {}, (x,)) is None


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


def test_a_whole_number_that_is_the_size_of_nothing_is_an_argument() -> None:
    made = printed(NUMPY, x, (x,), Fill(S(1), dimension("nowhere"), S(1)), {}, (x,))
    assert made is not None
    np.testing.assert_array_equal(namespace(made)["gradient"](np.zeros(2), 3), np.ones(3))


def test_sizes_are_in_the_same_order_in_every_process() -> None:
    """Sets of names come in another order in each."""
    program = "from mkdocs_matcalc import derive; print(derive('X in R^(n x p)\\nd/dX mean(X .^ 2)').numpy())"
    printed_by = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(1, 5)
    }
    (code,) = printed_by
    assert "n = len(X)\n    p = X.shape[1]" in code
