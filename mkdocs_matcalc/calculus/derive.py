"""From a problem to its derivation, by the method asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sympy import Basic

from mkdocs_matcalc.algebra.build import without_names
from mkdocs_matcalc.algebra.nodes import (
    Call,
    Det,
    Function,
    IndexedSum,
    Inverse,
    Node,
    Partial,
    Variable,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.problem import Problem, Request
from mkdocs_matcalc.calculus.admissible import admissible
from mkdocs_matcalc.calculus.authored import AuthorsRules, table_of
from mkdocs_matcalc.calculus.by_chain_rule import derive_by_chain_rule
from mkdocs_matcalc.calculus.by_differentials import derive_by_differentials
from mkdocs_matcalc.calculus.by_index import derive_by_index
from mkdocs_matcalc.calculus.by_pattern import derive_by_citing, derive_by_pattern
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative, Step, Worked
from mkdocs_matcalc.calculus.differentials import said
from mkdocs_matcalc.calculus.entry_asked import entry_line
from mkdocs_matcalc.calculus.naming import Given, needed
from mkdocs_matcalc.calculus.needless import that_may_fail, without_needless
from mkdocs_matcalc.calculus.presentation import brief, has_layout, in_numerator_layout, without_substeps
from mkdocs_matcalc.calculus.program import averages, is_program
from mkdocs_matcalc.calculus.provenance import inferred, with_facts_named
from mkdocs_matcalc.calculus.solve import Solved, solve_stationary, solve_together
from mkdocs_matcalc.calculus.structured import on_the_constraint, restored
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Refusal

# The methods that take one variable after another; that of differentials stands in for all others.
ONE_BY_ONE = {"index": derive_by_index}
FUNCTION_NAMES = {"scalar": ("f", "φ", "ψ"), "other": ("F", "G", "H")}


def derive(problem: Problem) -> Derivation:
    """Every derivative a block asks for.

    Raises:
        Refusal: Some part has no rule; the message names it and its shape. What is refused of the other
            requests are its `others`.
    """
    known = inferred(problem)
    stated = problem.renamed(known)
    work = _done(stated)
    lines = with_facts_named(work.lines, stated, lambda other: _done(other).lines)
    if problem.options.get("layout") == "numerator":
        lines.append(work.turned())
    lines = [without_needless(group, work.definitions) for group in lines]
    steps = shown_steps([step for group in lines for step in group], problem)
    derivation = Derivation(problem, work.method, steps, tuple(work.results), dict(work.definitions))
    return (
        _as_named(derivation, {other: name for name, other in known.items()}, stated) if known else derivation
    )


def _done(problem: Problem) -> _Work:
    work = _Work(problem)
    work.do()
    return work


def _as_named(derivation: Derivation, names: Mapping[Any, Variable], stated: Problem) -> Derivation:
    """The derivation in the author's names, of which nothing is declared that is inferred."""
    requests = dict(zip(stated.requests, derivation.problem.requests, strict=True))

    def named(each: Derivative) -> Derivative:
        return replace(
            each,
            request=requests[each.request],
            label=each.label.xreplace(names),
            expression=each.expression.xreplace(names),
            where=tuple((name, value.xreplace(names)) for name, value in each.where),
            shown=each.shown and each.shown.xreplace(names),
            conditions=tuple(condition.xreplace(names) for condition in each.conditions),
        )

    return replace(
        derivation,
        steps=tuple(restored(step, names) for step in derivation.steps),
        results=tuple(map(named, derivation.results)),
        definitions={
            names.get(name, name): value.xreplace(names) for name, value in derivation.definitions.items()
        },
    )


