"""Printed code is run before it is offered, and what does not compute its formula is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sympy import Basic, S

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.nodes import Mul, Norm, Pow, Variable, dimension
from mkdocs_matcalc.engine.answer import answer
from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.numerics.session import Session
from mkdocs_matcalc.render.code.dialects import Dialect
from mkdocs_matcalc.render.code.single import PrintedCode
from mkdocs_matcalc.verify import executed
from mkdocs_matcalc.verify.executed import Points, RejectedCode, compare

n = dimension("n")
x = Variable("x", n)
HEAD = "import math\n\nimport numpy as np\n\n\n"


def compared(body: str, returned: Basic | Mapping[str, Basic], head: str = HEAD) -> None:
    text = f"{head}def gradient(x):\n    return {body}\n"
    compare(PrintedCode(text, (x,), {"gradient": returned}), Points(Session({}, (x,))))


def test_what_computes_its_formula_holds() -> None:
    compared("2 * x", Mul(S(2), x))
    compared("np.sqrt(x @ x)", Norm(x, "2"))
    compared('{"a": x, "b": x @ x}', {"a": x, "b": Pow(Norm(x, "2"), S(2))})
    compared("sum(math.sqrt(float(i)) for i in range(len(x))) * 0 + x", x)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("2.001 * x", "gradient differs from its formula"),
        ("2 * x[0]", r"gradient has shape \(\) where its formula has"),
        ("2 * x[:, None]", "gradient has shape"),
        ("np.nan * x", "gradient differs from its formula"),
        ("x @ np.ones((1, 1, 1))", "the code raises ValueError"),
        ("unknown", "the code raises NameError"),
        ("open('/etc/hostname')", "the code raises NameError"),
        ("np.linalg.solve(np.zeros((len(x), len(x))), x)", "the code raises LinAlgError"),
        (")", "the code does not load: SyntaxError"),
    ],
)
def test_what_does_not_is_rejected(body: str, why: str) -> None:
    with pytest.raises(RejectedCode, match=why):
        compared(body, Mul(S(2), x))


@pytest.mark.parametrize("module", ["os", "sys", "builtins", "numpy.linalg"])
def test_nothing_but_numpy_and_math_is_within_reach(module: str) -> None:
    with pytest.raises(RejectedCode, match="the code does not load: ImportError"):
        compared("2 * x", Mul(S(2), x), head=f"import {module}\n")


def test_a_dictionary_has_the_names_it_should() -> None:
    for body in ('{"b": x}', "x", '{"a": 2 * x}'):
        with pytest.raises(RejectedCode):
            compared(body, {"a": x})


def test_what_has_no_value_anywhere_is_no_proof() -> None:
    with pytest.raises(RejectedCode, match="no random point"):
        compared("x", Mul(Pow(S(0), S(-1)), x))


@pytest.fixture
def miswritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every derivative is printed wrong."""
    right = executed.source

    def wrong(*arguments: Any) -> Callable[[Dialect], PrintedCode]:
        printed = right(*arguments)

        def made(dialect: Dialect) -> PrintedCode:
            code = printed(dialect)
            return replace(code, text=f"{code.text}\n\ndef gradient(*_):\n    return 0.0\n")

        return made

    monkeypatch.setattr(executed, "source", wrong)


@pytest.mark.usefixtures("miswritten", "our_mistakes")
def test_wrong_code_is_offered_nowhere() -> None:
    block = "d/dx ||A x - y||^2"
    (result,) = compute(block, {})["results"]
    assert (result["numpy"], result["torch"], result["jax"]) == (None, None, None)
    assert result["formula"]
    assert derive(block).numpy() is None
    note = "There is no code for $\\frac{\\partial f}{\\partial x}$: what was printed did not compute it."
    assert note in [each.prose.source for each in answer(block, {"code": "numpy"}).notes]
    several = derive("E = ||A x - y||^2\ndE/d(x, y)").document
    assert several.results[0].numpy is None
    assert several.code is not None


@pytest.mark.usefixtures("miswritten")
def test_wrong_code_fails_the_projects_own_tests() -> None:
    for derived in (lambda block: derive(block).numpy(), lambda block: compute(block, {})):
        with pytest.raises(AssertionError, match="a mistake of ours"):
            derived("d/dx ||A x - y||^2")


# Products that end in ones, and what else was printed wrong or not at all; each is run as it is derived.
BLOCKS = {
    "sum of a square": "d/dM sum(M M)",
    "mean of a square": "d/dM mean(M M)",
    "sum of a power": "d/dM sum(M^4)",
    "sum of a product": "C in R^(p x q)\nF in R^(q x k)\nd/dF sum(C F)",
    "row sums squared": "F in R^(p x q)\nd/dF ||sum(F, rows)||^2",
    "column sums squared": "F in R^(p x q)\nd/dF ||sum(F, columns)||^2",
    "a matrix times ones": "F in R^(p x q)\nd/dF ||F ones(q)||^2",
    "centred": "F in R^(p x q)\nd/dF ||F - mean(F, rows) ones(q)^T||_F^2",
    "ones inside": "F in R^(p x q)\nd/dF tr(F ones(q, q) F^T)",
    "abstract hessian": "g : R -> R\nC in R^(p x q)\nd^2/du^2 sum(g(C u))",
    "abstract hessian of a vector": "E : R^p -> R\nC in R^(p x q)\nd^2/du^2 E(C u)",
    "abstract second derivative": "φ : R -> R\nt in R\nd^2/dt^2 φ(t)^2",
    "root of two forms": "d/du (1 / sqrt((u^T M u) (u^T N u)))",
    "residual of ones": "d/db ||W X + b ones(k)^T - Y||_F^2",
    "jacobian": "d/du (ones(n) (a^T u) - u)",
}


@pytest.mark.parametrize("name", BLOCKS)
def test_every_result_has_code(name: str) -> None:
    derived = derive(BLOCKS[name])
    assert all(result.numpy and result.torch and result.jax for result in derived.document.results)


def test_sizes_too_large_to_be_run_are_drawn_small() -> None:
    for block in ("F in R^(100000 x 100000)\nd/dF ||F u||^2", "F in R^(90 x 700)\nd/dF ||F u + ones(90)||^2"):
        (result,) = derive(block).document.results
        assert result.numpy
