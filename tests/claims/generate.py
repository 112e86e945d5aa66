"""Random claims, true and false ones."""

from __future__ import annotations

import random

from . import nodes as n
from .changes import changed
from .expressions import Expressions
from .known import derivative
from .nodes import SCALAR, Claim
from .rewriting import rewritten
from .spell import block
from .truth import truth

LONGEST = 220
# As often a claim with a kink is looked at: what is behind one shows at few points.
ROUNDS = 3


def generated(seed: int | str, number: int) -> tuple[Claim, bool]:
    """The claim of a seed and a number, and whether it is true."""
    rng = random.Random(f"{seed}:{number}")
    while True:
        claim = _claim(Expressions(rng), false=bool(number % 2))
        if claim is None or len(block(claim).splitlines()[-1]) > LONGEST:
            continue
        has_kink = any("kink" in each for each in claim.made)
        holds = truth(claim, rng, rounds=ROUNDS if has_kink else 1).holds
        if holds is not None:
            return claim, holds


def _claim(e: Expressions, *, false: bool) -> Claim | None:
    if e.chance(0.25):
        left, right = derivative(e)
    else:
        kind = e.rng.choice((SCALAR, SCALAR, (e.size(), "1"), (e.size(), e.size())))
        if kind[0] == kind[1] != "1" and e.chance(0.2):
            left = right = (
                n.vec(n.product(*(e.leaf((e.size(),) * 2) for _ in range(3))))
                if len(e.dims) == 1
                else e.expr(kind, 3)
            )
        else:
            left = right = e.expr(kind, e.rng.choice((2, 3, 4, 5)))
    right, made = rewritten(right, e, e.rng.choice((1, 2, 3, 5, 8)))
    claim = Claim(left, right, dict(e.names), made)
    if false:
        other = changed(claim, e)
        if other is None:
            return None
        claim = other
    if left.op in {"var", "num", "eye", "ones"} or left == claim.right:
        return None
    return claim.trimmed()
