"""The method of differentials (Magnus and Neudecker): df is worked out, brought to gᵀdx, and g read off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Basic, S, preorder_traversal

from mkdocs_matcalc.algebra.build import (
    add,
    fill,
    inner,
    mul,
    rebuild,
    substitute,
    terms_of,
)
from mkdocs_matcalc.algebra.centring import centred_names, known
from mkdocs_matcalc.algebra.means import in_means
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Bracket,
    Call,
    Differential,
    Expectation,
    IndexedSum,
    Mean,
    Mul,
    Norm,
    Partial,
    PolarFactor,
    RowSoftmax,
    Shape,
    Softmax,
    TopSingularPair,
    Transpose,
    Variable,
    Variance,
    Vec,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.algebra.textbook import canonical, size, textbook
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.adjoint import gradient
from mkdocs_matcalc.calculus.derivation import Instance, Lets, Step, Worked
from mkdocs_matcalc.calculus.differentials import Record, Scope, constant, descent, push_all, said
from mkdocs_matcalc.calculus.jacobian import matrix_of, stacked
from mkdocs_matcalc.calculus.naming import Given, name_intermediates, needed, substituted
from mkdocs_matcalc.calculus.rules.identification import (
    COLLECT,
    HESSIAN_IDENTIFICATION,
    IDENTIFICATION,
    INTERMEDIATES,
    TRANSPOSE_OF_A_PRODUCT,
    jacobian_identification,
    second_differential,
)
from mkdocs_matcalc.calculus.rules.inner_products import scalar_transpose
from mkdocs_matcalc.calculus.rules.restatements import looked_through, restate
from mkdocs_matcalc.calculus.rules.structure import LINEARITY
from mkdocs_matcalc.calculus.shortening import read_with, shortened
from mkdocs_matcalc.calculus.structured import in_general_position
from mkdocs_matcalc.calculus.turning import TurnedTerm, lines_of_turning
from mkdocs_matcalc.errors import ErrorName, Refusal

# A longer result stays in the names given to its intermediates.
LONGEST_WITHOUT_NAMES = 45


@in_general_position
def derive_by_differentials(
    function: Basic,
    symbol: Variable,
    wrt: tuple[Variable, ...],
    definitions: Mapping[Variable, Basic],
    names: Given,
) -> Worked:
    """The derivative of `function`, called `symbol`, by the variables of `wrt` in turn.

    Of first order it is the gradient, the Jacobian (entries of x) × (entries of F), or the derivative by a
    scalar; of second order the matrix of ∂²f/∂xᵢ∂yⱼ of a scalar function, matrices taken by vec, or by two
    scalars the derivative of any function, of its shape.
    """
    if len(wrt) > 2:
        raise Refusal(
            ErrorName.DERIVATIVE_ORDER,
            "there are derivatives of first and second order here, and none of higher order",
        )
    if len(wrt) == 2 and not (is_scalar(function) or all(map(is_scalar, wrt))):
        raise Refusal(
            ErrorName.DERIVATIVE_ORDER,
            "a vector or a matrix has second derivatives by scalars only here",
            hint="ask for d^2 f / dx^2 of a scalar f, or for the Jacobian",
        )
    opening, stated, scope = _state(function, symbol, Scope.of(wrt[0], definitions), names)
    with known(centred_names(scope.definitions)):
        return _worked(function, stated, symbol, wrt, opening, scope, names)


def _worked(
    function: Basic,
    stated: Basic,
    symbol: Variable,
    wrt: tuple[Variable, ...],
    opening: tuple[Step, ...],
    scope: Scope,
    names: Given,
) -> Worked:
    """The derivative of what is stated in the names that `opening` gives."""
    label = Partial(symbol, wrt[0])
    lets = tuple(let for step in opening for let in step.lets)
    steps, result = _first(function, stated, symbol, label, scope)
    if len(wrt) == 2:
        shorter, put_in = shortened(result, scope.definitions)
        if put_in:
            steps.append(lettered.written_out(shorter, put_in, before=result))
            result = shorter
        _must_have_a_second(result, lets, Scope.of(wrt[1], scope.definitions))
        again, stated, scope = _state(result, label, Scope.of(wrt[1], scope.definitions), names)
        lets += tuple(let for step in again for let in step.lets)
        whole = Partial(symbol, *wrt)
        if is_scalar(function):
            more, result = _second(stated, label, scope)
        else:
            more, result = _first(result, stated, label, whole, scope)
        label = whole
        steps += [*again, *more]
    final, kept, put_back = _put_back(result, lets, scope.definitions)
    return Worked((*opening, *steps, *put_back), label, final, kept)


def _must_have_a_second(slope: Basic, lets: Lets, scope: Scope) -> None:
    """See that a gradient holds no singular vectors that vary: no rule says how they do."""
    values: dict[Basic, Basic] = {}
    for variable, value in lets:
        values[variable] = substitute(value, values)
    for part in preorder_traversal(slope):
        if isinstance(part, PolarFactor | TopSingularPair) and scope.depends(part):
            arg = substitute(part.args[0], values)
            norm = Norm(arg, "2" if isinstance(part, TopSingularPair) else "nuc")
            raise Refusal(
                ErrorName.NO_RULE,
                f"no rule gives the second derivative of {plain(norm)}, which is {plain_shape(norm)}",
                hint=f"`||{plain(arg)}||_F^2` has one",
            )


def _first(
    function: Basic, stated: Basic, symbol: Basic, label: Basic, scope: Scope
) -> tuple[list[Step], Basic]:
    if not scope.depends(stated):
        nothing = fill(S.Zero, _shape_of_derivative(function, scope.wrt))
        return [constant(stated, label, nothing, constants=(symbol,))], nothing
    lines = _differentiate(stated, symbol, scope)
    changed = lines[-1].forms[-1]
    if is_scalar(scope.wrt):
        closing, result = _read_slope(changed, symbol, label, scope)
    elif is_scalar(function):
        closing, result = _read_gradient(changed, label, scope)
    else:
        closing, matrix = _read_matrix(changed, symbol, scope)
        result = jacobian_identification(matrix)
        read = Instance.of(
            jacobian_identification,
            {"F": stacked(symbol), "J": matrix, "x": stacked(scope.wrt)},
        )
        closing.append(Step((result,), lhs=label, rules=(jacobian_identification,), instances=(read,)))
    return [*lines, *closing], result


def _second(slope: Basic, label: Basic, scope: Scope) -> tuple[list[Step], Basic]:
    """From a gradient to the second derivative."""
    second = Partial(*label.args, scope.wrt)
    if not scope.depends(slope):
        rows, columns = shape_of(slope)
        wide = scope.wrt.shape[0] * scope.wrt.shape[1]
        nothing = fill(S.Zero, (rows * columns, wide))
        return [constant(slope, second, nothing)], nothing
    lines = _differentiate(slope, label, scope)
    changed = lines[-1].forms[-1]
    if scope.wrt == label.args[1] and shape_of(slope)[1] != 1:
        twice = Differential(Differential(label.args[0]))
        bilinear = second_differential(changed, scope.wrt)
        letters = {"f": label.args[0], "G": slope, "X": scope.wrt}
        used = Instance.of(second_differential, letters)
        lines.append(Step((bilinear,), lhs=twice, rules=(second_differential,), instances=(used,)))
    closing, matrix = _read_matrix(changed, label, scope)
    function, variable = label.args
    letters = {"f": function, "x": stacked(variable), "H": matrix, "y": stacked(scope.wrt)}
    read = Instance.of(HESSIAN_IDENTIFICATION, letters)
    closing.append(Step((matrix,), lhs=second, rules=(HESSIAN_IDENTIFICATION,), instances=(read,)))
    return [*lines, *closing], matrix


def _shape_of_derivative(function: Basic, wrt: Variable) -> Shape:
    if is_scalar(function):
        return wrt.shape
    if is_scalar(wrt):
        return shape_of(function)
    rows, columns = shape_of(wrt)
    return (rows * columns, shape_of(function)[0] * shape_of(function)[1])


def written_out(function: Basic, scope: Scope) -> Basic:
    """What a function says, with the names put in whose values a restatement needs."""
    values: dict[Variable, Basic] = {}
    restated: dict[Basic, Basic] = {}
    for name, value in scope.definitions.items():
        values[name] = value
        if scope.depends(value):
            values[name] = looked_through(substitute(value, restated), values)
            restated |= {name: values[name]} if values[name] != value else {}
    return looked_through(substitute(said(function, scope.definitions), restated), values)


def _state(function: Basic, name: Basic, scope: Scope, names: Given) -> tuple[tuple[Step, ...], Basic, Scope]:
    """The line that names intermediates and writes the function as it is differentiated."""
    original = written_out(function, scope)
    restatements: list[Instance] = []
    stated, rules = restate(original, told=restatements)
    named = name_intermediates(stated, scope, names)
    forms = [substituted(original, named)]
    if (restated := substituted(restate(forms[0])[0], named)) != forms[0]:
        forms.append(restated)
    # What the author named needs no line.
    lets = [let for let in named if let[0] not in scope.definitions]
    if forms[-1] == function or (not named and len(forms) == 1):
        return (), forms[-1], scope
    scope = Scope.of(scope.wrt, {**scope.definitions, **dict(lets)})
    # One name stands on the line that uses it; more have a line each.
    *first, last = [lets] if len(lets) < 2 else [*([let] for let in lets), []]
    opening = [
        Step((), lets=tuple(each), rules=(INTERMEDIATES,), instances=lettered.named(each)) for each in first
    ]
    instances = lettered.named(last if last or rules else lets)
    instances += tuple(each.changed(lambda expr: substituted(expr, named)) for each in restatements)
    rules = ((INTERMEDIATES,) if last else ()) + rules or (INTERMEDIATES,)
    # What is only declared has no other name than its own.
    lhs = function if isinstance(function, Call) and plain(name) == function.name else name
    stating = Step(tuple(forms), lhs=lhs, rules=rules, lets=tuple(last), instances=instances)
    return (*opening, stating), forms[-1], scope


def _differentiate(stated: Basic, name: Basic, scope: Scope) -> list[Step]:
    """The differential of what `name` names, one idea a line, down to the variable's own differential."""
    record = Record()
    before: Basic = scope.d(stated)
    expr = push_all(before, scope, record)
    lines: list[Step] = []
    for after, used in descent(expr, scope):
        record.merge(used)
        lines.append(record.step(after, before, lhs=None if lines else Differential(name)))
        before, record = after, Record()
    if not lines:
        record.tell(Instance(LINEARITY, before, expr))
        lines.append(record.step(expr, before, lhs=Differential(name)))
    return lines


