"""Identities cited whole: what fits one, what must not, and that each citation holds."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.identity_table import IDENTITIES
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.calculus.rules.identities import identity_rule
from mkdocs_matcalc.errors import Refusal
from mkdocs_matcalc.numerics.check import agree


def by_pattern(block: str) -> Derivation:
    return derive(f"option method = pattern\n{block}")


def cited(derivation: Derivation) -> list[str]:
    return [rule.name for step in derivation.steps for rule in step.rules]


TABLE = [CATALOGUE[identity_rule(each.name)] for each in IDENTITIES]


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.slug)
def test_an_identity_is_one_line_in_its_own_letters(rule: Rule) -> None:
    (step,) = derive(rule.example).steps
    assert step.rules == (rule,)
    assert all(plain(value).isdigit() for _, value in step.substituted)


FITTING = [
    ("d/dx x^T a", "linear form"),
    ("d/dx b^T A x", "linear form"),
    ("d/dx x^T x", "quadratic form"),
    ("d/dx 1/2 x^T B C x", "quadratic form"),
    ("A in R^(n x n) symmetric\nd/dx x^T A x", "quadratic form"),
    ("d/dx ||x||^2", "least squares"),
    ("d/dx ||y - A x||^2", "least squares"),
    ("λ in R\nd/dx λ ||A B x + y - z||^2", "least squares"),
    ("d/dx (A x - y)^T (A x - y)", "least squares"),
    ("r = A x - y\nf = ||r||^2\ndf/dx", "least squares"),
    ("d/dx ||x||", "distance"),
    ("d/dX b^T X^T a", "bilinear form"),
    ("d/dX a^T X^T X b", "bilinear form of second order"),
    ("d/dX tr(X)", "trace"),
    ("d/dX tr(A X B)", "trace"),
    ("d/dX tr(B^T X^T A)", "trace"),
    ("d/dX tr(X A X^T)", "trace of a quadratic form"),
    ("d/dX tr(A X B X^T C)", "trace of a quadratic form"),
    ("d/dX tr(X^T X)", "trace of a quadratic form"),
    ("d/dX tr(X^5)", "trace of a power"),
    ("d/dX ||X||_F^2", "matrix least squares"),
    ("d/dU ||X - U V^T||_F^2", "matrix least squares"),
    ("d/dV ||X - U V^T||_F^2", "matrix least squares by the transpose"),
    ("d/dX tr(A X^-1 B)", "trace of an inverse"),
    ("d/dX tr(X^-1)", "trace of an inverse"),
    ("d/dX log|det X|", "log-determinant"),
]


@pytest.mark.parametrize(("block", "name"), FITTING, ids=[block for block, _ in FITTING])
def test_an_identity_is_cited_and_gives_what_differentials_give(block: str, name: str) -> None:
    derivation, other = by_pattern(block), derive(f"option method = differential\n{block}")
    assert f"Identity: {name}" in cited(derivation)
    assert len(derivation.steps) <= 2
    definitions = {**derivation.definitions, **other.definitions}
    assert agree(derivation.result, other.result, definitions, points=3) == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize(
    "block",
    [
        "d/dx x^T diag(x) x",
        "d/dx (x^T x) (a^T x)",
        "d/dx (x^T A x + a^T x)",
        "d/dx ||A x - x||^2",
        "d/dx ||A x - y||_1",
        "d/dx ||A x - y||^4",
        "d/dx sum(exp(x))",
        "d/dX tr(X^T X X^T X)",
        "d/dX a^T X X b",
        "d/dX tr(exp(X))",
        "d/dX log(det(X) + 1)",
        "d/dX logdet(X^T X)",
        "d/dX (A X)",
        "d^2/dx^2 x^T A x",
    ],
)
def test_what_no_identity_fits_whole_is_refused(block: str) -> None:
    with pytest.raises(Refusal) as refusal:
        by_pattern(block)
    assert "no identity" in refusal.value.message
    assert refusal.value.hint == "`method=differential` derives it"


def test_what_the_letters_stand_for_is_said() -> None:
    step = by_pattern("d/dx ||B x - c||^2").steps[-1]
    assert [(letter.name, plain(value)) for letter, value in step.substituted] == [("A", "B"), ("y", "c")]


def test_a_letter_that_the_block_uses_for_something_else_gets_a_tilde() -> None:
    step = by_pattern("d/dx ||y - A x||^2").steps[-1]
    assert [letter.latex_name for letter, _ in step.substituted] == [r"\tilde{A}", r"\tilde{y}"]


def test_an_identity_for_square_matrices_asks_for_the_same_size_twice() -> None:
    derivation = by_pattern("B in R^(m x n)\nd/dx (B x)^T (B x)")
    assert cited(derivation)[-1] in {"Identity: least squares", "Identity: quadratic form"}


def test_conditions_come_with_the_identity() -> None:
    conditions = by_pattern("d/dW logdet(W)").steps[-1].conditions
    assert [(each.words, plain(each.subject)) for each in conditions] == [("invertible", "W")]
