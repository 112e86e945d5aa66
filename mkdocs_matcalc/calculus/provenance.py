"""Where a fact on a constant is used: in the first line that reads otherwise without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sympy import Basic, preorder_traversal

from mkdocs_matcalc.algebra.build import substitute
from mkdocs_matcalc.algebra.centring import centred_part, is_centred, unseen
from mkdocs_matcalc.algebra.labels import LABEL_FACTS
from mkdocs_matcalc.algebra.nodes import Add, Mean, Partial, Variable, shape_of
from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.algebra.textbook import canonical, textbook, turned
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.definiteness import INVERTIBLE_FACTS, semidefinite
from mkdocs_matcalc.calculus.derivation import Step
from mkdocs_matcalc.calculus.differentials import varying
from mkdocs_matcalc.calculus.rules.identification import symmetry
from mkdocs_matcalc.calculus.rules.statistics import centred_entries
from mkdocs_matcalc.calculus.shortening import Definitions, opened
from mkdocs_matcalc.calculus.structured import STRUCTURES, what_the_structure_says
from mkdocs_matcalc.errors import Refusal

# The lines of each group of requests that are derived together.
Lines = Sequence[Sequence[Step]]
Derived = Callable[[Problem], Lines]
Renamed = Mapping[Any, Basic]
# Each of these is a fact by itself.
TOLD_APART = (STRUCTURES, *(frozenset({each}) for each in sorted(LABEL_FACTS)))


def with_facts_named(lines: Lines, problem: Problem, derived: Derived) -> list[list[Step]]:
    """The lines, each with the facts on constants that it is the first in its group to use.

    Args:
        derived: Derives the lines of a problem in the same groups; it may refuse to.
    """
    named = [list(group) for group in lines]
    facts: list[Fact | Centred] = [*_declared(problem), *_seen(problem), *_centred(problem)]
    for fact in facts:
        try:
            uses = list(fact.uses(lines, problem, derived))
        except Refusal:
            continue
        for group, at in uses:
            named[group][at] = named[group][at].saying(fact.said)
    return named


@dataclass(frozen=True)
class Fact:
    """What is known of a matrix, itself `of`: each rule it is by, and the equality that this is.

    `known` stands for it where it is a part of a formula, not a name; `free` is a name without the fact.
    """

    of: Basic
    known: Basic
    free: Basic
    said: tuple[tuple[Rule, Basic, Basic], ...]

    def uses(self, lines: Lines, problem: Problem, derived: Derived) -> Iterator[tuple[int, int]]:
        """The group and the line where it is used first."""
        groups = [number for number, group in enumerate(lines) if not _is_by(self.of, group)]
        if not groups:
            return
        with_it = lines if self.known == self.of else derived(problem.renamed({self.of: self.known}))
        without = derived(problem.renamed({self.of: self.free}))
        for number in groups if len(lines) == len(with_it) == len(without) else ():
            at = _parting(with_it[number], without[number], {self.known: self.free})
            if at is not None and _same(
                with_it[number][at], lines[number][at : at + 1], {self.known: self.of}
            ):
                yield number, at


@dataclass(frozen=True)
class Centred:
    """That entries of what is centred sum to zero, and how that is said."""

    said: tuple[tuple[Rule, Basic, Basic], ...]

    def uses(self, lines: Lines, problem: Problem, derived: Derived) -> Iterator[tuple[int, int]]:
        """The group and the line where it is used first."""
        with unseen():
            without = derived(problem)
        for number, group in enumerate(lines) if len(lines) == len(without) else ():
            at = _parting(group, without[number], {})
            if at is not None:
                yield number, at


def inferred(problem: Problem) -> dict[Variable, Variable]:
    """Each name of a constant that is symmetric by its definition, as one that is known to be."""
    found: dict[Variable, Variable] = {}
    varies = _varying(problem)
    defined = problem.defined()
    for name, value in defined.items():
        if name in varies or name.facts & STRUCTURES:
            continue
        seen = (value.xreplace(found), *_looked_through(value, defined))
        known = next(filter(_is_symmetric, seen), None)
        if known is None:
            continue
        definite = {"positive semidefinite"} if semidefinite(known) == () else set()
        facts = name.facts | {"symmetric"} | definite
        found[name] = Variable(name.name, *name.shape, latex=name.latex_name, facts=facts)
    return found


def _looked_through(expr: Basic, definitions: Definitions) -> Iterator[Basic]:
    """A square matrix with what its names stand for, if that is not long."""
    rows, columns = shape_of(expr)
    if rows == columns != 1 and definitions.keys() & expr.free_symbols:
        found = opened(expr, definitions)
        if found is not None:
            yield found[0]


def _varying(problem: Problem) -> frozenset[Basic]:
    wrts = [name for request in problem.requests for wrt in request.wrt for name in wrt]
    return varying(wrts, problem.defined())


def _is_symmetric(expr: Basic) -> bool:
    rows, columns = shape_of(expr)
    return rows == columns != 1 and canonical(turned(expr)) == canonical(textbook(expr))


def _declared(problem: Problem) -> Iterator[Fact]:
    """What is declared of a name, or inferred from its definition."""
    for name, told in product(dict.fromkeys((*problem.variables, *problem.defined())), TOLD_APART):
        if isinstance(name, Variable) and name.facts & told:
            facts = name.facts - told
            # What is divided by still may be.
            facts |= {"invertible"} if name.facts & INVERTIBLE_FACTS else set()
            free = Variable(name.name, *name.shape, latex=name.latex_name, facts=facts)
            yield Fact(name, name, free, tuple(what_the_structure_says(name, told)))


def _seen(problem: Problem) -> Iterator[Fact]:
    """What is seen of constant sums that are symmetric whatever their names are: AᵀA + λI."""
    varies = _varying(problem)
    exprs = (*(each.function for each in problem.requests), *problem.defined().values())
    parts = (part for expr in exprs for part in preorder_traversal(expr) if isinstance(part, Add))
    for part in dict.fromkeys(parts):
        names = [name for name in part.free_symbols if isinstance(name, Variable)]
        is_told = any(name.facts & STRUCTURES for name in names)
        if varies.isdisjoint(names) and not is_told and _is_symmetric(part):
            known = Variable("(E)", *shape_of(part), facts=("symmetric",))
            free = Variable("(E)", *shape_of(part))
            yield Fact(part, known, free, ((symmetry, *symmetry(part)),))


def _centred(problem: Problem) -> Iterator[Centred]:
    """What is centred of a problem: the first such sum that stands in it, x − m 𝟏 of m = mean(x)."""
    defined = problem.defined()
    exprs = (*(each.function for each in problem.requests), *defined.values())
    parts = (part for expr in exprs for part in preorder_traversal(expr))
    means = {name: value for name, value in defined.items() if isinstance(value, Mean)}
    sums = (part for part in parts if isinstance(part, Add))
    # In the author's names where all of a sum is centred.
    centred = (part if is_centred(substitute(part, means)) else centred_part(part) for part in sums)
    if (found := next(filter(None, centred), None)) is not None:
        yield Centred(((centred_entries, *centred_entries(found)),))


def _is_by(variable: Basic, lines: Sequence[Step]) -> bool:
    """Whether a derivative is by the variable: there its structure has been said."""
    return any(isinstance(line.lhs, Partial) and variable in line.lhs.args[1:] for line in lines)


def _parting(lines: Sequence[Step], others: Sequence[Step], renamed: Renamed) -> int | None:
    """The first line that reads otherwise elsewhere, or that is not there."""
    pairs = enumerate(zip(lines, others, strict=False))
    at = next((at for at, (line, other) in pairs if not _same(line, [other], renamed)), None)
    return len(others) if at is None and len(lines) > len(others) else at


def _same(line: Step, others: Sequence[Step], renamed: Renamed) -> bool:
    """Whether a line says the same as another, if there is one, once its names are replaced."""
    forms = [canonical(form.xreplace(renamed)) for form in line.forms]
    return any(forms == [canonical(form) for form in other.forms] for other in others)