def _read_gradient(expr: Basic, label: Basic, scope: Scope) -> tuple[list[Step], Basic]:
    """Of a scalar function: bring df to tr(GᵀdX), collect, and read G off."""
    target = Differential(scope.wrt)
    turned = [TurnedTerm.of(term, *_aligned(term, target)) for term in terms_of(expr)]
    steps, aligned, rules = lines_of_turning(expr, turned)
    beside = add(*(each.beside for each in turned))
    result = textbook(beside)
    stands_there = len(turned) == 1 and canonical(result) == canonical(beside)
    is_read_off = stands_there and _is_one_factor(result)
    collected = inner(_bracketed(result), target)
    if not is_read_off and stands_there and rules == (scalar_transpose,):
        # uᵀv = vᵀu turns all of it at once.
        steps = [replace(steps[0], forms=(collected,))] if steps else steps
        is_read_off = True
    if not is_read_off:
        by, told = TRANSPOSE_OF_A_PRODUCT, lettered.turned(result)
        if _has_several_terms(beside):
            by, factors = COLLECT, terms_of(beside)
            told = (lettered.collected(factors, scope.wrt),) if len(factors) > 1 else ()
        steps.append(Step((collected,), before=aligned, rules=(by,), instances=told))
    read = lettered.read_off(label.args[0], result, scope.wrt)
    steps.append(Step((result,), lhs=label, rules=(IDENTIFICATION,), instances=(read,)))
    return steps, result


