"""What is true: both sides with many digits at points of several sizes and scales."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, getcontext, localcontext
from fractions import Fraction
from functools import reduce
from itertools import pairwise, starmap
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from .nodes import Claim, Kind, Name, Node

Array = NDArray[Any]

DIGITS = 150
# A step whose square is nothing beside what is compared.
STEP = Fraction(1, 10**50)
# What is smaller is lost beside the error of such steps.
UNSEEN = Decimal(10) ** -105
CLOSE, APART = Decimal(10) ** -70, Decimal(10) ** -25
# How large the numbers of a name are at a point, and their signs: 0 for any.
SCALES: tuple[tuple[Fraction | int, int], ...]
SCALES = (
    (1, 0),
    (1, 1),
    (Fraction(1, 50), 0),
    (9, -1),
    (200, 0),
    (2500, 1),
    (2500, -1),
    (Fraction(1, 10**11), 0),
)
# Those of the further points, of any sign.
FURTHER = (Fraction(1, 1000), Fraction(1, 10), 1, 3, 10, 30, 100, 300, 1000, 5000, 10**5, 10**8)
# As often is a value near that of another name: their difference is small, and they are not.
SIDE_BY_SIDE = 0.3
SIZES = (2, 3, 4), (3, 4, 2), (2, 2, 2), (4, 2, 3)
# So many points, of which at least so many must have a value.
POINTS, FEWEST = 12, 5
# So large are the exponents of powers of 10 and of e with which nothing is worked out.
LARGEST = 10**7


class NoValueError(Exception):
    """A side has no value at a point."""


class LostDigitsError(Exception):
    """Whether the sides differ at a point would take more digits."""


@dataclass(frozen=True)
class Truth:
    """Whether both sides are equal wherever both have a value; None where that is at too few points.

    Attributes:
        lost: At how many points more digits would have to be known.
    """

    holds: bool | None
    lost: int = 0


def truth(claim: Claim, rng: random.Random, digits: int = DIGITS, rounds: int = 1) -> Truth:
    """What is true of a claim, by points of several sizes and scales."""
    equal, lost, names = 0, 0, claim.names.values()
    for number in range(POINTS * rounds):
        sizes = _sizes(claim, SIZES[number % len(SIZES)], is_even=number // len(SIZES) % 2 == 0)
        # At the first points all names are of one scale.
        scales = SCALES[number : number + 1] * len(names) or [
            (rng.choice(FURTHER), rng.choice((0, 1, -1))) for _ in names
        ]
        values = {each.name: _drawn(each, sizes, *own, rng) for each, own in zip(names, scales, strict=True)}
        if number >= len(SCALES):
            _put_side_by_side(claim, sizes, values, rng)
        try:
            with _with(digits):
                if not _are_equal(Point(sizes, values), claim, digits):
                    return Truth(False)
            equal += 1
        except LostDigitsError:
            lost += 1
        except (NoValueError, ArithmeticError):
            continue
    return Truth(True if equal >= FEWEST else None, lost)


def differs_at(claim: Claim, point: Point, digits: int = DIGITS) -> bool | None:
    """Whether the sides differ at one point that somebody names; None where that is not known."""
    try:
        with _with(digits):
            return not _are_equal(point, claim, digits)
    except (LostDigitsError, NoValueError, ArithmeticError):
        return None


def _put_side_by_side(
    claim: Claim, sizes: dict[str, int], values: dict[str, Array], rng: random.Random
) -> None:
    """Bring some values near those of other names of their kind."""
    free = [each for each in claim.names.values() if not each.facts]
    for one, other in pairwise(sorted(free, key=lambda each: (each.kind, each.name))):
        if one.kind == other.kind and rng.random() < SIDE_BY_SIDE:
            values[other.name] = values[one.name] + _drawn(other, sizes, 1, 0, rng)


def _are_equal(point: Point, claim: Claim, digits: int) -> bool:
    """Whether both sides are equal at a point.

    Raises:
        NoValueError, ArithmeticError: They have no value.
        LostDigitsError: So many digits don't tell.
    """
    sides = point.of(claim.left), point.of(claim.right)
    if _is_near(*sides, CLOSE):
        if _is_near(*sides, CLOSE, least=Decimal(0)):
            return True
        if any(part.op == "grad" for side in (claim.left, claim.right) for part in side.walk()):
            # Differences have steps, by which they are never the same.
            if max(abs(each) for side in sides for each in side.flat) < UNSEEN:
                raise LostDigitsError
            return True
        return not _differ_by_little(sides, _with_more(point, claim, digits), digits)
    again = _with_more(point, claim, digits)
    if _is_near(*sides, APART) or not all(
        _is_near(side, more, APART**2) for side, more in zip(sides, again, strict=True)
    ):
        raise LostDigitsError
    return False


def _differ_by_little(sides: tuple[Array, Array], again: tuple[Array, Array], digits: int) -> bool:
    """Whether a difference beside which both sides are not large is the same with more digits.

    Raises:
        LostDigitsError: It is, and so small that both may have lost it.
    """
    apart = sides[0] - sides[1]
    if not _is_near(apart, again[0] - again[1], APART, least=Decimal(0)):
        return False
    if max(map(abs, apart.flat)).adjusted() < -digits * 2 // 3:
        raise LostDigitsError
    return True


def _with_more(point: Point, claim: Claim, digits: int) -> tuple[Array, Array]:
    """Both sides with more digits: what is the same there has lost none."""
    with _with(3 * digits):
        again = Point(point.sizes, point.values)
        found = again.of(claim.left), again.of(claim.right)
    if again.has_absorbed:
        # (e⁻⁵⁰⁰⁰ + s) - s is 0 with any digits that there are.
        raise LostDigitsError
    return found


def _with(digits: int) -> Any:
    """What is worked out in it has so many digits; what has no value, or no end, raises ArithmeticError."""
    return localcontext(Context(prec=digits, Emin=MIN_EMIN, Emax=MAX_EMAX))


def _is_near(one: Array, other: Array, share: Decimal, least: Decimal = Decimal(1)) -> bool:
    """Whether two sides differ by no more than a share of the largest entry, or of the least one to count."""
    apart = max(abs(here - there) for here, there in zip(one.flat, other.flat, strict=True))
    return bool(apart <= share * max(least, *map(abs, one.flat)))


def _sizes(claim: Claim, sizes: tuple[int, ...], *, is_even: bool) -> dict[str, int]:
    dims = sorted({part for each in claim.names.values() for part in each.kind} - {"1"})
    # A skew matrix of an odd size has no inverse, and of an even one another determinant than 0.
    skew = {each.kind[0] for each in claim.names.values() if "skew" in each.facts and is_even}
    return {each: size + size % 2 * (each in skew) for each, size in zip(dims, sizes, strict=False)}


def _drawn(name: Name, sizes: dict[str, int], scale: Any, sign: int, rng: random.Random) -> Array:
    rows, columns = (sizes.get(part, 1) for part in name.kind)

    def entry() -> Fraction:
        size = Fraction(rng.randint(1, 60), rng.choice((3, 7, 16))) / 12 * scale
        return size * (sign or rng.choice((1, -1)))

    def entries(rows: int, columns: int) -> Array:
        return _array((rows, columns), [entry() for _ in range(rows * columns)])

    value, facts = entries(rows, columns), set(name.facts)
    one = _identity(rows)
    if "orthogonal" in facts:
        # Reflections, one behind the other: of either determinant, with whole numbers below the line.
        value = reduce(
            lambda left, right: left @ right, [_mirror(entries(rows, 1)) for _ in range(rng.choice((2, 3)))]
        )
    if facts & {"positive definite", "positive semidefinite"}:
        # As small as it may be: the inverse of a definite matrix has entries of any size and sign.
        value = value @ value.T + ("positive definite" in facts) * entry() ** 2 * one
    if "skew" in facts:
        value = value - value.T
    if "symmetric" in facts:
        value = value + value.T
    if "diagonal" in facts:
        value = value * one
    if "unit" in facts:
        # (b² - a²)² + (2 a b)² = (a² + b²)², for a vector b.
        first, *others = value.flat
        square = sum(each * each for each in others)
        length = square + first * first
        value = _array(
            (rows, 1), [(square - first * first) / length, *(2 * first * each / length for each in others)]
        )
    if "probabilities" in facts:
        weights = [abs(each) for each in value.flat]
        value = _array(value.shape, [each / sum(weights) for each in weights])
    if "one-hot" in facts:
        value = one[:, [rng.randrange(rows)]]
    if "positive" in facts:
        value = _array(value.shape, [abs(each) for each in value.flat])
    return value


def _mirror(along: Array) -> Array:
    length = sum(each * each for each in along.flat)
    return _identity(len(along)) - 2 / length * (along @ along.T)


def _array(shape: tuple[int, ...], entries: list[Any]) -> Array:
    found = np.empty(len(entries), dtype=object)
    found[:] = entries
    return found.reshape(shape)


def _identity(size: int) -> Array:
    return _array((size, size), [Fraction(int(i == j)) for i in range(size) for j in range(size)])


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _known(value: Decimal) -> Decimal:
    """A number that is not too large to be worked with."""
    if value and value.adjusted() > LARGEST:
        raise NoValueError
    return value


def _absorbs(one: Decimal, other: Decimal) -> bool:
    """Whether of two numbers that are added one is too small to be seen."""
    return bool(one and other) and abs(one.adjusted() - other.adjusted()) >= getcontext().prec


def _log(u: Decimal) -> Decimal:
    if u <= 0:
        raise NoValueError
    return u.ln()


def _exp(u: Decimal) -> Decimal:
    if abs(u) > LARGEST:
        raise NoValueError
    return u.exp()


def _root(u: Decimal) -> Decimal:
    if u < 0:
        raise NoValueError
    return u.sqrt()


def _sign(u: Decimal) -> Decimal:
    if u and u.adjusted() < -getcontext().prec // 2:
        # It may be 0, but for rounding.
        raise NoValueError
    return Decimal((u > 0) - (u < 0))


def _sigmoid(u: Decimal) -> Decimal:
    return 1 / (1 + _exp(-u))


def _by(function: Callable[[Any], Any]) -> Callable[[Decimal], Decimal]:
    """What decimal numbers have no function for."""

    def value(u: Decimal) -> Decimal:
        digits = getcontext().prec
        if u and u.adjusted() > digits // 2:
            # Of what is as large no digit before the point may be right.
            raise NoValueError
        with mpmath.workdps(digits + max(0, u.adjusted()) + 5):
            places = digits - u.adjusted() if u else 0
            at = mpmath.mpf(int(u.scaleb(places))) / mpmath.mpf(10) ** places
            sign, whole, exponent, _ = function(at)._mpf_
            return Decimal(-int(whole) if sign else int(whole)) * Decimal(2) ** exponent

    return value


FUNCTIONS: dict[str, Callable[[Decimal], Decimal]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": _root,
    "sin": _by(mpmath.sin),
    "cos": _by(mpmath.cos),
    "tanh": lambda u: 1 - 2 / (1 + _exp(2 * u)),
    "sinh": lambda u: (_exp(u) - _exp(-u)) / 2,
    "cosh": lambda u: (_exp(u) + _exp(-u)) / 2,
    "sigmoid": _sigmoid,
    "softplus": lambda u: (1 + _exp(u)).ln(),
    "silu": lambda u: u * _sigmoid(u),
    "arctan": _by(mpmath.atan),
    "erf": _by(mpmath.erf),
    "relu": lambda u: max(u, Decimal(0)),
    "abs": abs,
    "sign": _sign,
    "square": lambda u: u * u,
}


class Point:
    """Sizes, and a value of each name."""

    def __init__(self, sizes: dict[str, int], values: dict[str, Array]) -> None:
        self.sizes, self.values = sizes, values
        # A side that was made of the other has parts of it.
        self._known: dict[int, Array] = {}
        # Whether a number was lost as a whole beside one that it was added to.
        self.has_absorbed = False

    def size(self, name: str) -> int:
        return reduce(lambda left, right: left * right, (self.sizes.get(part, 1) for part in name.split("*")))

    def shape(self, kind: Kind) -> tuple[int, int]:
        return self.size(kind[0]), self.size(kind[1])

    def of(self, node: Node) -> Array:
        """A part's value.

        Raises:
            NoValueError: It has none here.
        """
        known = self._known.get(id(node))
        if known is not None:
            return known
        args = [] if node.op == "grad" else [self.of(arg) for arg in node.args]
        value: Array = getattr(self, f"_{node.op}")(node, *args)
        assert value.shape == self.shape(node.kind), (node, value.shape)
        for each in value.flat:
            _known(each)
        self._known[id(node)] = value
        return value

    def _number(self, value: Any) -> Array:
        return _array((1, 1), [value])

    def _each(self, value: Array, change: Any) -> Array:
        return _array(value.shape, [change(each) for each in value.flat])

    def _var(self, node: Node) -> Array:
        return self._each(self.values[str(node.data)], _decimal)

    def _num(self, node: Node) -> Array:
        return self._number(_decimal(Fraction(str(node.data))))

    def _dim(self, node: Node) -> Array:
        return self._number(Decimal(self.sizes[str(node.data)]))

    def _eye(self, node: Node) -> Array:
        return self._each(_identity(self.size(node.kind[0])), _decimal)

    def _ones(self, node: Node) -> Array:
        shape = self.shape(node.kind)
        return _array(shape, [Decimal(1)] * (shape[0] * shape[1]))

    def _add(self, node: Node, left: Array, right: Array) -> Array:
        pairs = zip(left.flat, right.flat, strict=True)
        self.has_absorbed |= any(starmap(_absorbs, pairs))
        return left + right

    def _sub(self, node: Node, left: Array, right: Array) -> Array:
        return self._add(node, left, -right)

    def _neg(self, node: Node, arg: Array) -> Array:
        return -arg

    def _mul(self, node: Node, left: Array, right: Array) -> Array:
        return left[0, 0] * right if left.shape == (1, 1) else left @ right

    def _div(self, node: Node, above: Array, below: Array) -> Array:
        return above / below[0, 0]

    def _had(self, node: Node, left: Array, right: Array) -> Array:
        return left * right

    def _t(self, node: Node, arg: Array) -> Array:
        return arg.T

    def _inv(self, node: Node, arg: Array) -> Array:
        # Cramer's rule: other columns are put in.
        whole = _determinant(arg)
        if abs(whole) < CLOSE:
            raise NoValueError
        found = np.empty(arg.shape, dtype=object)
        for i, j in np.ndindex(arg.shape):
            other = arg.copy()
            other[:, i] = [Decimal(row == j) for row in range(len(arg))]
            found[i, j] = _determinant(other) / whole
        return found

    def _tr(self, node: Node, arg: Array) -> Array:
        return self._number(sum(arg[i, i] for i in range(len(arg))))

    def _det(self, node: Node, arg: Array) -> Array:
        return self._number(_determinant(arg))

    def _sum(self, node: Node, arg: Array) -> Array:
        return self._number(sum(arg.flat))

    def _sq(self, node: Node, arg: Array) -> Array:
        return self._number(sum(each * each for each in arg.flat))

    def _fn(self, node: Node, arg: Array) -> Array:
        return self._each(arg, FUNCTIONS[str(node.data)])

    def _shift(self, node: Node, arg: Array) -> Array:
        return arg + _decimal(Fraction(str(node.data)))

    def _pow(self, node: Node, arg: Array) -> Array:
        exponent = node.data if isinstance(node.data, int) else self.sizes[str(node.data)]
        if arg.shape == (1, 1):
            if exponent < 0 and arg[0, 0] == 0:
                raise NoValueError
            return self._number(arg[0, 0] ** exponent)
        return reduce(lambda left, right: left @ right, [arg] * exponent)

    def _diag(self, node: Node, arg: Array) -> Array:
        return self._eye(node) * arg

    def _diagpart(self, node: Node, arg: Array) -> Array:
        return _array((len(arg), 1), [arg[i, i] for i in range(len(arg))])

    def _kron(self, node: Node, left: Array, right: Array) -> Array:
        return np.block([[entry * right for entry in row] for row in left])

    def _vec(self, node: Node, arg: Array) -> Array:
        return _array((arg.size, 1), list(arg.T.flat))

    def _grad(self, node: Node) -> Array:
        name, function = str(node.data), node.args[0]
        value = self.values[name]
        slopes = {}
        step = _decimal(STEP)
        for at in np.ndindex(value.shape):
            ends = []
            for sign in (1, -1):
                moved = value.copy()
                moved[at] = moved[at] + sign * STEP
                ends.append(Point(self.sizes, {**self.values, name: moved}).of(function))
                if max(each.adjusted() for each in ends[-1].flat) > getcontext().prec // 3:
                    # Beside what is as large a step may show no difference.
                    raise NoValueError
            slopes[at] = (ends[0] - ends[1]) / (2 * step)
        if function.kind == ("1", "1"):
            return _array(value.shape, [slopes[at][0, 0] for at in np.ndindex(value.shape)])
        return np.vstack([slopes[at].T for at in np.ndindex(value.shape)])


def _determinant(matrix: Array) -> Any:
    return _by_first_row(matrix.tolist())


def _by_first_row(rows: list[list[Any]]) -> Any:
    if len(rows) == 1:
        return rows[0][0]
    if len(rows) == 2:
        (a, b), (c, d) = rows
        return a * d - b * c
    minors = ([[*row[:at], *row[at + 1 :]] for row in rows[1:]] for at in range(len(rows)))
    return sum((-1) ** at * rows[0][at] * _by_first_row(minor) for at, minor in enumerate(minors))
