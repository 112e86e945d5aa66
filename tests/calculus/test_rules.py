"""Every entry of the catalogue: its example is derived, uses the rule, and holds at random points."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.identity_table import IDENTITIES
from mkdocs_matcalc.calculus.catalogue import Rearrangement, Rule
from mkdocs_matcalc.calculus.derivation import Derivation, Step
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.calculus.rules.identities import identity_rule
from mkdocs_matcalc.numerics.check import check
from mkdocs_matcalc.render.present import present


def used(steps: tuple[Step, ...]) -> set[str]:
    return {rule.name for step in steps for rule in step.rules} | {
        name for step in steps for name in used(step.substeps)
    }


@pytest.mark.parametrize("rule", list(CATALOGUE), ids=lambda rule: rule.slug)
def test_example_uses_the_rule_and_holds(rule: Rule) -> None:
    derivation = derive(rule.example)
    assert rule.name in used(derivation.steps)
    for result in derivation.results:
        if result.stationary:
            continue
        function, definitions = result.request.function, derivation.definitions
        verdict = check(
            function, result.wrt, result.expression, definitions, points=6, structure=result.structure
        )
        assert verdict.points == 6
        assert verdict.worst < 1e-5


@pytest.mark.parametrize("rule", list(CATALOGUE), ids=lambda rule: rule.slug)
def test_entry_can_be_shown(rule: Rule) -> None:
    assert rule.statement
    assert rule.name[0].isupper()
    assert rule.slug
    assert not rule.condition.endswith(".")


# What says of a line what a method as a whole does in it, with what that is.
READS_OFF = "what is read off stands in the line above, and nothing is written in another way"
NAMES = "names are given, or put back, where a line would be long without them"
SWEEPS = "the sweep from the last line of a program to the first, which moves factors as every gradient does"
OF_A_METHOD = {
    "Back to matrix form": "the matrix is what differentials give; the line says that it has these entries",
    "Chain rule": SWEEPS,
    "Collect": "the line's own sum of terms, each of which a rule brought to its form",
    "Entry of a derivative": READS_OFF,
    "Equal in every entry": READS_OFF,
    "Identification": READS_OFF,
    "Identification of the Hessian": READS_OFF,
    "Intermediate variables": NAMES,
    "Linear map": SWEEPS,
    "Linearity of the differential": "the differential moves through what is linear on the way to each rule",
    "Stationary point": "states the equation that is solved",
    "Substitution": NAMES,
    "Transpose of a product": READS_OFF,
}


def test_every_rule_has_its_function() -> None:
    without = {
        rule.name
        for rule in CATALOGUE
        if not (rule.formula or rule.restate or isinstance(rule, Rearrangement))
    }
    assert without - {identity_rule(each.name) for each in IDENTITIES} == OF_A_METHOD.keys()


def test_names_and_slugs_are_unique() -> None:
    rules = list(CATALOGUE)
    assert len({rule.slug for rule in rules}) == len(rules)


def rules_of(block: str) -> set[str]:
    derivation: Derivation = derive(block)
    return used(derivation.steps)


@pytest.mark.parametrize(
    ("block", "overreach"),
    [
        ("d/dx x^T A x", "Inner product with itself"),
        ("B in R^(n x n)\nd/dX tr(X^T B X)", "Inner product with itself"),
        ("d/dx sum(log(2 + exp(A x)))", "Softplus"),
        ("d/dx sum(log(1 + exp(A x) + x^T x))", "Softplus"),
        ("d/dx sum(log(1 - 2 sigmoid(x).^2 + 3))", "Logarithm of the sigmoid's complement"),
        ("d/dX log(tr(X))", "Jacobi's formula"),
        ("d/dx ||x||_1", "Euclidean norm"),
        ("d/dX ||X||_2", "Euclidean norm"),
        ("λ in R\nd/dλ λ^3", "Exponential rule"),
        ("λ in R\nd/dλ 2^λ", "Power rule"),
        ("λ in R\nd/dλ 2^λ", "General power rule"),
        ("d/dZ tr(Z^2)", "Negative power of a matrix"),
        ("d/dZ tr(Z^-1)", "Negative power of a matrix"),
        ("d/dz (u^T z)^-2", "Negative power of a matrix"),
        ("d/dZ tr(G Z^3)", "Trace of a power"),
        ("d/dZ u^T Z^k v", "Trace of a power"),
        ("d/dZ tr(Z^-1)", "Trace of a power"),
        ("d/dZ tr(Z^2)", "Trace of a power"),
        ("d/dZ tr(exp(Z))", "Trace of a matrix function"),
        ("d/dZ tr(logm(G) Z)", "Trace of a matrix function"),
        ("d/dZ tr(Z^3 + Z)", "Trace of a matrix function"),
        ("t in R\nd/dt exp(t G)", "Function of a matrix times a number"),
        ("t in R\nd/dt (t G)^3", "Function of a matrix times a number"),
        ("d/dZ det(exp(Z))", "Determinant of an exponential"),
        ("d/dz log(exp(u^T z))", "Determinant of an exponential"),
        ("d/dZ logdet(Z^3)", "Determinant of a root"),
        ("d/dZ log(det(Z)^3)", "Determinant of a root"),
        ("d/dz tr(exp(diag(z)))", "Function of a diagonal matrix"),
        ("λ in R\nd/dλ λ^3", "General power rule"),
        ("d/dz sum(z.^c)", "Exponential rule"),
        ("c in R\nd/dz sum(c.^z)", "Element-wise power"),
        ("d/dz ||z - c||^2", "Squared weighted norm"),
        ("d/dz u^T diag(z) u", "Power of a diagonal matrix"),
        ("d/dz logdet(diag(z) + G)", "Logarithm of a diagonal matrix's determinant"),
        ("d/dz diag(z) G", "Diagonal matrix times a vector"),
        ("d/dz G diag(z) u", "Vec of a product with a diagonal matrix"),
        ("d/dw w^T E_x[x]", "Derivative inside the expectation"),
        ("d/dw w^T Cov_x[x] w", "Covariance"),
        ("d/dw Var_x(w^T x)", "Covariance"),
        ("d/dw Var_x(w^T x)", "Variance"),
        ("d/dw var(A w)", "Variance of a random number"),
        ("d/dw Cov_x(w^T x, a^T x)", "Variance of a random number"),
        ("d/dA tr(Cov_x(A x))", "A covariance centred on one side"),
    ],
)
def test_what_a_rule_must_not_match(block: str, overreach: str) -> None:
    assert overreach not in rules_of(block)


def test_a_logarithm_of_a_logarithm_of_a_determinant_is_taken_one_by_one() -> None:
    found = rules_of("X in R^(n x n) positive definite\nd/dX log(abs(log(det(X))))")
    assert {"Function of one number", "Jacobi's formula"} <= found


@pytest.mark.parametrize(
    ("block", "condition"),
    [
        ("d/dz sum(arcsin(z))", r"$z \in (-1, 1)$ in every entry"),
        ("d/dz sum(arccos(z))", r"$z \in (-1, 1)$ in every entry"),
        ("t in R\nd/dt tan(t)", r"$t \neq \tfrac{\pi}{2} + k \pi$"),
        ("t in R\nd/dt 1/t", r"$t \neq 0$"),
        ("c in R\nd/dz sum(c.^z)", "$c > 0$"),
        ("p in R\nd/dp sum(z.^p)", "$z > 0$ in every entry"),
        ("λ in R\nd/dλ λ^λ", r"$\lambda > 0$"),
        ("d/dZ tr(Z^-2)", "$Z$ invertible"),
        ("d/dZ u^T Z^-k v", "$Z$ invertible"),
        ("d/dZ tr(Z^(1/2))", "$Z$ has no eigenvalue that is 0 or negative"),
        ("d/dZ tr(Z logm(Z))", "$Z$ has no eigenvalue that is 0 or negative"),
        ("d/dZ tr(Z^-1 expm(Z))", "$Z$ invertible"),
    ],
)
def test_a_line_says_where_it_holds(block: str, condition: str) -> None:
    assert condition in [step.condition.source for step in present(derive(block)).steps]
