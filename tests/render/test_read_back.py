"""What is printed is read back as what it was, in LaTeX, in Unicode text and in the spelling of messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from sympy import Basic, Rational, S, preorder_traversal

from mkdocs_matcalc.algebra import build as b
from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.point import Array, Point, UndefinedError
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.printer import formula
from mkdocs_matcalc.render.unicode import unicode_text

SIZE, OTHER, INDEX = n.dimension("n"), n.dimension("m"), n.index("i")
s, t = n.Variable("s", facts=("positive",)), n.Variable("t", facts=("positive",))
x, z = n.Variable("x", SIZE, facts=("positive",)), n.Variable("z", SIZE, facts=("positive",))
A, B = n.Variable("A", OTHER, SIZE), n.Variable("B", SIZE, SIZE)
P = n.Variable("P", SIZE, SIZE, facts=("positive definite", "symmetric"))
SAMPLES = n.Family("u", OTHER, SIZE)
DECLARED = """s, t in R positive
x, z in R^n positive
A in R^(m x n)
B in R^(n x n)
P in R^(n x n) positive definite
u_i in R^n
"""
# Signs that pages have and the block language does not, each with what one types for it.
SIGNS = (
    (r"\\mathop\{(\\mathrm\{\w+\})\}", r"\\operatorname{\1}"),
    ("\u221a(\\w)", r"sqrt(\1)"),
    ("\u221a", "sqrt"),
    ("\U0001d7cf", r"\\mathbf{1}"),
    (r"\^\(\u2299", ".^("),
    ("\u03a3\u1d62\u208c\u2081\u1d50", "sum_{i=1}^m"),
    ("\u03a3\u1d62\u208c\u2081\u207f", "sum_{i=1}^n"),
)
SAMPLE = n.Member(SAMPLES, INDEX)

SCALARS: tuple[Basic, ...] = (
    S(3), Rational(1, 2), SIZE, s, b.add(s, t), b.neg(s), b.power(s, 2), b.power(s, -1), b.power(s,
    Rational(1, 2)),
    b.power(b.add(s, t), -2), b.apply("log", s), b.apply("log", b.mul(s, t)), b.apply("abs", s),
    b.apply("sign", s),
    b.apply("log", n.Det(P)), b.apply("log", n.Det(b.mul(P, P, P, P))), n.Det(B), n.Det(b.mul(B, P)),
    n.Det(b.inverse(P)), b.trace(B), b.trace(b.mul(B, P)), n.Norm(x, "2"), b.power(n.Norm(x, "2"), 2),
    n.Norm(B, "2"), n.Norm(B, "F"),
    n.Norm(x, "1"), n.Norm(x, "inf"), n.Norm(B, "nuc"), n.Inner(x, z), b.sum_entries(B),
    b.log_sum_exp(x), n.MaxEntry(x),
    b.mul(b.transpose(x), z), b.mul(b.transpose(x), b.add(x, z)),
    n.IndexedSum(b.mul(n.Entry(x, INDEX), n.Entry(B, INDEX, INDEX)), INDEX, SIZE),
    n.IndexedSum(b.mul(b.transpose(SAMPLE), x), INDEX, OTHER),
)  # fmt: skip
VECTORS: tuple[Basic, ...] = (
    x, b.add(x, z), b.neg(x), b.mul(B, x), n.Hadamard(x, z), n.HadamardPower(x, S(2)), n.HadamardPower(x,
    S(-1)),
    n.HadamardPower(b.add(x, z), Rational(1, 2)), b.apply("exp", x), b.apply("sqrt", x), b.apply("abs",
    x), b.apply("sigmoid", b.add(x, z)),
    n.Softmax(x), n.DiagPart(B), b.ones((SIZE, S.One)), n.Fill(s, SIZE, S.One),
    n.IndexedSum(SAMPLE, INDEX, OTHER),
)  # fmt: skip
SQUARES: tuple[Basic, ...] = (
    B, P, b.transpose(B), b.inverse(B), b.transpose(b.inverse(B)), n.Pow(B, S(3)), n.Pow(B, S(-2)),
    n.Identity(SIZE), b.add(B, P), b.mul(B, P),
    b.mul(b.transpose(A), A), b.inverse(b.mul(b.transpose(A), A)), n.Diag(x), n.Diag(b.add(x, z)),
    n.Hadamard(B, P),
    b.ones((SIZE, SIZE)), b.apply("exp", B), b.apply("abs", B), b.mul(x, b.transpose(z)),
    n.HadamardPower(B, S(2)),
    b.transpose(b.add(B, P)), b.transpose(b.apply("exp", B)), b.mul(Rational(1, 2), B), b.mul(s, B),
    n.IndexedSum(b.mul(SAMPLE, b.transpose(SAMPLE)), INDEX, OTHER),
)  # fmt: skip
ROWS = tuple(b.transpose(vector) for vector in VECTORS)
BATCH = 50
FACTORS = (*SCALARS, *VECTORS, *ROWS, *SQUARES)
# One of every way to print: a letter, a sum, a product, a power, a function with brackets and without.
KINDS = (
    s, b.add(s, t), b.power(s, -1), b.apply("log", n.Det(P)), n.Norm(x, "2"),
    b.mul(b.transpose(x), z), n.IndexedSum(b.mul(b.transpose(SAMPLE), x), INDEX, OTHER),
    x, b.add(x, z), n.Hadamard(x, z), b.apply("exp", x), b.ones((SIZE, S.One)),
    b.transpose(x), b.transpose(b.add(x, z)),
    B, b.add(B, P), b.transpose(b.inverse(B)), n.Diag(x), b.mul(x, b.transpose(z)),
)  # fmt: skip

PRINTED: dict[str, Callable[[Basic], str]] = {
    "latex": lambda expr: latex(formula(expr)),
    "unicode": lambda expr: unicode_text(formula(expr)),
    "plain": plain,
}


def products(factor: Basic) -> Iterator[Basic]:
    """The factor before and after one of every kind that fits."""
    for other in KINDS:
        for left, right in ((factor, other), (other, factor)):
            if n.is_scalar(left) or n.is_scalar(right) or n.shape_of(left)[1] == n.shape_of(right)[0]:
                yield b.mul(left, right)


def sums(factor: Basic) -> Iterator[Basic]:
    """The factor beside one of every kind of its shape."""
    for other in KINDS:
        if n.shape_of(factor) == n.shape_of(other):
            yield from (b.sub(factor, other), b.sub(other, factor), b.hadamard(factor, other))


def inside(part: Basic) -> Iterator[Basic]:
    """A part under every operator that takes one of its shape; a row is a column's transpose."""
    rows, columns = n.shape_of(part)
    if rows == 1 != columns:
        return
    yield from (
        b.neg(part),
        b.mul(Rational(-1, 2), part),
        b.mul(b.power(s, -1), part),
        b.mul(b.power(b.add(s, t), -2), part),
    )
    yield from (
        b.apply("tanh", part),
        b.apply("abs", part),
        b.transpose(part),
        b.transpose(b.apply("exp", part)),
    )
    if (rows, columns) == (1, 1):
        yield from (
            b.power(part, 2),
            b.power(part, -1),
            b.power(part, -3),
            b.power(b.power(part, 2), Rational(1, 2)),
        )
        yield from (
            b.power(S(2), part),
            b.hadamard_power(x, part),
            n.Fill(part, SIZE, S.One),
            b.add(n.Fill(part, SIZE, S.One), x),
        )
        yield b.apply("log", b.power(part, 2))
        return
    yield from (n.HadamardPower(part, exponent) for exponent in (S(2), S(-1), S(-3), SIZE))
    yield b.hadamard(part, b.hadamard_power(part, -2))
    yield n.IndexedSum(b.mul(INDEX, part), INDEX, OTHER)
    yield b.sub(part, n.IndexedSum(b.mul(INDEX, part), INDEX, OTHER))
    if isinstance(part, n.Identity | n.Fill):
        # Nothing would say their size.
        return
    yield from (
        b.sum_entries(part),
        n.Norm(part, "1"),
        n.Norm(part, "F"),
        n.Inner(part, part),
        b.power(n.Norm(part, "F"), -1),
    )
    if 1 in (rows, columns):
        yield n.Norm(part, "inf")
    if rows == columns:
        yield from (
            n.Trace(part),
            n.Det(part),
            n.Pow(part, S(2)),
            n.Diag(n.DiagPart(part)),
            b.inverse(b.add(part, n.Identity(SIZE))),
        )
        yield from (
            b.apply("log", b.power(n.Det(part), 2)),
            n.Trace(n.Kronecker(part, B)),
            n.Trace(n.Kronecker(B, part, P)),
        )
        yield b.transpose(b.inverse(b.add(part, n.Identity(SIZE))))
    if columns == 1:
        yield from (n.Softmax(part), b.log_sum_exp(part), n.MaxEntry(part), n.Diag(part))


