"""Stationary points: found by isolating steps, stationary by numbers, or refused by name."""

from __future__ import annotations

import re

import pytest
from sympy import S

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.build import add, apply, fill, kronecker, mul, power, sub, transpose
from mkdocs_matcalc.algebra.nodes import Diag, Identity, Variable, dimension
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.definiteness import nonnegative, semidefinite
from mkdocs_matcalc.errors import CheckFailed, Refusal
from mkdocs_matcalc.numerics.check import check_stationary
from mkdocs_matcalc.render.present import present

SOLVED = [
    ("solve d/dw ||X w - y||^2 = 0", "(X^T X)^-1 X^T y"),
    ("solve d/dw (||X w - y||^2 + λ ||w||^2) = 0", "(X^T X + lambda I)^-1 X^T y"),
    (
        "W in R^(n x n) diagonal\nsolve d/dw (X w - y)^T W (X w - y) = 0",
        "(X^T W X)^-1 X^T W y",
    ),
    ("solve d/dX ||A X - B||_F^2 = 0", "(A^T A)^-1 A^T B"),
    ("solve d/dX ||X A - B||_F^2 = 0", "B A^T (A A^T)^-1"),
    ("x_i in R^d\nsolve d/dm sum_{i=1}^n ||x_i - m||^2 = 0", "1/n (sum_{i=1}^n x_i)"),
    ("λ in R\nsolve d/dλ ||a - λ b||^2 = 0", "a^T b / (b^T b)"),
    (
        (
            "S in R^(d x d) positive definite\nx_i in R^d\nm in R^d\n"
            "solve d/dS (n logdet(S) + sum_{i=1}^n (x_i - m)^T S^-1 (x_i - m)) = 0"
        ),
        "1/n (sum_{i=1}^n (x_i - m) (x_i - m)^T)",
    ),
    ("solve d/dF (||Z - F G^T||_F^2 + μ ||F||_F^2) = 0", "Z G (G^T G + mu I)^-1"),
    ("solve d/dH (||A H - B||_F^2 + ||3 H||_F^2) = 0", "(A^T A + 9 I)^-1 A^T B"),
    ("solve d/dH (||A H - B||_F^2 + ||C H||_F^2) = 0", "(A^T A + C^T C)^-1 A^T B"),
    ("solve d/dQ (tr(Q M) - logdet(Q)) = 0", "M^-1"),
    ("solve d/dQ (logdet(Q) + tr(Q^-1 M)) = 0", "M"),
    (
        (
            "Q in R^(d x d) positive definite\nu_i in R^d\nc in R^d\n"
            "solve d/dQ (n/2 logdet(Q) - 1/2 sum_{i=1}^n (u_i - c)^T Q (u_i - c)) = 0"
        ),
        "n (sum_{i=1}^n (u_i - c) (u_i - c)^T)^-1",
    ),
    (
        "v in R positive\nu_i in R\nsolve d/dv (n log(v) + sum_{i=1}^n u_i^2 / v) = 0",
        "1/n (sum_{i=1}^n u_i^2)",
    ),
    (
        "v in R positive\nu_i in R^d\nsolve d/dv (n d/2 log(v) + 1/(2 v) sum_{i=1}^n ||u_i - c||^2) = 0",
        "(1/(d*n)) (sum_{i=1}^n (u_i - c)^T (u_i - c))",
    ),
    ("v in R positive\nsolve d/dv (log(v) + E_u[||u - c||^2] / v) = 0", "E_{u}[(u - c)^T (u - c)]"),
    (
        "G in R^(n x n) positive definite\nsolve d/dc (||t - G c||^2 + ρ c^T G c) = 0",
        "(G + rho I)^-1 t",
    ),
    ("solve d/dx sum(c ⊙ (x - a).^2) = 0", "a"),
    ("solve d/dX ||X^T A - B||_F^2 = 0", "(A A^T)^-1 A B^T"),
    ("e = A u - b\nJ = 1/2 e^T e\nsolve dJ/du = 0", "(A^T A)^-1 A^T b"),
    ("e = A u - b\nJ = ||e||^2 + ρ ||u||^2\nsolve dJ/du = 0", "(A^T A + rho I)^-1 A^T b"),
    ("p = A u\ne = p - b\nJ = ||e||^2\nsolve dJ/du = 0", "(A^T A)^-1 A^T b"),
    ("E = A U - B\nJ = ||E||_F^2\nsolve dJ/dU = 0", "(A^T A)^-1 A^T B"),
    ("c in R\ne = A u + c - b\nJ = ||e||^2\nsolve dJ/dc = 0", "1/n sum(b - A u)"),
    ("c in R\ne = A u + c - b\nJ = ||e||^2\nsolve dJ/du = 0", "(A^T A)^-1 A^T (b - c ones(m))"),
]


