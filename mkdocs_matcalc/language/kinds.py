"""What kind a name that nobody declared is likely to be, by its letter."""

from __future__ import annotations

from collections.abc import Mapping

from mkdocs_matcalc.language.text.spelling import Spelling
from mkdocs_matcalc.language.uses import Uses

# Each kind with what it costs to read a letter so: nothing is by convention, and each two more are one doubt.
Prices = Mapping[str, int]

VECTORS, MATRICES = "family of vectors", "family of matrices"
# What is one of many is of the kind of its letter; of numbers it is an entry of a vector.
_MANY = {"scalar": "vector", "vector": VECTORS, "matrix": MATRICES}

_OFTEN_A_VECTOR = frozenset({"mu", "beta", "theta", "phi"})
_MATRICES = frozenset({"Sigma", "Lambda", "Omega", "Phi", "Theta", "Psi"})

_BOLD_SMALL: Prices = {"vector": 0, "scalar": 4, "matrix": 6}
_BOLD_CAPITAL: Prices = {"matrix": 0, "vector": 4, "scalar": 6}
_SMALL: Prices = {"vector": 0, "scalar": 2, "matrix": 6}
_CAPITAL: Prices = {"matrix": 0, "scalar": 3, "vector": 4}
_GREEK: Prices = {"scalar": 0, "vector": 2, "matrix": 4}
_GREEK_VECTOR: Prices = {"scalar": 0, "vector": 0, "matrix": 4}
_GREEK_MATRIX: Prices = {"matrix": 0, "scalar": 2, "vector": 4}
# Letters that are one of many: numbers as likely as vectors, and rows of a matrix as well.
_SMALL_OF_MANY: Prices = {"scalar": 0, "vector": 2, "matrix": 6}
_CAPITAL_OF_MANY: Prices = {"matrix": 0, "vector": 2, "scalar": 3}
_GREEK_OF_MANY: Prices = {"scalar": 0, "vector": 3, "matrix": 4}
# Γ, Δ and Π are as often the one as the other.
_GREEK_CAPITAL: Prices = {"scalar": 1, "matrix": 1, "vector": 4}
_OF_MANY = ((_SMALL, _SMALL_OF_MANY), (_CAPITAL, _CAPITAL_OF_MANY), (_GREEK, _GREEK_OF_MANY))


def prices(spelling: Spelling, uses: Uses | None = None) -> Prices:
    """The kinds that a name may have; one that only stands with the index of a sum is one of many."""
    offered = _of_letter(spelling)
    if uses is not None and spelling.key in uses.squared:
        return {"scalar": 0}
    if uses is not None and spelling.key in uses.powers:
        # A number by nothing but that a matrix has no such power would be another problem.
        return {"matrix": 0}
    if uses is None or spelling.key not in uses.counted:
        return offered
    of_many = next((many for one, many in _OF_MANY if one is offered), offered)
    return {_MANY[kind]: price for kind, price in of_many.items()}


def _of_letter(spelling: Spelling) -> Prices:
    """The kinds that a letter may have, the likeliest first."""
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
    offered = dict(prices(spelling, uses))
    if spelling.key in uses.numbers:
        return "vector" if spelling.key in uses.counted else "scalar"
    if spelling.key in uses.columns:
        del offered[MATRICES if spelling.key in uses.counted else "matrix"]
    best = min(offered, key=lambda kind: offered[kind])
    return "vector" if best == "scalar" and uses.has_entries(spelling.key) else best


def is_doubtful(offered: Prices) -> bool:
    """Whether what may have these kinds is of none by convention."""
    return min(offered.values()) > 0
