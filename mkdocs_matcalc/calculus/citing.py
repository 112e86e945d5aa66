"""Identities, cited where one fits a function as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import mul, trace, transpose
from mkdocs_matcalc.algebra.nodes import Differential, Mul, Partial, Trace, Variable, is_scalar
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Instance, Step
from mkdocs_matcalc.calculus.differentials import Scope
from mkdocs_matcalc.calculus.matching import Fit, Matcher
from mkdocs_matcalc.calculus.rules.identities import StatedIdentity
from mkdocs_matcalc.calculus.rules.inner_products import cyclic_trace, scalar_transpose, trace_transpose
from mkdocs_matcalc.calculus.rules.structure import LINEARITY


@dataclass(frozen=True)
class Citation:
    """An identity that fits a function: `scale` times `written`, which equals the function by `rule`."""

    identity: StatedIdentity
    fit: Fit
    scale: Basic
    written: Basic
    rule: Rule | None

    @property
    def derivative(self) -> Basic:
        return textbook(mul(self.scale, self.fit.filled(self.identity.derivative)))

    def step(self, label: Partial) -> Step:
        """The line that cites it, with what its letters stand for."""
        conditions = (
            each if each.subject is None else replace(each, subject=self.fit.filled(each.subject))
            for each in self.identity.conditions
        )
        written = Differential(self.written)
        scaled = Instance(LINEARITY, Differential(mul(self.scale, self.written)), mul(self.scale, written))
        return Step(
            (self.derivative,),
            lhs=label,
            rules=(self.identity.rule,) if self.scale == 1 else (self.identity.rule, LINEARITY),
            conditions=tuple(conditions),
            substituted=self._meanings(),
            instances=(self.instance, *([scaled] if self.scale != 1 else [])),
        )

    @property
    def instance(self) -> Instance:
        """What the identity's letters stand for."""
        return Instance.of(
            self.identity.rule, {letter.latex_name: value for letter, value in self.fit.letters}
        )

    def _meanings(self) -> tuple[tuple[Variable, Basic], ...]:
        """What the identity's letters stand for; one that the function has a use for too gets a tilde."""
        own = {name.name for name in self.written.free_symbols if isinstance(name, Variable)}
        return tuple(
            (_with_tilde(letter) if letter.name in own else letter, value)
            for letter, value in self.fit.letters
            if plain(letter) != plain(value)
        )


def _with_tilde(letter: Variable) -> Variable:
    return Variable(letter.name, *letter.shape, latex=rf"\tilde{{{letter.latex_name}}}")


def cite(function: Basic, variable: Variable, identities: Iterable[StatedIdentity]) -> Citation | None:
    """The first identity that fits, of the ways to write the function the first that has one."""
    scope = Scope.of(variable, {})
    # A trace is built anew, so that its scalars stand in front of it.
    scale, core = split_constant(trace(function.args[0]) if isinstance(function, Trace) else function, scope)
    identities = tuple(identities)
    for written, rule in _ways_to_write(core):
        for identity in identities:
            matcher = Matcher(identity.variable, variable, scope.depends)
            fit = matcher.first(identity.function, written)
            if fit is not None:
                return Citation(identity, fit, scale, written, rule)
    return None


def split_constant(function: Basic, scope: Scope) -> tuple[Basic, Basic]:
    """The constant scalars in front, and what they multiply."""
    if not isinstance(function, Mul):
        return S.One, function
    constant = [factor for factor in function.scalars if not scope.depends(factor)]
    return mul(*constant), mul(*(factor for factor in function.args if factor not in constant))


def _ways_to_write(expr: Basic) -> Iterator[tuple[Basic, Rule | None]]:
    """The expression, then what equals it by a transpose or by turning a trace round."""
    yield expr, None
    if isinstance(expr, Mul) and is_scalar(expr):
        yield mul(*(transpose(factor) for factor in reversed(expr.args))), scalar_transpose
    if isinstance(expr, Trace):
        turned = transpose(expr.args[0])
        yield from _cycled(expr.args[0], cyclic_trace)
        yield trace(turned), trace_transpose
        yield from _cycled(turned, trace_transpose)


def _cycled(inside: Basic, rule: Rule) -> Iterator[tuple[Basic, Rule]]:
    chain = inside.chain if isinstance(inside, Mul) else ()
    for cut in range(1, len(chain)):
        yield trace(mul(*chain[cut:], *chain[:cut])), rule
