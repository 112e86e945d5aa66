"""The derivatives that stay primes on the page (relu′, gelu″), by entry; none of them overflows."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs_matcalc.render.code.tree import Code, Op

_SQRT_2 = Op("number", leaf=Code("math.sqrt(2)"))
_SQRT_2_PI = Op("number", leaf=Code("math.sqrt(2 * math.pi)"))


def _call(name: str) -> Callable[[Op], Op]:
    return lambda z: Op(name, (z,))


_sigmoid, _exp, _erf = _call("sigmoid"), _call("exp"), _call("erf")
# 1 where an entry is positive, 0 elsewhere; the entry where it is negative, 0 elsewhere.
_step, _negative_part = _call("step"), _call("negative_part")


def _density(z: Op) -> Op:
    return _exp(-(z**2) / 2) / _SQRT_2_PI


PRIMES: dict[tuple[str, int], Callable[[Op], Op]] = {
    ("sign", 1): _call("zeros_like"),
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
