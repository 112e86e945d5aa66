"""Sizes that only the rest of a block says: of Kronecker factors, of what vec stacks, of I."""

from __future__ import annotations

import pytest
from sympy import Basic

from mkdocs_matcalc import derive
from mkdocs_matcalc.errors import MatcalcError


@pytest.mark.parametrize(
    "claim",
    [
        "tr(G ⊗ H) = tr(G) tr(H)",
        "(G ⊗ H)^{-1} = G^{-1} ⊗ H^{-1}",
        "(G ⊗ H) (U ⊗ V) = (G U) ⊗ (H V)",
        "kron(G, H) kron(G, H)^-1 = I",
        "vec(G U H) = (H^T ⊗ G) vec(U)",
        "vec(G U) = (I ⊗ G) vec(U)",
        "vec(x z^T) = z ⊗ x",
        "G in R^(k x l)\nvec(G^T) = K_(k,l) vec(G)",
        "G in R^(k x l)\nd/dG G^T = K_{l,k}",
        "unvec(vec(G)) = G",
        "Q in R^(k x k) orthogonal\nQ Q^T = I",
        "G G^-1 = I",
        "d^2/dz^2 (1/2 z^T z) = I",
        "d/dG tr(G) = I",
        "d/dz z = I",
        "d/dG (H G) = I ⊗ H^T",
    ],
)
def test_what_nobody_declared_fits(claim: str) -> None:
    (judgement,) = derive(claim).judgements
    assert judgement.holds, judgement.reason


def shapes(block: str) -> dict[str, tuple[Basic, Basic]]:
    return {variable.name: variable.shape for variable in derive(block).problem.variables}


def test_factors_that_must_only_multiply_to_one_size_are_matched_in_order() -> None:
    found = shapes("d/dG tr(G ⊗ H)")
    assert found["G"][0] == found["G"][1]
    assert found["H"][0] == found["H"][1]
    assert found["G"][0] != found["H"][0]


def test_a_square_of_a_size_is_two_factors() -> None:
    found = shapes("d/dG tr(G ⊗ G ⊗ H)")
    assert found["G"][0] == found["G"][1]
    assert found["H"][0] == found["H"][1]


def test_a_false_side_does_not_bend_the_sizes_of_the_left_one() -> None:
    (judgement,) = derive("G in R^(k x l)\nG G^T = 2 eye(l)").judgements
    assert judgement.holds is False


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("G in R^(k x l)\nd/dG tr(G ⊗ H)", "dimensions do not fit: k·n and l·m"),
        ("c in R^k\nd/dG c^T vec(G)", "dimensions do not fit: k and m·n"),
        ("d/dG tr(G) I", "nothing says the size of `I`"),
        ("d/dG tr(unvec(G))", "unvec is of a vector, and `G` is a matrix, n×m"),
    ],
)
def test_what_does_not_fit_is_told(block: str, message: str) -> None:
    with pytest.raises(MatcalcError, match=message):
        derive(block)
