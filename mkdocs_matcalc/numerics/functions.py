"""Functions of one scalar and abstract functions, as numbers.

An abstract function stands for any smooth one, so here it is a random one: a sine plus a polynomial,
whose derivatives are known without any rule of `calculus`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from sympy import Dummy, lambdify

from mkdocs_matcalc.algebra.functions import is_known, scalar_value
from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.numerics.point import Array, UndefinedError

# What Python's math module lacks; a kink itself is never a sample point.
_BESIDE_MATH = {
    "Heaviside": lambda t, at_zero=0.0: 1.0 if t > 0 else at_zero if t == 0 else 0.0,
    "DiracDelta": lambda *_: 0.0,
}


@cache
def _concrete(function: Function) -> Callable[[float], float]:
    t = Dummy("t", real=True)
    compiled: Callable[[float], float] = lambdify(
        t, scalar_value(function, t), modules=[_BESIDE_MATH, "math"]
    )
    return compiled


def apply(function: Function, argument: Array, seed: int) -> Array:
    """A function of one scalar, or its primes, by entry.

    Raises:
        UndefinedError: An entry lies outside its domain.
    """
    if not is_known(function):
        return _abstract(function, argument, seed)
    compiled = _concrete(function)
    try:
        entries = [float(compiled(entry)) for entry in argument.flat]
    except (ArithmeticError, TypeError, ValueError) as error:
        raise UndefinedError(f"{function.name} at a value outside its domain") from error
    return np.array(entries).reshape(argument.shape)


def _generator(name: str, seed: int, *more: int) -> np.random.Generator:
    return np.random.default_rng([seed, *more, *name.encode()])


def _abstract(function: Function, argument: Array, seed: int) -> Array:
    """a sin(b t + c) + p t² + q t + r, or as many of its derivatives as the function has primes."""
    a, b, c, p, q, r = _generator(function.name, seed).uniform(0.5, 1.5, size=6)
    order = function.order
    wave = a * b**order * np.sin(b * argument + c + order * math.pi / 2)
    polynomial = np.polynomial.Polynomial([r, q, p])
    return np.asarray(wave + (polynomial.deriv(order) if order else polynomial)(argument))


def _coefficients(name: str, seed: int, count: int) -> tuple[Array, Array, Array]:
    generator = _generator(name, seed, count)
    weights, phases = generator.uniform(0.5, 1.5, size=(2, count))
    return weights, phases, generator.uniform(-0.5, 0.5, size=(count, count))


def call(name: str, argument: Array, seed: int) -> Array:
    """An abstract scalar function of the entries u of its argument: Σ sin(wᵢ uᵢ + cᵢ) + uᵀQu."""
    entries = argument.ravel()
    weights, phases, quadratic = _coefficients(name, seed, entries.size)
    value = np.sum(np.sin(weights * entries + phases)) + entries @ quadratic @ entries
    return np.array([[value]])


def call_gradient(name: str, argument: Array, seed: int) -> Array:
    """The gradient of `call` by its argument, of the argument's shape."""
    entries = argument.ravel()
    weights, phases, quadratic = _coefficients(name, seed, entries.size)
    gradient = weights * np.cos(weights * entries + phases) + (quadratic + quadratic.T) @ entries
    return np.asarray(gradient.reshape(argument.shape))


def call_hessian(name: str, argument: Array, seed: int) -> Array:
    """The Hessian of `call` by its argument, entries counted column by column."""
    entries = argument.ravel()
    weights, phases, quadratic = _coefficients(name, seed, entries.size)
    return np.asarray(quadratic + quadratic.T - np.diag(weights**2 * np.sin(weights * entries + phases)))
