"""How each library spells the operations: one table for what they share, one small table for each.

What a library lacks has its source here. None of it overflows: a sigmoid of -1000 is 0, a softplus of
1000 is 1000.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spelled:
    """What is called (nothing, where the operand stands for itself) and with what after the operands.

    `source` defines it where the library does not have it, and `uses` names the operations in there.
    """

    call: str
    extra: tuple[str, ...] = ()
    source: str = ""
    uses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dialect:
    """A library: its title, the imports by the name they bring, and how it spells each operation."""

    name: str
    title: str
    imports: Mapping[str, str]
    table: Mapping[str, Spelled]

    @property
    def reserved(self) -> frozenset[str]:
        """The names that its code needs for itself."""
        defined = (spelling.call for spelling in self.table.values() if spelling.source)
        return frozenset({*self.imports, *defined, "like"})


_SHARED = (
    "abs", "arange", "arccos", "arcsin", "arctan", "cos", "cosh", "diag", "exp", "eye", "kron",
    "linalg.det", "linalg.inv", "linalg.matrix_power", "linalg.norm", "linalg.slogdet", "linalg.solve",
    "log", "max", "mean", "ones", "outer", "ravel", "reshape", "sign", "sin", "sinh", "sqrt", "square", "sum",
    "tan", "tanh", "trace", "var", "zeros", "zeros_like",
)  # fmt: skip


def _defined(name: str, argument: str, value: str, *uses: str, before: str = "") -> Spelled:
    first = f"    {before}\n" if before else ""
    return Spelled(name, (), f"def {name}({argument}):\n{first}    return {value}", uses)


def _shared(library: str) -> dict[str, Spelled]:
    """What every library has under one name, or can be written in its name alone."""
    svd = f"left, _, right = {library}.linalg.svd(X, full_matrices=False)"
    eig = f"values, vectors = {library}.linalg.eig(X)"
    whole = f"((vectors * {{}}) @ {library}.linalg.inv(vectors)).real"
    return {
        **{name: Spelled(f"{library}.{name}") for name in _SHARED},
        "constant": Spelled(""),
        "column_sums": Spelled(f"{library}.sum", ("axis=0",)),
        "row_sums": Spelled(f"{library}.sum", ("axis=1",)),
        "polar_factor": _defined("polar_factor", "X", "left @ right", before=svd),
        "logm": _defined("logm", "X", whole.format(f"{library}.log(values)"), before=eig),
        "matrix_root": _defined("matrix_root", "X, power", whole.format("values**power"), before=eig),
        "top_singular_pair": _defined(
            "top_singular_pair", "X", f"{library}.outer(left[:, 0], right[0])", before=svd
        ),
    }


# By its series where it is small, and squared as often as it was halved.
_EXPM = """def expm(X):
    halvings = max(0, math.ceil(math.log2(2 * np.linalg.norm(X) + 1e-300)))
    total = term = np.eye(len(X))
    for k in range(1, 20):
        term = term @ X / 2**halvings / k
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total"""

NUMPY = Dialect(
    "numpy",
    "NumPy",
    {"math": "import math", "np": "import numpy as np"},
    {
        **_shared("np"),
        "argmax_unit": _defined("argmax_unit", "z", "np.where(z == np.max(z), 1.0, 0.0)"),
        "elu": _defined("elu", "z", "np.maximum(z, 0) + np.expm1(np.minimum(z, 0))"),
        "erf": Spelled("erf", (), "erf = np.vectorize(math.erf, otypes=[float])"),
        "expm": Spelled("expm", (), _EXPM),
        "gelu": _defined("gelu", "z", "z * (1 + erf(z / math.sqrt(2))) / 2", "erf"),
        "leaky_relu": _defined("leaky_relu", "z", "np.maximum(z, z / 100)"),
        "logsumexp": Spelled("np.logaddexp.reduce"),
        "negative_part": Spelled("np.minimum", ("0",)),
        "relu": _defined("relu", "z", "np.maximum(z, 0)"),
        "row_logsumexp": Spelled("np.logaddexp.reduce", ("axis=1",)),
        "row_softmax": _defined(
            "row_softmax", "Z", "np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))"
        ),
        "sigmoid": _defined("sigmoid", "z", "np.exp(-np.logaddexp(0, -z))"),
        "silu": _defined("silu", "z", "z * sigmoid(z)", "sigmoid"),
        "softmax": _defined("softmax", "z", "np.exp(z - np.logaddexp.reduce(z))"),
        "softplus": _defined("softplus", "z", "np.logaddexp(0, z)"),
        "step": Spelled("np.heaviside", ("0",)),
    },
)

_LIKE = ("**like",)

TORCH = Dialect(
    "torch",
    "PyTorch",
    {"math": "import math", "torch": "import torch"},
    {
        **_shared("torch"),
        "argmax_unit": _defined("argmax_unit", "z", "(z == torch.max(z)).to(z.dtype)"),
        "constant": Spelled("torch.tensor", _LIKE),
        "elu": Spelled("torch.nn.functional.elu"),
        "erf": Spelled("torch.erf"),
        "expm": Spelled("torch.linalg.matrix_exp"),
        "eye": Spelled("torch.eye", _LIKE),
        "gelu": Spelled("torch.nn.functional.gelu"),
        # PyTorch's own fails on some transposed tensors.
        "kron": _defined("kron", "a, b", "torch.kron(a.contiguous(), b.contiguous())"),
        "leaky_relu": Spelled("torch.nn.functional.leaky_relu"),
        "logsumexp": Spelled("torch.logsumexp", ("dim=0",)),
        "negative_part": Spelled("torch.clamp", ("max=0",)),
        "ones": Spelled("torch.ones", _LIKE),
        "relu": Spelled("torch.relu"),
        "row_logsumexp": Spelled("torch.logsumexp", ("dim=1",)),
        "row_softmax": Spelled("torch.softmax", ("dim=1",)),
        "sigmoid": Spelled("torch.sigmoid"),
        "silu": Spelled("torch.nn.functional.silu"),
        "softmax": Spelled("torch.softmax", ("dim=0",)),
        # PyTorch's own softplus is linear from 20 on.
        "softplus": _defined("softplus", "z", "-torch.nn.functional.logsigmoid(-z)"),
        "step": _defined("step", "z", "(z > 0).to(z.dtype)"),
        "var": Spelled("torch.var", ("correction=0",)),
        "zeros": Spelled("torch.zeros", _LIKE),
    },
)

JAX = Dialect(
    "jax",
    "JAX",
    {"math": "import math", "jax": "import jax", "jnp": "import jax.numpy as jnp"},
    {
        **_shared("jnp"),
        "argmax_unit": _defined("argmax_unit", "z", "jnp.where(z == jnp.max(z), 1.0, 0.0)"),
        "constant": Spelled("jnp.asarray", ("float",)),
        "elu": Spelled("jax.nn.elu"),
        "erf": Spelled("jax.lax.erf"),
        "expm": Spelled("jax.scipy.linalg.expm"),
        "gelu": Spelled("jax.nn.gelu", ("approximate=False",)),
        "leaky_relu": Spelled("jax.nn.leaky_relu"),
        "logsumexp": Spelled("jax.nn.logsumexp"),
        "negative_part": Spelled("jnp.minimum", ("0",)),
        "relu": Spelled("jax.nn.relu"),
        "row_logsumexp": Spelled("jax.nn.logsumexp", ("axis=1",)),
        "row_softmax": Spelled("jax.nn.softmax", ("axis=1",)),
        "sigmoid": Spelled("jax.nn.sigmoid"),
        "silu": Spelled("jax.nn.silu"),
        "softmax": Spelled("jax.nn.softmax"),
        "softplus": Spelled("jax.nn.softplus"),
        "step": Spelled("jnp.heaviside", ("0",)),
    },
)

DIALECTS: tuple[Dialect, ...] = (NUMPY, TORCH, JAX)
