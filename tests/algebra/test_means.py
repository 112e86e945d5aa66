"""Sums over as many entries as they are divided by, as means."""

from __future__ import annotations

import pytest
from sympy import Basic, Rational, S

from mkdocs_matcalc.algebra.build import mul, ones, transpose
from mkdocs_matcalc.algebra.means import in_means
from mkdocs_matcalc.algebra.nodes import Variable, dimension
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.numerics.check import agree

k, p = dimension("k"), dimension("p")
u, v, short = Variable("u", k), Variable("v", k), Variable("s", 3)
one = ones((k, 1))
three = ones((3, 1))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (mul(1 / k, transpose(one), u), "mean(u)"),
        (mul(S(2) / k, transpose(u), v, v), "2 mean(u ⊙ v) v"),
        (mul(-1 / k, mul(transpose(one), u), one), "-mean(u) ones(k)"),
        (mul(Rational(2, 3), transpose(three), short), "2 mean(s)"),
        # Divided by something else, or by nothing, it is a sum.
        (mul(1 / p, transpose(one), u), "1/p ones(k)^T u"),
        (mul(transpose(u), v, v), "(u^T v) v"),
        (mul(Rational(1, 2), transpose(three), short), "(1/2) ones(3)^T s"),
        (mul(1 / k, u), "1/k u"),
    ],
)
def test_a_sum_over_its_number_of_entries_is_a_mean(expr: Basic, text: str) -> None:
    written = in_means(expr)
    assert plain(written) == text
    difference = agree(expr, written, {})
    assert difference is not None
    assert difference < 1e-9
