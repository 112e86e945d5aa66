"""Arrays before a library spreads them: 1 vᵀ is v in each row, a matrix of sevens is 7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_matcalc.render.code.operations import Op


@dataclass(frozen=True)
class Spread:
    """An operation, and along which axes of an expression it varies.

    Along both it is a matrix, along one a 1-d array, along none a number. A `negative` one stands for minus
    the expression, so that a sum can subtract it.
    """

    op: Op
    rows: bool
    columns: bool
    negative: bool = False

    @property
    def signed(self) -> Op:
        return -self.op if self.negative else self.op

    def beside(self, *, columns: bool) -> Op:
        """The operation as it meets others, of which some vary along the columns."""
        return Op("column", (self.op,)) if self.rows and columns and not self.columns else self.op


def axes(parts: Sequence[Spread]) -> dict[str, bool]:
    """The axes along which parts vary when they meet entry by entry."""
    return {"rows": any(part.rows for part in parts), "columns": any(part.columns for part in parts)}
