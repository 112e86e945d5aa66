"""The small tree a statement is read into: what was written, and where, before names have a meaning.

`start` and `end` are offsets into the statement's own text; its `Source` turns them into places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import Spelling


@dataclass(frozen=True)
class Syntax:
    """A stretch of a statement."""

    start: int
    end: int

    @cached_property
    def parts(self) -> tuple[Syntax, ...]:
        """Its own parts, in order."""
        found: list[Syntax] = []
        # The fields, `start` and `end` before the others.
        names: tuple[str, ...] = self.__match_args__
        for name in names[2:]:
            _gather(getattr(self, name), found)
        return tuple(found)

    @cached_property
    def whole(self) -> tuple[Syntax, ...]:
        """It and everything below it, in order."""
        found: list[Syntax] = []
        stack: list[Syntax] = [self]
        while stack:
            current = stack.pop()
            found.append(current)
            stack += current.parts[::-1]
        return tuple(found)


@dataclass(frozen=True)
class Number(Syntax):
    text: str


@dataclass(frozen=True)
class Name(Syntax):
    """A name, or letters that may turn out to be a product; `subscript` is what stands below it."""

    text: str
    subscript: tuple[Syntax, ...] = ()
    layer: str = ""


@dataclass(frozen=True)
class Group(Syntax):
    """What stands in brackets, once or in a list."""

    items: tuple[Syntax, ...]


@dataclass(frozen=True)
class Matrix(Syntax):
    """A matrix written out, row by row."""

    rows: tuple[tuple[Syntax, ...], ...]


@dataclass(frozen=True)
class Bars(Syntax):
    """|x|."""

    body: Syntax


@dataclass(frozen=True)
class NormBars(Syntax):
    """||x||, with the kind as it was written, or "", or with any other subscript, which is a weight."""

    body: Syntax
    kind: str
    weight: tuple[Syntax, ...] = ()


@dataclass(frozen=True)
class Angles(Syntax):
    """<x, y>, with its subscript as that of a norm."""

    left: Syntax
    right: Syntax
    kind: str = ""
    weight: tuple[Syntax, ...] = ()


@dataclass(frozen=True)
class Power(Syntax):
    """xⁿ, by entry or of the whole; `stars` where it was written `x**n`."""

    base: Syntax
    exponent: Syntax
    by_entry: bool = False
    stars: bool = False


@dataclass(frozen=True)
class Transposed(Syntax):
    """xᵀ, or x⁻ᵀ; `prime` where it was written x'."""

    base: Syntax
    inverse: bool = False
    prime: bool = False


@dataclass(frozen=True)
class Indexed(Syntax):
    """(X - Y)_ij: an entry of what is no name; `indices` are letters and numbers."""

    base: Syntax
    indices: tuple[str, ...]


@dataclass(frozen=True)
class Product(Syntax):
    """Factors, each after its operator: "" (juxtaposition), "*", "@", "·", "/"; the first after ""."""

    factors: tuple[tuple[str, Syntax], ...]


@dataclass(frozen=True)
class ByEntry(Syntax):
    """Factors, each after its operator: "⊙", "./", "⊗"; the first after ""."""

    factors: tuple[tuple[str, Syntax], ...]


@dataclass(frozen=True)
class Sum(Syntax):
    """Terms, each with whether it is subtracted."""

    terms: tuple[tuple[bool, Syntax], ...]


@dataclass(frozen=True)
class Fraction(Syntax):
    numerator: Syntax
    denominator: Syntax


@dataclass(frozen=True)
class BigSum(Syntax):
    r"""Σ over an index; `lower` and `upper` where they are written."""

    index: Name
    lower: Syntax | None
    upper: Syntax | None
    body: Syntax


@dataclass(frozen=True)
class Differentiation(Syntax):
    """What is differentiated (`dL/dw`: the name L) by what, as `algebra.problem.Request.wrt` has it."""

    function: Syntax
    wrt: tuple[tuple[Name, ...], ...]


@dataclass(frozen=True)
class Gradient(Syntax):
    """∇f, or with `second` ∇²f, which does not say by what."""

    function: Syntax
    second: bool = False

    @property
    def argument(self) -> Syntax:
        """The u of ∇f(u)."""
        assert isinstance(self.function, Product)  # noqa: S101 - only a call has an argument
        group = self.function.factors[1][1]
        return group.items[0] if isinstance(group, Group) else group


@dataclass(frozen=True)
class ExpectationSign(Syntax):
    """The E, Var or Cov before brackets; `name` is what it is where the block has that name.

    `letters` and `parameters` are what stands below it, as of an `Expected`.
    """

    sign: str
    name: Name
    letters: tuple[Spelling, ...] = ()
    parameters: frozenset[str] = frozenset()
    below: str = ""


@dataclass(frozen=True)
class Expected(Syntax):
    """E[x], Var[x] or Cov[x, y], as `sign` says.

    `letters` are those below that may be random, `parameters` the keys of a distribution's; `below` is all
    that stands there, in LaTeX.
    """

    sign: str
    bodies: tuple[Syntax, ...]
    letters: tuple[Spelling, ...] = ()
    parameters: frozenset[str] = frozenset()
    below: str = ""


# --- statements -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Size(Syntax):
    """A dimension, as terms of factors: 2d + 1."""

    terms: tuple[tuple[bool, tuple[Syntax, ...]], ...]