def _bracketed(result: Basic) -> Basic:
    """A gradient as the one thing that is beside dX; what is transposed as a whole stands there upright."""
    scalars, chain = (result.scalars, result.chain) if isinstance(result, Mul) else ((), (result,))
    if len(chain) == 1 and isinstance(chain[0], Transpose) and isinstance(chain[0].args[0], Add):
        return mul(*scalars, Transpose(Bracket(chain[0].args[0])))
    return Bracket(result)


def _aligned(term: Basic, target: Differential) -> tuple[Basic, Basic, list[Instance]]:
    """A term as ⟨G, dX⟩, the G, and what was moved; what is summed over an index term by term."""
    if isinstance(term, Mul):
        inside = next(factor for factor in term.args if factor.has(target))
        if isinstance(inside, IndexedSum) and is_scalar(inside):
            beside = mul(*(factor for factor in term.args if factor is not inside))
            line, part, moves = _aligned(inside, target)
            return mul(beside, line), mul(beside, part), moves
    if isinstance(term, IndexedSum):
        found = [_aligned(each, target) for each in terms_of(term.body)]
        lines, parts = [line for line, _, _ in found], [part for _, part, _ in found]
        line, part = (rebuild(term, (add(*sides), *term.args[1:])) for sides in (lines, parts))
        return line, part, [move for _, _, moves in found for move in moves]
    moved: list[Instance] = []
    part = gradient(term, target, moved.append)
    return inner(part, target), part, moved


