"""Functions of one scalar and abstract functions, as numbers.

An abstract function stands for any smooth one, so here it is a random one: two sines and a line,
whose derivatives are known without any rule of `calculus`. Outside its domain a function is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
from sympy import Dummy, lambdify

from mkdocs_matcalc.algebra.functions import is_known, scalar_value
from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.numerics.point import Array, UndefinedError

# What NumPy lacks; a kink itself is never a sample point.
_BESIDE_NUMPY = {
    "erf": np.vectorize(math.erf, otypes=[np.float64]),
    "DiracDelta": lambda t, *_: np.zeros_like(t),
}

# From here on an abstract function has no value.
FAR_OUT = 1e4


@cache
def _concrete(function: Function) -> Callable[[Array], Array]:
    t = Dummy("t", real=True)
    value = scalar_value(function, t)
    if value is None:
        raise UndefinedError(f"{function.name} has no value of its own")
    compiled: Callable[[Array], Array] = lambdify(t, value, modules=[_BESIDE_NUMPY, "numpy"])
    return compiled


def apply(function: Function, argument: Array, seed: int) -> Array:
    """A function of one scalar, or its primes, by entry."""
    if not is_known(function):
        return _abstract(function, argument, seed)
    value = _concrete(function)(argument)
    # A constant or a step would have a value even where its argument has none.
    return np.where(np.isnan(argument), np.nan, value) if function.order else np.asarray(value)


def _generator(name: str, seed: int, *more: int) -> np.random.Generator:
    return np.random.default_rng([seed, *more, *name.encode()])


@lru_cache
def _shape_of_a_wave(name: str, seed: int) -> tuple[float, ...]:
    return tuple(_generator(name, seed).uniform(0.5, 1.5, size=6).tolist())


def _abstract(function: Function, argument: Array, seed: int) -> Array:
    """a sin(b t + c) + p sin(q t + r) + t/5, or as many of its derivatives as the function has primes.

    It stays small far out, where what grows would make a softmax of it a constant, and has no value where no
    step could follow its waves.
    """
    a, b, c, p, q, r = _shape_of_a_wave(function.name, seed)
    order = function.order
    turn = order * math.pi / 2
    waves = a * b**order * np.sin(b * argument + c + turn) + p * q**order * np.sin(q * argument + r + turn)
    line = (argument / 5, 1 / 5, 0.0)[min(order, 2)]
    return np.where(np.abs(argument) > FAR_OUT, np.nan, waves + line)


@lru_cache
def _coefficients(name: str, seed: int, count: int) -> tuple[Array, Array, Array]:
    generator = _generator(name, seed, count)
    weights, phases = generator.uniform(0.5, 1.5, size=(2, count))
    return weights, phases, generator.uniform(-0.5, 0.5, size=(count, count))


def _entries(argument: Array) -> Array:
    return argument.reshape(*argument.shape[:-2], -1)


def call(name: str, argument: Array, seed: int) -> Array:
    """An abstract scalar function of the entries u of its argument: Σ sin(wᵢ uᵢ + cᵢ) + uᵀQu."""
    entries = _entries(argument)
    weights, phases, quadratic = _coefficients(name, seed, entries.shape[-1])
    value = np.sin(weights * entries + phases) + (entries @ quadratic) * entries
    return np.asarray(value.sum(axis=-1)[..., None, None])


def call_gradient(name: str, argument: Array, seed: int) -> Array:
    """The gradient of `call` by its argument, of the argument's shape."""
    entries = _entries(argument)
    weights, phases, quadratic = _coefficients(name, seed, entries.shape[-1])
    gradient = weights * np.cos(weights * entries + phases) + entries @ (quadratic + quadratic.T)
    return np.asarray(gradient.reshape(argument.shape))


def call_hessian(name: str, argument: Array, seed: int) -> Array:
    """The Hessian of `call` by its argument, a vector."""
    entries = _entries(argument)
    weights, phases, quadratic = _coefficients(name, seed, entries.shape[-1])
    bends = weights**2 * np.sin(weights * entries + phases)
    return np.asarray(quadratic + quadratic.T - bends[..., None] * np.eye(len(weights)))
