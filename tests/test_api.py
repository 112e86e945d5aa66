"""The public face: what a Python session or a notebook uses."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import sympy
from bs4 import BeautifulSoup
from sympy import Basic, MatrixSymbol, Symbol, symbols
from sympy.matrices.expressions.hadamard import HadamardPower

import mkdocs_matcalc
from mkdocs_matcalc import check, derive, parse
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.derive import derive as derive_unchecked
from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.errors import CheckFailed, ErrorName, MatcalcError, Refusal, ShapeError
from mkdocs_matcalc.render.contract import contract
from mkdocs_matcalc.render.document import Document

LEAST_SQUARES = "d/dx ||A x - y||^2"

n, m, i = symbols("n m i")
A, B, X = MatrixSymbol("A", m, n), MatrixSymbol("B", n, n), MatrixSymbol("X", n, n)
x, y, b = MatrixSymbol("x", n, 1), MatrixSymbol("y", m, 1), MatrixSymbol("b", n, 1)
lam, t = Symbol("lambda", positive=True), Symbol("t")


def test_importing_the_package_imports_no_sympy() -> None:
    code = "import sys; from mkdocs_matcalc import derive, check, parse; print('sympy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


def test_everything_public_is_there() -> None:
    assert all(hasattr(mkdocs_matcalc, name) for name in mkdocs_matcalc.__all__)
    assert {"derive", "check", "parse"} <= set(mkdocs_matcalc.__all__)


# --- what derive returns --------------------------------------------------------------------------


def test_a_derivation_has_its_steps_and_its_result() -> None:
    derived = derive(LEAST_SQUARES)
    assert len(derived.steps) >= 4
    assert derived.result == derived.results[0].expression
    assert derived.check is not None
    assert derived.check.worst < 1e-6


def test_a_derivation_prints_in_every_format() -> None:
    derived = derive(LEAST_SQUARES)
    assert r"2 A^\top (A x - y)" in derived.latex()
    assert "$$" in derived.markdown()
    assert BeautifulSoup(derived.html(), "html.parser").find("section")
    assert "∂f/∂x = 2 Aᵀ (A x − y)" in str(derived)
    assert repr(derived) == "<Derived: ∂f/∂x = 2 Aᵀ (A x − y)   ∈ ℝⁿ>"
    assert derived.to_dict() == contract(Document.from_dict(compute(LEAST_SQUARES, {})))


def test_a_step_says_what_its_rules_were_used_on() -> None:
    derived = derive("o = W u + c\nL = ||o - t||^2\ndL/dW")
    last = derived.steps[-1]
    by_rule = {used.rule.name: dict(used.letters) for used in last.instances}
    assert [plain(by_rule["Linear map"][letter]) for letter in "yWxb"] == ["o", "W", "u", "c"]
    told = {rule["name"]: rule["instance"] for rule in derived.to_dict()["steps"][-1]["rules"]}
    assert told["Chain rule"] == "$f := L$, $x := W$, $u := o$"
    assert told.keys() == {rule.name for rule in last.rules}


def test_a_derivation_shows_itself_in_a_notebook() -> None:
    derived = derive(LEAST_SQUARES)
    formula = derived._repr_latex_()
    assert formula is not None
    assert formula.startswith("$$\n\\begin{aligned}")
    assert formula.endswith("\\end{aligned}\n$$")
    assert "%" not in formula
    assert derived._repr_markdown_() == derived.markdown()
    shown = BeautifulSoup(derived._repr_html_(), "html.parser")
    assert ".matcalc" in shown.style.text
    first = shown.select_one("section.matcalc")
    again = BeautifulSoup(derived._repr_html_(), "html.parser").select_one("section.matcalc")
    assert first["id"] != again["id"]


def test_what_has_no_formula_shows_none_in_a_notebook() -> None:
    judged = derive("tr(A B) = tr(B A)")
    assert judged._repr_latex_() is None
    assert judged._repr_markdown_()
    assert "aligned" not in judged.latex()


@pytest.mark.parametrize("methods", [["chain", "index"], ("chain", "index"), "chain, index"])
def test_several_methods_may_be_a_list(methods: Any) -> None:
    assert [each.problem.options["method"] for each in derive(LEAST_SQUARES, method=methods).others]
    assert len(derive(LEAST_SQUARES, method=methods).others) == 1


@pytest.mark.parametrize("value", [None, 5, b"chain", object()])
def test_a_value_that_is_no_text_is_none_of_an_option(value: Any) -> None:
    with pytest.raises(MatcalcError) as caught:
        derive(LEAST_SQUARES, method=value)
    assert caught.value.name is ErrorName.UNKNOWN_OPTION


def test_code_comes_for_each_derivative_and_library() -> None:
    derived = derive("L = ||A x - y||^2\ndL/d(x, y)")
    made: dict[str, object] = {}
    exec(derived.numpy(1), made)
    values = {"A": np.eye(2), "x": np.array([1.0, 2.0]), "y": np.array([3.0, 1.0])}
    np.testing.assert_allclose(made["gradient"](**values), [4, -2])
    assert made["function"](**values) == 5
    assert "import torch" in derive("d/dx logsumexp(x)").torch()
    assert "import jax" in derive("d/dx logsumexp(x)").jax()
    assert "return np.diag(d2g(x))" in derive("g : R -> R\nd^2/dx^2 sum(g(x))").numpy()


def test_options_are_keyword_arguments() -> None:
    assert derive(LEAST_SQUARES, method="chain").method == "chain"
    assert parse(LEAST_SQUARES, steps="full").options["steps"] == "full"
    assert check(LEAST_SQUARES, layout="numerator").points > 0
    full, brief = derive(LEAST_SQUARES, steps="full"), derive(LEAST_SQUARES, steps="brief")
    assert len(brief.steps) < len(full.steps)


@pytest.mark.parametrize("name", ["text", "block", "options", "mehtod"])
def test_an_unknown_option_is_named_even_if_it_is_called_like_a_parameter(name: str) -> None:
    for function in (parse, derive, check):
        with pytest.raises(MatcalcError, match=f"`{name}` is no option"):
            function(LEAST_SQUARES, **{name: "chain"})


def test_what_was_parsed_can_be_derived() -> None:
    assert derive(parse(LEAST_SQUARES)).result == derive(LEAST_SQUARES).result


# --- check ----------------------------------------------------------------------------------------


def test_check_says_how_well_a_derivation_holds() -> None:
    for given in (LEAST_SQUARES, parse(LEAST_SQUARES), derive(LEAST_SQUARES)):
        assert check(given).points > 0
        assert check(given).worst < 1e-6


def test_check_refuses_what_does_not_hold() -> None:
    from dataclasses import replace

    derivation = derive_unchecked(parse("d/dx x^T x"))
    wrong = replace(derivation.results[0], expression=derivation.problem.variables[0])
    assert check(derivation).points > 0
    with pytest.raises(CheckFailed):
        check(replace(derivation, results=(wrong,)))


# --- SymPy's expressions --------------------------------------------------------------------------

SAME: dict[str, tuple[Basic, Basic, str]] = {
    "residual": ((A * x - y).T * (A * x - y), x, "d/dx (A x - y)^T (A x - y)"),
    "ridge": (x.T * x * lam, x, "λ in R positive\nd/dx λ x^T x"),
    "trace": (sympy.Trace(X.T * B * X), X, "B, X in R^(n x n)\nd/dX tr(X^T B X)"),
    "log det": (sympy.log(sympy.Determinant(X)), X, "X in R^(n x n)\nd/dX log det X"),
    "inverse": (sympy.Trace(X**-1 * B), X, "B, X in R^(n x n)\nd/dX tr(X^-1 B)"),
    "power": (sympy.Trace(X**3), X, "X in R^(n x n)\nd/dX tr(X^3)"),
    "hadamard": (
        sympy.Trace(B * sympy.HadamardProduct(X, B)),
        X,
        "B, X in R^(n x n)\nd/dX tr(B (X ⊙ B))",
    ),
    "hadamard power": (HadamardPower(x, 2), x, "x in R^n\nd/dx x.^2"),
    "kronecker": (sympy.KroneckerProduct(X, B), X, "B, X in R^(n x n)\nd/dX kron(X, B)"),
    "by entry": (
        sympy.OneMatrix(1, m) * (A * x).applyfunc(sympy.exp),
        x,
        "A in R^(m x n)\nx in R^n\nd/dx sum(exp(A x))",
    ),
    "function of a form": (sympy.exp(x.T * B * x), x, "B in R^(n x n)\nx in R^n\nd/dx exp(x^T B x)"),
    "mean": (b.T * x / n, x, "b, x in R^n\nd/dx 1/n b^T x"),
    "root": (sympy.sqrt(x.T * x), x, "x in R^n\nd/dx sqrt(x^T x)"),
    "constants": (
        (sympy.Identity(n) + sympy.ZeroMatrix(n, n)) * x,
        x,
        "x in R^n\nd/dx (I x)",
    ),
    "entry": (x[0, 0] * X[0, 1] * b.T * x, b, "X in R^(n x n)\nx, b in R^n\nd/db x_1 X_{1,2} b^T x"),
    "scalars": (t**2 + 1 / t, t, "t in R\nd/dt (t^2 + 1/t)"),
}


@pytest.mark.parametrize("name", SAME)
def test_a_sympy_expression_is_derived_as_the_block_is(name: str) -> None:
    expression, wrt, block = SAME[name]
    ours, theirs = derive(expression, wrt=wrt), derive(block)
    code, same = ours.numpy(), theirs.numpy()
    assert code is not None
    assert same is not None
    made, expected = {}, {}
    exec(code, made)
    exec(same, expected)
    rng = np.random.default_rng(1)
    sizes = {n: 3, m: 2}
    names = {leaf.name: leaf for leaf in expression.free_symbols | {wrt} if leaf not in sizes}
    values = {{"lambda": "lambda_"}.get(name, name): _value(leaf, sizes, rng) for name, leaf in names.items()}
    np.testing.assert_allclose(made["gradient"](**values), expected["gradient"](**values), rtol=1e-10)


def _value(leaf: Basic, sizes: dict[Symbol, int], rng: np.random.Generator) -> np.ndarray | float:
    if isinstance(leaf, Symbol):
        return 1.5
    rows, columns = (int(size.subs(sizes)) for size in leaf.shape)
    square = rng.uniform(0.2, 1, (rows, columns)) + (rows == columns) * np.eye(rows, columns)
    return square[:, 0] if columns == 1 else square


def test_a_sum_over_entries_is_read() -> None:
    function = sympy.Sum(sympy.log(1 + sympy.exp(-y[i, 0] * (A * x)[i, 0])), (i, 0, m - 1))
    made: dict[str, object] = {}
    exec(derive(function, wrt=x).numpy(), made)
    rng = np.random.default_rng(2)
    values = {"A": rng.normal(size=(4, 3)), "x": rng.normal(size=3), "y": rng.normal(size=4)}
    weights = values["y"] / (1 + np.exp(values["y"] * (values["A"] @ values["x"])))
    np.testing.assert_allclose(made["gradient"](**values), -values["A"].T @ weights)


def test_several_symbols_and_the_author_s_names() -> None:
    derived = derive(x.T * B * x + lam * b.T * x, wrt=[x, lam])
    assert [each.wrt[0].name for each in derived.results] == ["x", "lambda"]
    assert r"\lambda" in derived.latex()
    assert derived.problem.variables[-1].name == "lambda" or "positive" in str(derived.to_dict()["shapes"])


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (lambda: sympy.Trace(A), "a trace needs a square matrix, and `A` is a matrix of size m × n"),
        (lambda: sympy.MatMul(A, X.T, y), "a matrix of size n × n and a vector of size m"),
        (lambda: sympy.MatAdd(x, y), "a vector of size n and a vector of size m"),
    ],
)
def test_shapes_are_checked(expression: object, message: str) -> None:
    try:
        made = expression()
    except (ValueError, TypeError):
        pytest.skip("SymPy itself sees that the shapes do not fit")
    with pytest.raises(ShapeError, match=message):
        derive(made, wrt=A if made.has(A) else x)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (sympy.besselj(0, t), r"`besselj\(0, t\)` is not known here"),
        (x.applyfunc(sympy.Lambda(t, t**2 + t)), "is not known here as a function by entry"),
        (sympy.Trace(X) + sympy.Function("g")(t), r"`g\(t\)` is not known here"),
        (sympy.Sum(X[i, m], (i, 0, n - 1), (m, 0, n - 1)), "has several indices"),
    ],
)
def test_what_is_not_known_is_refused_by_name(expression: Basic, message: str) -> None:
    with pytest.raises(Refusal, match=message):
        derive(expression, wrt=next(iter(expression.free_symbols - {n})))


def test_one_differentiates_by_a_symbol() -> None:
    with pytest.raises(Refusal, match="is no variable"):
        derive(x.T * x, wrt=A * x)
    with pytest.raises(TypeError, match="what to differentiate by"):
        derive(x.T * x)
    with pytest.raises(TypeError, match="a block says"):
        derive(LEAST_SQUARES, wrt=x)
    with pytest.raises(TypeError, match="a block is text"):
        derive(3)


def test_options_go_with_a_sympy_expression_too() -> None:
    assert derive(x.T * x, wrt=x, method="chain").method == "chain"
    with pytest.raises(MatcalcError, match="`method`"):
        derive(x.T * x, wrt=x, method="magic")


def test_every_method_asked_for_is_kept() -> None:
    derived = derive("d/dv ||G v||^2", method="index, differential, chain")
    assert [each.method for each in (derived, *derived.others)] == ["index", "differential", "chain"]
    assert len({each.result for each in (derived, *derived.others)}) == 1
    assert [each.options["method"] for each in derived.document.others] == ["differential", "chain"]
    assert derive("d/dv ||G v||^2").others == ()


def test_what_is_asked_for_twice_is_given_once() -> None:
    derived = derive("J = ||G v - c||^2\ndJ/dv\nsolve dJ/dv = 0")
    assert [each.stationary for each in derived.results] == [False, True]
    assert derived.to_dict()["problem"][-1] == r"\frac{\partial J}{\partial v} = 0,\quad v = \;?"
    together = derive("J = ||u - v||^2\ndJ/du\ndJ/dv\ndJ/d(u, v)")
    assert [each.wrt[0].name for each in together.results] == ["u", "v"]
    assert together.method == "chain"
