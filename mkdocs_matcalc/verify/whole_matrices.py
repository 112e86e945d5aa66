"""Claims that are false by entry, with exp, log and others as functions of whole matrices."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.nodes import Apply, Partial, shape_of
from mkdocs_matcalc.algebra.problem import Claim
from mkdocs_matcalc.errors import CheckFailed, Refusal, TooLarge
from mkdocs_matcalc.numerics.check import agree
from mkdocs_matcalc.numerics.matrix_functions import VALUES_OF_WHOLES, is_of_matrix
from mkdocs_matcalc.numerics.session import Session
from mkdocs_matcalc.verify.otherwise import TwoSides, as_expression, other_readings
from mkdocs_matcalc.verify.put_in import PutIn

# Derivatives are finite differences here: what is nearer is not told false. Without one, what is further
# apart is no rounding.
_FAR, _ROUNDING = 1e-2, 1e-10


def of_whole_matrices(claim: Claim, number: int, put_in: PutIn) -> str:
    """Why a side that is false by entry is open with functions of whole matrices; empty where it is not."""
    own = TwoSides(claim.left.content, claim.sides[number].content, put_in)
    readings = chain((own,), other_readings(claim, number, put_in))
    reason = ""
    for reading in readings:
        function = _function(reading)
        apart = _apart(reading, claim.ranges) if function else _FAR
        taken = f"{function} of a matrix is taken by entry here"
        if apart is None:
            reason = reason or f"{taken}, and may be meant of the whole matrix"
        elif apart < (_FAR if _has_derivative(reading) else _ROUNDING):
            said = f" {reading.said}" if reading.said else ""
            return f"{taken}; of the whole matrix it holds{said}"
    return reason


def _has_derivative(reading: TwoSides) -> bool:
    """Whether a derivative stands in a side, or in what a name stands for."""
    sides = (as_expression(reading.left), as_expression(reading.claimed))
    stated = (*sides, *reading.put_in.problem.defined().values())
    return any(isinstance(each, Basic) and each.has(Partial) for each in stated)


def _function(reading: TwoSides) -> str:
    """A function that is taken of a square matrix, also in what names stand for; empty for none."""
    sides = [as_expression(reading.left), as_expression(reading.claimed)]
    stated = [side for side in sides if isinstance(side, Basic)]
    if len(stated) < len(sides):
        return ""
    for name, value in reversed(reading.put_in.problem.defined().items()):
        if any(side.has(name) for side in stated):
            stated.append(value)
    functions = {part.function.name for side in stated for part in side.atoms(Apply) if is_of_matrix(part)}
    return min(functions, default="")


def _apart(reading: TwoSides, ranges: Mapping[Symbol, Basic]) -> float | None:
    """How far the sides are apart at random points; None where that can't be told."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if not (isinstance(left, Basic) and isinstance(claimed, Basic)) or claimed == 0:
        return None
    if shape_of(left) != shape_of(claimed):
        return _FAR
    definitions = reading.put_in.problem.defined()
    last = {index: size.xreplace(dict(reading.sizes)) for index, size in ranges.items()}
    session = Session(definitions, (left, claimed), ranges=last, values=VALUES_OF_WHOLES)
    try:
        return agree(left, claimed, definitions, points=4, session=session)
    except (CheckFailed, Refusal, TooLarge):
        return None