@dataclass(frozen=True)
class Space(Syntax):
    """ℝ, ℝⁿ, ℝⁿˣᵈ, 𝕊ⁿ, Δⁿ, ℕ, {0, 1}ⁿ, {−1, 1}ⁿ, with the facts its marks state."""

    sizes: tuple[Size, ...]
    facts: frozenset[str] = frozenset()
    symmetric: bool = False
    of_wholes: bool = False


@dataclass(frozen=True)
class Counted(Syntax):
    """`k in N`: positive whole numbers, which sizes are."""

    names: tuple[Name, ...]


@dataclass(frozen=True)
class Declaration(Syntax):
    """`a, b in R^n symmetric`; several on one line are several of these."""

    names: tuple[Name, ...]
    space: Space
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mapping(Syntax):
    """`g : R -> R`."""

    name: Name
    domain: Space
    codomain: Space


@dataclass(frozen=True)
class Relation(Syntax):
    """Sides with `=` between them; a lone side has none."""

    sides: tuple[Syntax, ...]


@dataclass(frozen=True)
class Solve(Syntax):
    relation: Relation


@dataclass(frozen=True)
class RuleSyntax(Syntax):
    name: str
    relation: Relation


@dataclass(frozen=True)
class Granted(Syntax):
    """What the words beside a formula assume of its letters; `words` are the facts as they are said."""

    names: tuple[Name, ...]
    facts: frozenset[str]
    words: str


@dataclass(frozen=True)
class Drawn(Syntax):
    """`x ~ p(x)`: the names that are drawn from `what`, which is as it was written.

    `below` is all of it in LaTeX, `parameters` are the keys of what the distribution has, `facts` those of
    the names; of some only a number is drawn. It is a `line`, or stands below an E.
    """

    names: tuple[Name, ...]
    what: str
    below: str
    parameters: frozenset[str]
    facts: frozenset[str] = frozenset({"random"})
    is_number: bool = False
    line: bool = True


@dataclass(frozen=True)
class Aside(Syntax):
    """Words beside a formula that say nothing of its letters."""

    words: str


@dataclass(frozen=True)
class Using(Syntax):
    target: str


@dataclass(frozen=True)
class Option(Syntax):
    name: str
    value: str
    name_start: int
    value_start: int


def _gather(part: object, found: list[Syntax]) -> None:
    if isinstance(part, Syntax):
        found.append(part)
    elif isinstance(part, tuple):
        for each in part:
            _gather(each, found)


def rebuilt(node: Syntax, change: Callable[[Syntax], Syntax]) -> Syntax:
    """A node with each of its parts changed, the inner ones first."""

    def again(value: object) -> object:
        if isinstance(value, Syntax):
            return rebuilt(value, change)
        return tuple(map(again, value)) if isinstance(value, tuple) else value

    names: tuple[str, ...] = node.__match_args__
    changed: dict[str, Any] = {name: again(getattr(node, name)) for name in names[2:]}
    return change(replace(node, **changed))


def walk(node: Syntax, *, into_subscripts: bool = True) -> Iterable[Syntax]:
    """A node and everything below it, in order; a subscript's names may be left out."""
    return node.whole if into_subscripts else _without_subscripts(node)


def _without_subscripts(node: Syntax) -> Iterator[Syntax]:
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if not isinstance(current, Name):
            stack += current.parts[::-1]


def outermost(node: Syntax, *, into_sums: bool = True) -> Iterator[Differentiation]:
    """The derivatives that stand in no other one, in order; those in sums over an index may be left out."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, Differentiation):
            yield current
        elif into_sums or not isinstance(current, BigSum):
            stack.extend(reversed(current.parts))


def has_derivative(node: Syntax) -> bool:
    """Whether a derivative stands in an expression."""
    return any(True for _ in outermost(node))


def deepest(node: Syntax, limit: int) -> Syntax | None:
    """The first node that lies deeper than a limit; None where none does."""
    stack = [(node, 0)]
    while stack:
        current, depth = stack.pop()
        if depth > limit:
            return current
        stack.extend((part, depth + 1) for part in current.parts)
    return None


def written_out(node: Syntax, source: Source) -> bool:
    """Whether a node is a matrix of entries: no list of arguments right after a name."""
    if isinstance(node, Matrix):
        return True
    if not isinstance(node, Group) or len(node.items) < 2 or source.text[node.start] != "[":
        return False
    before = source.text[: node.start].rstrip()
    return not before or not (before[-1].isalnum() or before[-1] in "}])")


def base_of(factor: Syntax) -> Syntax:
    """A factor without its powers, transposes and indices."""
    while isinstance(factor, Power | Transposed | Indexed):
        factor = factor.base
    return factor


def rebased(factor: Syntax, base: Syntax) -> Syntax:
    """A factor with another base below its powers, transposes and indices."""
    if isinstance(factor, Power | Transposed | Indexed):
        return replace(factor, start=base.start, base=rebased(factor.base, base))
    return base


def subscript_text(name: Name, source: Source) -> str:
    """A subscript as plain text: `i`, `ij`, `out`."""
    shown = []
    for item in name.subscript:
        plain = isinstance(item, Name | Number) and not getattr(item, "subscript", ())
        shown.append(item.text if plain else source.read(item))  # type: ignore[attr-defined]
    return ",".join(shown)
