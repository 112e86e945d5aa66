"""Formulas that nobody writes take no longer than they are long, and end no build."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.tex.expanding import put_in, read_table
from mkdocs_matcalc.tex.forkatex import for_katex
from mkdocs_matcalc.tex.refusal import refused

MANY = 3000


@pytest.mark.parametrize(
    "formula",
    [
        "x^{" * MANY + "}" * MANY,
        r"x^\sqrt{" * MANY + "}" * MANY,
        r"\text{" * MANY + "}" * MANY,
        r"\text{$" * MANY,
        "{" * MANY,
        "^" * MANY,
        "$" * MANY,
        r"\a" * MANY,
        r"\a{" * MANY,
        r"\begin{split}" * MANY + r"\end{split}" * MANY,
        r"\begin{eqnarray}" * MANY,
        r"\begin{array}{*{9}{*{9}{*{9}{*{9}{*{9}{c}}}}}}a\end{array}",
        r"\cases{" * MANY,
        r"\raise" * MANY,
        r"\def\a" * MANY,
        r"\newcommand{\a}[" * MANY,
        r"\left" * MANY,
        r"x^\left" * MANY,
    ],
    ids=lambda formula: formula[:12],
)
def test_what_nobody_writes(formula: str) -> None:
    table = read_table(r"\newcommand{\a}[1]{x#1x}")
    written = for_katex(put_in(formula, table), True, {})
    assert len(written) <= 60 * MANY
    refused(written)
