"""Expectations in code: means over as many samples as there are rows."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive


def test_an_expectation_is_a_mean_over_samples() -> None:
    code = derive("d/dw E[(w^T x - y)^2]").numpy()
    assert code is not None
    assert "Shapes: w (n,), x (N, n), y (N,)." in code
    assert "return 2 * (x.T @ (x @ w - y)) / N" in code


@pytest.mark.parametrize(
    ("block", "count"),
    [
        ("X in R^(n x N)\nd/dw E_x[(w^T X x)^2]", "S"),
        ("X in R^(n x N)\nS in R\nd/dw S E_x[(w^T X x)^2]", "T"),
    ],
)
def test_the_number_of_samples_has_a_name_of_its_own(block: str, count: str) -> None:
    code = derive(block).numpy()
    assert code is not None
    assert f"{count} = len(x)" in code


def test_random_matrices_and_defined_names_have_samples_too() -> None:
    code = derive("r = A w - y\nd/dw E_{A, y}[||r||^2]").numpy()
    assert code is not None
    assert "A (N, " in code
    assert "y (N, " in code


def test_what_is_random_and_stands_alone_has_no_code() -> None:
    document = derive("option code = numpy\nd/dw (w^T x - E_x[w^T x])").document
    assert document.results[0].numpy is None
    (note,) = document.notes
    assert note.prose.source.endswith(": x would be one value and as many as are drawn.")


def test_the_page_says_what_the_code_takes() -> None:
    document = derive("option code = numpy\nd/dw E[(w^T x)^2]").document
    assert "In the code, expectations are means over draws." in [note.prose.source for note in document.notes]


@pytest.mark.parametrize("block", ["d/dw Var_x(w^T x)", "x ~ N(μ, Σ)\nd/dw Var(w^T x)"])
def test_a_covariance_is_one_of_samples_without_a_loop(block: str) -> None:
    code = derive(block).numpy()
    assert code is not None
    assert "t1 = x - np.sum(x, axis=0) / N" in code
    assert "return 2 * (t1.T @ t1 @ w) / N" in code


def test_means_may_stand_in_means_in_means() -> None:
    block = "w in R^k random\nq, y in R^k\nd/dy sum(exp(q^T y) Cov(w ∘ exp(y), sinh(w^T (q ∘ y))).^2)"
    assert derive(block).numpy() is not None
