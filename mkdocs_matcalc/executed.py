"""The printed code, run: what does not compute what its formula says is not offered."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
from sympy import Basic

from mkdocs_matcalc import report
from mkdocs_matcalc.algebra.nodes import Family, Function, Variable, is_scalar, shape_of
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative
from mkdocs_matcalc.numerics import functions
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.point import Array, Point, UndefinedError
from mkdocs_matcalc.numerics.richardson import scale
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.numerics.session import DRAWS
from mkdocs_matcalc.render.code.dialects import DIALECTS, NUMPY, Dialect
from mkdocs_matcalc.render.code.lowering import NoCodeError
from mkdocs_matcalc.render.code.module import Abstract, Argument
from mkdocs_matcalc.render.code.program import intermediates, program
from mkdocs_matcalc.render.code.source import Code, Source, source

POINTS = 2
# Code and formula differ by rounding alone, which a nearly singular system makes larger.
TOLERANCE = 1e-6
_MODULES = {"math": math, "numpy": np}


class RejectedCode(Exception):
    """Printed code raises, or returns another value than its formula has."""


def executed(derivation: Derivation) -> Code:
    """The code of each result, and of all results in one file where there are several, as far as it holds.

    NumPy's is run at random points; the other libraries' is printed from the same operations, and offered
    where NumPy's holds.
    """
    variables = derivation.problem.variables
    # A name that only leads to another one stands in the steps alone.
    named = {name: value for step in derivation.steps for name, value in step.lets}
    definitions = {**named, **derivation.definitions}
    derivatives = [each for each in derivation.results if not each.stationary]
    exprs = [*(each.expression for each in derivatives), *(each.request.function for each in derivatives)]
    points = Points((*exprs, *variables), definitions)
    texts: dict[Derivative, dict[str, str]] = {}
    missing: dict[Derivative, str] = {}
    for each in derivatives:
        one = partial(source, function=each.request.function, wrt=each.wrt, result=each.expression)
        try:
            texts[each] = _texts(partial(one, definitions=definitions, variables=variables), points)
        except NoCodeError as none:
            missing[each] = str(none)
    distinct: dict[object, Derivative] = {}
    for each in derivatives:
        distinct.setdefault((each.request.function, each.wrt, each.structure), each)
    return Code(
        tuple(texts.get(each, {}) for each in derivation.results),
        _program(derivation, list(distinct.values()), definitions, points) if len(distinct) > 1 else {},
        {each.label: reason for each, reason in missing.items()},
    )


def _program(
    derivation: Derivation,
    derivatives: list[Derivative],
    definitions: Mapping[Variable, Basic],
    points: Points,
) -> dict[str, str]:
    """The text of all derivatives in one file, for each library; nothing where one of them has no code."""
    known = partial(program, definitions=definitions, variables=derivation.problem.variables)
    comments = dict(intermediates(derivation.steps))
    try:
        return _texts(partial(known, derivatives=derivatives, comments=comments), points)
    except NoCodeError:
        return {}


def _texts(printed: Callable[[Dialect], Source], points: Points) -> dict[str, str]:
    """The text for each library that can say it.

    Raises:
        NoCodeError: NumPy's there is none, or it does not hold.
    """
    ours = printed(NUMPY)
    try:
        compare(ours, points)
    except RejectedCode as rejected:
        report.noticed(rejected)
        raise NoCodeError("what was printed did not compute it") from rejected
    texts = {NUMPY.name: ours.text}
    for dialect in DIALECTS:
        if dialect is not NUMPY:
            with suppress(NoCodeError):
                texts[dialect.name] = printed(dialect).text
    return texts


class Points:
    """Random points at which code is run, and what expressions are there."""

    def __init__(self, exprs: tuple[Basic, ...], definitions: Mapping[Variable, Basic]) -> None:
        self._exprs = exprs
        self._definitions = definitions
        self._drawn: list[Point] = []
        self._values: dict[tuple[int, Basic], Array | None] = {}

    def __iter__(self) -> Iterator[Point]:
        for draw in range(DRAWS):
            if draw == len(self._drawn):
                self._drawn.append(sample(self._exprs, self._definitions, draw))
            yield self._drawn[draw]

    def value(self, expr: Basic, point: Point) -> Array | None:
        """The value of an expression, None where it has none."""
        key = (point.seed, expr)
        if key not in self._values:
            try:
                self._values[key] = evaluate(expr, point)
            except UndefinedError:
                self._values[key] = None
        return self._values[key]


def compare(code: Source, points: Points) -> None:
    """Run code at random points, each of its functions against what it should return.

    Raises:
        RejectedCode: It raises, returns another shape or another value, or no point was found at which its
            formulas have values.
    """
    made = _namespace(code.text)
    told = 0
    for point in points:
        expected = {name: _expected(returned, points, point) for name, returned in code.returns.items()}
        if any(value is None for value in expected.values()):
            continue
        arguments = [_passed(each, point) for each in code.arguments]
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


_BUILTINS = {"__import__": _import, "float": float, "len": len, "range": range, "sum": sum}


def _called(function: Callable[..., Any], arguments: list[Any]) -> Any:
    try:
        with np.errstate(all="ignore"):
            return function(*arguments)
    except Exception as error:
        raise RejectedCode(f"the code raises {error!r}") from error


def _expected(returned: Basic | Mapping[str, Basic], points: Points, point: Point) -> Any:
    """A value as the code returns it, or a dictionary of values; None where something has none."""
    if isinstance(returned, Mapping):
        values = {key: _expected(each, points, point) for key, each in returned.items()}
        return None if any(value is None for value in values.values()) else values
    value = points.value(returned, point)
    return None if value is None else as_array(value, returned)


def as_array(value: Array, expr: Basic) -> Any:
    """The value of an expression, which has two axes, as code has it: a row keeps both, a family its own."""
    if is_scalar(expr):
        return value[..., 0, 0] if value.ndim == 3 else value.item()
    return value[..., 0] if shape_of(expr)[1] == 1 else value


def _passed(argument: Argument, point: Point) -> Any:
    if isinstance(argument, Variable | Family):
        return as_array(point.values[argument], argument)
    return as_callable(argument, point.seed)


def as_callable(abstract: Abstract, seed: int) -> Callable[[Any], Any]:
    """The random function that stands for an abstract one in the check, or its derivative."""
    if abstract.by_entry:
        function = Function(abstract.name, abstract.order)
        return lambda array: functions.apply(function, np.asarray(array), seed)[()]
    if abstract.order == 1:
        return lambda array: functions.call_gradient(abstract.name, np.asarray(array), seed)[()]
    of_array = functions.call_hessian if abstract.order else functions.call

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
