"""Equalities that hold or do not, by the smallest difference there is."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.evidence import DecidedBy
from mkdocs_matcalc.calculus.derivation import Judgement
from mkdocs_matcalc.calculus.derive import derive as derived
from mkdocs_matcalc.exact.modulo import PRIMES
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.verify.judged import judged

LETTERS = """A in R^(n x n)
B in R^(n x m)
K in R^(n x n) skew
Q in R^(n x n) orthogonal
U in R^(n x n) orthogonal
R in R^(n x n) orthogonal, symmetric
J in R^(n x n) orthogonal, skew
S in R^(n x n) symmetric
M in R^(n x n) positive definite
D in R^(n x n) diagonal
C in R^(n x n) invertible
x, y, z in R^n
b in R^m
s, t in R
p in R positive
w_i in R^n
g : R -> R
L : R^n -> R
"""


def verdict(claim: str) -> Judgement:
    (found,) = judged(derived(parse(LETTERS + claim)))
    return found


HOLD = [
    "(A + C) x = C x + A x",
    "tr(A B B^T) = tr(B^T A B)",
    "det(2 A C^T) = 2^n det(C) det(A)",
    "(A C)^T = C^T A^T",
    "(Q C)^-1 = C^-1 Q^T",
    "R^2 = I",
    "J^2 = -I",
    "x^T K x = s - s",
    "Q K Q^T = -(Q K Q^T)^T",
    "det(Q)^2 = 1",
    "(D y) ⊙ x = D (x ⊙ y)",
    "vec(A C D) = (D^T ⊗ A) vec(C)",
    "d/dx x^T A x = (A + A^T) x",
    "d/dC det(C) = det(C) C^-T",
    "d^2/dx^2 (x^T A x) = A + A^T",
    "d/ds g(2 s) = 2 g'(2 s)",
    "d/dx L(A x) = A^T ∇L(A x)",
    "d/dx (sum_{i=1}^m w_i^T x) = sum_{i=1}^m w_i",
    "exp(s + t) = exp(s) exp(t)",
    "tanh(s) = 2 sigmoid(2 s) - 1",
    "relu(s) - relu(-s) = s",
    "d/dx softplus(y^T x) = sigmoid(y^T x) y",
    "log(det(M) p) = logdet(M) + log(p)",
    "||Q x|| = ||x||",
    "max(x + 1) = max(x) + 1",
    "relu(relu(s - 50) - 50) = relu(s - 100)",
    "relu(A - A) x = (s - s) x",
]


@pytest.mark.parametrize("claim", HOLD)
def test_what_holds(claim: str) -> None:
    found = verdict(claim)
    assert found.holds, found.reason
    assert found.means is not None
    assert found.means.how in {DecidedBy.EXACT, DecidedBy.DIGITS}
    assert found.reading == ""


FALSE = [
    "C + C = C + 1.000001 C",
    "x^T y = x^T y + 1/1000000000",
    "1/3 y = 0.333333333 y",
    "d/dy ||y||^2 = 2.00000001 y",
    "d/dx x^T A x = (A + A) x",
    "tr(A C) = tr(A C^T)",
    "A C = C A",
    "det(2 A) = 2 det(A)",
    "Q + Q^T = 2 Q",
    "det(Q) + s = 1 + s",
    "det(Q) det(R) s = s",
    "det(Q) det(R) det(U) s = s",
    "tr(R)^2 = tr(R) tr(eye(n))",
    "K^3 = -1/2 ||K||_F^2 K",
    "relu(y - 3) = (s - s) y",
    "relu(y - 900) = (s - s) y",
    "abs(t + 3) = t + 3",
    "max(y - 100, 0) = (s - s) y",
    "relu(y) = y + relu(-y) + relu(y - 5)",
    "max(x + 5000 e_1) = x_1 + 5000",
    "relu(relu(s - 50) - 50) = s - s",
    "relu(s) t = relu(s) (abs(t + 3) - 3)",
    "relu(s - 50) - relu(s - 51) - relu(s - 52) + relu(s - 53) = s - s",
    "relu(log(p) - 20) = p - p",
    "relu(det(A) - 5000) + s = s",
    "relu(1 - (s - 50)^2) + t = t",
    "tanh(1000000 s) = sign(s)",
    "softplus(s + 900) = s + 900",
    "sin(t) = t - t^3/6 + t^5/120 - t^7/5040 + t^9/362880",
    "d/ds sigmoid(s) = sigmoid(s) (1 - sigmoid(s)) + 10^-30",
    "g(s + t) = g(s) + g(t)",
    "(sum_{i=1}^m relu(w_i - 800))^T x + s = s",
]


@pytest.mark.parametrize("claim", FALSE)
def test_what_does_not_hold(claim: str) -> None:
    found = verdict(claim)
    assert found.holds is False, (found.holds, found.reason)


ON_A_PART = [
    ("log(t^2) = 2 log(t)", True, "$t > 0$"),
    ("log(-t) + s = log(abs(t)) + s", True, "$t < 0$"),
    ("sqrt(y.^2) = y", False, r"$\text{all entries of } y > 0$"),
    ("abs(t) = -t", False, "$t < 0$"),
]


@pytest.mark.parametrize(("claim", "holds", "part"), ON_A_PART)
def test_what_holds_on_a_part(claim: str, holds: bool, part: str) -> None:
    found = verdict(claim)
    assert found.holds is holds
    assert part in (found.reading if holds else found.reason)


@pytest.mark.parametrize("claim", ["abs(s + 3) = s + 3", "relu(s - 5) = s - s", "relu(s^2 - 100) = s - s"])
def test_a_part_that_is_not_the_whole_one_is_not_named(claim: str) -> None:
    found = verdict(claim)
    assert found.holds is False
    assert "only" not in found.reason


def test_what_is_exact_has_a_bound() -> None:
    found = verdict("tr(A C) = tr(C A)")
    assert found.means is not None
    assert found.means.how is DecidedBy.EXACT
    assert found.means.bound is not None
    assert found.means.bound < -100


def test_the_primes_are_primes_of_127_bits() -> None:
    from sympy import isprime

    assert [each.bit_length() for each in PRIMES] == [127] * len(PRIMES)
    assert all(map(isprime, PRIMES))


@pytest.mark.parametrize(
    ("block", "holds"),
    [
        ("A in R^(10 x 10)\ndet(2 A) = 1024 det(A)", True),
        ("A in R^(10 x 10)\ndet(2 A) = 1024.0001 det(A)", False),
        ("A in R^(9 x 9)\nx in R^9\nd/dx x^T A x = 1.0000001 (A + A^T) x", False),
        ("A in R^(12 x 7)\nx in R^7\nd/dx ||A x||^2 = 2 A^T A x", True),
    ],
)
def test_declared_sizes_are_taken_as_they_are(block: str, holds: bool) -> None:
    (found,) = judged(derived(parse(block)))
    assert found.holds is holds
    assert found.means is not None
    assert found.means.how is DecidedBy.EXACT


def test_numbers_that_nearly_agree_decide_nothing() -> None:
    """An average is worked out with 16 digits: what differs by a little more stands open."""
    (claim,) = derive("x in R^n random\nE[x^T x] = 1.0000001 E[x^T x]").to_dict()["claims"]
    assert claim["holds"] is None
    assert "may be rounding" in claim["why"]
    (claim,) = derive("x in R^n random\nE[x^T x + x^T x] = 2 E[x^T x]").to_dict()["claims"]
    assert claim["holds"] is True
