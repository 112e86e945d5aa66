"""Expressions to write code for, and what reads that code."""

from __future__ import annotations

import ast
import builtins
import inspect
from typing import Any

import numpy as np
from libraries import Library
from sympy import Basic, Rational, S, sqrt

from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    ArgmaxUnit,
    Bracket,
    Call,
    CallGradient,
    Commutation,
    Det,
    Diag,
    DiagPart,
    Entry,
    Family,
    Fill,
    Function,
    Hadamard,
    HadamardPower,
    Identity,
    IndexedSum,
    Inner,
    Inverse,
    Kronecker,
    KroneckerDelta,
    LogSumExp,
    MaxEntry,
    Mean,
    Member,
    Mul,
    Norm,
    PolarFactor,
    Pow,
    RowLogSumExp,
    RowSoftmax,
    Softmax,
    SumEntries,
    TopSingularPair,
    Trace,
    Transpose,
    Unit,
    Unvec,
    Variable,
    Variance,
    Vec,
    WeightedInner,
    WeightedNorm,
    dimension,
    index,
    shape_of,
)
from mkdocs_matcalc.numerics import applied as numeric
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.point import Point
from mkdocs_matcalc.render.code.dialects import NUMPY
from mkdocs_matcalc.render.code.lowering import NoCodeError
from mkdocs_matcalc.render.code.single import source as code_source

n, m, d, i, j = dimension("n"), dimension("m"), dimension("d"), index("i"), index("j")
s, t = Variable("s", facts=("positive",)), Variable("t", facts=("positive",))
x, z, y = Variable("x", n, facts=("positive",)), Variable("z", n), Variable("y", m)
A, B, P = Variable("A", m, n), Variable("B", n, n), Variable("P", n, n, facts=("positive definite",))
row = Variable("q", S(1), n)
members, labels = Family("u", n, d), Family("v", n)
w, W = Variable("w", d), Variable("W", m, d)
VARIABLES = (s, t, x, z, y, A, B, P, row, members, labels, w, W)
r, k = Variable("r", m), Variable("k")
DEFINED = {r: Add(Mul(A, x), Mul(S(-1), y)), k: Mul(Transpose(r), r)}


