"""Claims of expectations that do not hold for every distribution: whether they do so for some."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Moment, Variable, is_random, moments, shape_of
from mkdocs_matcalc.algebra.random_names import as_random, random_in, random_within
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.derivation import Judgement
from mkdocs_matcalc.errors import MatcalcError, Refusal
from mkdocs_matcalc.numerics.check import agree
from mkdocs_matcalc.numerics.drawn import INDEPENDENT
from mkdocs_matcalc.numerics.session import TOLERANCE
from mkdocs_matcalc.verify.otherwise import TwoSides, as_expression
from mkdocs_matcalc.verify.put_in import PutIn

# More letters would have too many combinations of their values.
MOST_INDEPENDENT = 4
_DISTRIBUTION = re.compile(r"[(\[](?P<inside>.*)[)\]]")


def of_some(judgement: Judgement, sides: TwoSides, *, is_derived: bool) -> Judgement:
    """The verdict on a side that does not hold, where there are expectations: under what it might.

    Args:
        is_derived: Whether the left side was derived, rather than written by the author.
    """
    left, claimed = as_expression(sides.left), as_expression(sides.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError):
        return judgement
    reading = _Reading(left, claimed, sides.put_in)
    averages = reading.averages
    if not averages or shape_of(left) != shape_of(claimed):
        return judgement
    loose = [letter for letter in sides.put_in.problem.random if letter in reading.outside()]
    reading = reading.where({letter: as_random(letter, random=False) for letter in loose})
    letters = reading.letters()
    if not letters:
        shown = _listed(sorted(sides.put_in.problem.random, key=lambda letter: letter.name))
        return replace(judgement, holds=None, reason=f"nothing says what of {shown} is random")
    if 1 < len(letters) <= MOST_INDEPENDENT:
        independent = reading.where({letter: as_random(letter, also=(INDEPENDENT,)) for letter in letters})
        if independent.holds():
            words = f"it holds where {_listed(letters)} are independent, and not for every distribution"
            return replace(judgement, holds=None, reason=words)
    if moments := reading.moments(both=not is_derived):
        are = "is" if len(moments) == 1 else "are"
        words = f"nothing says what {_listed(moments)} {are} to the distribution of {_listed(letters)}"
        return replace(judgement, holds=None, reason=words)
    if known := next((each.below for each in averages if _says_more(each)), ""):
        return replace(judgement, holds=None, reason=f"what ${known}$ says besides is not used here")
    named = next((each.below for each in averages if r"\sim" in each.below), "")
    if named and not is_derived:
        return replace(judgement, holds=None, reason=f"nothing says what the distribution in ${named}$ is")
    if loose:
        return replace(
            judgement,
            holds=None,
            reason=f"nothing says whether {_listed(loose)} {'is' if len(loose) == 1 else 'are'} random",
        )
    return replace(judgement, reason=f"{judgement.reason}, for a distribution of {_listed(letters)}")


def of_several(left: Basic, claimed: Basic, put_in: PutIn) -> str:
    """A letter that is drawn from several distributions, in prose; empty where none is."""
    drawn: dict[str, set[str]] = {}
    for each in _Reading(left, claimed, put_in).averages:
        _, sign, distribution = each.below.partition(r"\sim")
        for letter in each.letters if sign else ():
            drawn.setdefault(letter.latex_name, set()).add(" ".join(distribution.split()))
    several = [name for name, distributions in drawn.items() if len(distributions) > 1]
    return f"${several[0]}$ has more than one distribution" if several else ""


@dataclass(frozen=True)
class _Reading:
    """Two sides, in which some letters are random."""

    left: Basic
    claimed: Basic
    put_in: PutIn

    @cached_property
    def _definitions(self) -> dict[Variable, Basic]:
        return self.put_in.problem.defined()

    @property
    def averages(self) -> list[Moment]:
        found = (each for expr in self._through((self.left, self.claimed)) for each in moments(expr))
        return list(dict.fromkeys(found))

    def _through(self, exprs: Iterable[Basic]) -> Iterator[Basic]:
        """Expressions, and those that the names in them stand for."""
        waiting, seen = list(exprs), set[Basic]()
        while waiting:
            expr = waiting.pop()
            yield expr
            free = expr.free_symbols - seen
            new = {name: value for name, value in self._definitions.items() if name in free}
            seen |= new.keys()
            waiting += new.values()

    def outside(self) -> set[Variable]:
        """The random letters that stand in no expectation, too."""
        return {letter for side in (self.left, self.claimed) for letter in random_in(side, self._definitions)}

    def letters(self) -> list[Variable]:
        """All that some expectation is taken over."""
        found = {letter for each in self.averages for letter in random_within(each, self._definitions)}
        return sorted(found, key=lambda letter: letter.name)

    def moments(self, *, both: bool) -> list[Variable]:
        """Letters that are not random and stand on the claimed side alone, or on either: a mean, say."""
        left, claimed = (
            {name for expr in self._through([side]) for name in expr.free_symbols} - self._definitions.keys()
            for side in map(textbook, (self.left, self.claimed))
        )
        alone = (claimed ^ left) if both else (claimed - left)
        found = [name for name in alone if isinstance(name, Variable) and not is_random(name)]
        return sorted(found, key=lambda letter: letter.name)

    def where(self, letters: Mapping[Variable, Variable]) -> _Reading:
        """The two sides with other letters for some."""
        new = dict(letters)

        def change(expr: Basic) -> Basic:
            return expr.xreplace(new)

        return _Reading(change(self.left), change(self.claimed), self.put_in.where(change))

    def holds(self) -> bool:
        try:
            expected, claimed = self.put_in(self.left), self.put_in(self.claimed)
            difference = agree(expected, claimed, self.put_in.definitions, points=4)
        except Refusal:
            return False
        return difference is not None and difference <= TOLERANCE


def _says_more(each: Moment) -> bool:
    r"""Whether what stands below names a distribution of a kind: `x \sim \mathcal{N}(0, I)`."""
    found = _DISTRIBUTION.search(each.below.partition(r"\sim")[2])
    if found is None:
        return False
    rest = found["inside"]
    for letter in each.letters:
        rest = rest.replace(letter.latex_name, "").replace(letter.name, "")
    return bool(re.sub(r"[\s,]", "", rest))


def _listed(letters: Iterable[Variable]) -> str:
    shown = [f"${letter.latex_name}$" for letter in letters]
    return " and ".join([*([", ".join(shown[:-1])] if shown[1:] else []), *shown[-1:]])