@pytest.mark.parametrize(("block", "solution"), SOLVED)
def test_solution(block: str, solution: str) -> None:
    derivation = derive(block)
    point = derivation.results[-1]
    assert point.stationary
    assert point.order == 0
    assert plain(point.expression) == solution


def test_a_minimum_is_named_with_its_condition() -> None:
    last = derive("solve d/dw (||X w - y||^2 + λ ||w||^2) = 0").steps[-1]
    assert last.rules[0].name == "Convexity"
    assert [condition.relation for condition in last.conditions] == [r"\ge 0", r"\succeq 0"]
    assert last.conditions[-1].words == "makes it a minimum"


@pytest.mark.parametrize(
    ("block", "needs"),
    [
        ("c in R\nx in R positive\nsolve d/dx (log(x) - c x) = 0", "c > 0"),
        ("c in R\nx in R\nsolve d/dx (log(x) - 2 c x) = 0", "c > 0"),
        ("solve d/du (sum(log(u)) - c^T u) = 0", "c > 0 in every entry"),
        ("c in R^n positive\nsolve d/du (sum(log(u)) - c^T u) = 0", ""),
        ("u in R^n positive\nsolve d/du ||u - c||^2 = 0", "c > 0 in every entry"),
        ("u in R^n nonnegative\nsolve d/du ||u - c||^2 = 0", "c ≥ 0 in every entry"),
        ("solve d/du (sum(exp(u)) - 2 sum(u)) = 0", ""),
        ("P, C in R^(n x n) positive definite\nsolve d/dP (tr(C P) - 2 logdet(P)) = 0", ""),
        (
            (
                "P in R^(n x n) positive definite\nC in R^(n x n) symmetric\n"
                "solve d/dP (tr(C P) - logdet(P)) = 0"
            ),
            "C invertible; C⁻¹ positive definite",
        ),
        (
            "P in R^(n x n) positive semidefinite\nC in R^(n x n) symmetric\nsolve d/dP ||P - C||_F^2 = 0",
            "C positive semidefinite",
        ),
    ],
)
def test_a_point_is_as_its_unknown_is_declared_and_where_the_function_has_a_value(
    block: str, needs: str
) -> None:
    said = re.findall("^The stationary [A-Za-z] needs: (.*)[.]$", str(derive(block)), re.MULTILINE)
    assert said == [needs] * bool(needs)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (
            "P, C in R^(n x n) positive definite\nsolve d/dP (tr(C P) + logdet(P)) = 0",
            "-C^-1 is not positive definite, as P is declared to be",
        ),
        ("u in R^n positive\nsolve d/du ||u||^2 = 0", "0 is not positive, as u is declared to be"),
        (
            "t in R\nsolve d/dt (log(t) + 2 t) = 0",
            "-1/2 is not positive, as t has to be for the function to have a value",
        ),
        (
            "C in R^(n x n) symmetric\nD in R^(n x n) diagonal\nsolve d/dD ||D - C||_F^2 = 0",
            "C is not diagonal, as D is declared to be",
        ),
        (
            "C in R^(n x n)\nK in R^(n x n) skew\nsolve d/dK ||K - C||_F^2 = 0",
            "C is not skew, as K is declared to be",
        ),
    ],
)
def test_a_point_that_its_unknown_can_never_be_is_refused(block: str, says: str) -> None:
    with pytest.raises(Refusal, match=re.escape(says)):
        derive(block)


