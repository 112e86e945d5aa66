"""The functions that work on a whole vector or matrix: one entry each.

The functions of one scalar are `algebra.functions.FUNCTIONS`; the parser knows every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sympy import Expr, S, sqrt

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import (
    Det,
    Diag,
    DiagPart,
    Fill,
    Identity,
    LogSumExp,
    MatrixFunction,
    MaxEntry,
    Mean,
    RowLogSumExp,
    RowSoftmax,
    Softmax,
    SumEntries,
    Trace,
    Unvec,
    Variance,
    Vec,
)
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place, ShapeError, nearest
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.draft import Draft
from mkdocs_matcalc.language.normbars import norm, unknown_norm
from mkdocs_matcalc.language.syntax import Name, Power, Syntax
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell
from mkdocs_matcalc.language.whole_or_entry import FUNCTIONS_OF_WHOLES, Pseudoinverse, TakenByEntry

Make = Callable[["Use", list[Draft]], Draft]


@dataclass(frozen=True)
class Use:
    """One use of a function: where it stands, and what puts drafts together."""

    name: str
    node: Syntax
    source: Source
    combine: Combine

    @property
    def place(self) -> Place:
        return self.source.place(self.node.start)


@dataclass(frozen=True)
class Structured:
    """A function of a whole vector or matrix.

    `form` is how it is written; `sizes` says that its arguments are dimensions.
    """

    form: str
    least: int
    most: int
    make: Make
    sizes: bool = False


def _trace(use: Use, args: list[Draft]) -> Draft:
    if use.combine.is_scalar(args[0]):
        return args[0]
    use.combine.square(args[0], "a trace")
    return use.combine.one(use.node, use.source, args[0], Trace)


def determinant(use: Use, args: list[Draft]) -> Draft:
    """det(X)."""
    if use.combine.is_scalar(args[0]):
        return args[0]
    use.combine.square(args[0], "a determinant")
    return use.combine.one(use.node, use.source, args[0], Det)


def _logdet(use: Use, args: list[Draft]) -> Draft:
    return use.combine.apply(use.node, determinant(use, args), "log")


def _diag(use: Use, args: list[Draft]) -> Draft:
    combine, arg = use.combine, args[0]
    if combine.is_scalar(arg):
        return arg
    if combine.is_vector(arg):
        return Draft(use.node, use.source, arg.rows, arg.rows, lambda dims: Diag(arg.build(dims)))
    combine.square(arg, "the diagonal of a matrix")
    return Draft(use.node, use.source, arg.rows, S.One, lambda dims: DiagPart(arg.build(dims)))


def _vec(use: Use, args: list[Draft]) -> Draft:
    arg = args[0]
    if use.combine.is_one(arg.columns):
        return arg
    return Draft(use.node, use.source, arg.rows * arg.columns, S.One, lambda dims: Vec(arg.build(dims)))


def _unvec(use: Use, args: list[Draft]) -> Draft:
    """The matrix whose columns a vector stacks, of the sizes given or of those that fit around it."""
    arg, dims = args[0], use.combine.dimensions
    if len(args) == 2:
        raise MatcalcError(
            ErrorName.WRONG_ARGUMENTS,
            "unvec takes both sizes or none",
            use.place,
            "write unvec(v, m, n) or unvec(v)",
        )
    rows, columns = map(partial(_size, use), args[1:]) if args[1:] else (dims.unknown(), dims.unknown())
    if not (use.combine.is_one(arg.columns) and dims.same(rows * columns, arg.rows, use.combine.reason(arg))):
        raise ShapeError(
            ErrorName.WRONG_KIND,
            f"unvec is of a vector, and `{arg.words}` is {use.combine.kind(arg)}, {use.combine.shape(arg)}",
            arg.place,
        )
    return Draft(
        use.node,
        use.source,
        rows,
        columns,
        lambda dims: Unvec(arg.build(dims), dims.value(rows), dims.value(columns)),
    )


def _sum(use: Use, args: list[Draft]) -> Draft:
    if use.combine.is_scalar(args[0]):
        return args[0]
    return use.combine.one(use.node, use.source, args[0], SumEntries)


def _mean(use: Use, args: list[Draft]) -> Draft:
    if use.combine.is_scalar(args[0]):
        return args[0]
    return use.combine.one(use.node, use.source, args[0], Mean)


def _variance(use: Use, args: list[Draft]) -> Draft:
    if use.combine.is_scalar(args[0]):
        raise ShapeError(
            ErrorName.WRONG_KIND,
            f"var is of a vector or a matrix, and `{args[0].words}` is a scalar",
            args[0].place,
            "its variance is 0",
        )
    return use.combine.one(use.node, use.source, args[0], Variance)


def _dot(use: Use, args: list[Draft]) -> Draft:
    return use.combine.inner(use.node, args[0], args[1])


def _norm(use: Use, args: list[Draft]) -> Draft:
    if len(args) == 1:
        return norm(use.combine, use.node, args[0], "")
    kind = str(args[1].number)
    if kind not in ("1", "2"):
        raise unknown_norm(args[1].words, args[1].place)
    return _of_a_vector(kind)(use, args)


def _of_a_vector(kind: str) -> Make:
    """norm1(x), norm2(x): of a matrix they are one norm here and another one there."""

    def make(use: Use, args: list[Draft]) -> Draft:
        if use.combine.is_matrix(args[0]):
            words = args[0].words
            raise MatcalcError(
                ErrorName.AMBIGUOUS,
                f"`{use.source.quote(use.node)}` of a matrix is a different norm in each library",
                use.place,
                f"write `||{words}||_F`, `||{words}||_1`, the sum of the absolute entries, or "
                f"`||{words}||_2`, the spectral norm",
            )
        return norm(use.combine, use.node, args[0], kind)

    return make


def _vector_only(use: Use, arg: Draft) -> None:
    if use.combine.is_matrix(arg):
        raise ShapeError(
            ErrorName.WRONG_KIND,
            f"{use.name} is of a vector, and `{arg.words}` is a matrix, {use.combine.shape(arg)}",
            arg.place,
            f"{use.name}(X, rows) is of each row by itself",
        )


def _softmax(use: Use, args: list[Draft]) -> Draft:
    _vector_only(use, args[0])
    return use.combine.like(use.node, args[0], Softmax)


def _logsumexp(use: Use, args: list[Draft]) -> Draft:
    _vector_only(use, args[0])
    return use.combine.one(use.node, use.source, args[0], LogSumExp)


def _log_softmax(use: Use, args: list[Draft]) -> Draft:
    combine = use.combine
    return combine.add(use.node, use.source, [(False, args[0]), (True, _logsumexp(use, args))])


def _inverse(use: Use, args: list[Draft]) -> Draft:
    return use.combine.inverse(use.node, args[0])


def _transpose(use: Use, args: list[Draft]) -> Draft:
    return use.combine.transpose(use.node, args[0])


def _matrix_function(name: str) -> Make:
    """expm(X), logm(X); of a number it is the function of numbers."""

    def make(use: Use, args: list[Draft]) -> Draft:
        if use.combine.is_scalar(args[0]):
            return use.combine.apply(use.node, args[0], name.removesuffix("m"))
        use.combine.square(args[0], f"`{name}`")
        return use.combine.like(use.node, args[0], lambda expr: MatrixFunction(expr, name))

    return make


def _sqrtm(use: Use, args: list[Draft]) -> Draft:
    half = use.combine.number(use.node, use.source, S.Half)
    return use.combine.power(use.node, args[0], half)


def _pseudoinverse(use: Use, args: list[Draft]) -> Draft:
    """pinv(X) of a matrix of full rank, written out."""
    combine, arg = use.combine, args[0]
    rows, columns = (combine.dimensions.value(size) for size in arg.shape)
    if rows == columns:
        return combine.inverse(use.node, arg)
    turned = combine.transposed(arg)
    is_wide = bool((columns - rows).is_positive) and rows.is_Integer and columns.is_Integer
    sides = (arg, turned) if is_wide or combine.is_one(rows) else (turned, arg)
    gram = combine.multiply(use.node, use.source, [("", side) for side in sides])
    inverse = combine.inverse(use.node, gram)
    factors = (turned, inverse) if sides[0] is arg else (inverse, turned)
    value = combine.multiply(use.node, use.source, [("", each) for each in factors])
    if combine.is_matrix(arg):
        combine.pseudoinverses.append(Pseudoinverse(value, arg, is_wide))
    return value


def _kron(use: Use, args: list[Draft]) -> Draft:
    return use.combine.kronecker(use.node, use.source, args[0], args[1])


def _hadamard(use: Use, args: list[Draft]) -> Draft:
    return use.combine.hadamard(use.node, use.source, args[0], args[1])


def _eye(use: Use, args: list[Draft]) -> Draft:
    size = _size(use, args[0])
    return Draft(use.node, use.source, size, size, lambda dims: Identity(dims.value(size)))


def _filled(value: int) -> Make:
    def make(use: Use, args: list[Draft]) -> Draft:
        rows = _size(use, args[0])
        columns = _size(use, args[1]) if len(args) > 1 else S.One
        return Draft(
            use.node,
            use.source,
            rows,
            columns,
            lambda dims: Fill(S(value), dims.value(rows), dims.value(columns)),
        )

    return make


def _size(use: Use, arg: Draft) -> Expr:
    if arg.number is None:
        raise MatcalcError(ErrorName.BAD_DIMENSION, f"`{arg.words}` is no dimension", arg.place)
    return arg.number


def _max(use: Use, args: list[Draft]) -> Draft:
    if len(args) == 1:
        return (
            args[0]
            if use.combine.is_scalar(args[0])
            else use.combine.one(use.node, use.source, args[0], MaxEntry)
        )
    value = _beside_zero(use, args)
    return use.combine.apply(use.node, value, "relu")


def _min(use: Use, args: list[Draft]) -> Draft:
    combine = use.combine
    value = combine.negated(use.node, _beside_zero(use, args))
    return combine.negated(use.node, combine.apply(use.node, value, "relu"))


def _beside_zero(use: Use, args: list[Draft]) -> Draft:
    others = [arg for arg in args if arg.number != 0]
    if len(others) == 1:
        return others[0]
    raise MatcalcError(
        ErrorName.WRONG_ARGUMENTS,
        f"{use.name} is taken of one expression and 0",
        use.place,
        f"{use.name}(x, 0), by entry",
    )


AXES = ("rows", "columns")
OVER_ROWS = frozenset({"sum", "mean", "var", "softmax", "logsumexp", "log_softmax"})


def over_rows(use: Use, arg: Draft, *, rows: bool) -> Draft:
    """softmax(X, rows) and the like: of each row by itself, or of each column."""
    if not rows and use.combine.is_vector(arg):
        return call(use, [arg])
    combine, node, source = use.combine, use.node, use.source
    turned = arg if rows else combine.transpose(node, arg)
    ones = Draft(
        node, source, turned.columns, S.One, lambda dims: Fill(S.One, dims.value(turned.columns), S.One)
    )

    def mean(of: Draft) -> Draft:
        share = combine.over_size(node, source, turned.columns)
        return combine.multiply(node, source, [("", share), ("", of), ("", ones)])

    if use.name == "sum":
        return combine.multiply(node, source, [("", turned), ("", ones)])
    if use.name == "mean":
        return mean(turned)
    if use.name == "var":
        middle = combine.multiply(node, source, [("", mean(turned)), ("", combine.transpose(node, ones))])
        away = combine.add(node, source, [(False, turned), (True, middle)])
        return mean(combine.entry_power(node, away, combine.number(node, source, S(2))))
    total = Draft(node, source, turned.rows, S.One, lambda dims: RowLogSumExp(turned.build(dims)))
    if use.name == "logsumexp":
        return total
    if use.name == "softmax":
        result = combine.like(node, turned, RowSoftmax)
    else:
        spread = combine.multiply(node, source, [("", total), ("", combine.transpose(node, ones))])
        result = combine.add(node, source, [(False, turned), (True, spread)])
    return result if rows else combine.transpose(node, result)


STRUCTURED: dict[str, Structured] = {
    "tr": Structured("tr(X)", 1, 1, _trace),
    "det": Structured("det(X)", 1, 1, determinant),
    "logdet": Structured("logdet(X)", 1, 1, _logdet),
    "diag": Structured("diag(x)", 1, 1, _diag),
    "vec": Structured("vec(X)", 1, 1, _vec),
    "unvec": Structured("unvec(v) or unvec(v, m, n)", 1, 3, _unvec),
    "sum": Structured("sum(x)", 1, 1, _sum),
    "mean": Structured("mean(x)", 1, 1, _mean),
    "var": Structured("var(x)", 1, 1, _variance),
    "dot": Structured("dot(x, y)", 2, 2, _dot),
    "norm": Structured("norm(x) or norm(x, 1)", 1, 2, _norm),
    "norm1": Structured("norm1(x)", 1, 1, _of_a_vector("1")),
    "norm2": Structured("norm2(x)", 1, 1, _of_a_vector("2")),
    "softmax": Structured("softmax(x)", 1, 1, _softmax),
    "logsumexp": Structured("logsumexp(x)", 1, 1, _logsumexp),
    "log_softmax": Structured("log_softmax(x)", 1, 1, _log_softmax),
    "inv": Structured("inv(A)", 1, 1, _inverse),
    "pinv": Structured("pinv(A)", 1, 1, _pseudoinverse),
    "expm": Structured("expm(A)", 1, 1, _matrix_function("expm")),
    "logm": Structured("logm(A)", 1, 1, _matrix_function("logm")),
    "sqrtm": Structured("sqrtm(A)", 1, 1, _sqrtm),
    "transpose": Structured("transpose(A)", 1, 1, _transpose),
    "kron": Structured("kron(A, B)", 2, 2, _kron),
    "hadamard": Structured("hadamard(A, B)", 2, 2, _hadamard),
    "max": Structured("max(x, 0), by entry, or max(x), the largest entry", 1, 2, _max),
    "min": Structured("min(x, 0)", 2, 2, _min),
    "eye": Structured("eye(n)", 1, 1, _eye, sizes=True),
    "ones": Structured("ones(n) or ones(m, n)", 1, 2, _filled(1), sizes=True),
    "zeros": Structured("zeros(n) or zeros(m, n)", 1, 2, _filled(0), sizes=True),
}
ALIASES = {
    "Tr": "tr",
    "trace": "tr",
    "Trace": "tr",
    "Det": "det",
    "Diag": "diag",
    "Vec": "vec",
    "ln": "log",
    "lse": "logsumexp",
    "LSE": "logsumexp",
    "sigm": "sigmoid",
    "logistic": "sigmoid",
    "sgn": "sign",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "swish": "silu",
    "identity": "eye",
}

# What nobody takes of numbers.
OF_WHOLES = frozenset(STRUCTURED) - {
    "max",
    "min",
    "eye",
    "ones",
    "zeros",
    "norm",
    "norm1",
    "norm2",
    "dot",
    "kron",
    "hadamard",
}


def known_function(key: str) -> str | None:
    """The function's name in the tables, whatever it is called; None for no function."""
    for name in (key, ALIASES.get(key, ""), key.lower() if len(key) > 2 else ""):
        name = ALIASES.get(name, name)
        if name in STRUCTURED or name in FUNCTIONS:
            return name
    return None


