"""A result looks through names where what they stand for makes it shorter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from sympy import Basic, S, preorder_traversal

from mkdocs_matcalc.algebra.build import (
    is_zero,
    mul,
    power,
    rebuild,
    split_coefficient,
    substitute,
    transpose,
)
from mkdocs_matcalc.algebra.labels import BINARY, ONE_HOT, SIGNS
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Hadamard,
    HadamardPower,
    Identity,
    Inverse,
    Mul,
    Pow,
    Transpose,
    Variable,
    remembered,
)
from mkdocs_matcalc.algebra.textbook import Tidy, is_negative, size, textbook
from mkdocs_matcalc.calculus.derivation import Lets
from mkdocs_matcalc.calculus.naming import needed

Definitions = Mapping[Variable, Basic]

# What is shared many times over would be written out as often: no textbook form makes that short again.
LONGEST_TO_BE_TIDIED = 120
# Beyond this it is not worth the time to look.
LONGEST_TO_BE_SHORTENED = 90
# What is put in may cancel: so many times as long as that may end as short.
CANCELS = 3
# What is known of the squares of entries.
SQUARES = frozenset({SIGNS, BINARY, ONE_HOT})
# Where nothing divides, only what is short gets shorter.
LONGEST_WITHOUT_QUOTIENTS = 40


def shortened(
    expression: Basic,
    names: Definitions,
    hiding: Definitions | None = None,
    longest: int = LONGEST_TO_BE_SHORTENED,
) -> tuple[Basic, Lets]:
    """An expression with names put in where it gets shorter, and what was put in for what.

    det(M) Aᵀ M⁻ᵀ Bᵀ of M = A X B is det(M) X⁻ᵀ, and A x + qᵀ of q = xᵀ A, A symmetric, is 2 A x.

    Args:
        hiding: Names of the derivation's own, which do not count as short: they are put in first.
        longest: What gets longer on the way is left.
    """
    found = opened(expression, hiding or {}, longest)
    if found is None:
        return expression, ()
    whole, used = found
    parts = _parts(whole, names)
    if not any(map(divides, parts)):
        longest = min(longest, LONGEST_WITHOUT_QUOTIENTS)
        if size(whole) > longest or not any(_may_get_shorter(part, names) for part in parts):
            return expression, ()
    # Of two as short the one in which less was put in.
    shortest, best, put_in = (size(textbook(whole) if used else whole), 0), expression, used
    quotients, named = in_quotients(whole, names)
    if named:
        shortest, best, put_in = (size(quotients), len(named)), quotients, (*used, *named)
    # Names put in one by one often come to what all of them do.
    tidied = cache(textbook)
    for start, first in _starts(whole, names):
        for shorter, then in _ways(start, names, longest, tidied):
            lets = (*used, *first, *then)
            if (length := (size(shorter), len(lets))) < shortest:
                shortest, best, put_in = length, shorter, lets
    return best, tuple(dict.fromkeys(put_in)) if best != expression else ()


def _starts(expression: Basic, names: Definitions) -> Iterator[tuple[Basic, Lets]]:
    """An expression, and again without names for what is as short as a name: u of u = 2 xᵀ."""
    yield expression, ()
    used: Lets = ()
    while letters := {name: value for name, value in _level(expression, names).items() if _is_letter(value)}:
        used += tuple(letters.items())
        expression = substitute(expression, dict(letters))
    if used:
        yield expression, used


def in_quotients(expression: Basic, names: Definitions) -> tuple[Basic, Lets]:
    """An expression with s h for the z of h = z/s, wherever that makes it shorter."""
    used: Lets = ()
    for name, value in names.items():
        if not (isinstance(value, Mul) and value.scalars and len(value.chain) == 1):
            continue
        whole = value.chain[0]
        if any(map(divides, value.scalars)):
            above = mul(*(power(each, -1) for each in value.scalars), name)
            replaced = substitute(expression, {whole: above, textbook(whole): above})
            shorter = textbook(replaced) if replaced != expression else expression
            if size(shorter) < size(expression):
                expression, used = shorter, (*used, (name, value))
    return expression, used


def _ways(expression: Basic, names: Definitions, longest: int, tidied: Tidy) -> Iterator[tuple[Basic, Lets]]:
    """What an expression becomes with names put in, all of them or one at a time, and what was put in."""
    whole = expression
    used: Lets = ()
    values: dict[Variable, Basic] = {}
    while level := _level(whole, names):
        values = {name: substitute(value, dict(level)) for name, value in values.items()} | level
        used += tuple(level.items())
        whole = substitute(whole, dict(level))
        if size(whole) > longest:
            break
        yield _named_again(tidied(whole), values), used
    for name in _level(expression, names):
        whole, used = _through(name, expression, names, longest)
        yield tidied(whole), used


def opened(
    expression: Basic, names: Definitions, longest: int = LONGEST_TO_BE_TIDIED
) -> tuple[Basic, Lets] | None:
    """An expression with some names put in as long as there are any, and what was put in for what.

    None where that gets too long.
    """
    used: Lets = ()
    if _grows_beyond(CANCELS * longest, expression, names):
        return None
    while level := _level(expression, names):
        if size(expression) + sum(size(value) - 1 for value in level.values()) > longest:
            return None
        used += tuple(level.items())
        expression = substitute(expression, dict(level))
    return expression, used


def _through(name: Variable, expression: Basic, names: Definitions, longest: int) -> tuple[Basic, Lets]:
    """An expression with one of its names put in, and what that is written in, but for its own names."""
    own = expression.free_symbols
    behind = {each: value for each, value in names.items() if each == name or each not in own}
    whole = expression
    used: dict[Variable, Basic] = {}
    while (level := _level(whole, behind)) and size(whole) <= longest:
        used |= level
        whole = substitute(whole, dict(level))
    return whole, tuple(used.items())


def _grows_beyond(most: int, expression: Basic, names: Definitions) -> bool:
    """Whether an expression with all names put in is longer than that, as long as nothing cancels."""
    length, ahead = size(expression), [expression]
    while ahead and length <= most:
        for part in preorder_traversal(ahead.pop()):
            if isinstance(part, Variable) and part in names:
                length += size(names[part]) - 1
                ahead.append(names[part])
    return length > most


def read_with(expression: Basic, names: Definitions) -> int:
    """How long an expression is together with the names, none of them the author's, that it is read with."""
    return size(expression) + sum(size(value) for _, value in needed(expression, names))


