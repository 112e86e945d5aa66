"""What was found of an equality."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs_matcalc.algebra.evidence import Means
from mkdocs_matcalc.algebra.nodes import Variable


@dataclass(frozen=True)
class Decision:
    """Whether two sides are equal.

    Attributes:
        holds: Whether they are wherever both have a value.
        means: DecidedBy that was decided.
        domain: A name and the sign of all of its entries where it holds, if it does not everywhere.
    """

    holds: bool
    means: Means
    domain: tuple[Variable, int] | None = None