class _Work:
    """The derivation as it grows, request by request, over one graph of definitions.

    `definitions` holds the author's names and those that the derivation gave, each after those it uses.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.steps: list[Step] = []
        self._ends: list[int] = []
        self.authors = AuthorsRules.of(problem.rules)
        self.definitions: Mapping[Variable, Basic] = {
            name: self._rewritten(expression, name) for name, expression in problem.defined().items()
        }
        self.names = Given(_taken(problem), self.definitions)
        self._symbols = {request: _symbol(request, self.names, problem) for request in problem.requests}
        self._methods = {request: self._method(request) for request in problem.requests}
        self._results: dict[Request, list[Derivative]] = {}

    def _rewritten(self, expression: Basic, name: Variable) -> Basic:
        """An expression as an author's equality writes it, which is a line of its own."""
        new = self.authors.rewritten(expression)
        if new is None:
            return expression
        other, used = new
        self.steps.append(Step((other,), before=expression, lhs=name, rules=(used.rule,), instances=(used,)))
        return other

    def _method(self, request: Request) -> str:
        """How to derive; by the chain rule, too, where an author's rule is about a named intermediate."""
        if self.problem.methods:
            return self.problem.methods[0]
        if averages(request.function, [name for wrt in request.wrt for name in wrt], self.definitions):
            # What an intermediate that is random changes is seen inside the expectation alone.
            return "differential"
        function = said(request.function, self.definitions)
        through = [name for name in self.definitions if name in function.free_symbols]
        if _is_gradient(request) and self.authors.fit_a_name(function, through):
            return "chain"
        return default_method(self.problem, request)

    def _is_chained(self, request: Request) -> bool:
        return self._methods[request] == "chain" and _is_gradient(request)

    def grouped(self) -> list[list[Request]]:
        """The requests in order, those together that one sweep or one derivative answers."""
        groups: dict[object, list[Request]] = {}
        for request in self.problem.requests:
            key = request.function if self._is_chained(request) else (request.function, request.wrt)
            groups.setdefault(key, []).append(request)
        return list(groups.values())

    def do(self) -> None:
        """Derive all that is asked for.

        Raises:
            Refusal: As `derive` does.
        """
        refused: list[MatcalcError] = []
        for together in self.grouped():
            try:
                self.take(together)
            except MatcalcError as error:
                place = together[0].place
                refused.append(error.at(place) if place else error)
            self._ends.append(len(self.steps))
        if refused:
            raise MatcalcError.together(refused)

    @property
    def lines(self) -> list[list[Step]]:
        """The lines of each group in turn."""
        return [self.steps[start:end] for start, end in pairwise([0, *self._ends])]

    def take(self, together: list[Request]) -> None:
        """Derive what some requests, of one function, ask for."""
        asked = together[0]
        symbol, function = self._symbols[asked], asked.function
        if function not in self.definitions:
            function = self._rewritten(function, symbol)
        if self._is_chained(asked):
            self._by_the_chain_rule(function, symbol, together)
        else:
            self._one_by_one(function, symbol, asked)
            for other in together[1:]:
                self._results[other] = [replace(each, request=other) for each in self._results[asked]]
        if self.problem.options.get("symmetric") == "constrained":
            for request in together:
                self._results[request] = [self._tied(each) for each in self._results[request]]
        for request in together:
            if request.entry:
                self._say([self._entry(each, request) for each in self._results[request]])
            if request.stationary and len(request.wrt) > 1:
                self._results[request] += self._solved_together(self._results[request])
            elif request.stationary:
                self._results[request] += [self._solved(each) for each in self._results[request]]

    def _say(self, steps: Sequence[Step]) -> None:
        """Add lines, but for those with which an earlier derivation of the same function began, too."""
        said = set(self.steps)
        known = next((at for at, step in enumerate(steps) if step not in said), len(steps))
        while 0 < known < len(steps) and steps[known].lhs is None:
            known -= 1
        self.steps += steps[known:]

    def _by_the_chain_rule(self, function: Basic, symbol: Variable, together: list[Request]) -> None:
        wrts = list(dict.fromkeys(wrt[0] for request in together for wrt in request.wrt))
        chained = derive_by_chain_rule(
            function, symbol, wrts, self.definitions, self.names, self.authors.identities
        )
        self._say(chained.steps)
        self.definitions = chained.definitions
        for request in together:
            self._results[request] = [
                Derivative(request, wrt, Partial(symbol, *wrt), *chained.gradients[wrt[0]])
                for wrt in request.wrt
            ]

    def _one_by_one(self, function: Basic, symbol: Variable, request: Request) -> None:
        method = self._methods[request]
        identities = () if method == "index" else self.authors.identities
        results = self._results.setdefault(request, [])
        for wrt in request.wrt:
            derived = derive_by_citing(function, symbol, wrt, self.definitions, identities)
            derived = derived or self._derived(method, function, symbol, wrt)
            self._say(derived.steps)
            results.append(Derivative(request, wrt, derived.label, derived.expression, derived.kept))
            lets = {name: value for step in derived.steps for name, value in step.lets}
            lets |= {name: value for name, value in derived.kept if name not in lets}
            self.definitions = {**self.definitions, **dict(needed(derived.expression, lets))}

    def _derived(self, method: str, function: Basic, symbol: Variable, wrt: tuple[Variable, ...]) -> Worked:
        """One derivative by a method that takes one variable after another."""
        if method == "pattern":
            return derive_by_pattern(
                function, symbol, wrt, self.definitions, table_of(self.problem.identities)
            )
        one_by_one = ONE_BY_ONE.get(method, derive_by_differentials)
        return one_by_one(function, symbol, wrt, self.definitions, self.names)

    def _tied(self, derivative: Derivative) -> Derivative:
        """The derivative on the matrices of the variable's structure, where it has one."""
        tied = on_the_constraint(derivative)
        if tied is None:
            return derivative
        self.steps.append(tied[0])
        return tied[1]

    def _entry(self, derivative: Derivative, request: Request) -> Step:
        """The line with the entry of a derivative that is asked for."""
        if derivative.structure:
            raise Refusal(
                ErrorName.NOT_SUPPORTED,
                "an entry of a derivative on the matrices of a structure is not read",
                hint="ask for the derivative by the whole matrix",
            )
        return entry_line(derivative, request, self.definitions)

    def _solved(self, derivative: Derivative) -> Derivative:
        """The point at which a derivative vanishes."""
        unknown = derivative.wrt[0]
        function = without_names(derivative.request.function, self.definitions.items())
        solved = solve_stationary(
            derivative.expression, derivative.label, unknown, self.definitions, function
        )
        first, *others = solved.steps
        if first.lhs == self.steps[-1].lhs:
            first = replace(first, before=self.steps[-1].forms[-1], lhs=None)
        self.steps += [first, *others]
        return self._point(derivative, solved)

    def _solved_together(self, derivatives: Sequence[Derivative]) -> list[Derivative]:
        """The point at which several derivatives of one function vanish."""
        equations = [(each.expression, each.label, each.wrt[0]) for each in derivatives]
        solved = solve_together(equations, self.definitions)
        for each in solved.values():
            self.steps += each.steps
        return [self._point(each, solved[each.wrt[0]]) for each in derivatives]

    def _point(self, derivative: Derivative, solved: Solved) -> Derivative:
        """Where a derivative vanishes."""
        unknown = derivative.wrt[0]
        function = without_names(derivative.request.function, self.definitions.items())
        needed = admissible(solved.solution, unknown, function, solved.conditions)
        point = replace(derivative, label=unknown, expression=solved.solution, where=solved.where)
        return replace(point, stationary=True, conditions=that_may_fail(needed))

    @property
    def results(self) -> list[Derivative]:
        """What was derived, in the order in which it was asked for; what is asked for twice, once."""
        distinct: dict[tuple[object, ...], Derivative] = {}
        for request in self.problem.requests:
            for each in self._results[request]:
                distinct.setdefault((request.function, each.label, each.stationary), each)
        return list(distinct.values())

    @property
    def method(self) -> str:
        """The first request's method; a block of claims alone has none."""
        return next(iter(self._methods.values()), "")

    def turned(self) -> list[Step]:
        """The results in numerator layout, and the lines that write them so."""
        steps = []
        for results in self._results.values():
            for at, derivative in enumerate(results):
                if has_layout(derivative):
                    step, results[at] = in_numerator_layout(derivative)
                    steps.append(step)
        return steps


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
    """Differentials for one formula, the chain rule for a program or several variables at once.

    What else is asked of the same function counts: lines of one network are derived in one way. A formula
    with a sum over samples, a determinant or an inverse takes more than one rule, and so more than one line.
    """
    alike = [each for each in problem.requests if each.function == request.function and _is_gradient(each)]
    variables = [wrt[0] for each in (request, *alike) for wrt in each.wrt]
    several = any(len(each.wrt) > 1 for each in (request, *alike))
    defined = problem.defined()
    if is_program(request.function, variables, defined):
        return "chain"
    takes_more = several and said(request.function, defined).has(IndexedSum, Det, Inverse)
    return "chain" if several and not takes_more else "differential"