CASES: dict[str, Basic] = {
    "number": S(2),
    "fraction": Rational(1, 3),
    "variable": x,
    "definition": Mul(S(2), Transpose(A), r),
    "definitions of definitions": Mul(k, Transpose(A), r),
    "mean": Mul(2 / n, Transpose(A), r),
    "root of a dimension": Mul(sqrt(d), s, x),
    "power of a dimension": Mul(S(-1), n**2, x),
    "difference": Add(x, Mul(S(-1), z), Mul(S(-3), s, x), Mul(Rational(-1, 2), z)),
    "minus a sum": Mul(S(-1), Add(x, z)),
    "sum in a product": Mul(s, Add(s, t), Add(B, P), Add(x, z)),
    "scalar divided": Mul(S(3), Pow(s, S(-1)), Pow(t, S(-2)), x),
    "only divided": Mul(Pow(s, S(-1)), Pow(t, Rational(-1, 2))),
    "outer": Mul(r, Transpose(x)),
    "outer of products": Mul(s, Inverse(P), x, Transpose(z), Inverse(P), B),
    "form": Mul(S(2), Transpose(x), B, z),
    "closed in front": Mul(Mul(Transpose(x), B, z), Pow(Mul(Transpose(x), z), S(-1)), B),
    "row": Mul(Transpose(x), B),
    "declared row": Mul(S(2), row),
    "row times column": Mul(row, x),
    "transposed row": Mul(B, Transpose(row)),
    "jacobian": Transpose(A),
    "solve": Mul(B, Inverse(P), B, x),
    "transposed inverse": Mul(S(-1), Transpose(Inverse(B)), P, Transpose(Inverse(B))),
    "scalar power": Pow(s, S(3)),
    "nested power": Pow(Pow(s, S(2)), Add(s, t)),
    "power of minus": Pow(Mul(S(-1), s), S(2)),
    "negative power": Mul(S(-1), Pow(Add(s, t), S(-3))),
    "matrix power": Pow(B, S(3)),
    "hadamard": Hadamard(x, Mul(B, z), Add(x, z)),
    "hadamard division": Hadamard(HadamardPower(x, S(-1)), z, HadamardPower(Add(x, x), S(-2))),
    "hadamard power": HadamardPower(Mul(S(2), x), S(3)),
    "powers by entry": Hadamard(HadamardPower(S(2), z), HadamardPower(x, Mul(S(-1), z))),
    "hadamard root": HadamardPower(x, Rational(-1, 2)),
    "one over": HadamardPower(x, S(-1)),
    "kronecker": Kronecker(A, B),
    "kronecker of inverses": Kronecker(Inverse(B), Transpose(Inverse(B))),
    "kronecker of vectors": Kronecker(x, y),
    "kronecker of a vector and a matrix": Kronecker(x, A),
    "kronecker of a row and a column": Kronecker(Transpose(x), y),
    "identity": Mul(S(2), Identity(n)),
    "zeros": Fill(S(0), n, m),
    "ones": Add(Fill(S(1), n, S(1)), Mul(S(-1), x)),
    "scalar ones": Add(x, Mul(Pow(n * S(1), S(1)), s, Fill(S(1), n, S(1)))),
    "only ones": Add(Fill(S(1), n, S(1)), Mul(S(2), Fill(S(1), n, S(1)))),
    "filled": Fill(s, n, S(1)),
    "ones in a chain": Mul(A, Fill(S(1), n, S(1))),
    "sums as products": Mul(
        Mul(Transpose(x), Fill(S(1), n, S(1))), Mul(Fill(S(1), S(1), n), B, Fill(S(1), n, S(1))), z
    ),
    "hadamard with ones": Hadamard(x, Add(Fill(S(1), n, S(1)), Mul(S(-1), x))),
    "unit": Unit(S(2), n),
    "trace": Trace(Mul(B, P)),
    "det": Mul(Det(P), Transpose(Inverse(P))),
    "log det": Apply(Function("log"), Det(P)),
    "norm": Mul(Pow(Norm(r, "2"), S(-1)), Transpose(A), r),
    "vec undone": Unvec(Mul(Kronecker(B, A), Vec(B)), m, n),
    "mean and variance": Mul(Mean(B), Variance(B), Add(x, Mul(S(-1), Mean(z), Fill(S(1), n, S(1))))),
    "weighted norm and inner product": Mul(WeightedNorm(x, P), WeightedInner(x, B, z)),
    "norms": Add(*(Norm(B, kind) for kind in ("2", "F", "1", "inf", "nuc")), Norm(row, "2"), Norm(s, "2")),
    "inner": Mul(Inner(x, z), Inner(B, P), x),
    "sum of entries": SumEntries(B),
    "log-sum-exp": LogSumExp(x),
    "log-sum-exp of a matrix": LogSumExp(B),
    "softmax": Add(Softmax(x), Mul(S(-1), z)),
    "softmax of rows": Hadamard(RowSoftmax(A), A),
    "log-sum-exp of rows": Add(RowLogSumExp(A), y),
    "largest entry": Mul(MaxEntry(B), ArgmaxUnit(z)),
    "place of the largest entry": ArgmaxUnit(A),
    "polar factor": PolarFactor(A),
    "top singular pair": TopSingularPair(Transpose(A)),
    "commutation": Mul(Commutation(m, n), Vec(A)),
    "diag": Add(Diag(Softmax(x)), Mul(S(-1), Softmax(x), Transpose(Softmax(x)))),
    "diagonal": DiagPart(Add(B, P)),
    "vec": Vec(A),
    "vec of a vector": Vec(x),
    "entry": Mul(Entry(x, S(2)), Entry(A, S(1), S(2)), Entry(row, S(1), S(2)), x),
    "family": IndexedSum(Mul(S(-1), Member(labels, i), Member(members, i)), i, n),
    "index as a number": IndexedSum(Mul(i, Entry(x, i), 1 / (i + 1)), i, n),
    "kronecker delta": IndexedSum(
        IndexedSum(Mul(KroneckerDelta(i, j), Entry(B, i, j), Entry(x, j)), j, n), i, n
    ),
    "norms of matrices": IndexedSum(Pow(Norm(Mul(Entry(x, i), B), "F"), S(2)), i, n),
    "sum in a sum": IndexedSum(IndexedSum(Mul(Entry(B, i, j), Entry(x, j)), j, n), i, n),
    "sum in a difference": Add(x, Mul(S(-1), IndexedSum(Mul(i, x), i, n))),
    "next index": IndexedSum(Mul(Entry(x, i + 1), Entry(x, i)), i, n - 1),
    "abstract by entry": Hadamard(CallGradient("L", Apply(Function("g"), x)), Apply(Function("g", 1), x)),
    "abstract of a matrix": Mul(Call("L", B), CallGradient("L", B)),
    "of a number": Add(
        *(node(s) for node in (Diag, DiagPart, Vec, Trace, Det, SumEntries, LogSumExp, Inverse, Transpose)),
        Mul(Inner(s, t), Identity(S(1)), Fill(t, S(1), S(1))),
        Norm(s, "1"),
        Norm(s, "inf"),
        Norm(s, "F"),
        Norm(s, "nuc"),
    ),
    "bracket": Mul(S(2), Bracket(Add(x, z))),
}


def over_samples(body: Basic) -> Basic:
    return IndexedSum(body, i, n)


