"""Claims that are false as they were read, and hold in another reading that books have."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Basic

from mkdocs_matcalc.algebra.build import top_down
from mkdocs_matcalc.algebra.nodes import Norm, Variable, is_vector, shape_of
from mkdocs_matcalc.algebra.problem import Claim, Request, Side
from mkdocs_matcalc.calculus.derivation import Judgement
from mkdocs_matcalc.errors import CheckFailed, MatcalcError, Refusal
from mkdocs_matcalc.numerics.check import agree, check
from mkdocs_matcalc.numerics.session import TOLERANCE

_FROBENIUS = r"with $\lVert \cdot \rVert_2$ of a matrix as the Frobenius norm, not the spectral norm"


def with_frobenius(claim: Claim, side: Side, definitions: Mapping[Variable, Basic]) -> Judgement | None:
    """The verdict on a side with ‖X‖₂ of matrices as the Frobenius norm; None unless it holds."""
    left, claimed = claim.left.content, side.content
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError | Request):
        return None
    function = left.function if isinstance(left, Request) else left
    meant = {name: _frobenius(each) for name, each in definitions.items()}
    if (_frobenius(function), _frobenius(claimed), meant) == (function, claimed, dict(definitions)):
        return None
    try:
        if isinstance(left, Request):
            check(_frobenius(function), left.wrt[0], _frobenius(claimed), meant)
            return Judgement(side, True, reading=_FROBENIUS)
        if shape_of(function) != shape_of(claimed):
            return None
        difference = agree(_frobenius(function), _frobenius(claimed), meant, points=4)
    except (CheckFailed, Refusal):
        return None
    holds = difference is not None and difference <= TOLERANCE
    return Judgement(side, True, reading=_FROBENIUS) if holds else None


def _frobenius(expr: Basic) -> Basic:
    def change(part: Basic) -> Basic | None:
        if isinstance(part, Norm) and part.kind == "2" and not is_vector(part.arg):
            return Norm(_frobenius(part.arg), "F")
        return None

    return top_down(expr, change)
