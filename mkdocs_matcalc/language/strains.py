"""What speaks against the kinds that the letters of a block were taken to have.

A reading may fit and still be none that an author would write: a number transposed, or behind a matrix.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mkdocs_matcalc.errors import ShapeError
from mkdocs_matcalc.language.draft import Draft
from mkdocs_matcalc.language.syntax import Group, Name, Power, Syntax, Transposed, base_of
from mkdocs_matcalc.language.text.source import Source

# What nobody writes, what few do, and what is as likely as a letter that is not of its usual kind.
NEVER, HARD, SOME, SLIGHT = 9, 4, 3, 1


@dataclass(frozen=True)
class Conflict:
    """A stretch of a statement that does not fit, or hardly, as its letters were read.

    `of_number` says that no more speaks against it than how a number is written, which others show to be one.
    """

    source: Source
    node: Syntax
    cost: int = 0
    of_number: bool = False

    def overlaps(self, other: Conflict) -> bool:
        """Whether both have something of the same statement."""
        is_same = self.source is other.source
        return is_same and self.node.start < other.node.end and other.node.start < self.node.end


class Strains:
    """What was found of one reading of a block.

    Args:
        times: The letters that are as well a number as a vector: the t that one differentiates by.

    Attributes:
        conflicts: All that speaks against it, in order.
    """

    def __init__(self, times: Container[str] = ()) -> None:
        self.times = times
        self.conflicts: list[Conflict] = []
        self._borne: set[tuple[int, str]] = set()
        self._failed: ShapeError | None = None
        self._drafts: dict[tuple[int, int, int], tuple[Syntax, Draft]] = {}

    @property
    def cost(self) -> int:
        return sum(conflict.cost for conflict in self.conflicts)

    def bear(self, cost: int, source: Source, node: Syntax, *, of_number: bool = False) -> None:
        """Note what is hardly ever written so, once if it is written again."""
        key = (cost, source.quote(node))
        if key not in self._borne:
            self._borne.add(key)
            self.conflicts.append(Conflict(source, node, cost, of_number))

    @contextmanager
    def located(self, source: Source, node: Syntax) -> Iterator[None]:
        """Note the innermost part in which shapes do not fit."""
        try:
            yield
        except ShapeError as error:
            if error is not self._failed:
                self._failed = error
                self.conflicts.append(Conflict(source, node))
            raise

    def keep(self, node: Syntax, draft: Draft) -> None:
        """Remember the draft of a part, for whoever wants to show it."""
        self._drafts.setdefault((id(draft.source), node.start, node.end), (node, draft))

    def around(self, node: Syntax, source: Source) -> Draft | None:
        """The draft of the smallest part, larger than a name, in which a stretch of a statement lies."""
        covering = [
            (end - start, draft)
            for (where, start, end), (part, draft) in self._drafts.items()
            if where == id(source) and start <= node.start and node.end <= end
            if draft.letter is None and not _is_of_one_name(part, draft)
        ]
        return min(covering, key=lambda found: found[0], default=(0, None))[1]


def _is_of_one_name(node: Syntax, draft: Draft) -> bool:
    if isinstance(node, Name):
        # An entry shows the kind of what it is of, a member of a family does not.
        return draft.rows != 1 or draft.columns != 1
    return isinstance(node, Group | Power | Transposed) and isinstance(base_of(node), Name)
