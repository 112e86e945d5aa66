"""The table of functions of one scalar: one line each, and the block language knows it everywhere.

`value` defines the function for SymPy (from it come the numeric check and the exported code);
`derivative` is the form a textbook prints, by entry, and a test holds it against SymPy's
derivative of `value`. A function without a `derivative` keeps its prime: relu′(z).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from sympy import Basic, Expr, Heaviside, Max, Min, Rational, S

from mkdocs_matcalc.algebra.build import (
    add,
    apply,
    fill,
    hadamard,
    hadamard_power,
    mul,
    neg,
    sub,
)
from mkdocs_matcalc.algebra.nodes import Apply, Function, shape_of

ALMOST_EVERYWHERE = "almost everywhere"


@dataclass(frozen=True)
class ElementwiseFunction:
    """A function of one scalar.

    `condition` is where it can be differentiated ("almost everywhere", or a relation such as
    "> 0" that each entry must satisfy); `domain` is an interval inside which random inputs are drawn.
    """

    name: str
    latex: str
    value: Callable[[Expr], Expr]
    derivative: Callable[[Basic], Basic] | None = None
    condition: str = ""
    domain: tuple[float, float] = (-2.0, 2.0)


def _one(z: Basic) -> Basic:
    return fill(S.One, shape_of(z))


def _over(numerator: Basic, denominator: Basic) -> Basic:
    return hadamard(numerator, hadamard_power(denominator, -1))


def _square(z: Basic) -> Basic:
    return hadamard_power(z, 2)


def _operator(name: str) -> str:
    return rf"\mathop{{\mathrm{{{name}}}}}"


_TABLE = (
    ElementwiseFunction("exp", r"\exp", sympy.exp, lambda z: apply("exp", z)),
    ElementwiseFunction("log", r"\log", sympy.log, lambda z: hadamard_power(z, -1), "> 0", (0.3, 3.0)),
    ElementwiseFunction(
        "sqrt",
        r"\sqrt",
        sympy.sqrt,
        lambda z: mul(Rational(1, 2), hadamard_power(apply("sqrt", z), -1)),
        "> 0",
        (0.3, 3.0),
    ),
    ElementwiseFunction("abs", _operator("abs"), sympy.Abs, lambda z: apply("sign", z), ALMOST_EVERYWHERE),
    ElementwiseFunction(
        "sign", _operator("sign"), sympy.sign, lambda z: fill(S.Zero, shape_of(z)), ALMOST_EVERYWHERE
    ),
    ElementwiseFunction("square", _operator("square"), lambda t: t**2, lambda z: mul(S(2), z)),
    ElementwiseFunction("sin", r"\sin", sympy.sin, lambda z: apply("cos", z)),
    ElementwiseFunction("cos", r"\cos", sympy.cos, lambda z: neg(apply("sin", z))),
    ElementwiseFunction(
        "tan",
        r"\tan",
        sympy.tan,
        lambda z: add(_one(z), _square(apply("tan", z))),
        r"\neq \tfrac{\pi}{2} + k \pi",
        (-1.2, 1.2),
    ),
    ElementwiseFunction(
        "arcsin",
        r"\arcsin",
        sympy.asin,
        lambda z: _over(_one(z), apply("sqrt", sub(_one(z), _square(z)))),
        condition=r"\in (-1, 1)",
        domain=(-0.8, 0.8),
    ),
    ElementwiseFunction(
        "arccos",
        r"\arccos",
        sympy.acos,
        lambda z: neg(_over(_one(z), apply("sqrt", sub(_one(z), _square(z))))),
        condition=r"\in (-1, 1)",
        domain=(-0.8, 0.8),
    ),
    ElementwiseFunction("arctan", r"\arctan", sympy.atan, lambda z: _over(_one(z), add(_one(z), _square(z)))),
    ElementwiseFunction("sinh", r"\sinh", sympy.sinh, lambda z: apply("cosh", z)),
    ElementwiseFunction("cosh", r"\cosh", sympy.cosh, lambda z: apply("sinh", z)),
    ElementwiseFunction("tanh", r"\tanh", sympy.tanh, lambda z: sub(_one(z), _square(apply("tanh", z)))),
    ElementwiseFunction(
        "sigmoid",
        r"\sigma",
        lambda t: 1 / (1 + sympy.exp(-t)),
        lambda z: hadamard(apply("sigmoid", z), sub(_one(z), apply("sigmoid", z))),
    ),
    ElementwiseFunction(
        "softplus",
        _operator("softplus"),
        lambda t: sympy.log(1 + sympy.exp(t)),
        lambda z: apply("sigmoid", z),
    ),
    ElementwiseFunction("relu", _operator("relu"), lambda t: Max(t, 0), condition=ALMOST_EVERYWHERE),
    ElementwiseFunction(
        "leaky_relu",
        _operator("leaky\\_relu"),
        lambda t: Max(t, t / 100),
        condition=ALMOST_EVERYWHERE,
    ),
    ElementwiseFunction(
        "elu",
        _operator("elu"),
        lambda t: Max(t, 0) + sympy.exp(Min(t, 0)) - 1,
    ),
    ElementwiseFunction(
        "silu",
        _operator("silu"),
        lambda t: t / (1 + sympy.exp(-t)),
    ),
    ElementwiseFunction("gelu", _operator("gelu"), lambda t: t * (1 + sympy.erf(t / sympy.sqrt(2))) / 2),
    ElementwiseFunction(
        "erf",
        _operator("erf"),
        sympy.erf,
        lambda z: mul(2 / sympy.sqrt(sympy.pi), apply("exp", neg(_square(z)))),
    ),
)

FUNCTIONS: dict[str, ElementwiseFunction] = {function.name: function for function in _TABLE}


def is_known(function: Function) -> bool:
    return function.name in FUNCTIONS


def derivative(function: Function, arg: Basic) -> Basic:
    """g′(z) by entry: the table's textbook form, or the function with one prime more."""
    entry = FUNCTIONS.get(function.name)
    if entry and entry.derivative and function.order == 0:
        return entry.derivative(arg)
    return apply_primed(function, arg)


def apply_primed(function: Function, arg: Basic) -> Basic:
    """g⁽ᵏ⁺¹⁾(z) for g⁽ᵏ⁾."""
    return Apply(Function(function.name, function.order + 1, function.latex_name), arg)


def scalar_value(function: Function, argument: Expr) -> Expr | None:
    """The function at a SymPy scalar, primes taken by SymPy; None for an abstract function."""
    entry = FUNCTIONS.get(function.name)
    if entry is None:
        return None
    value = entry.value(argument)
    for _ in range(function.order):
        value = value.diff(argument)
    return value.replace(Heaviside, lambda t, *_: Heaviside(t, S.Zero))
