"""What a function of a matrix may mean: exp of each entry or of the whole, a pseudoinverse by its rank."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sympy import Dummy

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Draft

# Each with the function of the whole matrix, and what that is.
FUNCTIONS_OF_WHOLES = {
    "exp": ("expm", "exponential"),
    "log": ("logm", "logarithm"),
    "sqrt": ("sqrtm", "square root"),
}


class TakenByEntry(NamedTuple):
    """A function of each entry of a matrix, and the matrix; a power where it is written e^X."""

    function: str
    value: Draft
    matrix: Draft
    is_power: bool


def note(
    taken: Iterable[TakenByEntry], dimensions: Dimensions, assume: Callable[[str], None], *, asks: bool
) -> None:
    """Say of each function that it is taken by entry, where its matrix is square.

    Args:
        asks: Whether nothing is judged, so that it matters which is meant.

    Raises:
        MatcalcError: Of e^X it is not clear.
    """
    dimensions.settle()
    for each in taken:
        rows, columns = (dimensions.value(size) for size in each.matrix.shape)
        if (
            each.is_power
            and asks
            and (rows == columns or all(isinstance(it, Dummy) for it in (rows, columns)))
        ):
            words = each.matrix.words
            raise MatcalcError(
                ErrorName.AMBIGUOUS,
                f"`{each.value.words}` may be the exponential of the matrix, or of each of its entries",
                each.value.place,
                f"write `expm({words})` for that of the matrix, `exp({words})` for that of each entry",
            )
        if rows == columns:
            name, what = FUNCTIONS_OF_WHOLES[each.function]
            by_entry = f"{each.function} of a square matrix is taken of each entry"
            assume(f"{by_entry}; {name} is the {what} of the matrix")


class Pseudoinverse(NamedTuple):
    """pinv(A), its A, and whether the rows are taken to be independent, not the columns."""

    value: Draft
    matrix: Draft
    of_rows: bool


def note_ranks(found: Iterable[Pseudoinverse], assume: Callable[[str], None], *, asks: bool) -> None:
    """Say of which rank the matrices of pseudoinverses are taken to be.

    Args:
        asks: Whether nothing is differentiated, so that a claim may be meant of the other rank.

    Raises:
        MatcalcError: Nothing says which rank is meant.
    """
    for each in found:
        if asks and not each.of_rows and not all(size.is_Integer for size in each.matrix.shape):
            words = each.matrix.words if each.matrix.words.isalnum() else f"({each.matrix.words})"
            raise MatcalcError(
                ErrorName.AMBIGUOUS,
                f"`{each.value.words}` is one formula where columns are independent, another where rows are",
                each.value.place,
                f"write `({words}^T {words})^-1 {words}^T`, or `{words}^T ({words} {words}^T)^-1`",
            )
        form = r"A^\top (A A^\top)^{-1}" if each.of_rows else r"(A^\top A)^{-1} A^\top"
        independent = "rows" if each.of_rows else "columns"
        assume(f"pinv is that of a matrix with independent {independent}: $A^+ = {form}$")
