"""The method of differentials (Magnus and Neudecker): df is worked out, brought to gᵀdx, and g read off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import add, fill, inner, rebuild, substitute, terms_of, transpose
from mkdocs_matcalc.algebra.nodes import (
    Bracket,
    Differential,
    IndexedSum,
    Mul,
    Partial,
    Transpose,
    Variable,
    is_number,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.adjoint import Use, gradient
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Step
from mkdocs_matcalc.calculus.differentials import Record, Scope, next_line, push_all
from mkdocs_matcalc.calculus.jacobian import matrix_of
from mkdocs_matcalc.calculus.naming import Names, name_intermediates, substituted
from mkdocs_matcalc.calculus.rules.rearrangements import (
    COLLECT,
    IDENTIFICATION,
    INTERMEDIATES,
    JACOBIAN_IDENTIFICATION,
    SUBSTITUTION,
)
from mkdocs_matcalc.calculus.rules.restatements import restate
from mkdocs_matcalc.calculus.rules.structure import LINEARITY


@dataclass(frozen=True)
class Derived:
    """The lines of one derivative and what they end in."""

    steps: tuple[Step, ...]
    label: Basic
    expression: Basic


def derive_by_differentials(
    function: Basic,
    symbol: Variable,
    wrt: Variable,
    definitions: Mapping[Variable, Basic],
    names: Names,
) -> Derived:
    """The derivative of `function`, called `symbol`, by `wrt`, in denominator layout."""
    scope = Scope.of(wrt, definitions)
    label = Partial(symbol, wrt)
    if not scope.depends(function):
        nothing = fill(S.Zero, _shape_of_derivative(function, wrt))
        held = Step((nothing,), lhs=label, rules=(LINEARITY,), constants=(symbol,))
        return Derived((held,), label, nothing)
    opening, stated, scope = _state(function, symbol, scope, names)
    lines = _differentiate(stated, symbol, scope)
    end = _read_gradient if is_scalar(function) else _read_jacobian
    if is_scalar(wrt):
        end = _read_slope
    closing, result = end(lines[-1].forms[-1], label, scope)
    final, put_back = _put_back(result, scope, opening)
    return Derived((*opening, *lines, *closing, *put_back), label, final)


def _shape_of_derivative(function: Basic, wrt: Variable) -> tuple[Basic, Basic]:
    if is_scalar(function):
        return wrt.shape
    if is_scalar(wrt):
        return shape_of(function)
    rows, columns = shape_of(wrt)
    return (rows * columns, shape_of(function)[0] * shape_of(function)[1])


def _state(
    function: Basic, symbol: Variable, scope: Scope, names: Names
) -> tuple[tuple[Step, ...], Basic, Scope]:
    """The line that names intermediates and writes the function as it is differentiated."""
    stated, rules = restate(scope.definitions.get(function, function))
    original = scope.definitions.get(function, function)
    lets = name_intermediates(stated, scope, names)
    forms = [substituted(original, lets)]
    if (restated := substituted(stated, lets)) != forms[0]:
        forms.append(restated)
    if not lets and len(forms) == 1 and function != symbol:
        return (), forms[-1], scope
    scope = Scope.of(scope.wrt, {**scope.definitions, **dict(lets)})
    if not lets and len(forms) == 1:
        return (), forms[-1], scope
    rules = ((INTERMEDIATES,) if lets else ()) + rules
    return (Step(tuple(forms), lhs=symbol, rules=rules, lets=tuple(lets)),), forms[-1], scope


def _differentiate(stated: Basic, symbol: Variable, scope: Scope) -> list[Step]:
    """df, one idea a line, until only the variable's own differential is left."""
    record = Record()
    before: Basic = scope.d(stated)
    expr = push_all(before, scope, record)
    lines: list[Step] = []
    while (step := next_line(expr, scope)) is not None:
        expr, used = step
        record.merge(used)
        lines.append(_line(before, expr, record, lhs=None if lines else Differential(symbol)))
        before, record = expr, Record()
    if not lines:
        record.use(LINEARITY)
        lines.append(_line(before, expr, record, lhs=Differential(symbol)))
    return lines


