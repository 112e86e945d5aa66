"""Options that change how a derivation is shown, never what it says."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.nodes import shape_of
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.render.present import present
from mkdocs_matcalc.render.unicode import unicode_text

LEAST_SQUARES = "d/dX ||A X - B||_F^2"


def test_brief_has_fewer_lines_and_the_same_rules() -> None:
    normal, brief = derive(LEAST_SQUARES), derive(LEAST_SQUARES, steps="brief")
    assert len(brief.steps) < len(normal.steps)
    assert brief.result == normal.result
    used = [{rule.name for step in each.steps for rule in step.rules} for each in (normal, brief)]
    assert used[0] == used[1]


def test_full_has_the_same_lines_and_the_steps_within() -> None:
    normal, full = derive(LEAST_SQUARES), derive(LEAST_SQUARES, steps="full")
    assert [step.forms for step in full.steps] == [step.forms for step in normal.steps]
    assert not any(step.substeps for step in normal.steps)
    within = [step for step in full.steps if step.substeps]
    assert within
    assert plain(within[0].substeps[0].lhs) == "dR"


def test_frobenius_notation_has_no_trace() -> None:
    lines = [step.latex for step in present(derive(LEAST_SQUARES, notation="frobenius")).steps]
    assert r"\mathrm{d}f = 2 (R : \mathrm{d}R)" in lines
    assert any(r"\left[2 A^\top R\right] : \mathrm{d}X" in line for line in lines)


@pytest.mark.parametrize("block", ["d/dx (A x)", "d/dx ||A x - y||^2", "d/dX tr(A X)"])
def test_numerator_layout_is_the_transpose(block: str) -> None:
    (denominator,) = derive(block).results
    (numerator,) = derive(block, layout="numerator").results
    assert numerator.expression == denominator.expression
    assert shape_of(numerator.shown) == tuple(reversed(shape_of(denominator.expression)))


def test_the_second_differential_of_a_matrix_function_is_shown() -> None:
    lines = [step.latex for step in present(derive("d^2/dX^2 logdet(X)")).steps]
    assert r"\mathrm{d}^2 f = -\mathop{\mathrm{tr}}(X^{-1} \, \mathrm{d}X \, X^{-1} \, \mathrm{d}X)" in lines


@pytest.mark.parametrize(
    ("asked", "problem", "labels"),
    [
        (("d/dx ell(A x)",), ["ell(A x)"], ["∂ell/∂x"]),
        (("d/dx ell(A x)", "d/dx ell(B x)"), ["f = ell(A x)", "φ = ell(B x)"], ["∂f/∂x", "∂φ/∂x"]),
        (("d/dx ell(A x)", "d/dy ell(y)"), ["f = ell(A x)", "φ = ell(y)"], ["∂f/∂x", "∂φ/∂y"]),
        (("d/dx ell(x)^2", "d/dx ell(x + b)"), ["f = (ell(x))²", "φ = ell(x + b)"], ["∂f/∂x", "∂φ/∂x"]),
        (("d/dx ell(x)", "d^2/dx^2 ell(x)"), ["ell(x)"], ["∂ell/∂x", "∂²ell/∂x²"]),
    ],
)
def test_a_declared_function_at_two_arguments_has_a_name_at_each(
    asked: tuple[str, ...], problem: list[str], labels: list[str]
) -> None:
    document = derive("\n".join(["ell : R^n -> R", *asked])).document
    *stated, _ = (unicode_text(line) for line in document.problem)
    assert list(stated) == problem
    assert [unicode_text(result.label) for result in document.results] == labels
