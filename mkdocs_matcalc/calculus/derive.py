"""From a problem to its derivation, by the method asked for."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Call, Function, Node, Variable, is_scalar, shape_of
from mkdocs_matcalc.algebra.problem import Problem, Request
from mkdocs_matcalc.calculus import rules
from mkdocs_matcalc.calculus.catalogue import CATALOGUE
from mkdocs_matcalc.calculus.by_chain_rule import derive_by_chain_rule
from mkdocs_matcalc.calculus.by_differentials import derive_by_differentials
from mkdocs_matcalc.calculus.by_index import derive_by_index
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative, Step
from mkdocs_matcalc.calculus.naming import Names
from mkdocs_matcalc.calculus.presentation import brief, has_layout, in_numerator_layout, without_substeps
from mkdocs_matcalc.errors import MatcalcError

assert rules, "importing the rules fills the catalogue"

# The methods that take one variable after another; that of differentials stands in for all others.
ONE_BY_ONE = {"index": derive_by_index}
FUNCTION_NAMES = {"scalar": ("f", "φ", "ψ"), "other": ("F", "G", "H")}


def derive(problem: Problem) -> Derivation:
    """Every derivative a block asks for.

    Raises:
        Refusal: Some part has no rule; the message names it and its shape.
    """
    steps: list[Step] = []
    results: list[Derivative] = []
    definitions = problem.defined()
    names = Names(_taken(problem))
    methods = []
    for request in problem.requests:
        method = problem.options.get("method") or default_method(problem, request)
        symbol = _symbol(request, names)
        methods.append(method)
        try:
            if method == "chain" and _is_gradient(request):
                made, gradients, definitions = derive_by_chain_rule(request, symbol, definitions, names)
                steps += made
                results += gradients
            else:
                one_by_one = ONE_BY_ONE.get(method, derive_by_differentials)
                for wrt in request.wrt:
                    derived = one_by_one(request.function, symbol, wrt, definitions, names)
                    steps += derived.steps
                    results.append(Derivative(request, wrt, derived.label, derived.expression, derived.kept))
                    definitions |= dict(derived.kept)
        except MatcalcError as error:
            raise (error.at(request.place) if request.place else error) from None
    if problem.options.get("layout") == "numerator":
        turned = {at: in_numerator_layout(each) for at, each in enumerate(results) if has_layout(each)}
        steps += [step for step, _ in turned.values()]
        results = [turned[at][1] if at in turned else each for at, each in enumerate(results)]
    return Derivation(problem, methods[0], shown_steps(steps, problem), tuple(results), definitions)


def shown_steps(steps: list[Step], problem: Problem) -> tuple[Step, ...]:
    """As many lines as the option `steps` asks for."""
    match problem.options.get("steps", "normal"):
        case "brief":
            return brief(steps)
        case "full":
            return tuple(steps)
        case _:
            return without_substeps(steps)


def default_method(problem: Problem, request: Request) -> str:
    """Differentials for one formula, the chain rule for a program or several variables at once."""
    return "chain" if len(problem.definitions) > 1 or len(request.wrt) > 1 else "differential"


def _is_gradient(request: Request) -> bool:
    return is_scalar(request.function) and all(len(wrt) == 1 for wrt in request.wrt)


def _symbol(request: Request, names: Names) -> Variable:
    """What the function is called on the page: the author's name for it, else f or F."""
    if request.name is not None:
        return request.name
    if isinstance(request.function, Call):
        return Variable(request.function.name)
    kind = "scalar" if is_scalar(request.function) else "other"
    return Variable(names.fresh(*FUNCTION_NAMES[kind]), *shape_of(request.function))


def _taken(problem: Problem) -> Iterator[str]:
    yield from ("d", "e", "i", "I", "σ")
    exprs = [request.function for request in problem.requests]
    exprs += [definition.expression for definition in problem.definitions]
    for variable in (*problem.variables, *(definition.variable for definition in problem.definitions)):
        yield variable.name
    for expr in exprs:
        yield from _names_in(expr)


def _names_in(expr: Basic) -> Iterator[str]:
    if isinstance(expr, Variable | Function | Call):
        yield expr.name
    for arg in expr.args if isinstance(expr, Node | Function) else ():
        yield from _names_in(arg)
