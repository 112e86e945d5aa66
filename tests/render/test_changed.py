"""What is new in a line stands out, and nothing else about the line changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.render.changed import mark_changes

GOLDENS = Path(__file__).parents[1] / "calculus" / "goldens.md"
BLOCKS = re.findall(r"```matcalc\n(.*?)```", GOLDENS.read_text(encoding="utf-8"), re.DOTALL)
MARK = r"\textcolor{teal}{"


def shown(line: str) -> str:
    return line.replace(MARK, "<{")


def without_marks(line: str) -> str:
    while (start := line.find(MARK)) >= 0:
        depth, end = 1, start + len(MARK)
        while depth:
            depth += {"{": 1, "}": -1}.get(line[end], 0)
            end += 1
        line = line[:start] + line[start + len(MARK) : end - 1] + line[end:]
    return line


@pytest.mark.parametrize(
    ("above", "line", "marked"),
    [
        (
            r"\mathrm{d}f = 2 r^\top \, \mathrm{d}r",
            r"= 2 r^\top A \, \mathrm{d}x",
            r"= 2 r^\top <{A \, \mathrm{d}x}",
        ),
        ("f = 2 r", "= 2 (A x - y)", "= 2 <{(A x - y)}"),
        # A script belongs to its symbol, and a function to its argument.
        ("f = A r", r"= A^\top r", r"= <{A^\top} r"),
        ("f = a b", r"= a \exp(b)", r"= a \exp(b)"),
        (r"f = a \exp(b)", r"= a \exp(b + c)", r"= a \exp(b + <{c})"),
        # A mark cuts no group in two.
        (r"f = \frac{a}{s}", r"= \frac{a}{x^\top x}", r"= \frac{a}{<{x^\top x}}"),
        (r"f = \frac{a}{s}", r"= \frac{b}{s} + \frac{c}{t}", r"= \frac{<{b}}{s} + <{\frac{c}{t}}"),
        ("f = g(a)", r"= \left[h a\right]^\top", r"= \left[<{h} a\right]^\top"),
        (r"f = (a)", r"= (a + b) c", r"= (a + <{b}) <{c}"),
        (r"f = a", r"= a \leftarrow b", r"= a <{\leftarrow b}"),
        (r"f = a", r"= a \|b\|", r"= a <{\|b\|}"),
        # A relation keeps its place at the front, by which lines stand under each other.
        (r"a + b = 0", r"\Rightarrow a = -c b", r"\Rightarrow a = -<{c} b"),
        (
            r"f = \begin{pmatrix} a & b \\ c & d \end{pmatrix}",
            r"= \begin{pmatrix} a & x \\ y & d \end{pmatrix}",
            r"= \begin{pmatrix} a & <{x} \\ <{y} & d \end{pmatrix}",
        ),
    ],
)
def test_what_is_new_is_marked(above: str, line: str, marked: str) -> None:
    first, second = mark_changes([above, line])
    assert first == above
    assert shown(second) == marked


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("f = a b", "g = a c"),
        ("f = a + b", "= c d"),
        ("f = a b", "= a b"),
        ("f = a b", "= (a c"),
        ("f = a b", "= a c) d"),
        ("f = a b", "= a c\\"),
        ("f = a b", "= a {c}^{{{{d}}}}"),
        ("a b", "c d"),
    ],
    ids=[
        "another equation",
        "all new",
        "the same",
        "not closed",
        "not opened",
        "no LaTeX",
        "deep script",
        "no relation",
    ],
)
def test_a_line_without_marks(above: str, line: str) -> None:
    assert mark_changes([above, line]) == [above, line]


def test_marks_change_nothing_but_colour() -> None:
    count = 0
    for block in BLOCKS:
        lines = [step["latex"] for step in compute(block, {}).get("steps", [])]
        marked = mark_changes(lines)
        assert [without_marks(line) for line in marked] == lines
        count += sum(MARK in line for line in marked)
    assert count > len(BLOCKS) / 4
