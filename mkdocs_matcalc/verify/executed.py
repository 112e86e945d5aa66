"""The printed code, run: what does not compute what its formula says is not offered."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.nodes import Family, Function, Variable, is_scalar, shape_of
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative
from mkdocs_matcalc.numerics import applied
from mkdocs_matcalc.numerics.point import Array, MisfitError, TooLargeError, UndefinedError
from mkdocs_matcalc.numerics.richardson import scale
from mkdocs_matcalc.numerics.session import Session, Spot
from mkdocs_matcalc.render.code.dialects import DIALECTS, NUMPY, Dialect
from mkdocs_matcalc.render.code.lowering import NoCodeError
from mkdocs_matcalc.render.code.module import Abstract, Argument
from mkdocs_matcalc.render.code.samples import with_samples
from mkdocs_matcalc.render.code.single import Code, PrintedCode, source
from mkdocs_matcalc.render.code.whole import Whole, intermediates, program, selected
from mkdocs_matcalc.verify.checked import CheckedDerivation

POINTS = 2
# Code and formula differ by rounding alone, which a nearly singular system makes larger.
TOLERANCE = 1e-6
# Of more derivatives, each is taken from the file of all, which is printed and run once.
MOST_BY_THEMSELVES = 6

Printed = TypeVar("Printed", bound=PrintedCode)

_MODULES = {"math": math, "numpy": np}


class RejectedCode(Exception):
    """Printed code raises, or returns another value than its formula has."""


def executed(derivation: Derivation) -> Code:
    """The code of each result, and of all results in one file where there are several, as far as it holds.

    NumPy's is run at random points; the other libraries' is printed from the same operations, and offered
    where NumPy's holds.
    """
    known = derivation.session if isinstance(derivation, CheckedDerivation) else None
    stated = derivation
    try:
        derivation = with_samples(stated)
    except NoCodeError as none:
        return Code(
            tuple({} for _ in derivation.results),
            missing={each.label: str(none) for each in derivation.results},
        )
    variables, definitions = derivation.problem.variables, derivation.definitions
    derivatives = [each for each in derivation.results if not each.stationary]
    session = known if derivation is stated else None
    places = Places.of(session or _session(derivation, derivatives))
    distinct: dict[object, Derivative] = {}
    for each in derivatives:
        distinct.setdefault((each.request.function, each.wrt, each.structure), each)
    rejected: list[Exception] = []
    whole: dict[str, Whole] = {}
    if len(distinct) > 1:
        try:
            whole = _program(derivation, list(distinct.values()), places)
        except NoCodeError as none:
            rejected += _rejected(none)
    texts: list[dict[str, str]] = []
    missing = {}
    for each in derivation.results:
        if each.stationary:
            texts.append({})
            missing[each.label] = "code is printed for functions and their derivatives"
            continue
        if whole and len(distinct) > MOST_BY_THEMSELVES and not each.structure:
            texts.append({library: selected(file, each) for library, file in whole.items()})
            continue
        try:
            printed = source(each.request.function, each.wrt, each.expression, definitions, variables)
            sources = _held(printed, places)
            texts.append({library: made.text for library, made in sources.items()})
        except NoCodeError as none:
            texts.append({})
            missing[each.label] = str(none)
            rejected += _rejected(none)
    return Code(
        tuple(texts),
        {library: file.text for library, file in whole.items()},
        missing,
        tuple(rejected),
    )


def _session(derivation: Derivation, derivatives: list[Derivative]) -> Session:
    """Points of the kind that the check has."""
    exprs = [*(each.expression for each in derivatives), *(each.request.function for each in derivatives)]
    return Session(derivation.definitions, (*exprs, *derivation.problem.variables))


def _rejected(none: NoCodeError) -> list[Exception]:
    return [none.__cause__] if isinstance(none.__cause__, RejectedCode) else []


def _program(derivation: Derivation, derivatives: list[Derivative], places: Places) -> dict[str, Whole]:
    """The file of all derivatives for each library.

    Raises:
        NoCodeError: One of them has no code.
    """
    comments = dict(intermediates(derivation.steps))
    printed = program(derivatives, derivation.definitions, derivation.problem.variables, comments)
    return _held(printed, places)


def _held(printed: Callable[[Dialect], Printed], places: Places) -> dict[str, Printed]:
    """What is printed for each library that can say it.

    Raises:
        NoCodeError: NumPy's there is none, or it does not hold.
    """
    ours = printed(NUMPY)
    if not _holds_small(ours, places):
        try:
            compare(ours, places.as_declared)
        except TooLargeError as large:
            raise NoCodeError("at the sizes declared it is too large to be run") from large
        except RejectedCode as rejected:
            raise NoCodeError("what was printed did not compute it") from rejected
    made = {NUMPY.name: ours}
    for dialect in DIALECTS:
        if dialect is not NUMPY:
            with suppress(NoCodeError):
                made[dialect.name] = printed(dialect)
    return made


@dataclass(frozen=True)
class Places:
    """Where code is run: at sizes drawn small, where some are declared as numbers, and at those declared."""

    small: Points | None
    as_declared: Points

    @classmethod
    def of(cls, session: Session) -> Places:
        return cls(Points(session, shrunk=True) if session.ground.declared else None, Points(session))


def _holds_small(code: PrintedCode, places: Places) -> bool:
    """Whether code holds at small sizes; where it speaks of those declared, that says nothing against it."""
    if places.small is None:
        return False
    try:
        compare(code, places.small)
    except (RejectedCode, MisfitError, TooLargeError):
        return False
    return True


@dataclass(frozen=True)
class Points:
    """Random points at which code is run, and what expressions are there.

    Args:
        shrunk: Whether sizes that are declared as numbers are drawn small, too.
    """

    session: Session
    shrunk: bool = False

    def __iter__(self) -> Iterator[Spot]:
        return self.session.spots(shrunk=self.shrunk)


def compare(code: PrintedCode, points: Points) -> None:
    """Run code at random points, each of its functions against what it should return.

    Raises:
        RejectedCode: It raises, returns another shape or another value, or no point was found at which its
            formulas have values.
    """
    made = _namespace(code.text)
    told = 0
    for spot in points:
        try:
            expected = {name: _expected(returned, spot) for name, returned in code.returns.items()}
        except UndefinedError:
            continue
        arguments = [_passed(each, spot) for each in code.arguments]
        for name, value in expected.items():
            _agree(name, _called(made[name], arguments), value)
        told += 1
        if told == POINTS:
            return
    raise RejectedCode("no random point has a value to hold the code against")


def _namespace(text: str) -> dict[str, Any]:
    """What our own printed text defines, with NumPy and `math` alone within its reach.

    All names in it went through `render.code.identifiers`, everything else is the printer's.
    """
    made: dict[str, Any] = {"__builtins__": _BUILTINS}
    try:
        exec(compile(text, "<printed code>", "exec"), made)  # noqa: S102 - our own text, see above
    except Exception as error:
        raise RejectedCode(f"the code does not load: {error!r}") from error
    return made


def _import(name: str, *_: object) -> Any:
    if name not in _MODULES:
        raise ImportError(f"printed code imports {name}")
    return _MODULES[name]


_BUILTINS = {"__import__": _import, "float": float, "len": len, "max": max, "range": range, "sum": sum}


def _called(function: Callable[..., Any], arguments: list[Any]) -> Any:
    try:
        with np.errstate(all="ignore"):
            return function(*arguments)
    except Exception as error:
        raise RejectedCode(f"the code raises {error!r}") from error


def _expected(returned: Basic | Mapping[str, Basic], spot: Spot) -> Any:
    """A value as the code returns it, or a dictionary of values."""
    if isinstance(returned, Mapping):
        return {key: _expected(each, spot) for key, each in returned.items()}
    return as_array(spot.value(returned), returned)


def as_array(value: Array, expr: Basic) -> Any:
    """The value of an expression, which has two axes, as code has it: a row keeps both, a family its own."""
    if is_scalar(expr):
        return value[..., 0, 0] if value.ndim == 3 else value.item()
    return value[..., 0] if shape_of(expr)[1] == 1 else value


def _passed(argument: Argument, spot: Spot) -> Any:
    if isinstance(argument, Variable | Family):
        return as_array(spot.given(argument), argument)
    if isinstance(argument, Symbol):
        return spot.size(argument)
    return as_callable(argument, spot.seed)


def as_callable(abstract: Abstract, seed: int) -> Callable[[Any], Any]:
    """The random function that stands for an abstract one in the check, or its derivative."""
    if abstract.by_entry:
        function = Function(abstract.name, abstract.order)
        return lambda array: applied.apply(function, np.asarray(array), seed)[()]
    if abstract.order == 1:
        return lambda array: applied.call_gradient(abstract.name, np.asarray(array), seed)[()]
    of_array = applied.call_hessian if abstract.order else applied.call

    def called(array: Any) -> Any:
        value = of_array(abstract.name, np.asarray(array), seed)
        return value.item() if value.size == 1 else value

    return called


def _agree(name: str, found: Any, expected: Any) -> None:
    """
    Raises:
        RejectedCode: Two values, or two dictionaries of values, differ.
    """
    if isinstance(expected, dict):
        if not isinstance(found, dict) or list(found) != list(expected):
            raise RejectedCode(f"{name} returns no dictionary of {', '.join(expected)}")
        for key, value in expected.items():
            _agree(f"{name}, {key}", found[key], value)
        return
    one, other = np.asarray(found), np.asarray(expected)
    if one.shape != other.shape:
        raise RejectedCode(f"{name} has shape {one.shape} where its formula has {other.shape}")
    size = max(scale(one, 0.0), scale(other, 0.0))
    error = float(np.max(np.abs(one - other), initial=0.0)) / size
    if not error <= TOLERANCE:
        raise RejectedCode(f"{name} differs from its formula, relative error {error:.0e}")
