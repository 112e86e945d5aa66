"""A block that asks for several derivatives makes one file, in which what they share is computed once."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from expressions import namespace, unknown_names
from libraries import Library
from sympy import S

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.nodes import Mul, Partial, Transpose, Variable, dimension
from mkdocs_matcalc.algebra.problem import Request
from mkdocs_matcalc.calculus.derivation import Derivative, Step
from mkdocs_matcalc.numerics.evaluate import derivative
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.render.code.dialects import DIALECTS
from mkdocs_matcalc.render.code.module import Abstract
from mkdocs_matcalc.render.code.whole import intermediates, program
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.html import render
from mkdocs_matcalc.render.markdown import render_markdown
from mkdocs_matcalc.render.text import render_text
from mkdocs_matcalc.render.wording import codes
from mkdocs_matcalc.verify.executed import as_array, as_callable

NETWORK = """
U in R^(k x n)
V in R^(m x k)
c in R^k
d, t in R^m
x in R^n
a = U x + c
p = V tanh(a) + d
J = ||p - t||^2
dJ/d(U, c, V, d)
"""

PRINTED = '''\
import numpy as np


def function(U, x, c, V, d, t):
    """The function, a scalar.

    Shapes: U (k, n), x (n,), c (k,), V (m, k), d (m,), t (m,).
    """
    a = U @ x + c  # of shape (k,)
    p = V @ np.tanh(a) + d  # of shape (m,)
    t1 = p - t
    return t1 @ t1


def gradients(U, x, c, V, d, t):
    """All gradients, by name.

    Shapes: U (k, n), x (n,), c (k,), V (m, k), d (m,), t (m,).
    Returns: U (k, n), c (k,), V (m, k), d (m,).
    """
    a = U @ x + c  # of shape (k,)
    t1 = np.tanh(a)
    p = V @ t1 + d  # of shape (m,)
    delta_p = 2 * (p - t)  # ∂J/∂p, of shape (m,)
    delta_a = V.T @ delta_p * (1 - t1**2)  # ∂J/∂a, of shape (k,)
    return {
        "U": np.outer(delta_a, x),
        "c": delta_a,
        "V": np.outer(delta_p, t1),
        "d": delta_p,
    }


def gradient_U(U, x, c, V, d, t):
    """The derivative by U."""
    return gradients(U, x, c, V, d, t)["U"]


def gradient_c(U, x, c, V, d, t):
    """The derivative by c."""
    return gradients(U, x, c, V, d, t)["c"]


def gradient_V(U, x, c, V, d, t):
    """The derivative by V."""
    return gradients(U, x, c, V, d, t)["V"]


def gradient_d(U, x, c, V, d, t):
    """The derivative by d."""
    return gradients(U, x, c, V, d, t)["d"]
'''

BLOCKS = {
    "network": NETWORK,
    "two requests": "r = A x - y\nE = r^T r\ndE/dx\ndE/dA",
    "gradient and hessian": "g : R -> R\nd/dx sum(g(A x))\nd^2/dx^2 sum(g(A x))",
    "two functions": "f = ||A x||^2\nh = x^T B x\ndf/dx\ndh/dx\ndf/dA",
    "no names": "d/dx x^T M x\nd/dv v^T v",
    "mixed": "E = x^T A y\nd^2E/dx dy\ndE/dx",
    "spread": "L = ||W X + b ones(k)^T - Y||_F^2\ndL/d(W, b)",
    "asked twice": "E = x^T A x\ndE/d(x, A)\ndE/dx",
    "samples": "x_i in R^d\ny_i in R\nb in R\nE = sum_{i=1}^n (w^T x_i + b - y_i)^2\ndE/d(w, b)",
    "a row": "q in R^(1 x n)\nd/dq q A q^T\nd/dA q A q^T",
    "names of ours": "gradients in R^n\nfunction in R^n\nd/d(gradients, function) gradients^T function",
}


@pytest.mark.parametrize("name", BLOCKS)
def test_each_function_returns_its_derivative(name: str, library: Library) -> None:
    derived = derive(BLOCKS[name])
    source = derived.document.code[library.dialect.name]
    assert not unknown_names(source), source
    made = namespace(source)
    problem = derived.problem
    functions = [each.request.function for each in derived.results]
    point = sample((*functions, *problem.variables), problem.defined(), draw=1)
    together = made.get("gradients") or made["derivatives"]
    passed = [library.array(np.asarray(as_array(point.values[leaf], leaf))) for leaf in problem.variables]
    passed += _abstract(list(inspect.signature(together).parameters)[len(passed) :], point.seed, library)
    values = together(*passed)
    asked = list({(each.request.function, each.wrt): each for each in derived.results}.values())
    for (key, found), each in zip(values.items(), asked, strict=True):
        expected = as_array(derivative(each.request.function, each.wrt, point).settled(), each.expression)
        np.testing.assert_allclose(library.values(found), expected, rtol=1e-5, atol=1e-7, err_msg=source)
        alone = made.get(f"gradient_{key}") or made[key]
        np.testing.assert_array_equal(library.values(alone(*passed)), library.values(found))


def test_the_file_of_a_network_reads_as_one_would_write_it() -> None:
    code = derive(NETWORK).document.code
    assert code["numpy"] == PRINTED
    for library, short in (("torch", "torch"), ("jax", "jnp")):
        assert code[library].split("\n\n\n", 1)[1] == PRINTED.split("\n\n\n", 1)[1].replace(
            "np.", f"{short}."
        )


def test_a_comment_stands_above_a_line_that_is_long() -> None:
    weights = [f"weights_{{layer{number}}}" for number in range(1, 5)]
    block = f"{', '.join(weights)} in R^(n x n)\np = {' '.join(weights)} x + y"
    lines = derive(f"{block}\nE = ||p||^2\ndE/d({weights[0]}, y)").document.code["numpy"].splitlines()
    at = next(number for number, line in enumerate(lines) if line.lstrip().startswith("p = "))
    assert lines[at - 1] == "    # Of shape (n,)"
    assert "#" not in lines[at]


def test_one_derivative_has_one_source_alone() -> None:
    document = derive("d/dx ||A x - y||^2").document
    assert document.code is None
    twice = derive("E = ||A x - y||^2\ndE/dx\nsolve dE/dx = 0").document
    assert twice.code is None
    assert [bool(result.numpy) for result in twice.results] == [True, False]
    assert "def gradient(A, x, y):" in document.results[0].numpy
    assert Document.from_dict(document.to_dict()).code is None


def test_each_derivative_of_several_has_a_source_of_its_own_too() -> None:
    document = derive(NETWORK).document
    assert document.to_dict()["code"] == document.code == Document.from_dict(document.to_dict()).code
    assert all("def gradient(U, x, c, V, d, t):" in result.numpy for result in document.results)


def test_the_file_is_printed_in_place_of_several() -> None:
    document = derive(NETWORK, code="numpy").document
    assert codes(document) == [("NumPy", "U, c, V, d", PRINTED.rstrip())]
    assert render_text(document).count("def gradients(") == 1
    assert render_text(document).endswith(f"NumPy, by U, c, V, d:\n\n{PRINTED}")
    assert render_markdown(document).endswith(f"NumPy, by U, c, V, d:\n\n```python\n{PRINTED}```\n")
    panels = BeautifulSoup(render(document), "html.parser").select(".matcalc-code .matcalc-panel")
    assert [panel.code.get_text().rstrip() for panel in panels] == [PRINTED.rstrip()]
    assert "By" not in panels[0].get_text().replace(PRINTED.rstrip(), "")


def _abstract(names: list[str], seed: int, library: Library) -> list[Any]:
    orders = {"g": 0, "dg": 1, "d2g": 2}
    return [library.lifted(as_callable(Abstract("g", orders[name], by_entry=True), seed)) for name in names]


@pytest.mark.parametrize("name", ['x"); import os; ("', "x\nimport os", '"""', "x#", "gradients", "δ_{z}"])
def test_no_name_becomes_code(name: str) -> None:
    size = dimension(name)
    evil, other, inner = Variable(name, size), Variable(f"{name}2", size), Variable(f"{name}3", size)
    function = Mul(Transpose(inner), other)
    request = Request(function, ((evil,), (other,)), name=Variable(f"{name}4"))
    derivatives = [
        Derivative(request, (evil,), Partial(request.name, evil), Mul(S(2), other, 1 / size)),
        Derivative(request, (other,), Partial(request.name, other), inner),
    ]
    step = Step((Partial(request.name, inner), other), lhs=inner)
    definitions = {inner: Mul(S(2), evil)}
    printed = program(derivatives, definitions, (evil, other), dict(intermediates([step])))
    for made in map(printed, DIALECTS):
        tree = ast.parse(made.text)
        assert all(isinstance(part, ast.Import | ast.FunctionDef) for part in tree.body)
        assert not unknown_names(made.text), made.text
        assert len([part for part in tree.body if isinstance(part, ast.FunctionDef)]) == 4
