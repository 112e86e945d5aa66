"""What becomes of a problem in the product's hands: its code is run and held against the truth."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mkdocs_matcalc.engine.compute import compute
from tests.processor_time import TookTooLongError, limited

from . import refusals
from .jets import Array
from .nodes import SCALAR, Problem
from .spell import LETTERS, block
from .truth import Truth, abstract, kind_of

RIGHT, WRONG, NO_CODE, REFUSED = "right", "wrong", "no code", "refused"
UNCHECKED, CRASH, TIME_OUT = "self-check failed", "crash", "time out"
OUTCOMES = (RIGHT, WRONG, NO_CODE, REFUSED, UNCHECKED, CRASH, TIME_OUT)
TOLERANCE = 1e-6
SECONDS = 20.0

_SELF_CHECK = re.compile(
    r"disagrees with finite differences|has a wrong shape"
    r"|does not (equal the line before|hold against numbers)"
)
_CRASH = re.compile(r"matcalc itself failed")


@dataclass(frozen=True)
class Verdict:
    outcome: str
    message: str = ""
    right: str = ""

    @property
    def kind(self) -> tuple[str, str]:
        """By what findings are grouped, and what shrinking a block must keep."""
        return self.outcome, refusals.kind(self.message)


def judged(problem: Problem, truths: list[Truth], seconds: float = SECONDS) -> Verdict:
    """The outcome of a problem, with the product's message where it has one."""
    try:
        with limited(seconds):
            answer = compute(block(problem), {})
    except TookTooLongError:
        return Verdict(TIME_OUT, f"longer than {seconds:g} s")
    except Exception as error:
        return Verdict(CRASH, f"{type(error).__name__} was raised: {error}")
    if "error" in answer:
        return _refused(answer["error"]["message"])
    results = answer["results"]
    asked = [(request, wrt) for request in problem.requests for wrt in request.results]
    if len(results) != len(asked):
        return Verdict(WRONG, f"{len(results)} results for {len(asked)} derivatives")
    for number, result in enumerate(results):
        verdict = _result(problem, truths, number, asked[number], result)
        if verdict.outcome != RIGHT:
            return verdict
    return Verdict(RIGHT)


def _refused(message: str) -> Verdict:
    if _CRASH.search(message):
        return Verdict(CRASH, message)
    return Verdict(UNCHECKED if _SELF_CHECK.search(message) else REFUSED, message)


def _result(
    problem: Problem, truths: list[Truth], number: int, asked: Any, result: dict[str, Any]
) -> Verdict:
    request, wrt = asked
    code = result["numpy"]
    if code is None:
        return Verdict(NO_CODE, f"order {request.order}: no code")
    if result["order"] != request.order:
        return Verdict(WRONG, f"a derivative of order {result['order']} for one of order {request.order}")
    space: dict[str, Any] = {}
    exec(code, space)
    either = request.order == 2 and len({kind_of(problem, name) == SCALAR for name in wrt}) == 2
    for truth in truths:
        try:
            found = _called(space["gradient"], problem, truth)
        except Exception as error:
            return Verdict(
                WRONG, f"the code raises {type(error).__name__}: {error}", _shown(truth.derivatives[number])
            )
        # Of a number and a vector together, nothing says whether the derivative lies or stands.
        wrong = _differs(
            np.ravel(found) if either else found,
            np.ravel(truth.derivatives[number]) if either else truth.derivatives[number],
        )
        if wrong:
            return Verdict(WRONG, f"the derivative has {wrong}", _shown(truth.derivatives[number]))
        if "function" in space:
            try:
                value = _called(space["function"], problem, truth)
            except Exception as error:
                return Verdict(WRONG, f"the function's code raises {type(error).__name__}: {error}")
            wrong = _differs(value, truth.values[number])
            if wrong:
                return Verdict(WRONG, f"the function has {wrong}", _shown(truth.values[number]))
    return Verdict(RIGHT)


def _called(function: Callable[..., Any], problem: Problem, truth: Truth) -> Array:
    names = {plain_name(name): variable for name, variable in problem.variables.items()}
    callables = {plain_name(name): each for name, each in abstract(problem.maps).items()}
    arguments = {}
    for parameter in inspect.signature(function).parameters:
        key = plain_name(parameter)
        if key in names:
            arguments[parameter] = truth.point.argument(names[key])
        elif key in callables:
            arguments[parameter] = callables[key]
        else:
            raise LookupError(f"no variable is called {parameter}")
    with np.errstate(all="ignore"):
        return np.asarray(function(**arguments), dtype=float)


def plain_name(name: str) -> str:
    """A name without what spells it differently: `W_1` is `W1`, `λ` is `lambda_`."""
    for letter, word in LETTERS.items():
        name = name.replace(letter, word)
    return name.replace("_", "")


def _differs(found: Array, right: Array) -> str:
    if found.shape != right.shape:
        return f"shape {found.shape} where {right.shape} is right"
    scale = max(1e-3, float(np.max(np.abs(right), initial=0)))
    if not np.all(np.isfinite(found)) or np.max(np.abs(found - right), initial=0) > TOLERANCE * scale:
        return "wrong values"
    return ""


def _shown(value: Array) -> str:
    return " ".join(np.array2string(value, precision=5, suppress_small=True, threshold=40).split())
