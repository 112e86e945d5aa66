"""The identity that a table of matrix derivatives has for a function, cited where one fits whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Basic

from mkdocs_matcalc.algebra.build import mul, substitute
from mkdocs_matcalc.algebra.nodes import Partial, Variable
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.citing import cite
from mkdocs_matcalc.calculus.derivation import Instance, Step, Worked
from mkdocs_matcalc.calculus.differentials import Scope, said
from mkdocs_matcalc.calculus.rules.identification import SUBSTITUTION
from mkdocs_matcalc.calculus.rules.identities import StatedIdentity
from mkdocs_matcalc.errors import ErrorName, Refusal


def derive_by_pattern(
    function: Basic,
    symbol: Variable,
    wrt: tuple[Variable, ...],
    definitions: Mapping[Variable, Basic],
    identities: Sequence[StatedIdentity],
) -> Worked:
    """The first derivative by one of some identities, up to a constant factor and the order inside a trace.

    Raises:
        Refusal: No identity fits the whole function.
    """
    derived = derive_by_citing(function, symbol, wrt, definitions, identities)
    if derived is None:
        stated = _without_definitions(said(function, definitions), wrt[0], definitions)
        order = "second derivative" if len(wrt) > 1 else "derivative"
        raise Refusal(
            ErrorName.NO_RULE,
            f"no identity gives the {order} of {plain(stated)}, which is {plain_shape(stated)}, as a whole",
            hint="`method=differential` derives it",
        )
    return derived


def derive_by_citing(
    function: Basic,
    symbol: Variable,
    wrt: tuple[Variable, ...],
    definitions: Mapping[Variable, Basic],
    identities: Sequence[StatedIdentity],
) -> Worked | None:
    """The first derivative by one of some identities; None where none fits."""
    variable = wrt[0]
    original = said(function, definitions)
    stated = _without_definitions(original, variable, definitions)
    cited = cite(stated, variable, identities) if len(wrt) == 1 and identities else None
    if cited is None:
        return None
    steps = []
    if stated != original:
        hidden = original.free_symbols - stated.free_symbols
        told = lettered.put_in(each for each in definitions.items() if each[0] in hidden)
        step = Step((stated,), before=original, lhs=symbol, rules=(SUBSTITUTION,), instances=told)
        steps.append(step)
    if cited.rule is not None:
        written = mul(cited.scale, cited.written)
        used = Instance(cited.rule, stated, written)
        steps.append(Step((written,), before=stated, lhs=symbol, rules=(cited.rule,), instances=(used,)))
    label = Partial(symbol, variable)
    return Worked((*steps, cited.step(label)), label, cited.derivative)


def _without_definitions(expr: Basic, variable: Variable, definitions: Mapping[Variable, Basic]) -> Basic:
    """An expression with every defined name put in that depends on the variable."""
    varying = Scope.of(variable, definitions).varying - {variable}
    defined = {name: value for name, value in definitions.items() if name in varying}
    while values := {name: defined[name] for name in defined if name in expr.free_symbols}:
        expr = substitute(expr, values)
    return expr
