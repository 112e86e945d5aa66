"""Where the product says that it has proved a claim to be false; nothing else is taken from it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from mkdocs_matcalc.exact.decide import decided
from mkdocs_matcalc.language.text.spelling import spell
from tests.claimed import claimed

from .nodes import Claim
from .spell import block
from .truth import Point


def proof(claim: Claim) -> Point | None:
    """A point at which both sides differ, for the truth to look at; None where no real one is told."""
    stated = claimed(block(claim))
    decision = decided(*stated) if stated else None
    if decision is None or decision.holds or decision.apart is None:
        return None
    values = {getattr(leaf, "name", ""): value for leaf, value in decision.apart.values.items()}
    sizes = {str(symbol): size for symbol, size in decision.apart.sizes.items()}
    return Point(sizes, {name: _exact(values[spell(name).key]) for name in claim.names})


def _exact(value: Any) -> Any:
    found = np.empty(value.shape, dtype=object)
    for place in np.ndindex(value.shape):
        mantissa, exponent = value[place].mid().man_exp()
        found[place] = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return found
