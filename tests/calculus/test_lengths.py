"""How long lines are, and how many rules one line has: a reader follows one idea at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import size
from mkdocs_matcalc.calculus.derivation import Step
from tests.calculus.goldens import goldens

# They say how a line stands to others, and not what is done in it.
FRAMING = frozenset({"Chain rule", "Intermediate variables", "Substitution"})
LONGEST = 62
MOST_RULES = 2
# The blocks of which a line has more. A Jacobian's terms are each brought to their place in one line, and a
# line of a program is as long as its author wrote it.
MORE_RULES = {
    "A row of the variable beside a vector",
    "Jacobian of a covariance",
    "Diagonal of a Gram matrix",
    "InfoNCE",
    "Variances of rows",
    "Normalising by the root mean square",
}


def lines() -> Iterator[tuple[str, Step]]:
    for file in ("goldens.md", "losses.md", "stationary.md"):
        for name, block, _ in goldens(file):
            if "steps = brief" not in block:
                yield from ((name, step) for step in derive(block).steps)


@pytest.fixture(scope="module")
def all_lines() -> list[tuple[str, Step]]:
    return [*lines()]


def test_a_line_has_no_more_than_two_rules(all_lines: list[tuple[str, Step]]) -> None:
    more = set()
    for name, step in all_lines:
        rules = [rule.name for rule in step.rules if rule.name not in FRAMING]
        # A property that is used is a reason beside the rule.
        if len(rules) - len(step.facts) > MOST_RULES:
            more.add(name)
    assert more == MORE_RULES


def test_no_line_is_longer_than_a_reader_takes_in(all_lines: list[tuple[str, Step]]) -> None:
    lengths = [(size(form), name, plain(form)) for name, step in all_lines for form in step.forms]
    worst = sorted(lengths, reverse=True)[:10]
    told = "\n".join(f"{length:4} {name}: {form}" for length, name, form in worst)
    assert worst[0][0] <= LONGEST, told
