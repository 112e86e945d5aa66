"""What a line used a rule on: what the letters of its statement are there, or else the equality it gave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sympy import Basic, Tuple

from mkdocs_matcalc.algebra.build import rebuild
from mkdocs_matcalc.algebra.nodes import (
    Differential,
    Hadamard,
    Kronecker,
    Mul,
    Node,
    Partial,
    Transpose,
    is_number,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Instance, Step
from mkdocs_matcalc.render.formula import Command, Formula, Mark, Script, parts_of, row
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.phrases import Prose, listed, prose
from mkdocs_matcalc.render.printer import formula
from mkdocs_matcalc.render.signs import MarkKind, is_letter
from mkdocs_matcalc.render.typed import typed

# Of more uses of a rule in one line, the first are enough.
MOST = 2
_EQUATIONS = re.compile(r",\s*\\q?quad\s*")
# What does not tell one expression from another: blanks, and brackets around what a letter stands for.
_LAYOUT = re.compile(r"\\left|\\right|\\[,;:! ]|[\s{}()\[\]]")
_GROUPS = (r"\frac", r"\sqrt", "")
# The identity, and what has unit vectors and the exponential.
_CONSTANTS = "Ie"
Lettered = Sequence[tuple[Mark, Basic]]
_PRODUCTS = (Mul, Hadamard, Kronecker)


def instance(step: Step, rule: Rule) -> Prose:
    """What a rule was used on in a line; empty where that is not known."""
    used = [_told(each) for each in step.instances if each.rule is rule]
    return listed(dict.fromkeys(used[:MOST]))


def _told(used: Instance) -> Prose:
    letters: Sequence[tuple[Formula, Basic]] = [(typed(letter), value) for letter, value in used.letters]
    if used.before is not None and used.after is not None:
        found = found_letters(used.rule, used.before)
        if found is None:
            return prose(row(formula(used.before), " = ", formula(used.after)))
        letters = found
    shown = [(letter, _shown(value)) for letter, value in letters]
    # A letter that stands for itself says nothing.
    told = (prose(row(letter, " := ", value)) for letter, value in shown if latex(value) != latex(letter))
    return listed(told, ", ")


def _shown(value: Basic) -> Formula:
    """What a letter is; indices of an entry stand in parentheses."""
    if not isinstance(value, Tuple):
        return formula(value)
    first, *others = map(formula, value.args)
    return row("(", first, *(each for other in others for each in (", ", other)), ")")


def found_letters(rule: Rule, whole: Basic) -> Lettered | None:
    """The letters with which the left side of an equation of the statement is an expression."""
    if isinstance(whole, Partial):
        # A rule of differentials, used on what one entry changes.
        whole = Differential(whole.args[0])
    equations = [_sides(each) for each in _EQUATIONS.split(rule.statement)]
    defined: dict[Formula, Formula] = {left: right for left, right in equations if isinstance(left, Mark)}
    ways = [found for left, _ in equations if (found := _defined_too(left, whole, defined))]
    # A statement has one equation for vectors and one for matrices.
    return min(ways, key=_misfits, default=None)


def _sides(equation: str) -> tuple[Formula, Formula]:
    left, _, right = equation.partition(" = ")
    return typed(left), typed(right)


def _defined_too(left: Formula, whole: Basic, defined: Mapping[Formula, Formula]) -> Lettered | None:
    """The letters of a left side, and those of what one of them is defined as: p and z of p = softmax(z)."""
    found = _letters(left, whole)
    names = list(dict.fromkeys(letters_in(left)))
    if len(names) != 1 or names[0] not in defined or not isinstance(whole, Differential):
        return found
    name, value = names[0], whole.args[0]
    if _look(left, {name: value}) != _look(formula(whole), {}):
        return None
    more = _letters(defined[name], value)
    return more and [(name, value), *more]


def _misfits(letters: Lettered) -> int:
    """How many small letters stand for matrices, and how many capitals for something else."""
    return sum(
        letter.latex.isupper() != (1 not in shape_of(value))
        for letter, value in letters
        if letter.latex.isalpha()
    )


def _letters(side: Formula, whole: Basic) -> Lettered | None:
    """What each letter of the left side of a statement is, if the side then is the whole."""
    names = list(dict.fromkeys(letters_in(side)))
    expected = _look(formula(whole), {})
    for parts in _parts(whole.args[0] if isinstance(whole, Differential) else whole, len(names)):
        found = dict(zip(names, parts, strict=True))
        if any(letter.latex == "k" and not is_scalar(value) for letter, value in found.items()):
            # An exponent is one number.
            continue
        if any(letter.latex == "f" for letter in found):
            # No part of an expression is a function.
            continue
        if found and _look(side, found) == expected:
            return list(found.items())
    return None


def letters_in(part: Formula) -> Iterator[Mark]:
    """The letters that stand for something: not those of words, nor the names of constants."""
    match part:
        case Mark(mark):
            is_name = is_letter(mark) or (len(mark) == 1 and mark.isalpha() and mark not in _CONSTANTS)
            if part.kind is MarkKind.NAME and is_name:
                yield part
        case Command(name) if name not in _GROUPS:
            return
        case _:
            for each in parts_of(part):
                yield from letters_in(each)


def _parts(node: Basic, count: int) -> Iterator[Sequence[Basic]]:
    """Parts of an expression, as many as there are letters, that these may stand for."""
    if isinstance(node, _PRODUCTS) and len(node.args) > count > 1:
        yield [*node.args[: count - 1], rebuild(node, node.args[count - 1 :])]
    while args := [each for each in node.args if isinstance(each, Node) or is_number(each)]:
        if len(args) == count:
            yield args
        # A product of something with itself has one letter twice.
        once = list(dict.fromkeys(each.args[0] if isinstance(each, Transpose) else each for each in args))
        if len(once) == count != len(args):
            yield once
        if len(args) > 1:
            return
        node = args[0]


def _look(part: Formula, letters: Mapping[Mark, Basic]) -> str:
    """A formula in LaTeX by which two are compared, with expressions in the place of some letters."""
    match part:
        case Mark():
            text = latex(formula(letters[part])) if part in letters else part.latex
        case Command(name) if name not in _GROUPS:
            text = latex(part)
        case Command(name, args):
            text = name + "/".join(_look(each, letters) for each in args)
        case Script(base, below, above):
            scripts = (f"{at}{_look(each, letters)}" for at, each in (("_", below), ("^", above)) if each)
            text = _look(base, letters) + "".join(scripts)
        case _:
            text = "".join(_look(each, letters) for each in parts_of(part))
    return _LAYOUT.sub("", text)
