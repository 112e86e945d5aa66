"""Fitting an expression to a pattern in which letters stand for anything constant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sympy import Basic, Expr, S, Symbol

from mkdocs_matcalc.algebra.build import (
    add,
    bottom_up,
    mul,
    neg,
    power,
    rebuild,
    substitute,
    terms_of,
    transpose,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Identity,
    Mul,
    Node,
    Transpose,
    Variable,
    is_number,
    is_scalar,
    shape_of,
)

# More terms could be put in order in too many ways.
MOST_TERMS = 8


@dataclass(frozen=True)
class Fit:
    """What the letters and the sizes of a pattern stand for."""

    letters: tuple[tuple[Variable, Basic], ...] = ()
    sizes: tuple[tuple[Symbol, Expr], ...] = ()

    def bound(self, letter: Variable, value: Basic) -> Fit | None:
        """The fit in which a letter stands for a value too, or None where that contradicts it.

        A letter with facts, such as symmetric, stands for a variable that has them too.
        """
        known = dict(self.letters)
        if letter in known:
            return self if known[letter] == value else None
        if letter.facts and not (isinstance(value, Variable) and letter.facts <= value.facts):
            return None
        fit: Fit | None = self
        for wanted, found in zip(letter.shape, shape_of(value), strict=True):
            fit = fit.sized(wanted, found) if fit else None
        return replace(fit, letters=(*fit.letters, (letter, value))) if fit else None

    def sized(self, wanted: Expr, found: Basic) -> Fit | None:
        """The fit in which a size, or a number that may hold sizes, is another too."""
        sizes = dict(self.sizes)
        if isinstance(wanted, Symbol) and wanted not in sizes and isinstance(found, Expr):
            return replace(self, sizes=(*self.sizes, (wanted, found)))
        return self if wanted.xreplace(sizes) == found else None

    def filled(self, pattern: Basic) -> Basic:
        """A pattern with everything its letters and sizes stand for put in."""
        sizes = dict(self.sizes)
        letters = {letter.xreplace(sizes): value for letter, value in self.letters}
        return _signed(substitute(pattern.xreplace(sizes), letters))


def _factors(expr: Basic) -> tuple[Sequence[Basic], Sequence[Basic]]:
    """The scalars of a product and its chain."""
    if isinstance(expr, Mul):
        return expr.scalars, expr.chain
    return ((expr,), ()) if is_scalar(expr) else ((), (expr,))


def _signed(expr: Basic) -> Basic:
    """A residual that was put together as Ax − (y − z) as Ax − y + z."""
    return bottom_up(expr, _subtracted)


def _subtracted(expr: Basic, args: list[Basic]) -> Basic:
    if isinstance(expr, Mul) and len(args) == 2 and args[0] == S.NegativeOne and isinstance(args[1], Add):
        return neg(args[1])
    return rebuild(expr, args)


class Matcher:
    """Fits patterns in `letter`, which stands for `variable` alone; other letters stand for constants.

    Without a letter of that kind each stands for anything, but for nothing that is not there: no zero in a
    sum and no identity in a product.
    """

    def __init__(
        self,
        letter: Variable | None = None,
        variable: Variable | None = None,
        varies: Callable[[Basic], bool] = lambda expr: False,
    ) -> None:
        self._letter = letter
        self._variable = variable
        self._varies = varies

    def first(self, pattern: Basic, expr: Basic) -> Fit | None:
        """One way to fit an expression, or None."""
        return next(self._fits(pattern, expr, Fit()), None)

    def _fits(self, pattern: Basic, expr: Basic, fit: Fit) -> Iterator[Fit]:
        if not isinstance(pattern, Node):
            yield from self._sized(pattern, expr, fit)
        elif isinstance(pattern, Variable) and pattern == self._letter:
            yield from self._bound(pattern, expr, fit) if expr == self._variable else ()
        elif (held := self._constant(pattern)) is not None:
            letter, undo = held
            if not self._varies(expr):
                yield from self._bound(letter, undo(expr), fit)
        elif isinstance(pattern, Add):
            yield from self._sums(pattern, expr, fit)
        elif isinstance(pattern, Mul):
            yield from self._products(pattern, expr, fit)
        elif type(pattern) is type(expr) and len(pattern.args) == len(expr.args):
            yield from self._parts(pattern.args, expr.args, fit)

    @staticmethod
    def _sized(pattern: Basic, expr: Basic, fit: Fit) -> Iterator[Fit]:
        """A number, a size, or a word such as the kind of a norm."""
        sized = fit.sized(pattern, expr) if isinstance(pattern, Expr) else fit
        if sized is not None and (pattern == expr or isinstance(pattern, Expr)):
            yield sized

    @staticmethod
    def _bound(letter: Variable, value: Basic, fit: Fit) -> Iterator[Fit]:
        extended = fit.bound(letter, value)
        if extended is not None:
            yield extended

    def _constant(self, pattern: Basic) -> tuple[Variable, Callable[[Basic], Basic]] | None:
        """The letter of a pattern A, Aᵀ or −A, and what makes a value of the pattern one of A."""
        if isinstance(pattern, Variable) and pattern != self._letter:
            return pattern, lambda value: value
        makes: Callable[[Basic], Basic]
        if isinstance(pattern, Transpose):
            inside, makes = pattern.args[0], transpose
        elif isinstance(pattern, Mul) and pattern.args[0] == S.NegativeOne and len(pattern.args) == 2:
            inside, makes = pattern.args[1], neg
        else:
            return None
        within = self._constant(inside)
        return within and (within[0], lambda value: within[1](makes(value)))

    def _parts(self, patterns: Sequence[Basic], exprs: Sequence[Basic], fit: Fit) -> Iterator[Fit]:
        """Each pattern for the expression in its place."""
        if not patterns:
            yield fit
            return
        for head in self._fits(patterns[0], exprs[0], fit):
            yield from self._parts(patterns[1:], exprs[1:], head)

    def _somewhere(
        self, patterns: Sequence[Basic], exprs: Sequence[Basic], fit: Fit
    ) -> Iterator[tuple[Fit, Sequence[Basic]]]:
        """Each pattern for an expression of its own, in any order, and the expressions that are left."""
        if not patterns:
            yield fit, exprs
            return
        for at, expr in enumerate(exprs):
            for head in self._fits(patterns[0], expr, fit):
                yield from self._somewhere(patterns[1:], [*exprs[:at], *exprs[at + 1 :]], head)

    def _sums(self, pattern: Add, expr: Basic, fit: Fit) -> Iterator[Fit]:
        """Each term for one of the expression's; a letter for all that are left, if only zero."""
        terms = terms_of(expr)
        *single, last = sorted(pattern.args, key=lambda term: self._constant(term) is not None)
        if len(terms) > MOST_TERMS:
            return
        for head, left in self._somewhere(single, terms, fit):
            if self._constant(last) is not None and (left or self._letter):
                yield from self._fits(last, add(zero(shape_of(expr)), *left), head)
            elif len(left) == 1:
                yield from self._fits(last, left[0], head)

    def _products(self, pattern: Mul, expr: Basic, fit: Fit) -> Iterator[Fit]:
        """Scalars in any order: of the constant ones a letter takes all, or else the first in the chain."""
        scalars, chain = _factors(expr)
        number = mul(*(part for part in pattern.scalars if is_number(part)))
        held = [part for part in pattern.scalars if isinstance(part, Variable) and part != self._letter]
        others = [part for part in pattern.scalars if not is_number(part) and part not in held]
        # Where nothing varies, each factor may be the one that a part of the pattern is about.
        open_ = [each for each in scalars if self._varies(each) or not (self._letter or is_number(each))]
        front = [power(number, S.NegativeOne), *(each for each in scalars if each not in open_)]
        if len(held) > 1:
            return
        for head, left in self._somewhere(others, open_, fit):
            if any(map(self._varies, left)):
                continue
            scale = mul(*front, *left)
            if not held:
                yield from self._chains(pattern.chain, chain, scale, shape_of(expr)[1], head)
            for bound in self._bound(held[0], scale, head) if held else ():
                yield from self._chains(pattern.chain, chain, S.One, shape_of(expr)[1], bound)

    def _chains(
        self, patterns: Sequence[Basic], factors: Sequence[Basic], scale: Basic, end: Expr, fit: Fit
    ) -> Iterator[Fit]:
        """Each letter for a run of constant factors, of which the first takes the scalars along.

        An empty run is an identity matrix; at the end of the chain its size is `end`.
        """
        if not patterns:
            if not factors and scale == 1:
                yield fit
            return
        pattern, rest = patterns[0], patterns[1:]
        held = self._constant(pattern)
        if held is None:
            for head in self._fits(pattern, factors[0], fit) if factors else ():
                yield from self._chains(rest, factors[1:], scale, end, head)
            return
        letter, undo = held
        runs = 0
        while runs < len(factors) and not self._varies(factors[runs]):
            runs += 1
        for length in range(runs, -1, -1):
            size = shape_of(factors[0])[0] if factors else end
            if not length and (size == 1 or self._letter is None):
                continue
            value = mul(scale, *(factors[:length] or (Identity(size),)))
            for head in self._bound(letter, undo(value), fit):
                yield from self._chains(rest, factors[length:], S.One, end, head)