def over(name: Name) -> tuple[str, str] | None:
    """The function and the axis in `softmax_rows(X)`, also in LaTeX; None for any other name."""
    function = known_function(spell(name.text).key)
    if function not in OVER_ROWS or len(name.subscript) != 1 or not isinstance(name.subscript[0], Name):
        return None
    axis = spell(name.subscript[0].text).key
    return (function, axis) if axis in AXES else None


def nearest_function(key: str, declared: Iterable[str] = ()) -> str | None:
    """The function whose name is nearest, among those known here and those the block declares."""
    return nearest(key, [*declared, *STRUCTURED, *FUNCTIONS, *ALIASES])


def call(use: Use, args: list[Draft]) -> Draft:
    """Apply a known function; its arguments are as many as it takes."""
    if use.name in FUNCTIONS:
        if len(args) != 1:
            raise MatcalcError(
                ErrorName.WRONG_ARGUMENTS,
                f"{use.name} takes one argument, and here are {len(args)}",
                use.place,
            )
        return _elementwise(use, args[0])
    entry = STRUCTURED[use.name]
    if not entry.least <= len(args) <= entry.most:
        raise MatcalcError(
            ErrorName.WRONG_ARGUMENTS,
            f"{use.name} does not take {len(args)} argument{'' if len(args) == 1 else 's'}",
            use.place,
            f"write {entry.form}",
        )
    return entry.make(use, args)


def _elementwise(use: Use, arg: Draft) -> Draft:
    value = _of_each_entry(use, arg)
    if use.name in FUNCTIONS_OF_WHOLES and use.combine.is_matrix(arg):
        use.combine.by_entry.append(TakenByEntry(use.name, value, arg, isinstance(use.node, Power)))
    return value


def _of_each_entry(use: Use, arg: Draft) -> Draft:
    number = arg.number
    if number is None or use.name not in ("sqrt", "log"):
        return use.combine.apply(use.node, arg, use.name)
    if number.is_negative or (number.is_zero and use.name == "log"):
        raise MatcalcError(
            ErrorName.NO_REAL_VALUE, f"`{use.source.quote(use.node)}` is not a real number", use.place
        )
    if use.name == "log":
        return use.combine.apply(use.node, arg, use.name)
    return use.combine.number(use.node, use.source, sqrt(number))
