"""The libraries that the exported code is for, where they are installed."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mkdocs_matcalc.render.code.dialects import JAX, NUMPY, TORCH, Dialect


def _installed(name: str) -> Any:
    """A library; without it the test is skipped, in CI it fails."""
    if os.environ.get("CI"):
        return importlib.import_module(name)
    return pytest.importorskip(
        name, reason=f"{name} is not here to run its code: `make libraries` installs it"
    )


class Library:
    """Takes NumPy's arrays to a library and back."""

    dialect: Dialect = NUMPY

    def array(self, values: np.ndarray) -> Any:
        return values.item() if values.ndim == 0 else values

    def values(self, array: Any) -> np.ndarray:
        return np.asarray(array)

    def lifted(self, function: Callable[[np.ndarray], np.ndarray]) -> Callable[[Any], Any]:
        """A function of NumPy's arrays as one of the library's."""
        return lambda array: self.array(np.asarray(function(self.values(array))))

    def gradient(self, function: Callable[..., Any], by: str, arguments: dict[str, Any]) -> np.ndarray:
        """The derivative by automatic differentiation."""
        raise NotImplementedError


class Torch(Library):
    dialect = TORCH

    def __init__(self) -> None:
        self.torch = _installed("torch")

    def array(self, values: np.ndarray) -> Any:
        return self.torch.tensor(values, dtype=self.torch.float64)

    def values(self, array: Any) -> np.ndarray:
        return array.detach().numpy()

    def gradient(self, function: Callable[..., Any], by: str, arguments: dict[str, Any]) -> np.ndarray:
        point = arguments[by].clone().requires_grad_()
        function(**{**arguments, by: point}).backward()
        return self.values(point.grad)


class Jax(Library):
    dialect = JAX

    def __init__(self) -> None:
        self.jax = _installed("jax")
        self.jax.config.update("jax_enable_x64", True)

    def array(self, values: np.ndarray) -> Any:
        return self.jax.numpy.asarray(values)

    def gradient(self, function: Callable[..., Any], by: str, arguments: dict[str, Any]) -> np.ndarray:
        others = {name: value for name, value in arguments.items() if name != by}
        slope = self.jax.jit(self.jax.grad(lambda point: function(**others, **{by: point})))
        return self.values(slope(arguments[by]))


LIBRARIES = {"numpy": Library, "torch": Torch, "jax": Jax}
