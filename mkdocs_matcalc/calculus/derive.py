"""From a problem to its derivation, by the method asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Call, Function, Node, Variable, is_scalar, shape_of
from mkdocs_matcalc.algebra.problem import Problem, Request
from mkdocs_matcalc.calculus.authored import AuthorsRules
from mkdocs_matcalc.calculus.by_chain_rule import derive_by_chain_rule
from mkdocs_matcalc.calculus.by_differentials import derive_by_differentials
from mkdocs_matcalc.calculus.by_index import derive_by_index
from mkdocs_matcalc.calculus.by_pattern import derive_by_citing, derive_by_pattern
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative, Step
from mkdocs_matcalc.calculus.naming import Names
from mkdocs_matcalc.calculus.presentation import brief, has_layout, in_numerator_layout, without_substeps
from mkdocs_matcalc.calculus.solve import solve_stationary
from mkdocs_matcalc.calculus.structure import on_the_constraint
from mkdocs_matcalc.errors import MatcalcError

# The methods that take one variable after another; that of differentials stands in for all others.
ONE_BY_ONE = {"index": derive_by_index, "pattern": derive_by_pattern}
FUNCTION_NAMES = {"scalar": ("f", "φ", "ψ"), "other": ("F", "G", "H")}


def derive(problem: Problem) -> Derivation:
    """Every derivative a block asks for.

    Raises:
        Refusal: Some part has no rule; the message names it and its shape. What is refused of the other
            requests are its `others`.
    """
    work = _Work(problem)
    refused: list[MatcalcError] = []
    for request in problem.requests:
        try:
            work.take(request)
        except MatcalcError as error:
            refused.append(error.at(request.place) if request.place else error)
    if refused:
        raise MatcalcError.together(refused)
    if problem.options.get("layout") == "numerator":
        work.turn()
    steps = shown_steps(work.steps, problem)
    return Derivation(problem, work.method, steps, tuple(work.results), work.definitions)


class _Work:
    """The derivation as it grows, request by request."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.definitions = problem.defined()
        self.names = Names(_taken(problem))
        self.methods: list[str] = []
        self.steps: list[Step] = []
        self.results: list[Derivative] = []
        self.authors = AuthorsRules.of(problem.rules)
        for name, expression in self.definitions.items():
            self.definitions[name] = self._rewritten(expression, name)

    def _rewritten(self, expression: Basic, name: Variable) -> Basic:
        """An expression as an author's equality writes it, which is a line of its own."""
        new = self.authors.rewritten(expression)
        if new is None:
            return expression
        self.steps.append(Step((new[0],), before=expression, lhs=name, rules=(new[1],)))
        return new[0]

    def take(self, asked: Request) -> None:
        """Derive what one request asks for."""
        symbol = _symbol(asked, self.names)
        request = asked
        if asked.function not in self.definitions:
            request = replace(asked, function=self._rewritten(asked.function, symbol))
        method = next(iter(self.problem.methods), "") or self._default_method(request)
        self.methods.append(method)
        if method == "chain" and _is_gradient(request):
            steps, results, self.definitions = derive_by_chain_rule(
                request, symbol, self.definitions, self.names, self.authors.identities
            )
        else:
            steps, results = self._one_by_one(request, symbol, method)
        self.steps += steps
        if self.problem.options.get("symmetric") == "constrained":
            results = [self._tied(each) for each in results]
        results = [replace(each, request=asked) for each in results]
        self.results += results
        if request.stationary:
            for derivative in results:
                self._solve(derivative)

    def _default_method(self, request: Request) -> str:
        """The chain rule, too, where an author's rule is about a named intermediate."""
        function = self.definitions.get(request.function, request.function)
        through = [name for name in self.definitions if name in function.free_symbols]
        if _is_gradient(request) and self.authors.fit_a_name(function, through):
            return "chain"
        return default_method(self.problem, request)

    def _one_by_one(
        self, request: Request, symbol: Variable, method: str
    ) -> tuple[list[Step], list[Derivative]]:
        one_by_one = ONE_BY_ONE.get(method, derive_by_differentials)
        steps: list[Step] = []
        results: list[Derivative] = []
        identities = () if method == "index" else self.authors.identities
        for wrt in request.wrt:
            derived = derive_by_citing(
                request.function, symbol, wrt, self.definitions, identities
            ) or one_by_one(request.function, symbol, wrt, self.definitions, self.names)
            steps += derived.steps
            results.append(Derivative(request, wrt, derived.label, derived.expression, derived.kept))
            self.definitions |= dict(derived.kept)
        return steps, results

    def _tied(self, derivative: Derivative) -> Derivative:
        """The derivative on the matrices of the variable's structure, where it has one."""
        tied = on_the_constraint(derivative)
        if tied is None:
            return derivative
        self.steps.append(tied[0])
        return tied[1]

    def _solve(self, derivative: Derivative) -> None:
        unknown = derivative.wrt[0]
        solved = solve_stationary(derivative.expression, derivative.label, unknown, self.definitions)
        self.steps += solved.steps
        point = replace(derivative, label=unknown, expression=solved.solution, where=(), stationary=True)
        self.results.append(replace(point, conditions=solved.conditions))

    @property
    def method(self) -> str:
        """The first request's method; a block of claims alone has none."""
        return self.methods[0] if self.methods else ""

    def turn(self) -> None:
        """Write the results in numerator layout."""
        for at, derivative in enumerate(self.results):
            if has_layout(derivative):
                step, self.results[at] = in_numerator_layout(derivative)
                self.steps.append(step)


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
