"""Norms: which one is meant, of a vector or of a matrix."""

from __future__ import annotations

import re

from mkdocs_matcalc.algebra.nodes import Norm
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.draft import Draft
from mkdocs_matcalc.language.syntax import Syntax

_KINDS = {"": "", "2": "2", "1": "1", "F": "F", "inf": "inf", "∞": "inf", "*": "nuc", "nuc": "nuc"}
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_OF_A_MATRIX = {
    "": r"$\lVert \cdot \rVert$ of a matrix is the Frobenius norm",
    "1": r"$\lVert \cdot \rVert_1$ of a matrix is the sum of its absolute entries",
    "2": r"$\lVert \cdot \rVert_2$ of a matrix is the spectral norm, its largest singular value",
}


def norm(combine: Combine, node: Syntax, draft: Draft, subscript: str) -> Draft:
    """The norm of a draft, its kind as the author wrote it below the bars, or ""."""
    plain = re.sub(r"\\(?:mathrm|text|mathsf|operatorname)|[_{}\s]", "", subscript)
    plain = re.sub(r"\\?infty", "inf", plain).translate(_DIGITS)
    if plain not in _KINDS:
        raise MatcalcError(
            f"`{subscript}` is no norm that is known here",
            draft.source.place(node.start),
            "a vector has _1, _2 and _inf, a matrix _F, _1, _2 and _*",
        )
    kind = _KINDS[plain]
    if combine.is_scalar(draft):
        return combine.apply(node, draft, "abs")
    if combine.is_matrix(draft):
        return _of_matrix(combine, node, draft, kind)
    if kind == "nuc":
        raise MatcalcError(f"the nuclear norm is a matrix's, and `{draft.words}` is a vector", draft.place)
    kind = {"": "2", "F": "2"}.get(kind, kind)
    if kind == "2" and not combine.is_vector(draft):
        kind = "F"
    return combine.one(node, draft.source, draft, lambda expr: Norm(expr, kind))


def _of_matrix(combine: Combine, node: Syntax, draft: Draft, kind: str) -> Draft:
    if kind == "inf":
        raise MatcalcError(
            f"the ∞-norm is a vector's here, and `{draft.words}` is a matrix",
            draft.place,
            "a matrix has ||X||_F, ||X||_1 (the sum of its absolute entries), ||X||_2 and ||X||_*",
        )
    if kind in _OF_A_MATRIX:
        combine.assume(_OF_A_MATRIX[kind])
    chosen = kind or "F"
    return combine.one(node, draft.source, draft, lambda expr: Norm(expr, chosen))
