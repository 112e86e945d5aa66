"""How each function of one scalar is written in NumPy: a name to call, and its source where NumPy has none.

The sources do not overflow: a sigmoid of -1000 is 0, a softplus of 1000 is 1000.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NumpyFunction:
    """What is called, the source that defines it (empty for NumPy's own), and the helpers that uses."""

    call: str
    source: str = ""
    uses: tuple[str, ...] = ()


def _helper(name: str, argument: str, value: str, *uses: str, before: str = "") -> NumpyFunction:
    first = f"    {before}\n" if before else ""
    return NumpyFunction(name, f"def {name}({argument}):\n{first}    return {value}", uses)


_SVD = "left, _, right = np.linalg.svd(X, full_matrices=False)"
_VEC_OF_TRANSPOSE = 'order = np.arange(m * n).reshape(m, n, order="F").ravel()'
_ERF = NumpyFunction("erf", "erf = np.vectorize(math.erf, otypes=[float])")
_DENSITY = "np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)"

HELPERS: dict[str, NumpyFunction] = {
    helper.call: helper
    for helper in (
        _ERF,
        _helper("sigmoid", "z", "np.exp(-np.logaddexp(0, -z))"),
        _helper("softplus", "z", "np.logaddexp(0, z)"),
        _helper("relu", "z", "np.maximum(z, 0)"),
        _helper("relu_prime", "z", "np.heaviside(z, 0)"),
        _helper("leaky_relu", "z", "np.maximum(z, z / 100)"),
        _helper("leaky_relu_prime", "z", "np.where(z > 0, 1, 0.01)"),
        _helper("elu", "z", "np.maximum(z, 0) + np.expm1(np.minimum(z, 0))"),
        _helper("elu_prime", "z", "np.exp(np.minimum(z, 0))"),
        _helper("elu_second", "z", "np.where(z > 0, 0, np.exp(np.minimum(z, 0)))"),
        _helper("silu", "z", "z * sigmoid(z)", "sigmoid"),
        _helper("silu_prime", "z", "sigmoid(z) * (1 + z * sigmoid(-z))", "sigmoid"),
        _helper("silu_second", "z", "sigmoid(z) * sigmoid(-z) * (2 + z * (1 - 2 * sigmoid(z)))", "sigmoid"),
        _helper("gelu", "z", "z * (1 + erf(z / math.sqrt(2))) / 2", "erf"),
        _helper("gelu_prime", "z", f"(1 + erf(z / math.sqrt(2))) / 2 + z * {_DENSITY}", "erf"),
        _helper("gelu_second", "z", f"(2 - z**2) * {_DENSITY}"),
        _helper("logsumexp", "z", "np.logaddexp.reduce(z, axis=None)"),
        _helper("row_logsumexp", "Z", "np.logaddexp.reduce(Z, axis=1)"),
        _helper("row_softmax", "Z", "np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))"),
        _helper("argmax_unit", "z", "np.where(z == np.max(z), 1.0, 0.0)"),
        _helper("polar_factor", "X", "left @ right", before=_SVD),
        _helper("top_singular_pair", "X", "np.outer(left[:, 0], right[0])", before=_SVD),
        _helper("commutation", "m, n", "np.eye(m * n)[order]", before=_VEC_OF_TRANSPOSE),
        _helper("softmax", "z", "np.exp(z - np.logaddexp.reduce(z, axis=None))"),
    )
}

_NUMPY = {
    "abs": "np.abs", "sign": "np.sign", "exp": "np.exp", "log": "np.log", "sqrt": "np.sqrt",
    "square": "np.square", "sin": "np.sin", "cos": "np.cos", "tan": "np.tan", "arcsin": "np.arcsin",
    "arccos": "np.arccos", "arctan": "np.arctan", "sinh": "np.sinh", "cosh": "np.cosh", "tanh": "np.tanh",
}  # fmt: skip

_PRIMES = ("", "_prime", "_second")
_FLAT = NumpyFunction("np.zeros_like")


def numpy_function(name: str, order: int) -> NumpyFunction | None:
    """A known function or one of its primes; None where there is no code for it."""
    if order == 0 and name in _NUMPY:
        return NumpyFunction(_NUMPY[name])
    if (name, order) in {("relu", 2), ("leaky_relu", 2), ("sign", 1)}:
        return _FLAT
    return HELPERS.get(name + _PRIMES[order]) if order < len(_PRIMES) else None
