"""How much of a derivation is shown, and in which layout its results are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Constrained, Partial, Transpose, is_scalar
from mkdocs_matcalc.calculus.derivation import Derivative, Instance, Step
from mkdocs_matcalc.calculus.rules.identification import numerator_layout


def brief(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Each run of lines that go on from one another as one line, with all their rules."""
    merged: list[Step] = []
    for step in steps:
        if step.before is not None and step.lhs is None and merged:
            merged[-1] = _joined(merged[-1], step)
        else:
            merged.append(replace(step, constants=(), substituted=(), substeps=()))
    return tuple(merged)


def _joined(first: Step, then: Step) -> Step:
    return replace(
        first,
        forms=(*first.forms[:-1], *then.forms),
        rules=(*first.rules, *(rule for rule in then.rules if rule not in first.rules)),
        conditions=(*first.conditions, *(each for each in then.conditions if each not in first.conditions)),
        facts=(*first.facts, *(each for each in then.facts if each not in first.facts)),
        instances=(*first.instances, *(each for each in then.instances if each not in first.instances)),
    )


def without_substeps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The lines alone."""
    return tuple(replace(step, substeps=()) for step in steps)


def in_numerator_layout(derivative: Derivative) -> tuple[Step, Derivative]:
    """The line that transposes a first derivative, and the derivative shown so: a gradient is a row."""
    label = labelled(derivative, *(v if is_scalar(v) else Transpose(v) for v in derivative.wrt))
    shown = numerator_layout(derivative.expression)
    used = Instance.of(numerator_layout, {"f": derivative.symbol, "x": derivative.wrt[0]})
    step = Step((shown,), lhs=label, rules=(numerator_layout,), instances=(used,))
    return step, replace(derivative, label=label, shown=shown)


def labelled(derivative: Derivative, *wrt: Basic) -> Basic:
    """What the derivative by these variables is called, on the constraint if the derivative is on one."""
    name = Partial(derivative.symbol, *wrt)
    tied = isinstance(derivative.label, Constrained)
    return Constrained(name, derivative.label.args[1]) if tied else name


def has_layout(derivative: Derivative) -> bool:
    """Whether the two layouts differ: not for scalars, nor for a symmetric matrix of second derivatives."""
    return derivative.order == 1 and not is_scalar(derivative.wrt[0])
