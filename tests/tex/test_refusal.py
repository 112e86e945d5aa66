r"""What KaTeX is sure to refuse is told; `tests/browser` holds that it does."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.tex.refusal import refused


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        (r"\nosuch x", r"there is no command `\nosuch`"),
        (r"\begin{tikzcd}A\end{tikzcd}", "there is no environment `tikzcd`"),
        (r"\frac{a}{b", "`{` is not closed"),
        ("a}", "`}` closes no `{`"),
        (r"\left(a", r"`\left` is not closed"),
        (r"a\right)", r"`\right` closes no `\left`"),
        (r"\left({a\right)}", r"`\right` closes no `\left`, but `{`"),
        (
            r"\begin{matrix}a\end{pmatrix}",
            r"`\end{pmatrix}` closes no `\begin{pmatrix}`, but `\begin{matrix}`",
        ),
        (r"\begin{matrix}a", r"`\begin{matrix}` is not closed"),
        (r"a\end{matrix}", r"`\end{matrix}` closes no `\begin{matrix}`"),
    ],
)
def test_what_is_refused(formula: str, why: str) -> None:
    assert refused(formula) == why


def test_chemistry_is_refused_without_its_extension() -> None:
    formula = r"\ce{CO2 + \nosuch ->[{a}] } + x"
    assert refused(formula) == r"there is no command `\ce`"
    assert refused(formula, chemistry=True) is None


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{a}{b}", r"\left\{a\right.", r"\begin{cases}a\\b\cr c\end{cases}", r"\{a\}",
        r"\text{\textquotedblleft}",
        "a % } \n b", r"\def\x#1{\nosuch}", r"\verb|}|", r"\\\,\;\!",
    ],
)  # fmt: skip
def test_what_is_not(formula: str) -> None:
    assert refused(formula) is None
