"""An expression whose shape may still hold unknown dimensions; it is built once they are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sympy import Basic, Expr

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.syntax import Syntax
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import Spelling

Build = Callable[[Dimensions], Basic]


@dataclass(frozen=True)
class Context:
    """Where an expression stands: its statement, and the sums around it, each index with its upper limit.

    Where it is `judged`, in a claim or a definition, a derivative has a value; `turned` is numerator layout,
    and `traced` takes ∇² for the Laplacian, the trace of the Hessian.
    """

    source: Source
    sums: Mapping[str, Expr] = field(default_factory=dict)
    judged: bool = False
    turned: bool = False
    traced: bool = False

    def inside(self, index: str, upper: Expr) -> Context:
        return replace(self, sums={**self.sums, index: upper})

    def error(self, name: ErrorName, message: str, node: Syntax, hint: str | None = None) -> MatcalcError:
        """An error at a node."""
        return MatcalcError(name, message, self.source.place(node.start), hint)


@dataclass(frozen=True)
class Draft:
    """A part of the block on its way to a node.

    `number` is its value where it is a number or an expression in dimension names, `letter` its name where
    it is a single one that nobody declared.
    """

    node: Syntax
    source: Source
    rows: Expr
    columns: Expr
    build: Build
    number: Expr | None = None
    letter: Spelling | None = None

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.rows, self.columns

    @property
    def words(self) -> str:
        """The draft as the author wrote it."""
        return self.source.quote(self.node)

    @property
    def place(self) -> Place:
        return self.source.place(self.node.start)
