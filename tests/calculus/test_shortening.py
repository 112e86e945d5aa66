"""A name of the author's hides no simplification: results look through it where that is shorter."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive, parse
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.verify.checked import checked


def results(block: str) -> list[str]:
    return [plain(each.expression) for each in checked(derive(parse(block))).results]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        # A fact passes a name: C X and its transpose's half join.
        ("C in R^(n x n) symmetric\nr = v^T C\ng = r v\ndg/dv", "2 C v"),
        ("C in R^(n x n) symmetric\noption method = index\nr = v^T C\ng = r v\ndg/dv", "2 C v"),
        (("z_i, c in R^d\nC in R^(d x d) positive definite\nR = C^-1\n"
         "d/dc (1/2 sum_{i=1}^n (z_i - c)^T R (z_i - c))"), "-R (sum_{i=1}^n (z_i - c))"),
        ("Q in R^(n x n) orthogonal\nR = Q^-1\ng = tr(R B)\ndg/dQ", "-Q B^T Q"),
        # A restatement needs two names, and one that does not vary.
        ("A, B in R^(m x m)\nX, C in R^(n x n)\nR = B ⊗ C\nT = A ⊗ X\nU = T R\ng = tr(U)\ndg/dX",
         "tr(A B) C^T"),
        ("option method = differential\nD = diag(v)\nr = D^-2 b\nd/dv (b^T r)", "-2 (b.^2 ⊙ v.^(-3))"),
        # What is symmetric by what its names stand for, beside a name that is a transpose.
        (("X in R^(n x d)\nZ = X / n\nC = X^T Z\nr = w^T C\nf = r w - 2 b^T w\n"
         "df/dw"), "2 (C w - b)"),
        (("X in R^(n x d)\nZ = X / n\nC = X^T Z\nr = w^T\nh = C w\noption method = index\n"
         "d/dw (r h - 2 b^T w)"), "2 (C w - b)"),
        # A derivative that is 1 needs no name.
        ("r = w^T\ng = r C w\nf = g - 2 b^T w\ndf/dw", "(C + C^T) w - 2 b"),
        # A name that the formula is restated without is no step.
        ("X in R^(n x m)\nr = ||X||_F\nd/dX (r^2)", "2 X"),
        # The sigmoid behind a softplus in steps.
        ("X in R^(m x n)\ny in R^m\nw in R^n\nu = 1 + exp(-y ⊙ X w)\nv = log(u)\nd^2/dw^2 (sum(v))",
         "X^T diag(y.^2 ⊙ sigmoid(-(y ⊙ X w)) ⊙ (1 - sigmoid(-(y ⊙ X w)))) X"),
        # p − y behind every name of a program in single steps.
        (("X in R^(n x d)\ny in R^n\nw in R^d\nz = X w\np = σ(z)\nq = 1 - p\nu = log(p)\nc = 1 - y\n"
         "v = log(q)\ns = y^T u\nt = c^T v\nJ = -s - t\ndJ/dw"), "X^T (p - y)"),
        # A name for what is 0, 1 or I.
        ("a in R^m\nx in R^n\nu = 0 x^T x\nf = a + u a\ndf/da", "I"),
        ("c = 1\nu = c x\nd/dx u^T u", "2 u"),
        ("A in R^(n x n)\nZ = A - A\nf = x^T (A + Z) x\ndf/dx", "(A + A^T) x"),
        # Also in a long result.
        (("a, b in R^n\nX in R^(n x n)\noption method = differential\nM = a^T (X^2)^T\nh = M X^2\n"
         "d/dX (h b)"), "X^T X^2 (a b^T + b a^T) + X^2 (a b^T + b a^T) X^T"),
        # A transpose of what is its own, and names for letters on the way to what joins.
        ("G in R^(m x n)\nH in R^(n x m)\nz in R^n\nP = diag(z)\nu = P H\nd/dH tr(G u)", "P G^T"),
        (("X in R^(n x d)\nC = X^T X / n\nr = b^T\nh = C w\nc = 2 r\ns = c w\nq = w^T\nt = q h\nf = t - s\n"
         "df/dw"), "2 (C w - b)"),
        # Of two as short the one with more of the author's names.
        (("A in R^(n x n)\nx in R^n\nu = x^T\nR = x u - A\nf = ||R||_F^2\nd^2/dx^2 f"),
         "2 (R + R^T + 2 (x x^T + (x^T x) I))"),
        # A trace of what divides, by the chain rule as by differentials.
        (("K in R^(n x n) positive definite\ns in R\noption method = chain\n"
         "d/ds (y^T (K + s I)^-1 y + logdet(K + s I))"), "tr((K + s I)^-1) - y^T (K + s I)^(-2) y"),
    ],
)  # fmt: skip
def test_a_name_hides_no_simplification(block: str, expected: str) -> None:
    assert results(block) == [expected]


def test_an_inner_product_is_restated_in_the_names_given() -> None:
    block = "X in R^(n x d)\nY in R^(n x k)\nW in R^(d x k)\nd/d(W, Y) (sum(logsumexp(X W, rows)) - <Y, X W>)"
    assert results(block) == ["X^T (softmax(Z, rows) - Y)", "-Z"]
