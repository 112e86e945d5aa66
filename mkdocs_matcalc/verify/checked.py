"""A derivation held against numbers: each result by finite differences, each line by the line before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise

from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.build import without_names
from mkdocs_matcalc.algebra.evidence import DecidedBy, Means
from mkdocs_matcalc.algebra.nodes import (
    Constrained,
    Differential,
    Entry,
    IndexedSum,
    Node,
    Partial,
    Transpose,
    Variable,
    Vec,
    is_scalar,
    remembered,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.derivation import Derivation, Step, Verdict
from mkdocs_matcalc.errors import CheckFailed, ErrorName, Uncheckable
from mkdocs_matcalc.exact.decide import decided, gradients_decided, lines_decided
from mkdocs_matcalc.exact.decision import Decision
from mkdocs_matcalc.exact.question import Shared
from mkdocs_matcalc.exact.sides import Equality
from mkdocs_matcalc.numerics.check import Checked, agree, check_derivatives, check_stationary
from mkdocs_matcalc.numerics.directions import Candidate
from mkdocs_matcalc.numerics.sample import every_node
from mkdocs_matcalc.numerics.session import TOLERANCE, Session
from mkdocs_matcalc.verify.judged import judged

# Of so many sums within one another the terms are too many to be worked out one by one.
DEEP = 3
# What may stand before the equals sign of a line that is no equation to be solved.
NAMES = (Partial, Constrained, Differential, Vec, Variable, Entry)


@dataclass(frozen=True)
class CheckedDerivation(Derivation):
    """A derivation whose every line and result held, and the points at which they did."""

    session: Session | None = field(default=None, repr=False, compare=False)


def checked(derivation: Derivation) -> CheckedDerivation:
    """The derivation with the outcome of its numeric check.

    Raises:
        CheckFailed: A line or a result does not hold; it must not be shown.
    """
    check = _Check(derivation)
    verdicts = [*check.results()]
    for number, step in enumerate(derivation.steps, 1):
        check.line(step, number)
    check.decide_lines()
    outcome = None
    if verdicts:
        outcome = Verdict(verdicts[-1].points, max(each.worst for each in verdicts), check.decided())
    held = derivation.checked(outcome, tuple(judged(derivation)))
    told = {each.name: getattr(held, each.name) for each in fields(Derivation)}
    return CheckedDerivation(**told, session=check.session)


class _Check:
    """What the results and lines of a derivation are evaluated with: the same points for all."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.definitions = dict(derivation.definitions)
        for step in derivation.steps:
            self.definitions.update(step.lets)
        gradients = [each for each in derivation.results if not each.stationary]
        self.wrts = tuple(dict.fromkeys(variable for each in derivation.results for variable in each.wrt))
        self.known = {(each.label, each.expression) for each in derivation.results}
        # What stands alone before the equals sign of a line, and what it is.
        self.meanings: dict[Basic, Basic] = {each.symbol: each.request.function for each in gradients}
        # A line that names intermediates states the function in them.
        self.stated = [(step.lhs, step.forms[-1]) for step in derivation.steps if step.lhs in self.meanings]
        self.functions = dict(self.meanings)
        solutions = {
            each.wrt[0]: without_names(each.expression, each.where)
            for each in derivation.results
            if each.stationary
        }
        self.meanings.update((self.definitions | solutions).items())
        self.lines: list[tuple[int, Equality]] = []
        self.session = self._session(self.definitions)
        self.shared = Shared(self.session.ground, self.definitions)
        # Unknowns that are found together are what they are together.
        self.together = {unknown: self._found_with(unknown, solutions) for unknown in solutions}
        self.solved: dict[Basic, Session] = {
            unknown: self._session({**self.definitions, **found}) for unknown, found in self.together.items()
        }

    def _found_with(self, unknown: Variable, solutions: Mapping[Variable, Basic]) -> dict[Variable, Basic]:
        """An unknown and those that the same request asks for, with what they are."""
        asked = (
            each.request for each in self.derivation.results if each.stationary and each.wrt[0] == unknown
        )
        names = {name for request in asked for wrt in request.wrt for name in wrt}
        return {name: value for name, value in solutions.items() if name in names}

    def _session(self, definitions: dict[Variable, Basic]) -> Session:
        return Session(definitions, self._expressions(), self.wrts, _ranges(self.derivation.steps))

    def _expressions(self) -> Iterator[Basic]:
        # Code is run at the same points, and takes every variable.
        yield from self.derivation.problem.variables
        yield from self.meanings.values()
        for result in self.derivation.results:
            yield from (result.request.function, result.expression)
        for step in self.derivation.steps:
            yield from (each for each in (step.before, step.lhs, *step.forms) if each is not None)

    def results(self) -> Iterator[Checked]:
        """Each result against the differences of its function, and with them the lines that name one."""
        held: dict[Basic, list[Candidate]] = {}
        for each in self.derivation.results:
            function = each.request.function
            if each.stationary:
                found = self.together[each.wrt[0]]
                yield check_stationary(function, each.wrt[0], found, {}, session=self.session)
            else:
                held.setdefault(function, []).append(Candidate(each.wrt, each.expression, each.structure))
        for label, form in self._named():
            function = self._differentiated(label).args[0]
            by = tuple(each for each in label.args[1:] if isinstance(each, Variable))
            held.setdefault(function, []).append(Candidate(by, form))
        for function, derivatives in held.items():
            try:
                yield check_derivatives(self.session, function, derivatives)
            except Uncheckable as error:
                raise self._told(error) from None

    def decided(self) -> Means | None:
        """By what means every result was decided without finite differences; None where one could not be.

        Raises:
            CheckFailed: One is not the derivative.
        """
        results = [each for each in self.derivation.results if not each.stationary]
        if not results or any(each.structure for each in results):
            return None
        gradients: dict[Basic, dict[Variable, Basic]] = {}
        means: list[Means | None] = []
        for each in results:
            function = each.request.function
            # What a name stands for does not move with it.
            is_plain = len(each.wrt) == 1 and each.wrt[0] not in self.definitions
            if is_plain and is_scalar(function):
                gradients.setdefault(function, {})[each.wrt[0]] = each.expression
                continue
            derivative = Partial(function, *each.wrt)
            decision = decided(derivative, each.expression, self.definitions, briefly=True)
            means.append(_means(decision, each.wrt))
        for function, by in gradients.items():
            means.append(_means(gradients_decided(function, by, self.shared), tuple(by)))
        if None in means:
            return None
        return min(filter(None, means), key=lambda each: (each.how is DecidedBy.EXACT, -(each.bound or 0)))

    def _told(self, error: Uncheckable) -> Uncheckable:
        """What can't be checked, with what the names stand for that no author gave."""
        own = self.definitions.keys() - self.derivation.problem.defined()
        told = [f"{each.name} = {plain(self.definitions[each])}" for each in own if each.name in error.names]
        return Uncheckable(ErrorName.NOT_CHECKABLE, ", where ".join([error.message, *told]), hint=error.hint)

    def _named(self) -> Iterator[tuple[Partial, Basic]]:
        """The derivatives that lines name and state, beside the results and those by an entry."""
        for step in self.derivation.steps:
            for label in self._labels(step):
                if not _is_by_entry(label):
                    yield label, step.forms[-1]

    def _labels(self, step: Step) -> list[Partial]:
        if step.before is not None:
            return []
        return [
            label
            for label in (step.lhs, *step.forms)
            if isinstance(label, Partial)
            and step.forms
            and (label, step.forms[-1]) not in self.known
            and not _is_turned(label)
        ]

    def _differentiated(self, label: Partial) -> Partial:
        """A derivative by name as that of what is named: the function as the last line states it that has
        in it all it is differentiated by, since lines of two methods keep different names."""
        named, *wrts = label.args
        by = set().union(*(wrt.atoms(Variable) for wrt in wrts))
        stated = {symbol: form for symbol, form in self.stated if by <= self._names(form)}
        return Partial(named.xreplace(self.functions | stated), *wrts)

    def _names(self, expr: Basic) -> set[Basic]:
        """The variables in an expression, and in what those that have a definition stand for."""
        found: set[Basic] = set()
        ahead = [expr]
        while ahead:
            new = ahead.pop().atoms(Variable) - found
            found |= new
            ahead += (self.definitions[each] for each in new if each in self.definitions)
        return found

    def line(self, step: Step, number: int) -> None:
        """Each form of a line against the one before it, and an equation where its unknown is found.

        Raises:
            CheckFailed: It does not hold.
        """
        forms = [
            form for form in (step.before, *step.forms) if form is not None and not isinstance(form, Partial)
        ]
        moving = self._moving(number, step) if len(forms) > 1 else ()
        for left, right in pairwise(forms):
            self._agree(left, right, number, moving)
        if step.lhs in self.meanings and forms:
            is_alone = not isinstance(step.lhs, Variable) or len(self.together.get(step.lhs, ())) < 2
            session = None if is_alone else self.solved[step.lhs]
            self._agree(self.meanings[step.lhs], forms[0], number, session=session)
        for label in self._labels(step):
            if _is_by_entry(label):
                self._agree(self._differentiated(label), step.forms[-1], number)
        if isinstance(step.lhs, Node) and not isinstance(step.lhs, NAMES):
            # An equation holds where its unknown, which a line below names, is the solution.
            below = (each.lhs for each in self.derivation.steps[number:])
            unknown = next((lhs for lhs in below if lhs in self.solved), None)
            session = self.session if unknown is None else self.solved[unknown]
            self._agree(step.lhs, step.forms[0], number, session=session)

    def _moving(self, number: int, step: Step) -> tuple[Variable, ...]:
        """The variables whose differentials are in a line, or by which the next derivative is the last."""
        moved = _changing(step.forms)
        shown = tuple(wrt for wrt in self.wrts if wrt in moved)
        if shown or not moved:
            return shown
        labels = (each.lhs for each in self.derivation.steps[number:] if isinstance(each.lhs, Partial))
        sought = next(labels, Partial(*self.wrts)).args[-1]
        return tuple(wrt for wrt in self.wrts if wrt == sought)

    def _agree(
        self,
        left: Basic,
        right: Basic,
        number: int,
        moving: tuple[Variable, ...] = (),
        session: Session | None = None,
    ) -> None:
        if session is None and _is_closed(left, right):
            self.lines.append((number, Equality(left, right, moving)))
        else:
            self._compare(left, right, number, moving, session or self.session)

    def _compare(
        self, left: Basic, right: Basic, number: int, moving: tuple[Variable, ...], session: Session
    ) -> None:
        difference = agree(left, right, {}, moving, session=session)
        if difference is not None and difference > TOLERANCE:
            raise _mistaken(number)

    def decide_lines(self) -> None:
        """Decide all lines without free indices; what can't be decided is compared by numbers.

        Raises:
            CheckFailed: One does not hold.
        """
        lines = [line for _, line in self.lines]
        found = lines_decided(lines, self.shared) if lines else None
        if found is not None and found.holds:
            return
        for number, line in self.lines:
            alone = found and lines_decided([line], self.shared)
            if alone and not alone.holds:
                raise _mistaken(number)
            self._compare(line.left, line.right, number, line.moving, self.session)


