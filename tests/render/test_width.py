"""How wide formulas are by TeX's rules; `tests/browser/test_slow_network.py` asks KaTeX itself."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.width import UnknownWidthError, unbroken

_X, _Y, _DIGIT, _EQUALS = 0.572, 0.526, 0.5, 0.778
_THIN, _MEDIUM, _THICK = 3 / 18, 4 / 18, 5 / 18


def _width(latex: str, display: bool = False) -> float:
    return sum(piece.width for piece in unbroken(typed(latex), display))


@pytest.mark.parametrize(
    ("latex", "width"),
    [
        ("x", _X),
        ("12", 2 * _DIGIT),
        ("x = y", _X + _EQUALS + _Y + 2 * _THICK),
        ("x + y", _X + 0.778 + _Y + 2 * _MEDIUM),
        ("-x", 0.778 + _X),
        ("x, y", _X + 0.278 + _THIN + _Y),
        (r"x \, y", _X + _THIN + _Y),
        (r"x \quad y", _X + 1 + _Y),
        (r"\log x", 1.292 + _THIN + _X),
        ("{=} x", _EQUALS + _X),
        # Within scripts only operators stand apart.
        ("x^{y = y}", _X + 0.7 * (2 * _Y + _EQUALS) + 0.05),
        # Of both scripts the longer one counts.
        ("x_{1}^{12}", _X + 0.7 + 0.05),
        # An index stands below the slant of its letter, and an exponent behind it.
        ("f_1", 0.597 - 0.108 + 0.35 + 0.05),
        ("f^1", 0.597 + 0.35 + 0.05),
        ("f'", 0.597 + 0.7 * 0.275 + 0.05),
        ("x_{1}'", _X + 0.35 + 0.05),
        (r"\frac{x}{12}", 0.7 + 0.24),
        (r"\dfrac{x}{12}", 1 + 0.24),
        (r"\sqrt{x}", 0.833 + _X),
        (r"\hat{x}", _X),
        (r"\mathbb{R}", 0.722),
        (r"\mathrm{d} x", 0.556 + _X),
        (r"\text{if }", 0.278 + 0.306 + 0.25),
        (r"\left(x\right)", 2 * 0.389 + _X),
        (r"\textcolor{teal}{= x}", _EQUALS + _THICK + _X),
        (r"\begin{pmatrix} x & y \\ y & y \end{pmatrix}", 2 * 0.736 + _X + _Y + 1),
    ],
)
def test_the_width_is_that_of_the_signs_and_of_the_blanks_between_them(latex: str, width: float) -> None:
    assert _width(latex) == pytest.approx(width, abs=0.005)


def test_limits_stand_below_their_sign_on_lines_of_their_own_alone() -> None:
    assert _width(r"\sum_{i}", True) == pytest.approx(1.444)
    assert _width(r"\sum_{i}") == pytest.approx(1.056 + 0.7 * 0.345 + 0.05, abs=0.005)


@pytest.mark.parametrize("grown", [r"\left(\frac{x}{y}\right)", r"\bigl(\tfrac{x}{y}\bigr)"])
def test_brackets_that_grow_are_wider(grown: str) -> None:
    assert _width(grown) > _width(r"\tfrac{x}{y}") + 2 * 0.389 + 0.05


@pytest.mark.parametrize(
    ("latex", "count"),
    [
        ("x", 1),
        ("x = y", 2),
        ("x = y + x - y", 4),
        ("f(x + y)", 2),
        (r"\left(x + y\right)", 1),
        ("{x + y}", 1),
        (r"\frac{x + y}{2}", 1),
        ("-x", 1),
        ("x := y", 2),
        (r"= \; x", 2),
        (r"\textcolor{teal}{x + y}", 2),
    ],
)
def test_it_may_be_broken_behind_relations_and_operators_that_no_group_holds(latex: str, count: int) -> None:
    assert len(unbroken(typed(latex))) == count


@pytest.mark.parametrize(
    "latex",
    [r"\nobodyknows x", r"\text{$x$}", r"\begin{tikzcd} x \end{tikzcd}", r"\text{日}",
     r"\cancel{x}", r"\frac{\nobodyknows}{2}"],
)  # fmt: skip
def test_what_only_katex_knows_has_no_width(latex: str) -> None:
    with pytest.raises(UnknownWidthError):
        unbroken(typed(latex))
