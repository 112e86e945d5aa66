"""Every node and every pair of shapes, as code and as a formula: the same value, in the same shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np
import pytest
from expressions import arguments, namespace, value_of
from libraries import Library
from sympy import Basic, Rational, S

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.nodes import Function, Shape, Variable, dimension, shape_of
from mkdocs_matcalc.numerics.evaluate import VALUES
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.render.code.lowering import LOWERED, WITHOUT_CODE
from mkdocs_matcalc.render.code.module import Module

m, n, one = dimension("m"), dimension("n"), S.One
SHAPES: dict[str, Shape] = {
    "scalar": (one, one),
    "vector": (n, one),
    "row": (one, n),
    "matrix": (m, n),
    "turned": (n, m),
    "square": (n, n),
}
# As many expressions as one printed function returns.
TOGETHER = 40


def variable(name: str, shape: Shape, *facts: str) -> Variable:
    return Variable(f"{name}_{shape[0]}_{shape[1]}", *shape, facts=facts)


def ones(shape: Shape) -> Basic:
    return nodes.Fill(one, *shape)


SCALE = variable("s", (one, one), "positive")


def operands(shape: Shape) -> list[Basic]:
    """Things of a shape: whole arrays, and what a library spreads along one axis or both."""
    rows, columns = shape
    whole = variable("X", shape, "positive")
    found = [
        whole,
        nodes.Transpose(variable("Y", (columns, rows), "positive")),
        ones(shape),
        nodes.Fill(SCALE, *shape),
        nodes.Mul(S(-1), SCALE, ones(shape)),
        nodes.Add(ones(shape), nodes.Mul(S(2), ones(shape))),
    ]
    if 1 in shape:
        return found
    column, row = variable("u", (rows, one), "positive"), variable("v", (one, columns), "positive")
    alike_in_rows = nodes.Mul(SCALE, column, ones((one, columns)))
    alike_in_columns = nodes.Mul(S(-1), nodes.Transpose(ones((one, rows))), row)
    return [
        *found,
        nodes.Mul(column, row),
        alike_in_rows,
        alike_in_columns,
        nodes.Mul(whole, ones((columns, columns))),
        nodes.Mul(ones((rows, rows)), whole),
        nodes.Add(alike_in_rows, ones(shape)),
        nodes.Add(alike_in_columns, nodes.Mul(S(-1), alike_in_rows)),
    ]


def by_entry(shape: Shape) -> Iterator[Basic]:
    for left, right in product(operands(shape), repeat=2):
        yield nodes.Add(left, nodes.Mul(S(-3), right))
        yield nodes.Hadamard(left, right)
        yield nodes.Hadamard(left, nodes.HadamardPower(right, S(-1)))
    for left, middle, right in product(operands(shape)[::3], repeat=3):
        yield nodes.Add(nodes.Hadamard(left, middle), right)
        yield nodes.Hadamard(nodes.Add(left, middle), right)


def products(left: Shape, right: Shape) -> Iterator[Basic]:
    for before, behind in product(operands(left), operands(right)):
        made = nodes.Mul(before, behind)
        yield made
        yield nodes.Mul(ones((one, shape_of(made)[0])), before, behind)
    for before, behind in product(operands(left)[::3], operands(right)[::3]):
        made = nodes.Mul(before, behind)
        rows, columns = shape_of(made)
        yield nodes.Transpose(made)
        yield nodes.SumEntries(made)
        yield nodes.Mul(S(-2), before, SCALE, behind)
        yield nodes.Mul(before, behind, ones((columns, one)))
        yield nodes.Mul(before, behind, ones((columns, rows)), before, behind)


def of_one(shape: Shape) -> Iterator[Basic]:
    """Every node that takes one array, of every array it takes."""
    rows, columns = shape
    for part in operands(shape):
        yield from (node(part) for node in (nodes.Transpose, nodes.Vec, nodes.Bracket, nodes.SumEntries))
        yield from (node(part) for node in (nodes.LogSumExp, nodes.MaxEntry, nodes.Softmax))
        yield from (node(part) for node in (nodes.RowSoftmax, nodes.RowLogSumExp))
        yield from (nodes.Mean(part), nodes.Variance(part), nodes.Unvec(nodes.Vec(part), *shape))
        yield from (nodes.Norm(part, kind) for kind in ("2", "F", "1", "inf", "nuc"))
        yield from (node(part, operands(shape)[0]) for node in (nodes.Inner, nodes.Frobenius))
        yield nodes.HadamardPower(part, S(2))
        yield nodes.Apply(Function("tanh"), part)
        yield from (nodes.Apply(Function("g", order), part) for order in range(4))
        yield from (node("L", part) for node in (nodes.Call, nodes.CallGradient))
        yield from (nodes.Kronecker(part, operands(other)[0]) for other in SHAPES.values())
        yield from (nodes.Kronecker(operands(other)[1], part) for other in SHAPES.values())
        if rows == columns:
            yield from (node(part) for node in (nodes.Trace, nodes.Det, nodes.DiagPart))
            yield nodes.Pow(part, S(3))
            far = nodes.Add(part, nodes.Mul(S(5), _identity(rows)))
            yield from (nodes.Inverse(far), nodes.Pow(far, Rational(-3, 2)))
            yield from (nodes.MatrixFunction(part, "expm"), nodes.MatrixFunction(far, "logm"))
        if columns == 1:
            yield from (nodes.Diag(part), nodes.CallHessian("L", part))
            weight = nodes.Diag(nodes.Apply(Function("exp"), part)) if rows != 1 else S(2)
            yield from (nodes.WeightedNorm(part, weight), nodes.WeightedInner(part, weight, part))
    yield from (node(operands(shape)[0]) for node in (nodes.ArgmaxUnit, nodes.PolarFactor))
    yield nodes.TopSingularPair(operands(shape)[0])
    yield nodes.IndexedSum(nodes.Mul(nodes.index("i"), operands(shape)[0]), nodes.index("i"), n)


def _identity(rows: Basic) -> Basic:
    return one if rows == 1 else nodes.Identity(rows)


def of_sizes() -> Iterator[Basic]:
    """Every node that needs none."""
    i, j, x = nodes.index("i"), nodes.index("j"), variable("X", (n, one), "positive")
    family = nodes.Family("w", n, m)
    yield from (nodes.Identity(n), nodes.Unit(S(2), n), nodes.Commutation(m, n), Rational(1, 3), n)
    yield nodes.Mul(nodes.Entry(x, S(2)), nodes.Entry(variable("X", (m, n), "positive"), S(1), S(2)), x)
    yield nodes.IndexedSum(nodes.Mul(nodes.KroneckerDelta(i, S(2)), nodes.Member(family, i)), i, n)
    yield nodes.IndexedSum(nodes.Mul(nodes.KroneckerDelta(i, j), nodes.Entry(x, i)), i, n).xreplace({j: S(1)})


def holds(exprs: Iterable[Basic], library: Library) -> int:
    """Print expressions as functions that return many each, run them, and hold each against its formula."""
    wanted = list(dict.fromkeys(exprs))
    leaves = {leaf for each in wanted for leaf in each.free_symbols if isinstance(leaf, nodes.Node)}
    # Whatever else there is, one array has both sizes.
    known = sorted(leaves | {variable("X", (m, n), "positive")}, key=str)
    point = sample((*wanted, *known), {}, draw=1)
    for start in range(0, len(wanted), TOGETHER):
        table = {f"e{number}": expr for number, expr in enumerate(wanted[start : start + TOGETHER])}
        module = Module(known, wanted, {})
        source = module.text(library.dialect, [module.function("all_of_them", "Each", table)])
        found = namespace(source)["all_of_them"](**arguments(point, source, library, "all_of_them"))
        for name, expr in table.items():
            expected = value_of(expr, point)
            assert np.shape(found[name]) == np.shape(expected), f"{expr}\n{source}"
            values, told = library.values(found[name]), f"{name} is {expr}\n{source}"
            np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-9, err_msg=told)
    return len(wanted)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_sums_and_products_by_entry(shape: Shape, library: Library) -> None:
    assert holds(by_entry(shape), library) > 100


PAIRS = {
    f"{left} {right}": (SHAPES[left], SHAPES[right])
    for left, right in product(SHAPES, repeat=2)
    if SHAPES[left][1] == SHAPES[right][0] or "scalar" in (left, right)
}


@pytest.mark.parametrize(("left", "right"), PAIRS.values(), ids=PAIRS)
def test_products(left: Shape, right: Shape, library: Library) -> None:
    assert holds(products(left, right), library) > 80


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_node_of_one_array(shape: Shape, library: Library) -> None:
    assert holds(of_one(shape), library) > 150


def test_every_node_of_sizes(library: Library) -> None:
    assert holds(of_sizes(), library) == 8


def test_every_node_with_a_value_has_code_or_a_reason_why_not() -> None:
    assert VALUES.keys() - LOWERED.keys() == WITHOUT_CODE.keys()
    covered = {type(part) for expr in _all() for part in _nodes(expr)}
    assert covered >= VALUES.keys() - WITHOUT_CODE.keys()
    assert all(WITHOUT_CODE.values())


def _all() -> Iterator[Basic]:
    for shape in SHAPES.values():
        yield from (*of_one(shape), *by_entry(shape), *products(SHAPES["scalar"], shape))
    yield from of_sizes()


def _nodes(expr: Basic) -> Iterator[Basic]:
    yield expr
    if not isinstance(expr, Variable | nodes.Family):
        for part in expr.args:
            yield from _nodes(part)
