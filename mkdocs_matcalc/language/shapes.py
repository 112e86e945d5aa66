"""Whether shapes fit, and what is said where they do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Expr

from mkdocs_matcalc.errors import ErrorName, ShapeError
from mkdocs_matcalc.language.dimensions import Dimensions, Reason
from mkdocs_matcalc.language.draft import Draft
from mkdocs_matcalc.language.strains import Strains
from mkdocs_matcalc.language.syntax import Group, Name, Syntax, Transposed
from mkdocs_matcalc.language.whole_or_entry import Pseudoinverse, TakenByEntry


class Shapes:
    """The shapes of one block's drafts.

    Args:
        dimensions: Where dimensions are made to fit.
        origins: What the shapes in some drafts come from, in words.
        assume: Takes a sentence on how something was read.
        strains: Is told of what is hardly ever written so.

    Attributes:
        instead: Scalars in order that stand where a vector would: beside one, in a norm, transposed.
    """

    def __init__(
        self,
        dimensions: Dimensions,
        origins: Callable[[Sequence[Draft]], str],
        assume: Callable[[str], None],
        strains: Strains,
    ) -> None:
        self.dimensions = dimensions
        self.origins = origins
        self.assume = assume
        self.strains = strains
        self.instead: list[Syntax] = []
        self.by_entry: list[TakenByEntry] = []
        self.pseudoinverses: list[Pseudoinverse] = []

    # --- asking ---

    def is_one(self, size: Expr) -> bool:
        return bool(self.dimensions.value(size) == 1)

    def is_scalar(self, draft: Draft) -> bool:
        return self.is_one(draft.rows) and self.is_one(draft.columns)

    def is_vector(self, draft: Draft) -> bool:
        return self.is_one(draft.columns) and not self.is_one(draft.rows)

    def is_matrix(self, draft: Draft) -> bool:
        return not self.is_one(draft.columns) and not self.is_one(draft.rows)

    def kind(self, draft: Draft) -> str:
        """A draft's kind for a sentence: a vector."""
        if self.is_scalar(draft):
            return "a scalar"
        if self.is_vector(draft):
            return "a vector"
        return "a row vector" if self.is_one(draft.rows) else "a matrix"

    def shape(self, draft: Draft) -> str:
        """A draft's shape for a message: m×n."""
        return f"{self.dimensions.shown(draft.rows)}×{self.dimensions.shown(draft.columns)}"

    def is_scalar_letter(self, draft: Draft) -> bool:
        """Whether a draft is a single letter that was taken to be a scalar."""
        return draft.letter is not None and self.is_scalar(draft)

    # --- demanding ---

    def square(self, draft: Draft, doing: str) -> None:
        """Make a matrix square.

        Raises:
            ShapeError: It is not.
        """
        if not self.dimensions.same(draft.rows, draft.columns, self.reason(draft), frozen=False):
            raise ShapeError(
                ErrorName.NOT_SQUARE,
                f"{doing} needs a square matrix, and `{draft.words}` is {self.shape(draft)}",
                draft.place,
                self.origins([draft]),
            )

    def same_shape(self, left: Draft, right: Draft, doing: str) -> None:
        """Make two shapes one.

        Raises:
            ShapeError: They are not.
        """
        reason = self.reason(left, right)
        fits = self.dimensions.same(left.rows, right.rows, reason)
        if not (fits and self.dimensions.same(left.columns, right.columns, reason)):
            raise ShapeError(
                ErrorName.SHAPE_MISMATCH,
                self._clash(left, right, doing),
                right.place,
                self.origins([left, right]),
            )

    def chained(self, left: Draft, right: Draft) -> None:
        """Make the columns of a factor the rows of the next.

        Raises:
            ShapeError: They are not.
        """
        if self.dimensions.same(left.columns, right.rows, self.reason(left, right)):
            return
        hint = ""
        if self.is_vector(left) and self.is_vector(right):
            a, b = (left.words, right.words) if (left.words + right.words).isalnum() else ("a", "b")
            hint = f"`{a}^T {b}` is a scalar, `{a} ⊙ {b}` the product by entry, `{a} {b}^T` a matrix"
        elif turned := self._turned(left, right):
            hint = f"perhaps `{turned}` is meant"
        raise ShapeError(
            ErrorName.SHAPE_MISMATCH,
            self._clash(left, right, "a product"),
            right.place,
            sentences(hint, self.origins([left, right])),
        )

    def _turned(self, left: Draft, right: Draft) -> str:
        """The factor whose transpose would fit, as it would be written; empty where neither's would."""
        for draft, fits in ((left, (left.rows, right.rows)), (right, (left.columns, right.columns))):
            if self.dimensions.value(fits[0]) == self.dimensions.value(fits[1]) and not self.is_scalar(draft):
                return transposed(draft)
        return ""

    def scalar(self, draft: Draft, what: str, hint: str = "") -> None:
        """Demand a scalar.

        Raises:
            ShapeError: It is none.
        """
        if self.is_scalar(draft):
            return
        if isinstance(draft.node, Name) and not self.dimensions.is_known(draft.rows):
            hint = sentences(hint, f"if `{draft.words}` is a scalar, declare it: `{draft.words} in R`") or ""
        raise ShapeError(
            ErrorName.WRONG_KIND,
            f"{what} must be a scalar, and `{draft.words}` is {self.kind(draft)}, {self.shape(draft)}",
            draft.place,
            sentences(hint, self.origins([draft])),
        )

    def column(self, draft: Draft, what: str, hint: str = "") -> None:
        """Demand a column or a scalar.

        Raises:
            ShapeError: It is neither.
        """
        if not (self.is_scalar(draft) or self.is_vector(draft)):
            raise ShapeError(
                ErrorName.WRONG_KIND,
                f"{what} is of vectors and scalars, and `{draft.words}` is {self.kind(draft)}, "
                f"{self.shape(draft)}",
                draft.place,
                sentences(hint, self.origins([draft])),
            )

    def _clash(self, left: Draft, right: Draft, doing: str) -> str:
        return (
            f"shapes do not fit in {doing}: `{left.words}` is {self.shape(left)}, "
            f"`{right.words}` is {self.shape(right)}"
        )

    def reason(self, *drafts: Draft) -> Reason:
        """The stretch of a statement that some drafts span."""
        source = drafts[0].source
        here = [draft.node for draft in drafts if draft.source is source]
        return Reason(source, Syntax(min(node.start for node in here), max(node.end for node in here)))


def transposed(draft: Draft) -> str:
    """The transpose of a draft as it would be written; of a transpose what it is of."""
    if isinstance(draft.node, Transposed) and not draft.node.inverse:
        return draft.source.quote(draft.node.base)
    words = draft.words
    alone = isinstance(draft.node, Name | Group) and (len(words) == 1 or not words.isalpha())
    return f"{words}^T" if alone else f"({words})^T"


def sentences(*parts: str) -> str | None:
    """The parts that say something, one after the other."""
    return "; ".join(part for part in parts if part) or None
