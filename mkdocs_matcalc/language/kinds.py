"""What kind a name that nobody declared is likely to be, by its letter."""

from __future__ import annotations

from collections.abc import Mapping

from mkdocs_matcalc.language.spelling import Spelling
from mkdocs_matcalc.language.uses import Uses

# Each kind with what it costs to read a letter so: nothing is by convention, and each two more are one doubt.
Prices = Mapping[str, int]

_OFTEN_A_VECTOR = frozenset({"mu", "beta", "theta", "phi"})
_MATRICES = frozenset({"Sigma", "Lambda", "Omega", "Phi", "Theta", "Psi"})

_BOLD_SMALL: Prices = {"vector": 0, "scalar": 4, "matrix": 6}
_BOLD_CAPITAL: Prices = {"matrix": 0, "vector": 4, "scalar": 6}
_SMALL: Prices = {"vector": 0, "scalar": 2, "matrix": 6}
_CAPITAL: Prices = {"matrix": 0, "scalar": 3, "vector": 4}
_GREEK: Prices = {"scalar": 0, "vector": 2, "matrix": 4}
_GREEK_VECTOR: Prices = {"scalar": 0, "vector": 0, "matrix": 4}
_GREEK_MATRIX: Prices = {"matrix": 0, "scalar": 2, "vector": 4}
# Γ, Δ and Π are as often the one as the other.
_GREEK_CAPITAL: Prices = {"scalar": 1, "matrix": 1, "vector": 4}


def prices(spelling: Spelling) -> Prices:
    """The kinds that a name may have, the likeliest first."""
    capital = spelling.key[:1].isupper()
    if spelling.bold:
        return _BOLD_CAPITAL if capital else _BOLD_SMALL
    if not spelling.greek:
        return _CAPITAL if capital else _SMALL
    if spelling.letter in _MATRICES:
        return _GREEK_MATRIX
    if capital:
        return _GREEK_CAPITAL
    is_one_of_many = spelling.key[-1:].isdigit()
    return _GREEK_VECTOR if spelling.letter in _OFTEN_A_VECTOR and not is_one_of_many else _GREEK


def likeliest(spelling: Spelling, uses: Uses) -> str:
    """The kind that a name has as long as nothing speaks against it; what has entries is no number."""
    offered = dict(prices(spelling))
    if spelling.key in uses.numbers:
        return "scalar"
    if spelling.key in uses.columns:
        del offered["matrix"]
    best = min(offered, key=lambda kind: offered[kind])
    return "vector" if best == "scalar" and uses.has_entries(spelling.key) else best


def is_doubtful(spelling: Spelling) -> bool:
    """Whether a letter is of no kind by convention."""
    return min(prices(spelling).values()) > 0