def value_at(expr: Basic, point: Point) -> Array:
    """An expression's value, its letters known by name and its indices free to be any."""
    named = {leaf.name: value for leaf, value in point.values.items()}
    sizes = {str(symbol): value for symbol, value in point.sizes.items()}
    found = set(preorder_traversal(expr))
    values = {leaf: named[leaf.name] for leaf in found if isinstance(leaf, n.Variable | n.Family)}
    symbols = {leaf: sizes[str(leaf)] for leaf in expr.free_symbols if str(leaf) in sizes}
    return evaluate(expr, Point({**point.sizes, **symbols}, values, seed=point.seed))


def read_back(texts: Sequence[str], shapes: Sequence[n.Shape]) -> list[Basic]:
    """The expressions that texts are read as, where every letter and the shape of each whole are declared."""
    lines = []
    for number, (text, shape) in enumerate(zip(texts, shapes, strict=True)):
        space = f"R^({shape[0]} x {shape[1]})" if shape[1] != 1 else f"R^{shape[0]}" if shape[0] != 1 else "R"
        lines += [f"F_{number} in {space}", f"F_{number} = {respelled(text)}"]
    problem = parse("\n".join([DECLARED, *lines, "d/ds s^2"]))
    read = {each.variable.name: each.expression for each in problem.definitions}
    return [read[f"F{number}"] for number in range(len(texts))]


