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
