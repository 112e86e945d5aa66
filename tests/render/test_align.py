from __future__ import annotations

import pytest

from mkdocs_matcalc.render.align import align, sides
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.typed import typed


@pytest.mark.parametrize(
    ("line", "side"),
    [
        ("a = b = c", "a "),
        ("= b", ""),
        (r"\mathrm{d}f = g", r"\mathrm{d}f "),
        (r"\sum_{i=1}^{n} x_i = y", r"\sum_{i=1}^{n} x_i "),
        (r"\left( a = b \right) \Rightarrow c", r"\left( a = b \right) "),
        (r"\begin{cases} a = b \end{cases} = c", r"\begin{cases} a = b \end{cases} "),
        (r"\{ a = b", r"\{ a "),
        (r"\Leftrightarrow x", ""),
        ("a + b", None),
        (r"a \neq b", None),
    ],
)
def test_what_stands_before_the_relation_sign(line: str, side: str | None) -> None:
    left, right = sides(typed(line))
    assert (None if left is None else latex(left)) == side
    assert (side or "") + latex(right) == line


def test_lines_stand_under_the_relation_sign() -> None:
    lines = ["a = b", "= c", "= d", r"\mathrm{d}f = e", "= g", "h", "= i"]
    assert align(map(typed, lines)) == [
        "a = b",
        r"\hphantom{a} {} = c",
        r"\hphantom{a} {} = d",
        r"\mathrm{d}f = e",
        r"\hphantom{\mathrm{d}f} {} = g",
        "h",
        r"\quad = i",
    ]
