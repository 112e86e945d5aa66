"""Claims: each line judged by itself, and what would hold."""

from __future__ import annotations

import json

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.render.document import ShownClaim
from mkdocs_matcalc.render.present import present

JUDGED = [
    ("d/dx ||A x - y||^2 = 2 A^T (A x - y)", [(1, True, "")]),
    ("d/dx ||A x - y||^2 = 2 A^T A x - 2 A^T y", [(1, True, "")]),
    (
        "d/dx (A x - y)^T (A x - y)\n  = d/dx (x^T A^T A x - 2 y^T A x + y^T y)\n  = 2 A^T A x - 2 A y",
        [
            (2, True, ""),
            (
                3,
                False,
                (
                    "shapes do not fit in a product: `A` is m×n, `y` is m×1; "
                    r"$2 A^\top (A x - y)$ would hold"
                ),
            ),
        ],
    ),
    (
        "d/dx (A x) = A",
        [(1, True, "in numerator layout")],
    ),
    ("d^2/dx^2 ||A x - y||^2 = 2 A^T A", [(1, True, "")]),
    ("A in R^(n x n) symmetric\nd/dx x^T A x = 2 A x", [(2, True, "")]),
    ("A in R^(m x n)\nB in R^(n x m)\ntr(A B) = tr(B A)", [(3, True, "")]),
]


@pytest.mark.parametrize(("block", "verdicts"), JUDGED)
def test_verdicts(block: str, verdicts: list[tuple[int, bool, str]]) -> None:
    claims = present(derive(block)).claims
    assert [(claim.line, claim.holds, claim.why.source) for claim in claims] == verdicts


def test_a_general_matrix_has_no_symmetric_gradient() -> None:
    (claim,) = present(derive("A in R^(n x n)\nd/dx x^T A x = 2 A x")).claims
    assert claim.holds is False
    assert claim.why.source == (
        "it does only if $A$ is symmetric; $(A + A^\\top) x$ would hold; "
        r"at $A = [1,\, 0;\; 1,\, 1]$, $x = (0,\, 1)$ the left side is $(1,\, 2)$, the right side $(0,\, 2)$"
    )


@pytest.mark.parametrize(
    "claim",
    [
        "y in {0, 1}^n\nmax(y) = 1",
        "y in {0, 1}^n\n||y||_inf = 1",
        "y in {0, 1}^n\nsign(sum(y)) = 1",
        "y in {-1, 1}^n\nmax(y) = 1",
        "y in {-1, 1}^n\nmax(-y) = 1",
        "Y in {-1, 1}^(m x n)\nmax(Y) = 1",
        "y in {0, 1}^n\nz in {-1, 1}^n\nmax(z - y) = max(z)",
    ],
)
def test_what_has_two_values_may_have_one_of_them_everywhere(claim: str) -> None:
    (judged,) = present(derive(claim)).claims
    assert judged.holds is not True


@pytest.mark.parametrize(
    ("claim", "reading"),
    [
        ("y in {-1, 1}^n\ny.^2 = 1", "with the number in every entry"),
        ("y in {-1, 1}^n\n1 = |y|", "with the number in every entry"),
        ("Y in R^(n x k) stochastic\nY 1 = 1", "with the number in every entry"),
        ("x ./ x = 1", "with the number in every entry"),
        ("sum(x) = n mean(x)", "with $n$ as the size of $x$"),
        ("n mean(x.^2) = ||x||^2", "with $n$ as the size of $x$"),
        ("Q in R^(n x n) orthogonal\n||Q||_2 = 1", ""),
        ("X in R^n\n||X|| = 1\nX^T X = 1", ""),
    ],
)
def test_what_holds_says_how_it_was_read(claim: str, reading: str) -> None:
    judged = present(derive(claim)).claims[-1]
    assert (judged.holds, judged.reading.source) == (True, reading)


@pytest.mark.parametrize(
    "claim", ["A in R^(m x n)\n||A||_2 = 1", "||A|| = 1", "x in R^n\nexp(x) = 1", "x ⊙ y = 1"]
)
def test_what_does_not_hold_for_all_is_a_condition(claim: str) -> None:
    (judged,) = present(derive(claim)).claims
    assert judged.holds is None


VERDICTS = [
    ("d/dx ||x||^2 = 2 x", "holds", None),
    ("d/dx ||x||^2 = x", "false", None),
    ("A^T = A", "condition", None),
    ("λ in R\nlog(-λ^2 - 1) = log(-1 - λ^2)", "unknown", None),
    (
        "d/dX ||X||_2^2 = 2 X",
        "holds",
        r"with $\lVert \cdot \rVert_2$ of a matrix as the Frobenius norm, not the spectral norm",
    ),
    ("softmax(z + b) = softmax(z)", "holds", "with $b$ as a number that stands in every entry"),
    ("z = W x + b\nvar(z) = var(W x)", "holds", "with $b$ as a number that stands in every entry"),
    ("b in R^n\nsoftmax(z + b) = softmax(z)", "false", None),
    ("softmax(z + b) = softmax(z) + b", "false", None),
    ("sum(z + b) = sum(z)", "false", None),
    # What a line says of a letter is true where its declaration has it.
    ("D in R^(n x n) diagonal\nD^T = D", "holds", None),
    ("S in R^(n x n) skew\nS^T = S", "condition", None),
]


@pytest.mark.parametrize(("block", "verdict", "reading"), VERDICTS)
def test_a_claim_has_one_of_four_verdicts(block: str, verdict: str, reading: str | None) -> None:
    (claim,) = derive(block).to_dict()["claims"]
    assert claim["holds"] is {"holds": True, "false": False}.get(verdict)
    assert claim["verdict"] == verdict
    assert claim["reading"] == reading
    assert (reading or "") in claim["why"]
    (shown,) = derive(block).document.claims
    assert ShownClaim.from_dict(json.loads(json.dumps(shown.to_dict()))) == shown


def test_an_equality_of_two_wrong_things_is_wrong() -> None:
    block = "A in R^(n x n)\nB in R^(n x n)\nA B = B A"
    (claim,) = present(derive(block)).claims
    assert claim.holds is False
    assert "would hold" not in claim.why.source


def test_a_side_without_a_value_is_not_decided() -> None:
    (claim,) = present(derive("λ in R\nlog(-λ^2 - 1) = log(-1 - λ^2)")).claims
    assert claim.holds is None
    assert claim.why.source == "no random point was found at which both sides have a value"


def test_a_softmax_that_saturates_is_no_constant() -> None:
    block = (
        "k in R^d\nv_i in R^d\ng : R -> R\n"
        "p = softmax(g(sum_{i=1}^m exp(2 v_i) + k))\n"
        "d^2/dk^2 ||k p^T||_F^2 = 2 (p^T p) I"
    )
    (claim,) = present(derive(block)).claims
    assert claim.holds is False
