"""The proof from first principles: one entry, written as sums over indices, differentiated by one entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from sympy import Basic, Expr, S, Symbol, Tuple

from mkdocs_matcalc.algebra.build import substitute
from mkdocs_matcalc.algebra.nodes import (
    SCALAR,
    Bracket,
    Entry,
    Partial,
    RowSoftmax,
    Softmax,
    Transpose,
    Variable,
    is_number,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.algebra.textbook import size
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.by_differentials import derive_by_differentials, written_out
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.deltas import Indices, contractible, distinct, remade, renamed
from mkdocs_matcalc.calculus.derivation import Instance, Lets, Step, Worked
from mkdocs_matcalc.calculus.differentials import Record, Scope
from mkdocs_matcalc.calculus.entries import Entries, called
from mkdocs_matcalc.calculus.naming import Given, substituted
from mkdocs_matcalc.calculus.partials import Partials
from mkdocs_matcalc.calculus.rules.identification import INTERMEDIATES, SUBSTITUTION
from mkdocs_matcalc.calculus.rules.indexed import entry_of_an_elementwise_operation
from mkdocs_matcalc.calculus.rules.indices import (
    BACK_TO_MATRIX_FORM,
    EQUAL_ENTRIES,
    Sums,
    contracted,
    kronecker_delta,
)
from mkdocs_matcalc.calculus.structured import in_general_position
from mkdocs_matcalc.errors import ErrorName, Refusal

# A line with more symbols and operators than this is not read at a glance: its parts get names.
LONGEST_LINE = 44


@in_general_position
def derive_by_index(
    function: Basic,
    symbol: Variable,
    wrt: tuple[Variable, ...],
    definitions: Mapping[Variable, Basic],
    names: Given,
) -> Worked:
    """The derivative of a scalar, first or second, or of a vector by a vector, entry by entry.

    The matrix form is the one that differentials give; the lines by entries lead to each of its entries.

    Raises:
        Refusal: A derivative that only vec can write as a matrix, or a part that has no formula by entries.
    """
    variable = wrt[0]
    _refuse_what_vec_is_for(function, wrt)
    if len(wrt) == 2:
        return _second(function, symbol, wrt, definitions, names)
    scope = Scope.of(variable, definitions)
    if not scope.depends(function):
        return derive_by_differentials(function, symbol, wrt, definitions, names)
    stated = written_out(function, scope)
    proof = _Proof(stated, symbol, variable, (), definitions)
    steps = proof.steps()
    result = derive_by_differentials(function, symbol, wrt, definitions, names)
    lets = tuple(let for step in result.steps for let in step.lets)
    # A name for the whole function would only put off what is to be done.
    lets = lets[:-1] if lets and substituted(stated, lets) == lets[-1][0] else lets
    shown = result.expression
    named = bool(lets) and max(size(form) for step in steps for form in step.forms) > LONGEST_LINE
    if named:
        proof = _Proof(stated, symbol, variable, lets, definitions)
        steps = proof.steps()
        shown = _in_names(result)
    kept = tuple(let for let in result.kept if not (named and let[0] in dict(lets)))
    conditions = _conditions(result, () if named else lets)
    steps = [replace(each, conditions=conditions) if each.lhs == proof.label else each for each in steps]
    steps += proof.closing(shown, result.expression, kept)
    return Worked(tuple(steps), result.label, result.expression, result.kept)


def _second(
    function: Basic,
    symbol: Variable,
    wrt: tuple[Variable, ...],
    definitions: Mapping[Variable, Basic],
    names: Given,
) -> Worked:
    """The gradient, which gets a name, and each of its entries by each entry of the second variable."""
    first, second = wrt
    slope = derive_by_index(function, symbol, (first,), definitions, names)
    known = {**definitions, **dict(slope.kept)}
    whole = derive_by_differentials(function, symbol, wrt, definitions, names)
    if not Scope.of(second, known).depends(slope.expression):
        return replace(whole, steps=(*slope.steps, whole.steps[-1]))
    name = names.variable("g", "h", value=slope.expression)
    let = (name, slope.expression)
    named = Step((), lets=(let,), rules=(INTERMEDIATES,), instances=lettered.named([let]))
    proof = _Proof(slope.expression, name, second, (), known, hessian=whole.label)
    steps = [*slope.steps, named, *proof.steps()]
    conditions = _conditions(whole, tuple(let for step in whole.steps for let in step.lets))
    steps = [replace(each, conditions=conditions) if each.lhs == proof.label else each for each in steps]
    steps += proof.closing(whole.expression, whole.expression, whole.kept)
    return Worked(tuple(steps), whole.label, whole.expression, (*slope.kept, *whole.kept))


def _refuse_what_vec_is_for(function: Basic, wrt: tuple[Variable, ...]) -> None:
    flat = is_scalar(function) or (is_vector(function) and (is_scalar(wrt[0]) or is_vector(wrt[0])))
    if len(wrt) == 1 and flat:
        return
    if len(wrt) == 2 and is_scalar(function) and all(map(is_vector, wrt)):
        return
    order = "second derivative" if len(wrt) > 1 else "derivative"
    raise Refusal(
        ErrorName.NO_RULE,
        f"by entries there is no {order} of {plain(function)}, which is {plain_shape(function)}, "
        f"by {' and '.join(f'{plain(each)}, {plain_shape(each)}' for each in dict.fromkeys(wrt))}",
        hint="`method=differential` derives it",
    )


def _in_names(result: Worked) -> Basic:
    """The result before its intermediates were put back."""
    last = result.steps[-1]
    return last.before if last.rules == (SUBSTITUTION,) and last.before is not None else result.expression


def _conditions(result: Worked, lets: Lets) -> tuple[Condition, ...]:
    """What the derivation by differentials needed, said without the names it gave."""
    values: dict[Basic, Basic] = {}
    for variable, value in lets:
        values[variable] = substitute(value, values)
    found = dict.fromkeys(condition for step in result.steps for condition in step.conditions)
    return tuple(
        each if each.subject is None else replace(each, subject=substitute(each.subject, values))
        for each in found
    )


Places = tuple[Basic, Basic]
Lines = list[tuple[Basic, Record]]


class _Proof:
    """The lines from the function to one entry of its derivative, and from there to the matrix.

    Attributes:
        label: The derivative of one entry by one entry, ∂f/∂x_k or ∂F_j/∂x_i.

    Args:
        hessian: What a gradient's derivative is called, whose rows are the gradient's entries.
    """

    def __init__(
        self,
        function: Basic,
        symbol: Variable,
        variable: Variable,
        lets: Lets,
        definitions: Mapping[Variable, Basic],
        hessian: Basic | None = None,
    ) -> None:
        self._hessian = hessian
        self._function = substituted(function, lets)
        self._symbol = symbol
        self._variable = variable
        self._lets = lets
        self._definitions = {**definitions, **dict(lets)}
        self._scope = Scope.of(variable, self._definitions)
        names = (*self._definitions, *self._definitions.values())
        self._indices = Indices((function, symbol, variable, *names))
        # A Jacobian's entry is called (i, j); elsewhere these letters are for the sums.
        first = frozenset[Basic | str]()
        second = first if is_scalar(variable) else frozenset[Basic | str]("i")
        if hessian is not None:
            first, second = frozenset[Basic | str]("i"), first
        self._at = self._places(variable, frozenset[Basic | str]("ij") if is_scalar(function) else first)
        self._of = self._places(function, second)
        self._target = _entry(variable, self._at)
        self._ranges = {**_ranges(variable, self._at), **_ranges(function, self._of)}
        self._worked_out: dict[Basic, tuple[Places, Basic]] = {}
        self.label = Partial(_entry(symbol, self._of), self._target)
        self.last: Basic = S.Zero

    def steps(self) -> list[Step]:
        """The function in entries, each intermediate's derivative, and the function's, contracted."""
        record = Record()
        written = self._written(self._function, self._of, record)
        # What has names is stated in them, even where its entries are written no other way.
        steps = [self._opening(written, record)] if self._lets or written != self._function else []
        for name in self._intermediates():
            steps += self._intermediate(name, self._definitions[name])
        lines = self._lines(lambda partials: partials.line(written), self._ranges, self.label.args[0])
        steps.append(lines[0][1].step(lines[0][0], lhs=self.label))
        for (before, _), (after, used) in pairwise(lines):
            if after != before:
                steps.append(used.step(after, before))
        self.last = lines[-1][0]
        return steps

    def closing(self, shown: Basic, final: Basic, kept: Lets) -> list[Step]:
        """From the entry to the matrix; `shown` is the matrix in the names of the lines above."""
        steps = []
        entry = _entry(Bracket(shown), self._matrix_places())
        if entry != self.last and _entry(shown, self._matrix_places()) != self.last:
            form = shown if is_scalar(shown) else entry
            back = Instance(BACK_TO_MATRIX_FORM, self.last, form)
            steps.append(
                Step((form,), before=self.last, rules=(back.rule,), substituted=kept, instances=(back,))
            )
        if is_scalar(shown):
            return steps
        forms = (shown,) if shown == final else (shown, final)
        rules = (EQUAL_ENTRIES,) if shown == final else (EQUAL_ENTRIES, SUBSTITUTION)
        label = self._hessian or Partial(self._symbol, self._variable)
        at = [place for place in self._matrix_places() if isinstance(place, Symbol)]
        place = at[0] if len(at) == 1 else Tuple(*at)
        letters = {"g": shown, "k": place}
        if self._hessian is None:
            letters = {"f": self._symbol, "x": self._variable, **letters}
        used = (Instance.of(EQUAL_ENTRIES, letters), *(lettered.put_in(self._lets) if shown != final else ()))
        steps.append(Step(forms, lhs=label, rules=rules, instances=used))
        return steps

    def _matrix_places(self) -> Places:
        """Where the entry stands in the derivative: for a Jacobian, at (i, j) = (entry of x, entry of F)."""
        if is_scalar(self._function):
            return self._at
        if self._hessian is not None:
            return (self._of[0], self._at[0])
        return self._of if is_scalar(self._variable) else (self._at[0], self._of[0])

    def _places(self, expr: Basic, used: frozenset[Basic | str]) -> Places:
        """Indices for an entry of an expression; 1 where it has one row or one column."""
        row, column = SCALAR
        rows, columns = shape_of(expr)
        if rows != 1:
            row = self._indices.beside(used)
        if columns != 1:
            column = self._indices.beside({*used, row})
        return row, column

    def _written(self, expr: Basic, places: Places, record: Record) -> Basic:
        """An entry of an expression, written out."""
        entries = Entries(self._scope.depends, self._indices, record)
        used = frozenset(self._ranges) | frozenset(places)
        ranges = {**self._ranges, **_ranges(expr, places)}
        by_entries = contracted(entries.entry(expr, *places, used), ranges, self._indices)
        if not record.rules:
            record.use(entry_of_an_elementwise_operation)
        return distinct(by_entries, self._indices, used, anew=True)

    def _opening(self, written: Basic, record: Record) -> Step:
        rules = ((INTERMEDIATES,) if self._lets else ()) + tuple(record.rules)
        instances = (*lettered.named(self._lets), *record.instances)
        if not is_scalar(self._function):
            stated, name = (_entry(whole_of, self._of) for whole_of in (self._function, self._symbol))
            return Step(
                (written,), before=stated, lhs=name, rules=rules, lets=self._lets, instances=instances
            )
        forms = tuple(dict.fromkeys((self._function, written)))
        return Step(forms, lhs=self._symbol, rules=rules, lets=self._lets, instances=instances)

    def _intermediates(self) -> list[Variable]:
        """The names between the variable and the function, in an order in which each uses earlier ones."""
        needed: set[Basic] = set(self._function.free_symbols)
        for name in reversed(self._definitions):
            if name in needed:
                needed |= self._definitions[name].free_symbols
        return [
            name
            for name in self._definitions
            if name in needed and name in self._scope.varying and name != self._variable
        ]

    def _intermediate(self, name: Variable, value: Basic) -> list[Step]:
        """One entry of an intermediate, and its derivative in one line."""
        record = Record()
        places = self._places(name, frozenset(self._ranges))
        entry = _entry(name, places)
        written = self._written(value, places, record)
        ranges = {**self._ranges, **_ranges(name, places)}
        if isinstance(value, Softmax | RowSoftmax):
            lines = self._lines(lambda partials: partials.softmax(name, value, places), ranges, entry)
        else:
            lines = self._lines(lambda partials: partials.line(written), ranges, entry)
        self._worked_out[name] = (places, lines[-1][0])
        label = Partial(entry, self._target)
        return [
            record.step(written, _entry(value, places), entry),
            *_together(lines[1:], lines[0][1], label),
        ]

    def _lines(
        self, differentiate: Callable[[Partials], Basic], ranges: Mapping[Symbol, Expr], function: Basic
    ) -> Lines:
        """The derivative with ∂x_j/∂x_k in it, with deltas for them, and with these contracted."""
        by_rules, by_deltas, by_contraction = Record(), Record(), Record()
        entries = Entries(self._scope.depends, self._indices, by_rules)
        partials = Partials(self._target, self._scope, entries, by_rules, function)
        free = frozenset[Basic](ranges)
        derived = distinct(differentiate(partials), self._indices, free)
        deltas = distinct(self._put_in(derived, by_deltas), self._indices, free)
        sums: Sums = []
        short = contracted(deltas, ranges, self._indices, sums)
        if contractible(short) == contractible(deltas):
            return [(derived, by_rules), (deltas, by_deltas)]
        for before, after in sums:
            by_contraction.tell(Instance(contracted, before, after))
        return [(derived, by_rules), (deltas, by_deltas), (short, by_contraction)]

    def _put_in(self, expr: Basic, record: Record) -> Basic:
        """Each entry's partial derivative: a delta, or what was worked out for an intermediate."""
        if isinstance(expr, Variable) or is_number(expr) or not expr.has(Partial):
            return expr
        if not isinstance(expr, Partial):
            return remade(expr, (self._put_in(arg, record) for arg in expr.args))
        whole_of, *indices = expr.args[0].args if isinstance(expr.args[0], Entry) else (expr.args[0],)
        if whole_of == self._variable:
            found = kronecker_delta(expr.args[0], self._target)
            record.tell(Instance(kronecker_delta, expr, found))
            return found
        # An entry of a row is written as one of its transpose.
        name = whole_of.args[0] if isinstance(whole_of, Transpose) else whole_of
        places, value = self._worked_out[name]
        free = [place for place in places if isinstance(place, Symbol)]
        found = renamed(value, dict(zip(free, indices, strict=True)), self._indices)
        for each in lettered.put_in([(expr, found)]):
            record.tell(each)
        return found


def _together(lines: Lines, derived: Record, label: Basic) -> list[Step]:
    """Lines as one, with the rules that led to the first; as many as they are where that gets too long."""
    (first, used), *more = lines
    total = Record()
    for record in (derived, used):
        total.merge(record)
    if sum(size(form) for form, _ in lines) > LONGEST_LINE:
        continued = [record.step(form, before) for (before, _), (form, record) in pairwise(lines)]
        return [total.step(first, lhs=label), *continued]
    for _, record in more:
        total.merge(record)
    return [replace(total.step(first, lhs=label), forms=tuple(form for form, _ in lines))]


def _entry(expr: Basic, places: Places) -> Basic:
    return called(expr, *places)


def _ranges(expr: Basic, places: Places) -> dict[Symbol, Expr]:
    """Up to what each index of an entry runs."""
    return {
        place: size for place, size in zip(places, shape_of(expr), strict=True) if isinstance(place, Symbol)
    }
