"""Unit vectors in a block that has an e of its own: another letter for them, and a sentence that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Member, Unit, Variable
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative, Step
from mkdocs_matcalc.calculus.structured import restored
from mkdocs_matcalc.render.document import About, Remark
from mkdocs_matcalc.render.formula import Mark, Script
from mkdocs_matcalc.render.phrases import prose

LETTERS = ("u", "v", "s", "h", "w", "z")


def told_apart(derivation: Derivation) -> tuple[Derivation, tuple[Remark, ...]]:
    """A derivation in which e_1 is the author's alone, and what its unit vectors are called then."""
    taken = {each.name.partition("_")[0] for each in _letters(derivation)}
    units = {unit for expr in _expressions(derivation) for unit in expr.atoms(Unit)}
    letter = next((each for each in LETTERS if each not in taken), None)
    if "e" not in taken or not units or letter is None:
        return derivation, ()
    named: dict[Basic, Basic] = {
        unit: Member(Family(letter, unit.args[1], unit.args[1]), unit.args[0]) for unit in units
    }
    told = prose(
        Script(Mark(letter), below=Mark("i")), " is the unit vector with its 1 at place ", Mark("i"), "."
    )
    steps = tuple(restored(step, named) for step in derivation.steps)
    results = tuple(_renamed(result, named) for result in derivation.results)
    return replace(derivation, steps=steps, results=results), (Remark(About.CONDITION, told),)


def _letters(derivation: Derivation) -> Iterator[Variable | Family]:
    yield from derivation.problem.variables
    yield from derivation.definitions


def _expressions(derivation: Derivation) -> Iterator[Basic]:
    for result in derivation.results:
        yield from (result.expression, *(value for _, value in result.where))
    yield from (expr for step in derivation.steps for expr in _of_step(step))


def _of_step(step: Step) -> Iterator[Basic]:
    yield from (expr for expr in (step.before, *step.forms) if expr is not None)
    yield from (value for _, value in (*step.lets, *step.substituted))
    yield from (expr for each in step.substeps for expr in _of_step(each))


def _renamed(result: Derivative, named: dict[Basic, Basic]) -> Derivative:
    where = tuple((name, value.xreplace(named)) for name, value in result.where)
    shown = result.shown and result.shown.xreplace(named)
    return replace(result, expression=result.expression.xreplace(named), where=where, shown=shown)
