"""What each construct is read as, in both spellings: the cases are in the .txt files beside this."""

from __future__ import annotations

import pytest
from show import cases, problem_text

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.language import parse


@pytest.mark.parametrize(("block", "expected"), cases("statements", "expressions", "latex", "unicode"))
def test_block_is_read_as(block: str, expected: str) -> None:
    assert problem_text(parse(block)) == expected


@pytest.mark.parametrize(
    ("plain", "latex"),
    [
        ("d/dx ||A x - y||^2", r"\frac{\partial}{\partial x} \|A x - y\|_2^2"),
        ("∇_x (A x - y)^T (A x - y)", r"\nabla_x \left(A x - y\right)^{\top} \left(A x - y\right)"),
        ("d/dX tr(A X^T B)", r"\frac{d}{dX} \operatorname{tr}(A X^\top B)"),
        ("d/dX tr(A X^T B)", r"\frac{\partial}{\partial X} \mathop{\mathrm{tr}}(A X^\top B)"),
        ("d/dX log det X", r"\frac{\partial}{\partial X} \log\lvert X\rvert"),
        ("X in R^(n x d)\nd/dw y ⊙ X w", r"X \in \mathbb{R}^{n \times d}" + "\nd/dw y \\odot X w"),
        ("d/dX sum_i X_{i,1}^2 X_{ii}", r"\nabla_X \sum_i X_{i1}^2 X_{ii}"),
        ("A in R^(m x n)\nd/du sum_i (A_{i,2} u_i)^2", "A in R^(m x n)\nd/du sum_i (A_{i2} u_i)^2"),
        ("y in R^k probabilities\nd/dz y^T z", "y \\in \\Delta^{k}\nd/dz y^T z"),
        ("y in R^n signs\nd/dz y^T z", "y \\in \\{-1, +1\\}^n\nd/dz y^T z"),
        ("y in R^n signs\nd/dz y^T z", "y ∈ {±1}ⁿ\nd/dz y^T z"),
        ("y in R^n signs\nd/dz y^T z", "y in {1, -1}^n\nd/dz y^T z"),
        ("y in R^n binary\nd/dz y^T z", "\\mathbf{y} \\in \\{0, 1\\}^{n}\nd/dz y^T z"),
        ("Y in R^(n x k) binary\nd/dz sum(Y z)", "Y in {0,1}^{n x k}\nd/dz sum(Y z)"),
        ("y, t in Δ^k\nd/dz (y + t)^T z", "y, t in R^k probabilities\nd/dz (y + t)^T z"),
        ("A in R^(n x n) symmetric\nd/dx x'A x", "A \\in \\mathbb{S}^n\n\\nabla_x x^\\intercal A x"),
        (
            "x_i in R^d\nd/dw sum_{i=1}^n w^T x_i",
            "x_i \\in \\mathbb{R}^d\n\\nabla_w \\sum_{i=1}^{n} w^{\\mathsf T} x_i",
        ),
        (
            "g : R -> R\nd/dx sum(g(A x))",
            "g : \\mathbb{R} \\to \\mathbb{R}\nd/dx \\operatorname{sum}(g(A x))",
        ),
        ("d/dλ λ^2", r"\frac{\partial}{\partial \lambda} \lambda^{2}"),
        ("d/dx (a^T x)/2", r"\frac{\partial}{\partial x} \frac{a^\top x}{2}"),
    ],
)
def test_both_spellings_give_the_same_problem(plain: str, latex: str) -> None:
    left, right = parse(plain), parse(latex)
    assert problem_text(left) == problem_text(right)


def test_spellings_mix_in_one_block() -> None:
    problem = parse("A in R^(m x n)\n\\nabla_{\\mathbf{x}} ||\\mathbf{A} x - y||^2")
    assert [variable.name for variable in problem.variables] == ["A", "x", "y"]


@pytest.mark.parametrize(
    ("block", "name", "latex"),
    [
        (r"\nabla_{\mathbf{x}} \mathbf{a}^\top \mathbf{x}", "a", r"\mathbf{a}"),
        ("d/d𝐱 𝐚ᵀ𝐱", "a", r"\mathbf{a}"),
        ("d/dx ||W1 x||", "W1", "W_1"),
        (r"\nabla_x \|\mathbf{W}_{1} x\|", "W1", r"\mathbf{W}_1"),
        (r"\nabla_x x_{\text{out}}^\top x", "x_out", r"x_{\text{out}}"),
        ("d/dx x_out^T x", "x_out", r"x_{\mathrm{out}}"),
        ("d/dx λ x", "lambda", r"\lambda"),
        ("d/dx λ x", "x", "x"),
        (r"\nabla_x \hat{\mathbf{y}}^\top x", "y_hat", r"\hat{\mathbf{y}}"),
        ("theta in R^n\nd/dx theta^T x", "theta", r"\theta"),
        ("loss in R\nd/dx loss x", "loss", r"\mathrm{loss}"),
    ],
)
def test_names_keep_their_typography(block: str, name: str, latex: str) -> None:
    named = {variable.name: variable for variable in parse(block).variables}
    assert named[name].latex_name == latex


def test_facts_of_a_declaration() -> None:
    block = "A in R^(n x n) positive definite, diagonal\nB in R^(n x n) orthogonal and invertible\n"
    variables = parse(block + "S \\in \\mathbb{S}^n_{+}\nd/dx x^T A B S x").variables
    facts = {variable.name: variable.facts for variable in variables if isinstance(variable, Variable)}
    assert facts["A"] == {"positive definite", "symmetric", "diagonal"}
    assert facts["B"] == {"orthogonal", "invertible"}
    assert facts["S"] == {"positive semidefinite", "symmetric"}


def test_definitions_come_in_an_order_that_works() -> None:
    problem = parse("dL/dx\nL = ||z||^2\nz = W h\nh = relu(x)")
    assert [definition.variable.name for definition in problem.definitions] == ["h", "z", "L"]


def test_a_request_for_a_defined_name_keeps_the_name() -> None:
    (request,) = parse("J(w) = ||X w - y||^2\nd/dw J(w)").requests
    assert request.name is not None
    assert request.name.name == "J"
    assert request.function == request.name


def test_a_request_says_where_it_stands() -> None:
    (request,) = parse("# a comment\n\nf = x^T x\ndf/dx").requests
    assert request.place is not None
    assert request.place.line == 4


def test_a_variable_may_cancel_and_a_derivative_said_to_be_zero_needs_none() -> None:
    (request,) = parse("d/dw (a^T b + 0 w^T w)").requests
    assert request.wrt[0][0].name == "w"
    (request,) = parse("d/dw a^T b = 0").requests
    assert request.wrt[0][0].name == "w"


def test_a_stationary_point_is_asked_for() -> None:
    assert [request.stationary for request in parse("solve d/dx ||A x||^2 = 0\nd/dx a^T x").requests] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "block",
    [
        "x = x_0 + t v\nt in R\nd/dt x^T A x",
        "W = W_0 + B A\nd/dA ||W x - y||^2",
        "h = tanh(W h_0)\nd/dW ||h||^2",
    ],
)
def test_the_start_of_a_sequence_is_no_entry_of_it(block: str) -> None:
    problem = parse(block)
    assert f"{block[0]}0" in {letter.name for letter in problem.variables}