def respelled(text: str) -> str:
    """A text in the signs that a block is typed in, one for one."""
    for printed, typed in SIGNS:
        text = re.sub(printed, typed, text)
    return text


@pytest.mark.parametrize("form", PRINTED)
@pytest.mark.parametrize("corpus", [products, sums, inside], ids=lambda corpus: corpus.__name__)
def test_what_is_printed_is_read_back(corpus: Callable[[Basic], Iterator[Basic]], form: str) -> None:
    point = sample([s, t, x, z, A, B, P, SAMPLES], {}, draw=0)
    expressions = list(dict.fromkeys(each for factor in FACTORS for each in corpus(factor)))
    misread = []
    for start in range(0, len(expressions), BATCH):
        batch = expressions[start : start + BATCH]
        texts = [PRINTED[form](each) for each in batch]
        for expr, text, again in zip(batch, texts, read_back(texts, [*map(n.shape_of, batch)]), strict=True):
            if not same_value(expr, again, point):
                misread.append(text)
    assert misread == []


def same_value(expr: Basic, again: Basic, point: Point) -> bool:
    try:
        value = value_at(expr, point)
    except UndefinedError:
        return n.shape_of(expr) == n.shape_of(again)
    found = value_at(again, point)
    return value.shape == found.shape and bool(np.allclose(value, found))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (b.apply("log", n.Det(P)), r"\log \det P"),
        (b.mul(S(2), b.apply("log", n.Det(P)), b.inverse(B)), r"2 \log(\det P) B^{-1}"),
        (b.mul(b.apply("log", n.Det(b.mul(B, P))), n.Identity(SIZE)), r"\log(\det(B P)) I"),
        (b.mul(s, b.apply("log", n.Det(P))), r"s \log \det P"),
        (
            b.mul(b.apply("log", n.Det(P)), n.Differential(b.apply("log", n.Det(P)))),
            r"\log(\det P) \, \mathrm{d}\log \det P",
        ),
        (b.mul(n.Differential(b.apply("log", n.Det(P))), s), r"\mathrm{d}\log(\det P) \, s"),
        (b.apply("abs", B), r"\mathop{\mathrm{abs}}(B)"),
        (b.apply("abs", x), r"\lvert x \rvert"),
    ],
)
def test_a_function_takes_in_what_is_its_own(expr: Basic, text: str) -> None:
    assert latex(formula(expr)) == text