SAMPLE, LABEL, ENTRY = Member(members, i), Member(labels, i), Entry(x, i)
AWAY = Add(SAMPLE, Mul(S(-1), w))
MARGIN = Mul(S(-1), LABEL, Transpose(w), SAMPLE)
WHOLE = {
    "sum of losses": over_samples(Apply(Function("softplus"), MARGIN)),
    "weighted samples": over_samples(Mul(S(-2), s, LABEL, Apply(Function("sigmoid"), MARGIN), SAMPLE)),
    "weighted images": over_samples(Mul(LABEL, W, AWAY)),
    "same in each": over_samples(Mul(LABEL, w)),
    "sum of terms": over_samples(Add(Mul(LABEL, ENTRY), Pow(ENTRY, S(-2)), s, Mul(ENTRY, Pow(s, S(-1))))),
    "squared distances": over_samples(Pow(Norm(AWAY, "2"), S(2))),
    "distances": over_samples(Mul(ENTRY, Norm(Mul(W, AWAY), "2"))),
    "forms": over_samples(Mul(Transpose(AWAY), Transpose(W), Add(y, Mul(S(-1), W, SAMPLE)))),
    "scatter": over_samples(Mul(ENTRY, AWAY, Transpose(AWAY))),
    "outer of images": over_samples(Mul(S(3), W, SAMPLE, Transpose(AWAY), Transpose(W))),
    "scores": over_samples(Add(LogSumExp(Mul(W, SAMPLE)), Mul(S(-1), Transpose(y), W, SAMPLE))),
    "probabilities": over_samples(Mul(Add(Softmax(Mul(W, SAMPLE)), Mul(S(-1), y)), Transpose(SAMPLE))),
    "scaled sample": over_samples(Mul(Transpose(w), Mul(Add(LABEL, s), SAMPLE))),
    "entries one by one": over_samples(Mul(ENTRY, Entry(z, i), Unit(i, n))),
}
CASES |= WHOLE


def namespace(source: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    exec(source, made)
    return made


def arguments(point: Point, source: str, library: Library, function: str = "gradient") -> dict[str, Any]:
    """Each variable as a user would pass it, and the abstract functions that the code takes."""
    passed: dict[str, Any] = {}
    for leaf, value in point.values.items():
        kept = [size for size, shown in zip(value.shape[-2:], leaf.shape, strict=True) if shown != 1]
        shape = value.shape if leaf.shape[0] == 1 != leaf.shape[1] else (*value.shape[:-2], *kept)
        passed[leaf.name] = library.array(value.reshape(shape))
    wanted = inspect.signature(namespace(source)[function]).parameters
    tall = lambda array: np.reshape(array, (-1, 1))  # noqa: E731
    callables = {
        "g": lambda array: numeric.apply(Function("g"), array, point.seed),
        "dg": lambda array: numeric.apply(Function("g", 1), array, point.seed),
        "d2g": lambda array: numeric.apply(Function("g", 2), array, point.seed),
        "d3g": lambda array: numeric.apply(Function("g", 3), array, point.seed),
        "L": lambda array: numeric.call("L", tall(array), point.seed).reshape(()),
        "dL": lambda array: numeric.call_gradient("L", tall(array), point.seed).reshape(np.shape(array)),
        "d2L": lambda array: numeric.call_hessian("L", tall(array), point.seed).squeeze(),
    }
    return passed | {name: library.lifted(each) for name, each in callables.items() if name in wanted}


def value_of(expr: Basic, point: Point) -> np.ndarray:
    """An expression's value in the shape that the code gives it."""
    value = evaluate(expr, point)
    if value.shape == (1, 1):
        return value[0, 0]
    return value[:, 0] if shape_of(expr)[1] == 1 else value


def printed(*arguments: Any) -> str | None:
    """The text of `render.code.source.source`; None where there is none to give."""
    try:
        return code_source(*arguments[1:])(arguments[0]).text
    except NoCodeError:
        return None


def source_of(result: Basic, *variables: Variable, definitions: dict[Variable, Basic] | None = None) -> str:
    source = printed(NUMPY, result, variables[:1], result, definitions or {}, variables)
    assert source is not None
    return source


def unknown_names(source: str) -> set[str]:
    known = {*dir(builtins)}
    used = set()
    for part in ast.walk(ast.parse(source)):
        match part:
            case ast.alias():
                assert part.name in {"math", "numpy", "torch", "jax", "jax.numpy"}
                known.add(part.asname or part.name)
            case ast.FunctionDef() | ast.arg():
                known.add(part.name if isinstance(part, ast.FunctionDef) else part.arg)
            case ast.Name(ctx=ast.Store()):
                known.add(part.id)
            case ast.Name():
                used.add(part.id)
    return used - known


def body_of(source: str | None, name: str = "gradient") -> list[str]:
    """The lines of a function below its docstring."""
    assert source is not None
    defined = {part.name: part for part in ast.parse(source).body if isinstance(part, ast.FunctionDef)}
    return [ast.unparse(line) for line in defined[name].body[1:]]