def _has_several_terms(expr: Basic) -> bool:
    """Whether a sum, or what stands below a sum's sign or is expected, has like terms to collect."""
    inside = [part.body for part in preorder_traversal(expr) if isinstance(part, IndexedSum | Expectation)]
    return any(len(terms_of(each)) > 1 for each in (expr, *inside))


def _is_one_factor(result: Basic) -> bool:
    """Whether nothing but scalars stands beside it, so that it is seen beside dX without a bracket."""
    bare = result.args[0] if isinstance(result, Transpose) else result
    return not isinstance(bare, Mul) or len(bare.chain) == 1


def _read_slope(expr: Basic, symbol: Basic, label: Basic, scope: Scope) -> tuple[list[Step], Basic]:
    """By a scalar: the factor of dx."""
    result = textbook(substitute(expr, {Differential(scope.wrt): S.One}))
    read = lettered.read_off(symbol, result, scope.wrt)
    return [Step((result,), lhs=label, rules=(IDENTIFICATION,), instances=(read,))], result


def _read_matrix(expr: Basic, name: Basic, scope: Scope) -> tuple[list[Step], Basic]:
    """The J of dF = J dx, or of vec(dF) = J vec(dX) where a matrix takes part."""
    target = Differential(scope.wrt)
    record = Record()
    matrix = textbook(matrix_of(expr, target, record.tell))
    flat = shape_of(expr)[1] == 1 and shape_of(target)[1] == 1
    shown = Bracket(matrix) if len(terms_of(matrix)) > 1 else matrix
    if flat:
        collected = mul(shown, target)
        if collected == expr or mul(matrix, target) == expr:
            return [], matrix
        _together(record, expr, target)
        return [record.step(collected, expr)], matrix
    collected = mul(shown, target if shape_of(target)[1] == 1 else Vec(target))
    column = shape_of(expr)[1] == 1
    lhs, before = (None, expr) if column else (Vec(Differential(name)), Vec(expr))
    _together(record, expr, target)
    return [record.step(collected, before, lhs)], matrix


def _together(record: Record, expr: Basic, target: Differential) -> None:
    """Note that terms were collected where nothing else was done."""
    if not record.rules:
        factors = [textbook(matrix_of(term, target, lambda used: None)) for term in terms_of(expr)]
        record.tell(lettered.collected_in_front(factors, stacked(target.arg)))


def _put_back(
    result: Basic, lets: Lets, definitions: Mapping[Variable, Basic]
) -> tuple[Basic, Lets, list[Step]]:
    """The result in the author's own names, and the names that stay: a softmax keeps its own."""
    values: dict[Basic, Basic] = {}
    kept: dict[Variable, Basic] = {}
    for variable, value in lets:
        known = substitute(value, values)
        if isinstance(value, Softmax | RowSoftmax):
            kept[variable] = known
        else:
            values[variable] = known
    whole = substitute(result, values)
    final = result if whole == result else textbook(whole)
    if size(final) > min(LONGEST_WITHOUT_NAMES, read_with(result, dict(lets)) + 8):
        final, kept = result, dict(lets)
    used = tuple(
        (variable, value) for variable, value in lets if variable in result.free_symbols & values.keys()
    )
    final, put_in = shortened(final, definitions)
    used += tuple(each for each in put_in if each not in used)
    if final != result and any(value.has(Mean, Variance) for value in (final, *definitions.values())):
        final = in_means(final)
    stay = needed(final, kept)
    if final == result:
        return result, stay, []
    return final, stay, [lettered.written_out(final, used, before=result)]
