"""What was found of an equality."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from mkdocs_matcalc.algebra.evidence import Means
from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.exact.setting import Setting


@dataclass(frozen=True)
class Decision:
    """Whether two sides are equal.

    Attributes:
        holds: Whether they are wherever both have a value.
        means: By which that was decided.
        is_formal: Whether nothing is said of where the functions in it have values, if anywhere.
        look_for_domain: Finds the domain, which takes as long as the decision.
        apart: A point of real numbers at which the sides are different, where one is known.
    """

    holds: bool
    means: Means
    is_formal: bool = False
    look_for_domain: Callable[[], tuple[Variable, int] | None] | None = field(
        default=None, repr=False, compare=False
    )
    apart: Setting | None = field(default=None, repr=False, compare=False)

    @cached_property
    def domain(self) -> tuple[Variable, int] | None:
        """A name and the sign of all of its entries where it holds, if it does not everywhere."""
        return self.look_for_domain() if self.look_for_domain else None
