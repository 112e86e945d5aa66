"""Fitting an expression to a pattern in which letters stand for anything constant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sympy import Basic, Expr, S, Symbol

from mkdocs_matcalc.algebra.build import add, mul, neg, rebuild, substitute, terms_of, transpose, zero
from mkdocs_matcalc.algebra.nodes import Add, Identity, Mul, Node, Transpose, Variable, is_number, shape_of


@dataclass(frozen=True)
class Fit:
    """What the letters and the sizes of a pattern stand for."""

    letters: tuple[tuple[Variable, Basic], ...] = ()
    sizes: tuple[tuple[Symbol, Expr], ...] = ()

    def bound(self, letter: Variable, value: Basic) -> Fit | None:
        """The fit in which a letter stands for a value too, or None where that contradicts it."""
        known = dict(self.letters)
        if letter in known:
            return self if known[letter] == value else None
        sizes = dict(self.sizes)
        for wanted, found in zip(letter.shape, shape_of(value), strict=True):
            if not isinstance(wanted, Symbol):
                if wanted != found:
                    return None
            elif sizes.setdefault(wanted, found) != found:
                return None
        return replace(self, letters=(*self.letters, (letter, value)), sizes=tuple(sizes.items()))

    def filled(self, pattern: Basic) -> Basic:
        """A pattern with everything its letters stand for put in."""
        return _signed(substitute(pattern, dict(self.letters)))


def _signed(expr: Basic) -> Basic:
    """A residual that was put together as Ax − (y − z) as Ax − y + z."""
    if isinstance(expr, Variable) or is_number(expr) or not expr.args:
        return expr
    args = [_signed(arg) for arg in expr.args]
    if isinstance(expr, Mul) and len(args) == 2 and args[0] == S.NegativeOne and isinstance(args[1], Add):
        return neg(args[1])
    return rebuild(expr, args)


class Matcher:
    """Fits patterns in `letter`, which stands for `variable` alone; other letters stand for constants."""

    def __init__(self, letter: Variable, variable: Variable, varies: Callable[[Basic], bool]) -> None:
        self._letter = letter
        self._variable = variable
        self._varies = varies

    def first(self, pattern: Basic, expr: Basic) -> Fit | None:
        """One way to fit an expression, or None."""
        return next(self._fits(pattern, expr, Fit()), None)

    def _fits(self, pattern: Basic, expr: Basic, fit: Fit) -> Iterator[Fit]:
        if pattern == self._letter:
            yield from self._bound(self._letter, expr, fit) if expr == self._variable else ()
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
    def _bound(letter: Variable, value: Basic, fit: Fit) -> Iterator[Fit]:
        extended = fit.bound(letter, value)
        if extended is not None:
            yield extended

    def _constant(self, pattern: Basic) -> tuple[Variable, Callable[[Basic], Basic]] | None:
        """The letter of a pattern A, Aᵀ or −A, and what makes a value of the pattern one of A."""
        if isinstance(pattern, Variable) and pattern != self._letter:
            return pattern, lambda value: value
        if isinstance(pattern, Transpose) and self._constant(pattern.args[0]):
            return pattern.args[0], transpose
        if isinstance(pattern, Mul) and pattern.args[0] == S.NegativeOne and len(pattern.args) == 2:
            return (pattern.args[1], neg) if self._constant(pattern.args[1]) else None
        return None

    def _parts(self, patterns: Sequence[Basic], exprs: Sequence[Basic], fit: Fit) -> Iterator[Fit]:
        if not patterns:
            yield fit
            return
        pattern, expr = patterns[0], exprs[0]
        if not isinstance(pattern, Node):
            heads = [fit] if pattern == expr else []
        else:
            heads = list(self._fits(pattern, expr, fit))
        for head in heads:
            yield from self._parts(patterns[1:], exprs[1:], head)

    def _sums(self, pattern: Add, expr: Basic, fit: Fit) -> Iterator[Fit]:
        """One term that varies, and all constant terms together, if only zero, as the other."""
        terms = terms_of(expr)
        varying = [term for term in terms if self._varies(term)]
        constant = [term for term in terms if not self._varies(term)]
        if len(varying) != 1 or len(pattern.args) != 2:
            return
        other = add(zero(shape_of(expr)), *constant)
        for head in self._fits(pattern.args[0], varying[0], fit):
            yield from self._fits(pattern.args[1], other, head)

    def _products(self, pattern: Mul, expr: Basic, fit: Fit) -> Iterator[Fit]:
        scalars, chain = (expr.scalars, expr.chain) if isinstance(expr, Mul) else ((), (expr,))
        if pattern.scalars or any(self._varies(scalar) for scalar in scalars):
            return
        yield from self._chains(pattern.chain, chain, mul(*scalars), shape_of(expr)[1], fit)

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
            if not length and size == 1:
                continue
            value = mul(scale, *(factors[:length] or (Identity(size),)))
            for head in self._bound(letter, undo(value), fit):
                yield from self._chains(rest, factors[length:], S.One, end, head)
