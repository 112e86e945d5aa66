"""Programs as people write them, against derivatives worked out by hand, as `programs.yml` has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sympy import Basic

from mkdocs_matcalc import derive, parse
from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.numerics.check import agree

PROGRAMS = yaml.safe_load((Path(__file__).parent / "programs.yml").read_text(encoding="utf-8"))


def right(program: dict[str, Any]) -> tuple[dict[Variable, Basic], list[Basic]]:
    """All names with what they stand for, and the derivatives."""
    lines = [f"right{number} = {each}" for number, each in enumerate(program["right"])]
    definitions = parse("\n".join([program["block"], program.get("with", ""), *lines])).defined()
    by_name = {name.name: value for name, value in definitions.items()}
    return definitions, [by_name[f"right{number}"] for number in range(len(lines))]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program["kind"])
def test_derivatives(program: dict[str, Any]) -> None:
    derivation = derive(program["block"])
    definitions, expected = right(program)
    found = [result.expression for result in derivation.results]
    assert len(found) == len(expected)
    for ours, book in zip(found, expected, strict=True):
        difference = agree(ours, book, {**definitions, **derivation.definitions})
        assert difference is not None
        assert difference < 1e-6


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program["kind"])
def test_no_line_speaks_of_a_letter_that_nothing_introduced(program: dict[str, Any]) -> None:
    assert list(strangers(derive(program["block"]))) == []


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program["kind"])
def test_every_name_that_leads_to_a_name_is_defined(program: dict[str, Any]) -> None:
    derivation = derive(program["block"])
    known: set[Basic] = {*derivation.problem.variables}
    for name, value in derivation.definitions.items():
        assert {each for each in value.free_symbols if isinstance(each, Variable)} <= known, name
        known.add(name)


def strangers(derivation: Derivation) -> Iterator[Variable]:
    """The names in lines and results that no line before them and no part of the problem has."""
    problem = derivation.problem
    known: set[Basic] = {
        *problem.variables,
        *problem.defined(),
        *(each.symbol for each in derivation.results),
    }
    for step in derivation.steps:
        known |= {name for name, _ in step.lets}
        known |= {step.lhs} if isinstance(step.lhs, Variable) else set()
        for expr in (*step.forms, *(value for _, value in step.lets)):
            yield from (each for each in expr.free_symbols - known if isinstance(each, Variable))
    for result in derivation.results:
        yield from (each for each in result.expression.free_symbols - known if isinstance(each, Variable))