@pytest.mark.parametrize(
    ("block", "needs"),
    [
        ("M in R^(n x n) symmetric\nsolve d/dv (v^T M v - ρ (v^T v - 1)) = 0", "M - rho I invertible"),
        ("solve d/dv v^T M v = 0", "M + M^T invertible"),
        ("solve d/dv ρ ||v||^2 = 0", r"rho \neq 0"),
        ("solve d/dv (v^T v + ρ c^T v) = 0", ""),
        ("G in R^(n x n) symmetric\nsolve d/dc ||t - G c||^2 = 0", "G invertible"),
        ("solve d/dx sum(c ⊙ (x - a).^2) = 0", r"c \neq 0 in every entry"),
        ("solve d/dQ (tr(Q M) - logdet(Q)) = 0", "M invertible"),
    ],
)
def test_what_is_divided_by_is_a_condition_of_the_result(block: str, needs: str) -> None:
    derivation = derive(block)
    conditions = derivation.results[-1].conditions
    stated = [condition for step in derivation.steps for condition in step.conditions]
    assert set(conditions) <= set(stated)
    first = conditions[:1]
    assert [f"{plain(c.subject)} {c.relation} {c.words}".split() for c in first] == [needs.split()] * bool(
        needs
    )
    notes = [note.prose.source for note in present(derivation).notes]
    assert [note for note in notes if note.startswith("The stationary")] == [*notes[-1:]] * bool(needs)


def test_zero_is_not_said_to_be_the_only_point() -> None:
    last = derive("M in R^(n x n) symmetric\nsolve d/dv (v^T M v - ρ (v^T v - 1)) = 0").steps[-1]
    assert last.rules[0].name == "Homogeneous linear system"
    assert "every eigenvector" in last.conditions[-1].words


@pytest.mark.parametrize(
    ("block", "rule", "second", "kind"),
    [
        ("solve d/dH ||A H - B||_F^2 = 0", "Convexity", "2 (I ⊗ A^T A)", "minimum"),
        (
            "solve d/dF (||Z - F G^T||_F^2 + μ ||F||_F^2) = 0",
            "Convexity",
            "2 (mu I + G^T G ⊗ I)",
            "minimum",
        ),
        ("solve d/dH (2 tr(C H) - ||A H||_F^2) = 0", "Concavity", "-2 (I ⊗ A^T A)", "maximum"),
        ("solve d/dw (2 b^T w - ||X w||^2) = 0", "Concavity", "-2 X^T X", "maximum"),
    ],
)
def test_the_kind_of_point_is_said(block: str, rule: str, second: str, kind: str) -> None:
    last = derive(block).steps[-1]
    assert [each.name for each in last.rules] == [rule]
    assert plain(last.forms[0]) == second
    assert last.conditions[-1].words == f"makes it a {kind}"


def test_what_is_divided_by_is_positive_and_not_zero() -> None:
    last = derive("solve d/dw (||X w - y||^2 + 1/τ ||w||^2) = 0").steps[-1]
    assert [condition.relation for condition in last.conditions] == ["> 0", r"\succeq 0"]


def test_no_minimum_is_claimed_without_proof() -> None:
    block = "W in R^(n x n) symmetric\nsolve d/dw (X w - y)^T W (X w - y) = 0"
    assert derive(block).steps[-1].rules[0].name != "Convexity"


REFUSED = [
    (
        "solve d/dc (||u - c||^2 + ||c||_1) = 0",
        "sign(c) - 2 (u - c) = 0 is not linear in c, so its solution can't be isolated",
    ),
    (
        "solve d/dw sum(log(1 + exp(-y ⊙ X w))) = 0",
        "-X^T (y ⊙ sigmoid(-(y ⊙ X w))) = 0 is not linear in w, so its solution can't be isolated",
    ),
    (
        "e = A u\nJ = log(1 + ||e||^2)\nsolve dJ/du = 0",
        "2 A^T A u / (1 + ||A u||^2) = 0 is not linear in u, so its solution can't be isolated",
    ),
    (
        "solve d/dX (tr(C X) + tr(B X^-1)) = 0",
        "(C - X^-1 B X^-1)^T = 0 is not linear in X, so its solution can't be isolated",
    ),
    (
        "solve d/dX (||A X - B||_F^2 + ||X C - D||_F^2) = 0",
        (
            "2 (A^T (A X - B) + (X C - D) C^T) = 0 has X between different factors (a Sylvester equation), "
            "which has no closed form by matrix products"
        ),
    ),
    (
        "solve d/dX (||X - B||_F^2 + tr(X X)) = 0",
        (
            "2 (X - B + X^T) = 0 has X elsewhere than between two matrices "
            "(2 dX^T is a term of its differential), so X can't be isolated"
        ),
    ),
    ("solve d/dx a^T x = 0", "a = 0 does not contain x, so it can't be solved for it"),
    (
        "c in R^n\nλ in R\nsolve d/dλ λ^2 c = 0",
        "only a scalar function has stationary points; this one is a vector of size n",
    ),
    (
        "Q in R^(n x n) positive definite\nsolve d/dQ (tr(Q M) - logdet(Q)) = 0",
        "(M^-1)^T is not symmetric, as Q is declared to be",
    ),
]


