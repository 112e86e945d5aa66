"""A derivative as self-contained NumPy source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import Apply, Call, CallGradient, Family, Variable, is_scalar, shape_of
from mkdocs_matcalc.render.identifiers import Identifiers
from mkdocs_matcalc.render.numpy_expressions import NoCodeError, NumpyPrinter
from mkdocs_matcalc.render.numpy_functions import HELPERS


def numpy_source(
    function: Basic,
    wrt: tuple[Variable, ...],
    result: Basic,
    definitions: Mapping[Variable, Basic],
    variables: Sequence[Variable | Family],
) -> str | None:
    """Source that defines `gradient(...)`, which imports at most `numpy` and `math`.

    Its arguments are the block's variables that nothing defines, by their plain names, then the abstract
    functions: g and dg, L and dL. Vectors are 1-d arrays, scalars numbers, a family one array with the
    index first. It returns an array of the result's shape: (n,) for a vector, (n, d) for a matrix.

    Args:
        function: What was differentiated.
        wrt: By what.
        result: The derivative, in the names of `definitions`.
        definitions: Every defined name with its expression.
        variables: The block's variables, in the author's order.

    Returns:
        None where there is no code to give: a differential is left, a size is nowhere to be had.
    """
    names = Identifiers(reserved=HELPERS)
    printer = NumpyPrinter(names)
    known = [leaf for leaf in dict.fromkeys((*variables, *wrt)) if leaf not in definitions]
    arguments = [names.name(leaf, leaf.name) for leaf in known]
    for name in dict.fromkeys(_abstract_names((function, result, *definitions.values()))):
        arguments += [printer.abstract(name, 0), printer.abstract(name, 1)]
    needed = list(dict.fromkeys(_needed(result, definitions)))
    if not _names_are_given(needed, result, known, definitions):
        return None
    try:
        body = [f"{names.name(leaf, leaf.name)} = {printer.text(definitions[leaf])}" for leaf in needed]
        body.append(f"return {_shaped(result, printer)}")
        body = [*_rows(known, names), *_sizes(printer, known, names), *body]
    except NoCodeError:
        return None
    lines = [f"def gradient({', '.join(arguments)}):", *(f"    {line}" for line in body)]
    blocks = [*(HELPERS[helper].source for helper in printer.helpers), "\n".join(lines)]
    return _with_imports("\n\n\n".join(blocks))


def _with_imports(source: str) -> str:
    imports = [
        line for line, mark in (("import math", "math."), ("import numpy as np", "np.")) if mark in source
    ]
    head = "\n\n".join(imports) if len(imports) > 1 else "".join(imports)
    return f"{head}\n\n\n{source}\n" if head else f"{source}\n"


def _needed(expr: Basic, definitions: Mapping[Variable, Basic]) -> Iterator[Variable]:
    """The defined names that an expression uses, each after those that it uses itself."""
    used = expr.free_symbols
    for leaf in definitions:
        if leaf in used:
            yield from _needed(definitions[leaf], definitions)
            yield leaf


def _names_are_given(
    needed: list[Variable],
    result: Basic,
    known: list[Variable | Family],
    definitions: Mapping[Variable, Basic],
) -> bool:
    used = result.free_symbols.union(*(definitions[leaf].free_symbols for leaf in needed))
    given = {*known, *needed}
    return all(leaf in given for leaf in used if isinstance(leaf, Variable | Family))


def _abstract_names(exprs: Sequence[Basic]) -> Iterator[str]:
    for expr in exprs:
        if isinstance(expr, Call | CallGradient):
            yield expr.name
        if isinstance(expr, Apply) and not is_known(expr.function):
            yield expr.function.name
        if not isinstance(expr, Variable | Family):
            yield from _abstract_names(expr.args)


def _sizes(printer: NumpyPrinter, known: list[Variable | Family], names: Identifiers) -> Iterator[str]:
    """`n = len(x)` for each dimension that the code speaks of."""
    for dimension in printer.dimensions:
        yield f"{names.name(dimension, dimension.name)} = {_size(dimension, known, names)}"


def _size(dimension: Symbol, known: list[Variable | Family], names: Identifiers) -> str:
    for leaf in known:
        sizes = [leaf.count, *leaf.shape] if isinstance(leaf, Family) else list(leaf.shape)
        axes = sizes if 1 not in leaf.shape else [size for size in sizes if size != 1]
        if dimension in axes:
            name = names.name(leaf, leaf.name)
            return f"len({name})" if axes[0] == dimension else f"{name}.shape[{axes.index(dimension)}]"
    raise NoCodeError(f"the size of {dimension}")


def _rows(known: list[Variable | Family], names: Identifiers) -> Iterator[str]:
    """A matrix of one row comes as one, and is a 1-d array from there on."""
    for leaf in known:
        if isinstance(leaf, Variable) and leaf.shape[0] == 1 and not is_scalar(leaf):
            name = names.name(leaf, leaf.name)
            yield f"{name} = np.ravel({name})"


def _shaped(result: Basic, printer: NumpyPrinter) -> str:
    text = printer.text(result)
    return f"np.reshape({text}, (1, -1))" if shape_of(result)[0] == 1 and not is_scalar(result) else text