def _is_gradient(request: Request) -> bool:
    return is_scalar(request.function) and all(len(wrt) == 1 for wrt in request.wrt)


def _symbol(request: Request, names: Given, problem: Problem) -> Variable:
    """What the function is called on the page: the author's name for it, else f or F.

    A declared function has its own name where all that is said of it is so at one argument.
    """
    if request.name is not None:
        return request.name
    if isinstance(request.function, Call) and _calls(request.function.name, problem) == {request.function}:
        return Variable(request.function.name, latex=request.function.latex_name)
    kind = "scalar" if is_scalar(request.function) else "other"
    return Variable(names.fresh(*FUNCTION_NAMES[kind]), *shape_of(request.function))


def _stated(problem: Problem) -> list[Basic]:
    """What is differentiated, and what names are defined as."""
    return [
        *(request.function for request in problem.requests),
        *(definition.expression for definition in problem.definitions),
    ]


def _calls(name: str, problem: Problem) -> set[Basic]:
    """A declared function at each argument at which the block has it."""
    return {each for expr in _stated(problem) for each in expr.atoms(Call) if each.name == name}


def _taken(problem: Problem) -> Iterator[str]:
    yield from ("d", "e", "i", "I", "σ")
    for variable in (*problem.variables, *(definition.variable for definition in problem.definitions)):
        yield from (variable.name, variable.latex_name)
        yield from (str(size) for rows in variable.shape for size in rows.free_symbols)
    for expr in _stated(problem):
        yield from _names_in(expr)


def _names_in(expr: Basic) -> Iterator[str]:
    if isinstance(expr, Variable | Function | Call):
        yield expr.name
    for arg in expr.args if isinstance(expr, Node | Function) else ():
        yield from _names_in(arg)
