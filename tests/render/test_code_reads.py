"""The exported code reads as one would write it: nothing twice, nothing inverted, no loop to spare."""

from __future__ import annotations

import inspect

import pytest
from expressions import (
    DEFINED,
    VARIABLES,
    WHOLE,
    A,
    B,
    P,
    body_of,
    i,
    k,
    labels,
    m,
    members,
    n,
    namespace,
    printed,
    r,
    row,
    s,
    source_of,
    x,
    y,
    z,
)
from sympy import S

from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Call,
    Det,
    Differential,
    Entry,
    Fill,
    Function,
    Hadamard,
    Identity,
    IndexedSum,
    Inverse,
    Mul,
    SumEntries,
    Transpose,
    Variable,
)
from mkdocs_matcalc.render.code.dialects import NUMPY, TORCH


@pytest.mark.parametrize("name", WHOLE)
def test_a_sum_over_samples_needs_no_loop(name: str) -> None:
    assert " for " not in source_of(WHOLE[name], *VARIABLES)


def test_a_sum_over_samples_reads_as_one_would_write_it() -> None:
    lines = {
        "weighted samples": "return -2 * s * (u.T @ (v * sigmoid(-v * (u @ w))))",
        "squared distances": "return np.sum((u - w) ** 2)",
        "entries one by one": "return x * z",
    }
    for name, line in lines.items():
        assert body_of(source_of(WHOLE[name], *VARIABLES))[1:] == [line]


def test_the_code_reads_as_one_would_write_it() -> None:
    assert printed(NUMPY, k, (x,), Mul(S(2), Transpose(A), r), DEFINED, (A, x, y)) == (
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
    source = printed(NUMPY, x, (x, row), Mul(Call("L", x), A), {}, (s, x, A, row, members, labels))
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
    assert body_of(source_of(Mul(Transpose(x), Inverse(B), z), x, B, z)) == [
        "return x @ np.linalg.solve(B, z)"
    ]
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
    assert body_of(printed(NUMPY, k, (x,), spelled_out, DEFINED, (A, x, y))) == [
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
    lines = body_of(printed(NUMPY, k, (x,), Mul(k, k, Transpose(A), r), DEFINED, VARIABLES))
    assert lines[1:] == ["r = A @ x - y", "k = r @ r", "return k * k * (A.T @ r)"]
    assert body_of(printed(NUMPY, k, (x,), x, DEFINED, VARIABLES))[1:] == ["return x"]


def test_new_tensors_are_of_the_kind_of_the_arguments() -> None:
    source = printed(TORCH, x, (x,), Mul(S(2), Identity(n)), {}, (x,))
    assert body_of(source) == [
        "n = len(x)",
        "like = {'dtype': x.dtype, 'device': x.device}",
        "return 2 * torch.eye(n, **like)",
    ]


def test_the_derivative_stands_alone_where_the_function_has_no_code() -> None:
    source = printed(NUMPY, Differential(x), (x,), x, {}, (x,))
    assert source is not None
    assert "def function" not in source