def _level(expression: Basic, names: Definitions) -> dict[Variable, Basic]:
    """The names in an expression with what they stand for, in their order."""
    found = {name for name in expression.free_symbols if isinstance(name, Variable) and name in names}
    ordered = found if len(found) < 2 else (name for name in names if name in found)
    return {name: names[name] for name in ordered}


def _named_again(expression: Basic, values: Definitions) -> Basic:
    """An expression in the names of what is left of the values put in; a letter or a number needs none."""
    named = {value: name for name, value in values.items() if size(value) > 1}
    found = substitute(expression, {**{textbook(value): name for value, name in named.items()}, **named})
    # Terms that were different may be the same in names: Xᵀ Z + Zᵀ X of C = Xᵀ Z = Cᵀ.
    return textbook(found) if found != expression else found


def _parts(expression: Basic, names: Definitions) -> list[Basic]:
    """The parts of an expression, and those right behind its names."""
    behind = _level(expression, names).values()
    return [part for each in (expression, *behind) for part in preorder_traversal(each)]


def _may_get_shorter(part: Basic, names: Definitions) -> bool:
    """Whether it may join: terms of a sum that share what their names stand for, or a transpose of one.

    Or whether it is a name for what is not written, 0, 1 or I, or stands beside a label that is within it.
    """
    if isinstance(part, Hadamard):
        labels = {each for each in part.args if isinstance(each, Variable) and each.facts & SQUARES}
        return bool(labels) and any(
            not labels.isdisjoint(_behind(each, names)) for each in part.args if each not in labels
        )
    if isinstance(part, Variable):
        return part in names and _is_neutral(names[part])
    if isinstance(part, Transpose):
        turned = part.args[0]
        value = names.get(turned) if isinstance(turned, Variable) else None
        return value is not None and size(transpose(value)) <= size(value)
    if not isinstance(part, Add):
        return False
    behind = [_behind(term, names) for term in part.args]
    named = [at for at, term in enumerate(part.args) if not names.keys().isdisjoint(term.free_symbols)]
    return any(
        not behind[at].isdisjoint(other)
        for at in named
        for number, other in enumerate(behind)
        if number != at
    )


@remembered
def _is_neutral(value: Basic) -> bool:
    """Whether a sum or a product is as long without it."""
    tidy = rebuild(value, value.args)
    return is_zero(tidy) or tidy in (S.One, S.NegativeOne) or isinstance(tidy, Identity)


def _is_letter(value: Basic) -> bool:
    """Whether it is a letter alone or its transpose, perhaps with a number in front."""
    _, rest = split_coefficient(value)
    return isinstance(rest.args[0] if isinstance(rest, Transpose) else rest, Variable)


def _behind(term: Basic, names: Definitions) -> frozenset[Basic]:
    """The names in a term, and those right behind them; none of what is no variable."""
    behind = (value.free_symbols for value in _level(term, names).values())
    return frozenset(each for each in term.free_symbols.union(*behind) if isinstance(each, Variable))


def divides(expression: Basic) -> bool:
    """Whether an expression is an inverse, or a power that stands below a fraction line."""
    if isinstance(expression, Pow | HadamardPower):
        return is_negative(expression.exponent)
    return isinstance(expression, Inverse)