@pytest.mark.parametrize(("block", "reason"), REFUSED)
def test_refusal(block: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        derive(block)
    assert refused.value.message == reason


def test_a_wrong_stationary_point_is_caught() -> None:
    n = dimension("n")
    x, a = Variable("x", n), Variable("a", n)
    distance = mul(transpose(sub(x, a)), sub(x, a))
    assert check_stationary(distance, x, {x: a}, {}).points == 3
    with pytest.raises(CheckFailed, match="not stationary"):
        check_stationary(distance, x, {x: mul(S(2), a)}, {})


def test_definiteness_is_shown_or_left_open() -> None:
    n, m = dimension("n"), dimension("m")
    a, z = Variable("A", m, n), Variable("z", m)
    sigma = apply("sigmoid", z)
    weights = Diag(mul(S(2), sigma))
    one = fill(S.One, (m, 1))
    assert semidefinite(mul(transpose(a), a)) == ()
    assert semidefinite(mul(transpose(a), weights, a)) == ()
    assert semidefinite(mul(transpose(a), Diag(sub(one, sigma)), a)) == ()
    assert semidefinite(mul(S(-1), transpose(a), a)) is None
    assert semidefinite(mul(transpose(a), Variable("B", m, m), a)) is None
    assert semidefinite(add(mul(transpose(a), a), Identity(n))) == ()
    assert semidefinite(kronecker(mul(transpose(a), a), Identity(m))) == ()
    assert semidefinite(kronecker(Variable("B", m, m), Identity(m))) is None
    assert semidefinite(power(Variable("B", m, m, facts=("symmetric",)), 2)) == ()
    assert semidefinite(power(Variable("B", m, m), 2)) is None
    assert semidefinite(power(Variable("B", m, m, facts=("symmetric",)), 3)) is None
    assert nonnegative(sub(one, apply("exp", z))) is None


def test_two_unknowns_may_be_written_in_each_other() -> None:
    block = "c in R\nM in R^(n x m)\nJ = ||M u + c ones(n) - t||^2\nsolve dJ/du = 0\nsolve dJ/dc = 0"
    found = [plain(each.expression) for each in derive(block).results if each.stationary]
    assert found == ["(M^T M)^-1 M^T (t - c ones(n))", "1/n ones(n)^T (t - M u)"]


def test_a_sum_that_is_put_into_a_sum_has_an_index_of_its_own() -> None:
    said = str(derive("a, b in R\nsolve d/d(a, b) sum_i (a u_i + b - v_i)^2 = 0"))
    assert "2 Σᵢ₌₁ⁿ uᵢ (a uᵢ − (1/n) Σⱼ₌₁ⁿ (a uⱼ − vⱼ) − vᵢ) = 0" in said


@pytest.mark.parametrize(
    ("block", "is_said"),
    [
        ("t in R\nsolve d/dt (t - log(t^2)) = 0", False),
        ("solve d/du (c^T u - sum(log(u.^2))) = 0", False),
        ("t in R positive\nsolve d/dt (t - log(t^2)) = 0", True),
        ("t in R\nsolve d/dt (t - log(t)) = 0", True),
    ],
)
def test_a_minimum_is_named_only_where_nothing_breaks_the_domain(block: str, is_said: bool) -> None:
    assert ("makes it a minimum" in str(derive(block))) is is_said
