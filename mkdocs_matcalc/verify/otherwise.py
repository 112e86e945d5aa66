"""The other readings of a claim that books have: it is false only if it is so in all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Basic

from mkdocs_matcalc.algebra.build import top_down
from mkdocs_matcalc.algebra.nodes import Norm, Partial, is_vector
from mkdocs_matcalc.algebra.problem import Claim, Request
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.verify.put_in import PutIn

_FROBENIUS = r"with $\lVert \cdot \rVert_2$ of a matrix as the Frobenius norm, not the spectral norm"

Content = Basic | Request | MatcalcError


@dataclass(frozen=True)
class TwoSides:
    """Two sides as one reader takes them; `said` is prose on how, `put_in` knows the names in them."""

    left: Content
    claimed: Content
    put_in: PutIn
    said: str = ""


def other_readings(claim: Claim, number: int, put_in: PutIn) -> Iterator[TwoSides]:
    """The readings of one side of a claim, and its left one, beside their own."""
    own = TwoSides(claim.left.content, claim.sides[number].content, put_in)
    others = [
        TwoSides(each.left.content, each.sides[number].content, put_in, each.said) for each in claim.otherwise
    ]
    yield from others
    for reading in (own, *others):
        yield from _with_frobenius(reading)


def as_expression(content: Content) -> Basic | MatcalcError:
    """A derivative that is the whole of a side as an expression like any other."""
    return Partial(content.function, *content.wrt[0]) if isinstance(content, Request) else content


def _with_frobenius(reading: TwoSides) -> Iterator[TwoSides]:
    """A reading with ‖X‖₂ of matrices as the Frobenius norm, where it has one."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError):
        return
    put_in = reading.put_in.where(_frobenius)
    changed = (_frobenius(left), _frobenius(claimed))
    if changed != (left, claimed) or put_in is not reading.put_in:
        said = " ".join(filter(None, (reading.said, _FROBENIUS)))
        yield TwoSides(*changed, put_in, said)


def _frobenius(expr: Basic) -> Basic:
    def change(part: Basic) -> Basic | None:
        if isinstance(part, Norm) and part.kind == "2" and not is_vector(part.arg):
            return Norm(_frobenius(part.arg), "F")
        return None

    return top_down(expr, change)