def _means(decision: Decision | None, wrt: Iterable[Variable]) -> Means | None:
    """By what means a derivative was decided.

    Raises:
        CheckFailed: It is another one.
    """
    if decision is None:
        return None
    if not decision.holds:
        names = " and ".join(variable.name for variable in wrt)
        raise CheckFailed(ErrorName.OUR_MISTAKE, f"what was derived by {names} is not the derivative")
    return decision.means


def _mistaken(number: int) -> CheckFailed:
    return CheckFailed(
        ErrorName.OUR_MISTAKE, f"line {number} of the derivation does not equal the line before"
    )


def _is_closed(*sides: Basic) -> bool:
    """Whether no index stands free in some expressions, and no sums deep within one another."""
    symbols = (symbol for side in sides for symbol in side.free_symbols if isinstance(symbol, Symbol))
    return all(symbol.is_positive for symbol in symbols) and all(_depth(side) < DEEP for side in sides)


@remembered
def _depth(expr: Basic) -> int:
    """How many sums stand within one another."""
    if not isinstance(expr, Node) or isinstance(expr, Variable):
        return 0
    return max(map(_depth, expr.args), default=0) + isinstance(expr, IndexedSum)


def _changing(expressions: Iterable[Basic]) -> set[Basic]:
    """What the differentials in some expressions are of."""
    differentials = (node for node in every_node(expressions) if isinstance(node, Differential))
    return {part for each in differentials for part in each.args}


def _is_turned(label: Partial) -> bool:
    """Whether a derivative is named in numerator layout."""
    return any(isinstance(variable, Transpose) for variable in label.args)


def _is_by_entry(label: Partial) -> bool:
    return any(isinstance(part, Entry) for part in label.args)


def _ranges(steps: Iterable[Step]) -> dict[Symbol, Basic]:
    """How far the indices run in which lines name derivatives of entries, where it is the same in all."""
    found: dict[Symbol, set[Basic]] = {}
    for label in (step.lhs for step in steps if isinstance(step.lhs, Partial)):
        for entry in (part for part in label.args if isinstance(part, Entry)):
            for index, size in zip(entry.args[1:], shape_of(entry.args[0]), strict=False):
                if isinstance(index, Symbol):
                    found.setdefault(index, set()).add(size)
    return {index: last for index, (last, *others) in found.items() if not others}
