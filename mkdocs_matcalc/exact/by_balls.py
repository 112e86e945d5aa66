"""Equalities decided by balls of real numbers: the same to many digits, or proved to be different."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, product

import flint
from sympy import Basic

from mkdocs_matcalc.algebra.evidence import DecidedBy, Means
from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.branches import beyond_branches
from mkdocs_matcalc.exact.decision import Decision
from mkdocs_matcalc.exact.domains import domain, has_sign
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.kink import Kink
from mkdocs_matcalc.exact.kinks import MOST_LOOKS, across
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.sampling import Sampling
from mkdocs_matcalc.exact.setting import Setting
from mkdocs_matcalc.exact.watch import Contains
from mkdocs_matcalc.exact.worth import matrix

Sizes = Mapping[Basic, int]

# How many bits are kept, and how many where a ball gets too large for its digits.
BITS = (256, 1024, 4096)
# As many digits of both sides are the same, or the sides are proved to be different.
DIGITS = 50
TINY = flint.arb(10) ** -DIGITS
# At so many points; fewer than the least say nothing.
POINTS, FEWEST = 12, 3
POINTS_OF_A_PART = 6
# As often it is looked where kinks are on a part.
LOOKS_AT_A_PART = 120
# At so many points are lines compared, of which each follows from the one before.
FEWEST_OF_MANY = 2
MOST_DRAWS, MOST_BRIEFLY = 48, 8
# How large the numbers of a point are, and of which sign: 0 for any.
SCALES = ((1, 1), (1, 1000), (100, 1), (1, 10**7))
SIGNS = (0, 1, -1)
# Where there are kinks: behind most of them at once.
FAR = (1 << 8, 1 << 11, 1 << 24)
# Of any sign most often: what has one sign alone is singular behind a sign. No multiple of the sizes' turns.
SIGNS_FAR = (0, 0, 0, 1, -1)
# As many orders of sizes there are.
TURNS = 3


@dataclass
class Compared:
    """What was found at points.

    Attributes:
        equal: Those where the sides are the same.
        different: Those where they are not.
        undefined: At how many one of them has no value.
        kinked: The parts that stand where a function has a kink, with the numbers that they were.
        first: How many bits are kept at the first point.
    """

    equal: list[Setting] = field(default_factory=list)
    different: list[Setting] = field(default_factory=list)
    undefined: int = 0
    kinked: dict[Kink, list[Element]] = field(default_factory=dict)
    first: tuple[int, ...] = BITS


def decided_by_balls(question: Question, *, briefly: bool = False) -> Decision:
    """Whether two expressions are equal; at few points, and on no part, where that is to be brief.

    Raises:
        NotInRingError: They hold what is not known to many digits, or have a value at too few points.
    """
    # With the most bits what is nearly equal is told from what is.
    found = Compared(first=BITS if briefly else BITS[-1:])
    least = FEWEST_OF_MANY if question.is_many else FEWEST
    for number in range(MOST_BRIEFLY if briefly else MOST_DRAWS):
        if briefly:
            _compare_briefly(question, number, found)
        else:
            _compare(question, _point(question, question.sizes(number % TURNS), number), found)
        if found.different or len(found.equal) == (least if briefly else POINTS):
            break
    if not found.different and len(found.equal) < least:
        raise NotInRingError("it has a value at too few points")
    if not (found.different or briefly):
        for point in _further(question, found):
            _compare(question, point, found)
            if found.different:
                break
    holds = not found.different
    means = Means(DecidedBy.DIGITS, len(found.equal) + len(found.different))
    if briefly or (holds and not found.undefined):
        return Decision(holds, means, apart=next(iter(found.different), None))
    on_a_part = partial(_on_a_part, question)
    look_for_domain = partial(domain, question, on_a_part, found.equal, found.different)
    apart = next(iter(found.different), None)
    return Decision(holds, means, look_for_domain=look_for_domain, apart=apart)


def _further(question: Question, found: Compared) -> Iterator[Setting]:
    """Points to which the sides may go on in another way than they are known to."""
    if found.kinked:
        for number, (scale, sign) in enumerate(product(FAR, SIGNS_FAR)):
            yield _drawn(question, question.sizes(number % TURNS), number, (scale, 1), sign)
    yield from _across(question, found)
    with flint.ctx.workprec(BITS[0]):
        points = [*beyond_branches(question, [*found.equal])]
    yield from points


def _across(
    question: Question, found: Compared, contains: Contains = lambda point: True, looks: int = MOST_LOOKS
) -> Iterator[Setting]:
    """Points on all sides of the kinks that were found when the first is asked for."""
    # What is 0 at every point, as on the diagonal of a skew matrix, has no side.
    kinks = [kink for kink, numbers in found.kinked.items() if not all(each.contains(0) for each in numbers)]
    cells = across(question, kinks, [*found.equal], contains, looks)
    while True:
        with flint.ctx.workprec(BITS[0]):
            points = next(cells, None)
        if points is None:
            return
        yield from points


def _on_a_part(question: Question, name: Variable, sign: int) -> Iterator[bool]:
    """For points where all entries of a name have a sign, whether the sides are equal there."""
    found = Compared()
    drawn = (
        _point(question, question.sizes(number % TURNS), number, name, sign)
        for number in range(POINTS_OF_A_PART)
    )
    behind = _across(question, found, partial(has_sign, name=name, sign=sign), LOOKS_AT_A_PART)
    for point in chain(drawn, behind):
        is_equal = _compare(question, point, found)
        if is_equal is not None:
            yield is_equal


def _point(
    question: Question, sizes: Sizes, number: int, name: Variable | None = None, of_sign: int = 0
) -> Setting:
    """The point of a number: each is of another scale, some of one sign.

    Args:
        name: What has a sign of its own there.
    """
    sign = 0 if name else SIGNS[number // len(SCALES) % len(SIGNS)]
    point = _drawn(question, sizes, number, SCALES[number % len(SCALES)], sign)
    if name is None:
        return point
    with flint.ctx.workprec(BITS[0]):
        value = matrix(point.values[name].shape, (abs(each) * of_sign for each in point.values[name].flat))
    return Setting(sizes, {**point.values, name: value})


def _drawn(question: Question, sizes: Sizes, number: int, scale: tuple[int, int], sign: int) -> Setting:
    """A point of numbers that are of a scale, and of a sign if that is not 0."""
    ring, (above, below) = Balls(number), scale

    def entry() -> Element:
        size = ring.random() * above / below
        return abs(size) * sign if sign else size

    with flint.ctx.workprec(BITS[0]):
        return question.point(sizes, Sampling(ring, entry, abs, number))


def _compare(question: Question, point: Setting, found: Compared) -> bool | None:
    """Whether the sides are equal at a point; None if that is not known."""
    ring = Balls(len(found.equal))
    settings = [*question.indexed(point)]
    return _told(
        question, lambda _: (Evaluation(ring, each, question.definitions) for each in settings), found
    )


def _compare_briefly(question: Question, number: int, found: Compared) -> bool | None:
    """Whether they are at the point of a number, at which all questions of a block are asked."""
    sizes = question.other_sizes()

    def draw(sizes: Sizes) -> tuple[Balls, Setting]:
        return Balls(number), _point(question, sizes, number)

    return _told(question, lambda bits: question.evaluations(sizes, (number, bits), draw), found)


def _told(
    question: Question, evaluations: Callable[[int], Iterable[Evaluation]], found: Compared
) -> bool | None:
    """Whether the sides are equal in all evaluations, with ever more bits until that is known."""
    for bits in BITS if found.equal else found.first:
        with flint.ctx.workprec(bits), suppress(NoValueError):
            for at in evaluations(bits):
                is_equal = _are_equal(question, at, found)
                if not is_equal:
                    break
            (found.equal if is_equal else found.different).append(at.point)
            return is_equal
    found.undefined += 1
    return None


def _are_equal(question: Question, at: Evaluation, found: Compared) -> bool:
    left, right = question.sides(at, at.ring.random)
    for one, other in zip(left.flat, right.flat, strict=True):
        apart = one - other
        if not apart.is_finite():
            raise NoValueError("a side has no value")
        if not apart.contains(0):
            return False
        if apart.rad() > TINY * (1 + one.abs_upper()):
            raise NoValueError("too few digits are known")
    for part, numbers in at.kinked.items():
        found.kinked.setdefault(part, []).extend(numbers)
    return True
