"""What is new in a line stands out, and nothing else about the line changes."""

from __future__ import annotations

from time import process_time

import pytest

from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.errors import TookTooLong
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.limits import limited
from mkdocs_matcalc.render.changed import mark_changes
from mkdocs_matcalc.render.formula import Formula
from mkdocs_matcalc.render.latex import COLOURED, latex
from mkdocs_matcalc.render.present import present
from mkdocs_matcalc.render.typed import typed


def shown(line: Formula) -> str:
    return latex(line, new=COLOURED).replace(COLOURED, "<{")


@pytest.mark.parametrize(
    ("above", "line", "marked"),
    [
        (r"f = 2 r^\top \, u", r"= 2 r^\top A \, x", r"= 2 r^\top <{A \, x}"),
        ("f = 2 r", "= 2 (A x - y)", "= 2 <{(A x - y)}"),
        # A script belongs to its symbol, and a function to its argument.
        ("f = A r", r"= A^\top r", r"= <{A^\top} r"),
        ("f = a b", r"= a \exp(b)", r"= a <{\exp(b)}"),
        (r"f = a \sin(b)", r"= a \cos(b)", r"= a <{\cos(b)}"),
        ("f = (a + b)^2", "= (a + b)^3", "= (a + b)^{<{3}}"),
        ("f = (a)_i^2", "= (a)_k^2", "= (a)_{<{k}}^2"),
        (r"f = A : B", r"= A C : B", r"= A <{C} : B"),
        (r"f = a \exp(b)", r"= a \exp(b + c)", r"= a \exp(b + <{c})"),
        # A mark cuts no group in two.
        (r"f = \frac{a}{s}", r"= \frac{a}{x^\top x}", r"= \frac{a}{<{x^\top x}}"),
        (r"f = \frac{a}{s}", r"= \frac{b}{s} + \frac{c}{t}", r"= \frac{<{b}}{s} + <{\frac{c}{t}}"),
        ("f = g(a) b", r"= \left[h a\right]^\top b", r"= <{\left[h a\right]^\top} b"),
        ("f = (a) c", "= (a + b) c", "= (a + <{b}) c"),
        # The smallest expression that holds all that is new, not one mark after the other.
        ("f = c x A y", "= c y A x", "= c <{y A x}"),
        (r"f = t(a b) + t(c x)", r"= t(b a) + t(c x)", r"= t(<{b a}) + t(c x)"),
        (r"f = t(a x) + t(b x)", r"= t([a + b]^\top x)", r"= t(<{[a + b]^\top} x)"),
        ("f = 2 s u", "= 2 s a b + 2 s b c", "= 2 s <{a b} + 2 s <{b c}"),
        # Terms that change places are not new.
        ("f = a b + c d + x", "= x + c d + a e", "= x + c d + a <{e}"),
        # Each side of a line goes on from the one before it.
        ("f = a b", "= a c = a d", "= a <{c} = a <{d}"),
        (r"f = a", r"= a \leadsto b", r"= a <{\leadsto b}"),
        (r"f = a", r"= a \|b\|", r"= a <{\|b\|}"),
        # A relation keeps its place at the front, by which lines stand under each other.
        (r"a + b = 0", r"\Rightarrow a = -c b", r"\Rightarrow a = <{-c b}"),
        (
            r"f = \begin{pmatrix} a & b \\ c & d \end{pmatrix}",
            r"= \begin{pmatrix} a & x \\ y & d \end{pmatrix}",
            r"= \begin{pmatrix} a & <{x} \\ <{y} & d \end{pmatrix}",
        ),
    ],
)
def test_what_is_new_is_marked(above: str, line: str, marked: str) -> None:
    first, second = mark_changes(map(typed, [above, line]))
    assert shown(first) == above
    assert shown(second) == marked
    assert latex(second) == line


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("f = a b", "g = a c"),
        ("f = a + b", "= c d"),
        ("f = a b", "= a b"),
        ("a b", "c d"),
    ],
    ids=["another equation", "all new", "the same", "no relation"],
)
def test_a_line_without_marks(above: str, line: str) -> None:
    assert mark_changes(map(typed, [above, line])) == [typed(above), typed(line)]


def test_what_shows_an_expression_is_marked_as_one() -> None:
    steps = present(derive(parse("d/dx ||A x - y||^2"))).steps
    assert rf"= 2 r^\top {COLOURED}A \, \mathrm{{d}}x}}" in [
        latex(step.formula, new=COLOURED) for step in steps
    ]


def test_so_many_new_terms_are_marked_in_no_time() -> None:
    above, line = (
        sign + " + ".join(f"{letter}_{{{at}}} x^{{{at}}} y" for at in range(400))
        for sign, letter in (("f = ", "a"), ("= ", "b"))
    )
    started = process_time()
    _, second = mark_changes([typed(above), typed(line + " + c")])
    assert process_time() - started < 5
    assert latex(second) == line + " + c"


def test_marking_looks_at_the_clock() -> None:
    above, line = (
        typed(sign + " + ".join(f"{letter}_{{{at}}}" for at in range(60)))
        for sign, letter in (("f = ", "a"), ("= ", "b"))
    )
    with pytest.raises(TookTooLong), limited(1e-9):
        mark_changes([above, line])
