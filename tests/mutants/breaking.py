"""What a row gives, made wrong in the smallest way: of the other sign, one for zero, a condition more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import singledispatch
from typing import Any

import numpy as np
from sympy import Basic, S
from sympy.logic.boolalg import Boolean

from mkdocs_matcalc.algebra.build import fill, is_zero
from mkdocs_matcalc.algebra.nodes import Mul, shape_of
from mkdocs_matcalc.algebra.precedence import Binding
from mkdocs_matcalc.calculus.catalogue import Condition, Mapped, Moved
from mkdocs_matcalc.calculus.rules.linear_systems import Linear
from mkdocs_matcalc.render.code.operations import Op
from mkdocs_matcalc.render.code.spread import Spread
from mkdocs_matcalc.render.formula import Formula, row


class UnbreakableError(Exception):
    """Nothing says what would be wrong in the place of this."""


@singledispatch
def broken(given: Any) -> Any:
    """The same of the other sign; nothing, where nothing was given.

    Raises:
        UnbreakableError: It has no sign.
    """
    raise UnbreakableError(type(given).__name__)


@broken.register
def _(given: None) -> None:
    return None


@broken.register
def _(given: Basic) -> Basic:
    if isinstance(given, Boolean):
        raise UnbreakableError(type(given).__name__)
    return fill(S.One, shape_of(given)) if is_zero(given) else Mul(S.NegativeOne, given)


@broken.register
def _(given: Linear) -> Linear:
    return replace(given, constant=broken(given.constant))


@broken.register
def _(given: Condition) -> Condition:
    return Condition("never")


@broken.register(int | float | complex | np.ndarray)
def _(given: Any) -> Any:
    return -given


@broken.register
def _(given: str) -> str:
    return f"-{given}"


@broken.register
def _(given: Formula) -> Formula:
    return row("-", given)


@broken.register
def _(given: Binding) -> Binding:
    return Binding.SUM if given is Binding.ATOM else Binding.ATOM


@broken.register
def _(given: Op) -> Op:
    return -given


@broken.register
def _(given: Spread) -> Spread:
    return replace(given, negative=not given.negative)


@broken.register
def _(given: Moved) -> Moved:
    return given._replace(beside=broken(given.beside))


@broken.register
def _(given: Mapped) -> Mapped:
    return given._replace(matrix=broken(given.matrix))


@broken.register(tuple | list)
def _(given: Any) -> Any:
    """The first part that can be broken is; where there is none, as of what needs nothing, there is one."""
    parts = list(given)
    if given == ():
        return (Condition("never"),)
    for number, part in enumerate(parts):
        try:
            parts[number] = broken(part)
        except UnbreakableError:
            continue
        if part is not None:
            return type(given)(*parts) if hasattr(given, "_fields") else type(given)(parts)
    raise UnbreakableError(type(given).__name__)


def breaking(function: Callable[..., Any], whole: set[str]) -> Callable[..., Any]:
    """A function that gives what another gives, broken; into `whole` go the types of what can't be."""

    def given(*args: Any, **named: Any) -> Any:
        right = function(*args, **named)
        try:
            return broken(right)
        except UnbreakableError as error:
            whole.add(str(error))
            return right

    return given
