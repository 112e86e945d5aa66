"""Norms: which one is meant, of a vector or of a matrix."""

from __future__ import annotations

import re

from sympy import S

from mkdocs_matcalc.algebra.nodes import Norm, WeightedInner, WeightedNorm
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place, ShapeError
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.draft import Draft
from mkdocs_matcalc.language.strains import HARD, SLIGHT
from mkdocs_matcalc.language.syntax import Syntax

_KINDS = {"": "", "2": "2", "1": "1", "F": "F", "inf": "inf", "∞": "inf", "*": "nuc", "nuc": "nuc"}
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_OF_A_MATRIX = {
    "": r"$\lVert \cdot \rVert$ of a matrix is the Frobenius norm",
    "1": r"$\lVert \cdot \rVert_1$ of a matrix is the sum of its absolute entries",
    "2": r"$\lVert \cdot \rVert_2$ of a matrix is the spectral norm, its largest singular value",
}


def kind_of(subscript: str) -> str | None:
    """The kind of norm that a subscript names; None where it names none."""
    plain = re.sub(r"\\(?:math(?:rm|sf|it|cal)|text[a-z]*|rm|operatorname)|[_{}\s]", "", subscript)
    plain = re.sub(r"\\ast", "*", re.sub(r"\\?inf(?:ty)?$", "inf", plain)).translate(_DIGITS)
    return _KINDS.get(plain)


def unknown_norm(subscript: str, place: Place) -> MatcalcError:
    """What is said of a subscript that is neither a kind nor a weight."""
    return MatcalcError(
        ErrorName.UNKNOWN_NORM,
        f"`_{subscript}` is no norm that is known here",
        place,
        "a vector has _1, _2, _inf and a matrix as its weight, a matrix _F, _1, _2 and _*",
    )


def weighted_norm(combine: Combine, node: Syntax, draft: Draft, weight: Draft) -> Draft:
    """√(xᵀ W x)."""
    _fits(combine, draft, weight, "a weighted norm")
    combine.assume(
        r"$\lVert x \rVert_W$ is $\sqrt{x^\top W x}$, a norm where $W$ is symmetric positive definite"
    )
    return Draft(
        node,
        draft.source,
        S.One,
        S.One,
        lambda dims: WeightedNorm(draft.build(dims), weight.build(dims)),
    )


def inner(combine: Combine, node: Syntax, left: Draft, right: Draft, subscript: str) -> Draft:
    """⟨x, y⟩, with the name of its norm below it or nothing."""
    if kind_of(subscript) not in ("", "2", "F"):
        raise MatcalcError(
            ErrorName.UNKNOWN_NORM,
            f"an inner product has no `{subscript}`",
            left.source.place(node.start),
            "below it stands nothing, _F, or a matrix as its weight",
        )
    return combine.inner(node, left, right)


def weighted_inner(combine: Combine, node: Syntax, left: Draft, right: Draft, weight: Draft) -> Draft:
    """xᵀ W y."""
    _fits(combine, left, weight, "a weighted inner product")
    combine.same_shape(left, right, "an inner product")
    combine.assume(r"$\langle x, y \rangle_W$ is $x^\top W y$")
    return Draft(
        node,
        left.source,
        S.One,
        S.One,
        lambda dims: WeightedInner(left.build(dims), weight.build(dims), right.build(dims)),
    )


def _fits(combine: Combine, draft: Draft, weight: Draft, what: str) -> None:
    if not combine.is_vector(draft):
        raise ShapeError(
            ErrorName.WRONG_KIND,
            f"{what} is of a vector, and `{draft.words}` is {combine.kind(draft)}",
            draft.place,
            combine.origins([draft]),
        )
    combine.square(weight, "a weight")
    combine.chained(weight, draft)


def norm(combine: Combine, node: Syntax, draft: Draft, subscript: str) -> Draft:
    """The norm of a draft, its kind as the author wrote it below the bars, or ""."""
    kind = kind_of(subscript)
    if kind is None:
        raise unknown_norm(subscript.lstrip("_"), draft.source.place(node.start))
    if combine.is_scalar(draft):
        combine.strains.bear(HARD if draft.letter else SLIGHT, draft.source, node)
        combine.instead.append(draft.node)
        return combine.apply(node, draft, "abs")
    if combine.is_matrix(draft):
        return _of_matrix(combine, node, draft, kind)
    if kind == "nuc":
        raise MatcalcError(
            ErrorName.UNKNOWN_NORM,
            f"the nuclear norm is a matrix's, and `{draft.words}` is a vector",
            draft.place,
        )
    kind = {"": "2", "F": "2"}.get(kind, kind)
    if kind == "2" and not combine.is_vector(draft):
        kind = "F"
    return combine.one(node, draft.source, draft, lambda expr: Norm(expr, kind))


def _of_matrix(combine: Combine, node: Syntax, draft: Draft, kind: str) -> Draft:
    if kind == "inf":
        raise MatcalcError(
            ErrorName.UNKNOWN_NORM,
            f"the ∞-norm is a vector's here, and `{draft.words}` is a matrix",
            draft.place,
            "a matrix has ||X||_F, ||X||_1 (the sum of its absolute entries), ||X||_2 and ||X||_*",
        )
    if kind in _OF_A_MATRIX:
        combine.assume(_OF_A_MATRIX[kind])
    chosen = kind or "F"
    return combine.one(node, draft.source, draft, lambda expr: Norm(expr, chosen))
