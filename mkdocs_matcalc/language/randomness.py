"""What is random in the expectations of a block, and what that means for what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import (
    Family,
    Moment,
    Partial,
    Variable,
    is_random,
    moments,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.problem import Problem, Request
from mkdocs_matcalc.algebra.random_names import NORMAL, as_random, random_in, through
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.language.names import Names, spelling_of
from mkdocs_matcalc.language.syntax import Differentiation, Drawn, Expected, Name, Syntax, walk
from mkdocs_matcalc.language.text.source import Source


def must_not_shape_distributions(statement: Syntax, source: Source, names: Names) -> None:
    """Refuse derivatives by what a distribution depends on: they do not just go inside.

    Raises:
        MatcalcError: A variable stands in a distribution, also through definitions.
    """
    for node in walk(statement):
        if isinstance(node, Differentiation):
            _must_not_shape(node, source, names)


def _must_not_shape(node: Differentiation, source: Source, names: Names) -> None:
    shaped = [
        (expected, where, _through(_parameters(expected, where, names), names))
        for expected, where in _expectations_in(node, source, names)
    ]
    for name in (name for group in node.wrt for name in group):
        key = spelling_of(name, source).key
        for expected, where, by in shaped:
            if key in by:
                written = source.quote(name)
                raise MatcalcError(
                    ErrorName.DISTRIBUTION,
                    f"the distribution `{_distribution(expected, where, names)}` depends on `{written}`, and "
                    "the derivative of such an expectation by it is not supported here",
                    where.place(expected.start),
                    "it does not just go inside: the distribution has a derivative of its own, as in the "
                    "score function estimator; write a draw through one that does not depend on "
                    f"`{written}`, such as `m + s ⊙ z`, and take the expectation over `z`",
                )


def _expectations_in(
    node: Differentiation, source: Source, names: Names
) -> Iterator[tuple[Expected, Source]]:
    """The expectations in what is differentiated, also through definitions."""
    waiting, followed = [(node.function, source)], set[str]()
    while waiting:
        within, where = waiting.pop()
        for part in walk(within):
            if isinstance(part, Expected):
                yield part, where
        for key in names.used_definitions(within, where):
            if key not in followed:
                followed.add(key)
                _, origin, relation = names.heads[key]
                waiting += [(side, origin) for side in relation.sides[1:]]


def _drawn(expected: Expected, source: Source, names: Names) -> list[Drawn]:
    """What is said on lines of their own of the letters in an expectation."""
    inside = _through(
        frozenset(key for body in expected.bodies for key in _written(body, source, names)), names
    )
    return [drawn for key, drawn in names.drawn.items() if key in inside]


def _parameters(expected: Expected, source: Source, names: Names) -> frozenset[str]:
    """The keys of what the distributions have that an expectation is taken over."""
    return expected.parameters.union(*(drawn.parameters for drawn in _drawn(expected, source, names)))


def _distribution(expected: Expected, source: Source, names: Names) -> str:
    return expected.below if expected.parameters else _drawn(expected, source, names)[0].below


def _through(keys: frozenset[str], names: Names) -> set[str]:
    """Some keys, and those of all that they are defined by."""
    found, waiting = set[str](), list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            if key in names.heads:
                _, source, relation = names.heads[key]
                waiting += [used for side in relation.sides[1:] for used in _written(side, source, names)]
    return found


def _written(node: Syntax, source: Source, names: Names) -> Iterator[str]:
    """The keys of all names in an expression, whether or not they have a meaning yet."""
    for part in walk(node):
        if isinstance(part, Name):
            yield from (spelling_of(piece, source).key for piece in names.split(part, source))


def with_random_letters(problem: Problem, places: Mapping[Basic, Place]) -> Problem:
    """The problem in which all that is random is known to be.

    What is random is said below an E or declared; where nothing says it, it is all that no derivative is
    taken by.

    Args:
        places: Where expectations stand.

    Raises:
        MatcalcError: Nothing is random in an expectation, or something else than is said below it; or a
            derivative is taken by what is random.
    """
    found = _moments(problem)
    if not found:
        return problem
    told = {letter for each in found for letter in each.letters}
    told |= {name for name in problem.variables if isinstance(name, Variable) and is_random(name)}
    random = sorted(told or _possible(problem, found, places), key=lambda letter: letter.name)
    new = through({letter: as_random(letter) for letter in random}, problem.defined())
    settled = problem.renamed(new)
    over = {
        each: {name for body in each.bodies for name in random_in(body.xreplace(new), settled.defined())}
        for each in found
    }
    for each, inside in over.items():
        _must_name_all(each, inside, places)
    for each, inside in over.items():
        if not inside and not any(body.has(Moment) for body in each.bodies):
            raise MatcalcError(
                ErrorName.RANDOMNESS,
                f"nothing is random in `{plain(each)}`",
                places.get(each),
                _say(each),
            )
    for request in settled.asked():
        _must_be_constant(request, settled)
    known = tuple(new[letter] for letter in random)
    sentences = _sentences(known, settled, is_told=bool(told))
    return replace(
        settled,
        assumptions=(*settled.assumptions, *sentences),
        random=() if told else known,
    )


def _say(each: Moment) -> str:
    sign = each.sign
    return f"say below the {sign} what is random, `{sign}_x[…]`, or declare it: `x in R^n random`"


def _moments(problem: Problem) -> list[Moment]:
    return list(dict.fromkeys(each for expr in problem.expressions() for each in moments(expr)))


def _wrts(problem: Problem) -> Iterator[Variable]:
    """All that a derivative is taken by."""
    yield from (name for request in problem.asked() for wrt in request.wrt for name in wrt)
    for expr in problem.expressions():
        for derivative in expr.atoms(Partial):
            for by in derivative.args[1:]:
                yield from by.atoms(Variable)


def _possible(problem: Problem, found: Sequence[Moment], places: Mapping[Basic, Place]) -> set[Variable]:
    """All that may be random where nothing says what is."""
    definitions = problem.defined()
    held = set(
        _leaves((name for request in problem.asked() for wrt in request.wrt for name in wrt), definitions)
    )
    letters: set[Variable] = set()
    for each in found:
        for name in _leaves(each.bodies, definitions):
            if isinstance(name, Family):
                raise MatcalcError(
                    ErrorName.RANDOMNESS,
                    f"nothing says what is random in `{plain(each)}`, and a family such as `{name.name}` "
                    "can't be",
                    places.get(each),
                    _say(each),
                )
            letters.add(name)
    return letters - held


def _leaves(exprs: Iterable[Basic], definitions: Mapping[Variable, Basic]) -> Iterator[Variable | Family]:
    """The names that expressions stand on, those that are defined in what they are defined by."""
    waiting, seen = list(exprs), set[Basic]()
    while waiting:
        for name in waiting.pop().free_symbols - seen:
            seen.add(name)
            if isinstance(name, Variable) and name in definitions:
                waiting.append(definitions[name])
            elif isinstance(name, Variable | Family):
                yield name


def _must_name_all(each: Moment, over: set[Variable], places: Mapping[Basic, Place]) -> None:
    """Refuse a moment below whose sign some letters stand, where others are random in its brackets, too."""
    named = {letter.name for letter in each.letters}
    others = sorted({letter.name for letter in over} - named) if named else []
    if others:
        listed, are = ", ".join(f"`{name}`" for name in others), "is" if len(others) == 1 else "are"
        raise MatcalcError(
            ErrorName.RANDOMNESS,
            f"{listed} {are} random, too, and not below the {each.sign} of `{plain(each)}`",
            places.get(each),
            f"it is over all that is random in it: name all of it below the {each.sign}",
        )


def _must_be_constant(request: Request, problem: Problem) -> None:
    """Refuse a derivative by what is random in an expectation there."""
    definitions = problem.defined()
    waiting, seen = [request.function], set[Basic]()
    while waiting:
        expr = waiting.pop()
        for each in moments(expr):
            for name in (name for wrt in request.wrt for name in wrt if is_random(name)):
                if any(name in body.free_symbols for body in each.bodies):
                    raise MatcalcError(
                        ErrorName.RANDOMNESS,
                        f"`{name.name}` is random in `{plain(each)}`, which does not depend on its value",
                        request.place,
                        "it is differentiated by what is not random in it",
                    )
        new = {name: value for name, value in definitions.items() if name in expr.free_symbols - seen}
        seen |= new.keys()
        waiting += new.values()


def _sentences(letters: Sequence[Variable], problem: Problem, *, is_told: bool) -> Iterator[str]:
    """What is assumed, in prose."""
    wrts = dict.fromkeys(_wrts(problem))
    random, held = _listed(letters), _listed([*wrts])
    are, their = ("is", "its") if len(letters) == 1 else ("are", "their")
    if not is_told:
        is_not = f", {held} {'is' if len(wrts) == 1 else 'are'} not" if wrts else ""
        yield f"{random} {are} random{is_not}"
    for letter in letters:
        if NORMAL in letter.facts:
            yield f"of the normal distribution of ${letter.latex_name}$ the mean and the covariance are used"
    if wrts:
        of = their if not is_told else "the"
        whose = "" if not is_told else f" of {random}"
        yield f"{of} distribution{whose} does not depend on {held}"


def _listed(names: Sequence[Variable]) -> str:
    shown = [f"${name.latex_name}$" for name in names]
    return " and ".join([*([", ".join(shown[:-1])] if shown[1:] else []), *shown[-1:]])