def _line(before: Basic, after: Basic, record: Record, lhs: Basic | None = None) -> Step:
    return Step(
        (after,),
        before=before,
        lhs=lhs,
        rules=tuple(record.rules),
        conditions=tuple(record.conditions),
        constants=tuple(record.constants),
        substituted=tuple(record.substituted),
    )


def _read_gradient(expr: Basic, label: Basic, scope: Scope) -> tuple[list[Step], Basic]:
    """Of a scalar function: bring df to tr(GᵀdX), collect, and read G off."""
    target = Differential(scope.wrt)
    rules: list[Rule] = []
    parts = [_aligned(term, target, _user(rules)) for term in terms_of(expr)]
    steps: list[Step] = []
    aligned = add(*(line for line, _ in parts))
    result = textbook(add(*(part for _, part in parts)))
    plain = _plain_factor(result)
    collected = aligned if plain and len(parts) == 1 else inner(Bracket(result), target)
    if len(parts) > 1 and aligned != expr:
        steps.append(Step((aligned,), before=expr, rules=tuple(rules)))
        rules.clear()
        expr = aligned
    if collected != expr:
        steps.append(Step((collected,), before=expr, rules=tuple(rules) or (COLLECT,)))
    steps.append(Step((result,), lhs=label, rules=(IDENTIFICATION,)))
    return steps, result


def _aligned(term: Basic, target: Differential, use: Use) -> tuple[Basic, Basic]:
    """A term as ⟨G, dX⟩, and the G."""
    if isinstance(term, IndexedSum):
        line, part = _aligned(term.body, target, use)
        return rebuild(term, (line, *term.args[1:])), rebuild(term, (part, *term.args[1:]))
    part = gradient(term, target, use)
    return inner(part, target), part


def _plain_factor(result: Basic) -> bool:
    """Whether a gradient can be seen in its differential without collecting."""
    bare = result.args[0] if isinstance(result, Transpose) else result
    return not isinstance(bare, Mul) and len(terms_of(bare)) == 1


def _user(rules: list[Rule]) -> Use:
    def use(rule: Rule) -> None:
        if rule not in rules:
            rules.append(rule)

    return use


def _read_slope(expr: Basic, label: Basic, scope: Scope) -> tuple[list[Step], Basic]:
    """By a scalar: the factor of dx."""
    target = Differential(scope.wrt)
    result = textbook(substitute(expr, {target: S.One}))
    return [Step((result,), lhs=label, rules=(IDENTIFICATION,))], result


def _read_jacobian(expr: Basic, label: Basic, scope: Scope) -> tuple[list[Step], Basic]:
    """Of a vector or matrix function: bring dF to J dx and transpose J."""
    target = Differential(scope.wrt)
    rules: list[Rule] = []
    matrix = textbook(matrix_of(expr, target, _user(rules)))
    steps: list[Step] = []
    if shape_of(expr)[1] == 1 and shape_of(target)[1] == 1:
        aligned = matrix if is_number(matrix) else rebuild(Mul(), (matrix, target))
        if aligned != expr:
            bracketed = rebuild(Mul(), (Bracket(matrix), target)) if len(terms_of(matrix)) > 1 else aligned
            steps.append(Step((bracketed,), before=expr, rules=tuple(rules) or (COLLECT,)))
    elif rules:
        steps.append(Step((transpose(matrix),), lhs=label, rules=(*rules, JACOBIAN_IDENTIFICATION)))
        return steps, textbook(transpose(matrix))
    result = textbook(transpose(matrix))
    steps.append(Step((result,), lhs=label, rules=(JACOBIAN_IDENTIFICATION,)))
    return steps, result


def _put_back(
    result: Basic, scope: Scope, opening: tuple[Step, ...]
) -> tuple[Basic, list[Step]]:
    """The result in the author's own names."""
    lets = [let for step in opening for let in step.lets]
    final = result
    for variable, value in reversed(lets):
        final = substitute(final, {variable: value})
    final = textbook(final)
    if final == result:
        return result, []
    used = tuple((variable, value) for variable, value in lets if variable in result.free_symbols)
    return final, [Step((final,), before=result, rules=(SUBSTITUTION,), substituted=used)]
