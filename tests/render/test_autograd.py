"""The exported gradient is what automatic differentiation of the exported function gives."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from libraries import LIBRARIES, Library

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.nodes import Family
from mkdocs_matcalc.numerics.sample import sample

BLOCKS = {
    "least squares": "d/dx ||A x - y||^2",
    "ridge": "X in R^(n x d)\nλ in R\nd/dw (1/n ||X w - y||^2 + λ ||w||^2)",
    "quadratic forms": "A in R^(n x n)\nd/dx (x^T A x)/(x^T x)",
    "gaussian": "S in R^(n x n) positive definite\nd/dS (logdet(S) + (x - m)^T S^-1 (x - m))",
    "inverse": "d/dX tr(X^-1 A)",
    "determinant": "d/dX det(X)",
    "logistic": "d/dw sum(log(1 + exp(-y ⊙ (X w))))",
    "samples": "x_i in R^d\ny_i in R\nd/dw sum_{i=1}^n log(1 + exp(-y_i w^T x_i))",
    "softmax": "d/dz (logsumexp(z) - y^T z)",
    "attention": "Q, K in R^(n x d)\nd/dQ tr(softmax(Q K^T / sqrt(d), rows) V M)",
    "network": "z = W1 x + b1\nh = tanh(z)\no = W2 h + b2\nL = ||o - y||^2\ndL/d(W1, b1, W2, b2)",
    "activations": "d/dz sum(silu(z) + gelu(z) + elu(z) + relu(z) + softplus(z) + leaky_relu(z))",
    "diagonal": "d/dx x^T diag(x) A x",
    "factors": "d/dU ||X - U V^T||^2",
    "sum of a power": "d/dM sum(M^3)",
    "mean of a product": "C in R^(p x q)\nF in R^(q x k)\nd/dF mean(C F)",
    "row sums": "F in R^(p x q)\nd/dF ||sum(F, rows)||^2",
    "centred": "F in R^(p x q)\nd/dF ||F - mean(F, rows) ones(q)^T||_F^2",
    "layer with a bias": "F in R^(p x q)\nd/dc sum(softplus(F G + c ones(k)^T))",
    "ones on both sides": "C, D in R^(k x q)\nF in R^(q x k)\nd/dF tr(C ones(q, q) D^T F^T F)",
}


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("kind", ["torch", "jax"])
def test_the_gradient_is_the_functions(name: str, kind: str) -> None:
    library = LIBRARIES[kind]()
    derived = derive(BLOCKS[name])
    problem = derived.problem
    point = sample((problem.requests[0].function, *problem.variables), problem.defined(), draw=0)
    for number, derivative in enumerate(derived.results):
        source = getattr(derived, kind)(number)
        made: dict[str, Any] = {}
        exec(source, made)
        names = iter(inspect.signature(made["gradient"]).parameters)
        passed = {next(names): leaf for leaf in problem.variables}
        arguments = {given: _passed(point.values[leaf], leaf, library) for given, leaf in passed.items()}
        by = next(given for given, leaf in passed.items() if leaf == derivative.wrt[0])
        expected = library.gradient(made["function"], by, arguments)
        found = library.values(made["gradient"](**arguments))
        assert found.shape == expected.shape, source
        np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-10, err_msg=source)


def _passed(value: np.ndarray, leaf: Any, library: Library) -> Any:
    members = value.shape[:1] if isinstance(leaf, Family) else ()
    return library.array(value.reshape((*members, *(size for size in value.shape[-2:] if size != 1))))
