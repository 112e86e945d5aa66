"""Claims of expectations that do not hold for every distribution: whether they do so for some."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Moment, Variable, is_random, moments, shape_of
from mkdocs_matcalc.algebra.random_names import (
    ISOTROPIC,
    NORMAL,
    WHITE,
    as_random,
    order,
    random_in,
    random_within,
)
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
# Claims in means and covariances alone are decided where those are known.
MOST_NORMAL = 2
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
    if reading.is_renamed():
        return replace(judgement, holds=True, reason="")
    unknown = _unknown(reading, letters, loose, is_derived=is_derived)
    if unknown:
        return replace(judgement, holds=None, reason=unknown)
    return replace(judgement, reason=f"{judgement.reason}, for a distribution of {_listed(letters)}")


def _unknown(
    reading: _Reading, letters: Sequence[Variable], loose: Sequence[Variable], *, is_derived: bool
) -> str:
    """Why a side that does not hold is not false, in prose; empty where it is."""
    if apart := reading.apart():
        here, there = map(_listed, apart)
        return f"nothing says what the distribution of {there} is to that of {here}"
    if 1 < len(letters) <= MOST_INDEPENDENT:
        if any(letter.facts & {WHITE, ISOTROPIC} for letter in letters):
            return f"nothing says whether {_listed(letters)} are independent"
        independent = reading.where({letter: as_random(letter, also=(INDEPENDENT,)) for letter in letters})
        if independent.holds():
            return f"it holds where {_listed(letters)} are independent, and not for every distribution"
    if moments := reading.moments(both=not is_derived):
        are = "is" if len(moments) == 1 else "are"
        return f"nothing says what {_listed(moments)} {are} to the distribution of {_listed(letters)}"
    if normal := [letter for letter in letters if NORMAL in letter.facts]:
        if reading.order() > MOST_NORMAL:
            return f"of the normal distribution of {_listed(normal)} only mean and covariance are used here"
    else:
        if known := next((each.below for each in reading.averages if _says_more(each)), ""):
            return f"what ${known}$ says besides is not used here"
        named = next((each.below for each in reading.averages if r"\sim" in each.below), "")
        named = named or next((below for below in reading.said(letters)), "")
        if named and not is_derived:
            return f"nothing says what the distribution in ${named}$ is"
    if loose:
        return f"nothing says whether {_listed(loose)} {'is' if len(loose) == 1 else 'are'} random"
    return ""


def of_several(left: Basic, claimed: Basic, put_in: PutIn) -> str:
    """A letter that is drawn from several distributions, in prose; empty where none is."""
    reading = _Reading(left, claimed, put_in)
    drawn: dict[str, set[str]] = {}
    for each in reading.averages:
        for letter, distribution in reading.distributions(each):
            drawn.setdefault(letter.latex_name, set()).add(distribution)
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
        return self._averages((self.left, self.claimed))

    def _averages(self, sides: Iterable[Basic]) -> list[Moment]:
        return list(dict.fromkeys(each for expr in self._through(sides) for each in moments(expr)))

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

    def distributions(self, each: Moment) -> Iterator[tuple[Variable, str]]:
        """What a moment's letters are drawn from there, as far as it is said, without spaces."""
        below = "".join(each.below.split())
        _, sign, behind = below.partition(r"\sim")
        over = random_within(each, self._definitions)
        listed = ",".join(letter.latex_name for letter in each.letters)
        if sign:
            over, below = set(each.letters), behind
        elif each.letters and "(" not in below:
            below = ""
        for letter in over:
            said = below or "".join(self.put_in.problem.distributions.get(letter.name, "").split())
            if said:
                yield letter, said.removesuffix(f"({listed})")

    def said(self, letters: Iterable[Variable]) -> Iterator[str]:
        """What lines of their own say some letters to be drawn from."""
        lines = self.put_in.problem.distributions
        yield from (
            rf"{letter.latex_name} \sim {lines[letter.name]}" for letter in letters if letter.name in lines
        )

    def apart(self) -> tuple[list[Variable], list[Variable]] | None:
        """The letters over which the one side has expectations and the other has not, if both have such."""
        one, other = (
            {name for each in self._averages((side,)) for name in random_within(each, self._definitions)}
            for side in (self.left, self.claimed)
        )
        here, there = (sorted(each, key=lambda letter: letter.name) for each in (one - other, other - one))
        return (here, there) if here and there else None

    def is_renamed(self) -> bool:
        """Whether two sides are equal, with two letters that are said to have one distribution."""
        if (apart := self.apart()) is None or any(len(letters) != 1 for letters in apart):
            return False
        (here,), (there,) = apart
        said = [dict(self.distributions(each)) for each in self.averages]
        names = {distribution for each in said for distribution in each.values()}
        alone = all(
            len(each) == 1 and random_within(average, self._definitions) == set(each)
            for each, average in zip(said, self.averages, strict=True)
        )
        is_one = alone and len(names) == 1 and here.shape == there.shape
        return is_one and self.where({there: here}).holds()

    def order(self) -> float:
        """How many random letters are multiplied at most, in the moments."""
        return max(sum(order(body, self._definitions) for body in each.bodies) for each in self.averages)

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
