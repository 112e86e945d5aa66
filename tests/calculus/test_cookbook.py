"""The identities of the Matrix Cookbook and Wikipedia: equal by numbers, and no longer than theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sympy import Basic

from mkdocs_matcalc import derive, parse
from mkdocs_matcalc.algebra.build import rebuild
from mkdocs_matcalc.algebra.nodes import Variable, is_number
from mkdocs_matcalc.algebra.textbook import size
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.numerics.check import agree

ENTRIES = yaml.safe_load((Path(__file__).parent / "cookbook.yml").read_text(encoding="utf-8"))
DERIVED = [entry for entry in ENTRIES if "refused" not in entry]
REFUSED = [entry for entry in ENTRIES if "refused" in entry]


def book_form(entry: dict[str, str]) -> Basic:
    """The source's expression, in the names of the entry's block."""
    definitions = parse(f"{entry['block']}\nbook = {entry['book']}").defined()
    return next(value for name, value in definitions.items() if name.name == "book")


def transposes_on_symbols(expr: Basic) -> Basic:
    """(A B)ᵀ as Bᵀ Aᵀ, as all of our results are written; nothing else is changed."""
    if isinstance(expr, Variable) or is_number(expr) or not expr.args:
        return expr
    return rebuild(expr, [transposes_on_symbols(arg) for arg in expr.args])


@pytest.mark.parametrize("entry", DERIVED, ids=lambda entry: entry["cite"])
def test_identity(entry: dict[str, str]) -> None:
    derivation = derive(entry["block"])
    result = derivation.results[0]
    ours, book = result.expression, book_form(entry)
    difference = agree(ours, book, {**derivation.definitions, **dict(result.where)})
    assert difference is not None
    assert difference < 1e-6
    assert size(ours) <= size(transposes_on_symbols(book))


@pytest.mark.parametrize("entry", REFUSED, ids=lambda entry: entry["cite"])
def test_refused(entry: dict[str, str]) -> None:
    with pytest.raises(MatcalcError) as refusal:
        derive(entry["block"])
    assert entry["refused"] in str(refusal.value)
    assert refusal.value.place


def test_every_part_of_the_chapter_is_there() -> None:
    assert len(DERIVED) >= 120
    assert len({entry["cite"] for entry in ENTRIES}) == len(ENTRIES)
