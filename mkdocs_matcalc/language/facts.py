"""The properties a declaration may state: one row each."""

from __future__ import annotations

import re

from mkdocs_matcalc.algebra.arithmetic import SYMMETRIC_FACTS
from mkdocs_matcalc.algebra.labels import IMPLIED, ONE_HOT, SUMS_TO_ONE
from mkdocs_matcalc.algebra.nodes import RANDOM
from mkdocs_matcalc.errors import nearest

FACTS: dict[str, frozenset[str]] = {
    "symmetric": frozenset({"symmetric"}),
    "skew": frozenset({"skew"}),
    "skew-symmetric": frozenset({"skew"}),
    "antisymmetric": frozenset({"skew"}),
    "diagonal": frozenset({"diagonal"}),
    "orthogonal": frozenset({"orthogonal"}),
    "positive definite": frozenset({"positive definite", "symmetric"}),
    "positive semidefinite": frozenset({"positive semidefinite", "symmetric"}),
    "positive semi-definite": frozenset({"positive semidefinite", "symmetric"}),
    "SPD": frozenset({"positive definite", "symmetric"}),
    "PSD": frozenset({"positive semidefinite", "symmetric"}),
    "invertible": frozenset({"invertible"}),
    "nonsingular": frozenset({"invertible"}),
    "nonnegative": frozenset({"nonnegative"}),
    "non-negative": frozenset({"nonnegative"}),
    "positive": frozenset({"positive"}),
    "unit": frozenset({"unit"}),
    "probabilities": frozenset({"probabilities"}) | IMPLIED["probabilities"],
    "one-hot": frozenset({"one-hot"}) | IMPLIED["one-hot"],
    "binary": frozenset({"binary"}) | IMPLIED["binary"],
    "signs": frozenset({"signs"}),
    "stochastic": frozenset({"stochastic"}) | IMPLIED["stochastic"],
    "random": frozenset({RANDOM}),
}
# Of vectors alone.
VECTOR_FACTS = frozenset({"unit", "probabilities", "one-hot"})
# Of matrices alone.
MATRIX_FACTS = frozenset({"stochastic"})
SQUARE_FACTS = frozenset(
    {
        "symmetric",
        "skew",
        "diagonal",
        "orthogonal",
        "positive definite",
        "positive semidefinite",
        "invertible",
    }
)


def contradiction(facts: frozenset[str]) -> str:
    """What is wrong with facts that nothing, or zero alone, has together; empty where nothing is."""
    if "skew" in facts:
        for other in sorted(facts & (SYMMETRIC_FACTS | {"positive", "nonnegative"})):
            return f"what is both skew-symmetric and {other} is zero, or nothing"
    if {"unit", SUMS_TO_ONE} <= facts and ONE_HOT not in facts:
        return "probabilities of length one are one-hot"
    if "signs" in facts and facts & {"positive", "nonnegative"}:
        return "signs that are not below zero are all 1"
    return ""


def implies(facts: frozenset[str], fact: str) -> bool:
    """Whether what has some facts has another, too."""
    if fact in ("unit", "binary") and ONE_HOT in facts:
        return True
    return fact in facts or (fact == "symmetric" and bool(facts & SYMMETRIC_FACTS))


def what_is(fact: str) -> str:
    """What has a fact, as the subject of a sentence."""
    held = {"probabilities": "probabilities", "signs": "signs"}
    return f"what holds {held[fact]}" if fact in held else f"what is {fact}"


def read_facts(tokens: list[str]) -> tuple[frozenset[str], tuple[int, str] | None]:
    """The facts that a declaration's words state, or the position of the first unknown word and a hint."""
    words = [re.sub(r"\\text(?:rm|normal)?\s*\{|[},\s]+|\band\b", " ", token).strip() for token in tokens]
    facts: frozenset[str] = frozenset()
    position = 0
    while position < len(words):
        pair = " ".join(words[position : position + 2])
        taken = 2 if pair in FACTS and position + 1 < len(words) else 1
        word = pair if taken == 2 else words[position]
        if word not in FACTS:
            near = nearest(word, FACTS)
            hint = f"did you mean `{near}`?" if near else "known: " + ", ".join(sorted(FACTS))
            return facts, (position, hint)
        facts |= FACTS[word]
        position += taken
    return facts, None


def facts_of_mark(mark: str, symmetric: bool) -> frozenset[str]:
    r"""What `_+` and `_{++}` say of a space of numbers, or of symmetric matrices."""
    strict = "++" in mark or mark == "₊₊" or (">" in mark and "0" in mark)
    if symmetric:
        return FACTS["positive definite" if strict else "positive semidefinite"]
    return FACTS["positive" if strict else "nonnegative"]
