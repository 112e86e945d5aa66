"""Whether two expressions that a rule sets equal are equal by numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy import Basic, Symbol, preorder_traversal

from mkdocs_matcalc.algebra.build import top_down
from mkdocs_matcalc.algebra.nodes import Differential, Entry, Member, Partial, Unit, Variable, shape_of
from mkdocs_matcalc.numerics.check import agree, check
from mkdocs_matcalc.numerics.session import TOLERANCE


def hold(
    left: Basic, right: Basic, definitions: Mapping[Variable, Basic], moving: Iterable[Variable]
) -> bool | None:
    """Whether two sides are equal, at every value of the indices that no sum binds.

    They may hold while one of the variables moves with the names defined by it, or while each name moves
    whose own change stands there; None where no point has a value.

    Args:
        definitions: What names stand for.
        moving: The variables that derivatives are by.
    """
    if (
        isinstance(left, Partial)
        and isinstance(left.args[1], Variable)
        and not right.has(Partial, Differential)
    ):
        checked = check(left.args[0], (left.args[1],), right, definitions)
        return checked.worst <= TOLERANCE
    left, right = _as_change(left), _as_change(right)
    ranges = _ranges((left, right))
    named = {
        part.arg
        for side in (left, right)
        for part in preorder_traversal(side)
        if isinstance(part, Differential) and isinstance(part.arg, Variable)
    }
    ways = [((each,), definitions) for each in moving if named or not _moves(left, right)]
    ways.append((tuple(named), {}))
    found = [agree(left, right, known, wrt, ranges=ranges) for wrt, known in ways]
    if any(each is not None and each <= TOLERANCE for each in found):
        return True
    return None if all(each is None for each in found) else False


def _moves(*sides: Basic) -> bool:
    return any(side.has(Differential) for side in sides)


def _as_change(expr: Basic) -> Basic:
    """Derivatives by one entry as changes along any direction, for which the same rules hold."""
    return top_down(expr, lambda part: Differential(part.args[0]) if isinstance(part, Partial) else None)


def _ranges(sides: Iterable[Basic]) -> dict[Symbol, Basic]:
    """Up to what each index runs, as far as entries show it."""
    found: dict[Symbol, Basic] = {}
    for side in sides:
        free = side.free_symbols
        for part in preorder_traversal(side):
            if isinstance(part, Entry):
                pairs = zip(part.args[1:], shape_of(part.args[0]), strict=False)
            elif isinstance(part, Unit):
                pairs = iter([(part.args[0], shape_of(part)[0])])
            elif isinstance(part, Member):
                pairs = iter([(part.args[1], part.args[0].count)])
            else:
                continue
            found.update(
                (index, size) for index, size in pairs if isinstance(index, Symbol) and index in free
            )
    return found
