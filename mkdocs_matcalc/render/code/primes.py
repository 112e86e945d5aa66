"""The derivatives that stay primes on the page (relu′, gelu″), by entry; none of them overflows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mkdocs_matcalc.render.code.operations import Fragment, Op, literal

_SQRT_2 = Op("number", leaf=Fragment("math.sqrt(2)"))
_SQRT_2_PI = Op("number", leaf=Fragment("math.sqrt(2 * math.pi)"))


def _call(name: str) -> Callable[[Op], Op]:
    return lambda z: Op(name, (z,))


_sigmoid, _exp, _erf = _call("sigmoid"), _call("exp"), _call("erf")
# 1 where an entry is positive, 0 elsewhere; the entry where it is negative, 0 elsewhere.
_step, _negative_part = _call("step"), _call("negative_part")


def _density(z: Op) -> Op:
    return _exp(-(z**2) / 2) / _SQRT_2_PI


_PRIMES: dict[tuple[str, int], Callable[[Op], Op]] = {
    ("sign", 1): _call("zeros_like"),
    ("sign", 2): _call("zeros_like"),
    ("relu", 1): _step,
    ("relu", 2): _call("zeros_like"),
    ("leaky_relu", 1): lambda z: 0.01 + 0.99 * _step(z),
    ("leaky_relu", 2): _call("zeros_like"),
    ("elu", 1): lambda z: _exp(_negative_part(z)),
    ("elu", 2): lambda z: (1 - _step(z)) * _exp(_negative_part(z)),
    ("silu", 1): lambda z: _sigmoid(z) * (1 + z * _sigmoid(-z)),
    ("silu", 2): lambda z: _sigmoid(z) * _sigmoid(-z) * (2 + z * (1 - 2 * _sigmoid(z))),
    ("gelu", 1): lambda z: (1 + _erf(z / _SQRT_2)) / 2 + z * _density(z),
    ("gelu", 2): lambda z: (2 - z**2) * _density(z),
}


def primed(name: str, order: int) -> Callable[[Op], Op] | None:
    """A function's derivative of that order, by entry; None for a function that never comes primed."""
    if name in _HIGHER and order > 2:
        return lambda z: _HIGHER[name](z, order)
    return _PRIMES.get((name, order))


def _silu(z: Op, order: int) -> Op:
    """(z σ(z))⁽ᵏ⁾ = k σ⁽ᵏ⁻¹⁾ + z σ⁽ᵏ⁾, where σ′ = σ (1 - σ)."""
    share = _sigmoid(z)
    derivatives = [[0, 1]]
    for _ in range(order):
        slope = _slope(derivatives[-1])
        derivatives.append([rise - fall for rise, fall in zip([0, *slope, 0], [0, 0, *slope], strict=True)])
    return order * _polynomial(derivatives[order - 1], share) + z * _polynomial(derivatives[order], share)


def _gelu(z: Op, order: int) -> Op:
    """q(z) times the normal density φ, where (q φ)′ = (q′ - z q) φ."""
    factor = [2, 0, -1]
    for _ in range(order - 2):
        slope = [*_slope(factor), 0, 0]
        factor = [rise - fall for rise, fall in zip(slope, [0, *factor], strict=True)]
    return _polynomial(factor, z) * _density(z)


def _polynomial(coefficients: Sequence[int], z: Op) -> Op:
    """c₀ + c₁ z + c₂ z² + …, by Horner's rule."""
    total = literal(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        product = z if total == literal(1) else z * total
        if coefficient:
            product = product + coefficient if coefficient > 0 else product - -coefficient
        total = product
    return total


def _slope(coefficients: Sequence[int]) -> list[int]:
    return [at * coefficient for at, coefficient in enumerate(coefficients)][1:]


_HIGHER: dict[str, Callable[[Op, int], Op]] = {
    "sign": lambda z, order: Op("zeros_like", (z,)),
    "relu": lambda z, order: Op("zeros_like", (z,)),
    "leaky_relu": lambda z, order: Op("zeros_like", (z,)),
    "elu": lambda z, order: _PRIMES["elu", 2](z),
    "silu": _silu,
    "gelu": _gelu,
}
