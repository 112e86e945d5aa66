"""A derivation as data: what `render` prints and `numerics` checks, line by line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sympy import Basic

from mkdocs_matcalc.algebra.evidence import Counterexample, Means
from mkdocs_matcalc.algebra.nodes import Constrained, Variable
from mkdocs_matcalc.algebra.problem import Problem, Request, Side
from mkdocs_matcalc.calculus.catalogue import Condition, Rule

# Names with what they stand for, in the names before them.
Lets = tuple[tuple[Variable, Basic], ...]


# Letters of a rule's statement as they stand there, in LaTeX, with what each is in a line.
Letters = tuple[tuple[str, Basic], ...]


class Instance(NamedTuple):
    """What a line used a rule on.

    Attributes:
        rule: The rule.
        before: What it was used on; None of a rule that is known by its letters.
        after: What it made of that.
        letters: What the letters of its statement are, where whoever used it says so.
    """

    rule: Rule
    before: Basic | None = None
    after: Basic | None = None
    letters: Letters = ()

    @classmethod
    def of(cls, rule: Rule, letters: Mapping[str, Basic]) -> Instance:
        """By the letters of the statement, each as it stands there in LaTeX."""
        return cls(rule, letters=tuple(letters.items()))

    def changed(self, change: Callable[[Basic], Basic]) -> Instance:
        """The instance with all it holds changed."""
        before, after = (each if each is None else change(each) for each in self[1:3])
        letters = tuple((letter, change(value)) for letter, value in self.letters)
        return Instance(self.rule, before, after, letters)


@dataclass(frozen=True)
class Step:
    """One line: `lets`, then `lhs` = each form in turn.

    Attributes:
        forms: The expression after the step; several where one line writes it in several ways.
        before: The expression the first form equals; None on a line that starts afresh.
        lhs: What stands before the first equals sign; None on a line that goes on from the last.
        rules: The rules used, the leading one first.
        conditions: What they need here.
        lets: Intermediates this line names, with what they stand for.
        constants: The variables this line took for constant.
        substituted: What was put in for what.
        facts: What it used that is known of a matrix, as the equality that this is: Aᵀ = A.
        instances: What the rules were used on, of those of which it is known.
        substeps: The same step at length.
    """

    forms: tuple[Basic, ...]
    before: Basic | None = None
    lhs: Basic | None = None
    rules: tuple[Rule, ...] = ()
    conditions: tuple[Condition, ...] = ()
    lets: tuple[tuple[Variable, Basic], ...] = ()
    constants: tuple[Basic, ...] = ()
    substituted: tuple[tuple[Basic, Basic], ...] = ()
    facts: tuple[tuple[Basic, Basic], ...] = ()
    instances: tuple[Instance, ...] = ()
    substeps: tuple[Step, ...] = ()

    def saying(self, said: Iterable[tuple[Rule, Basic, Basic]]) -> Step:
        """The line with more facts named: each rule, and the equality that it is by here."""
        said = list(said)
        return replace(
            self,
            rules=tuple(dict.fromkeys((*self.rules, *(rule for rule, _, _ in said)))),
            facts=tuple(sorted({*self.facts, *((left, right) for _, left, right in said)}, key=str)),
            instances=tuple(dict.fromkeys((*self.instances, *(Instance(*each) for each in said)))),
        )


@dataclass(frozen=True)
class Worked:
    """The lines of one derivative, what they end in, and the names that stay in it."""

    steps: tuple[Step, ...]
    label: Basic
    expression: Basic
    kept: Lets = ()


@dataclass(frozen=True)
class Chained:
    """The lines of one sweep, the gradient by each variable with the names that stay in it, what all names
    stand for, and those among them that the sweep gave to derivatives."""

    steps: tuple[Step, ...]
    gradients: Mapping[Variable, tuple[Basic, Lets]]
    definitions: Mapping[Variable, Basic]
    deltas: Collection[Variable]


@dataclass(frozen=True)
class Derivative:
    """One derivative: `expression`, in the names of `Derivation.definitions`.

    Its shape is the variable's for a scalar function, and (entries of x) × (entries of F) for a Jacobian.
    With a `structure` (symmetric, skew, diagonal) it is the derivative on the matrices of that structure.
    A `stationary` one is the point at which the derivative by `wrt` vanishes, and its label the variable;
    `conditions` are what was divided by to find it.
    `where` has the names that the derivation gave and that stay in the expression; `shown` is the result
    in the layout asked for, where that is not denominator layout.
    """

    request: Request
    wrt: tuple[Variable, ...]
    label: Basic
    expression: Basic
    where: tuple[tuple[Variable, Basic], ...] = ()
    shown: Basic | None = None
    stationary: bool = False
    structure: str = ""
    conditions: tuple[Condition, ...] = ()

    @property
    def symbol(self) -> Basic:
        """What the function is called."""
        partial = self.label.args[0] if isinstance(self.label, Constrained) else self.label
        return partial.args[0]

    @property
    def order(self) -> int:
        """How often it was differentiated; 0 for a stationary point."""
        return 0 if self.stationary else len(self.wrt)


@dataclass(frozen=True)
class Verdict:
    """How a derivation fared against finite differences, and by what means beside.

    `means` are those by which every result was decided; None where one could not be.
    """

    points: int
    worst: float
    means: Means | None = None


@dataclass(frozen=True)
class Judgement:
    """The verdict on one side of a claim: holds, does not hold, or None where it can't be decided.

    `would_hold` is what should stand there, where that is known; `reading` names the reading under which the
    side holds, where that is not the first one.
    """

    side: Side
    holds: bool | None
    reason: str = ""
    would_hold: Basic | None = None
    reading: str = ""
    means: Means | None = None
    counterexample: Counterexample | None = None


@dataclass(frozen=True)
class Derivation:
    """All that a block asked for, derived.

    `definitions` holds every name the results use: the author's, and the δ's of a program.
    """

    problem: Problem
    method: str
    steps: tuple[Step, ...]
    results: tuple[Derivative, ...]
    definitions: dict[Variable, Basic] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    check: Verdict | None = None
    judgements: tuple[Judgement, ...] = ()

    @property
    def result(self) -> Basic:
        """The first result's expression."""
        return self.results[0].expression

    def checked(self, verdict: Verdict | None, judgements: tuple[Judgement, ...]) -> Derivation:
        """The derivation with the outcome of its check and the verdicts on the block's claims."""
        return replace(self, check=verdict, judgements=judgements)
