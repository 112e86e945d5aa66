"""A function and its derivative as self-contained source for NumPy, PyTorch or JAX."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import Apply, Call, CallGradient, Family, Variable, is_scalar, shape_of
from mkdocs_matcalc.render.code.dialects import Dialect
from mkdocs_matcalc.render.code.identifiers import Identifiers
from mkdocs_matcalc.render.code.lowering import Lowering, NoCodeError, abstract_name
from mkdocs_matcalc.render.code.tree import Op, named
from mkdocs_matcalc.render.code.writer import Writer

_WIDTH = 88
_ORDERS = ("", "", "second ", "third ")


def source(
    dialect: Dialect,
    function: Basic,
    wrt: tuple[Variable, ...],
    result: Basic,
    definitions: Mapping[Variable, Basic],
    variables: Sequence[Variable | Family],
) -> str | None:
    """Source that defines `function(...)` and `gradient(...)`, which imports at most the library and `math`.

    Both take the block's variables that nothing defines, by their plain names, then the abstract functions:
    g and dg, L and dL. Vectors are 1-d arrays, a family is one array with the index first; scalars are
    numbers to NumPy and JAX, and 0-d tensors to PyTorch. `gradient` returns an array of the result's shape:
    (n,) for a vector, (n, d) for a matrix. `function` is left out where only the derivative has code.

    Args:
        dialect: The library to write for.
        function: What was differentiated.
        wrt: By what.
        result: The derivative, in the names of `definitions`.
        definitions: Every defined name with its expression.
        variables: The block's variables, in the author's order.

    Returns:
        None where there is no code to give: a differential is left, a size is nowhere to be had.
    """
    known = [leaf for leaf in dict.fromkeys((*variables, *wrt)) if leaf not in definitions]
    abstract = tuple(dict.fromkeys(_abstract_names((function, result, *definitions.values()))))
    parts = _Parts(dialect, known, abstract, definitions)
    by = " and ".join(parts.names.name(leaf, leaf.name) for leaf in dict.fromkeys(wrt))
    derivative = f"The {_ORDERS[len(wrt)]}derivative by {by}" if len(wrt) < len(_ORDERS) else "The derivative"
    try:
        gradient = parts.definition("gradient", derivative, result)
    except NoCodeError:
        return None
    try:
        blocks = [parts.definition("function", "The function", function), gradient]
    except NoCodeError:
        blocks = [gradient]
    helpers = [dialect.table[helper].source for helper in parts.helpers]
    return _with_imports("\n\n\n".join([*helpers, *blocks]), dialect)


class _Parts:
    """What the functions of one source have in common: their arguments, and the helpers they need."""

    def __init__(
        self,
        dialect: Dialect,
        known: Sequence[Variable | Family],
        abstract: Sequence[str],
        definitions: Mapping[Variable, Basic],
    ) -> None:
        self.dialect = dialect
        self.known = known
        self.definitions = definitions
        self.names = Identifiers(dialect.reserved)
        self.helpers: dict[str, None] = {}
        self.arguments = [self.names.name(leaf, leaf.name) for leaf in known]
        self.abstract = [[abstract_name(self.names, name, order) for order in (0, 1)] for name in abstract]

    def definition(self, name: str, title: str, result: Basic) -> str:
        """One function.

        Raises:
            NoCodeError: Some part has no code.
        """
        names, helpers = self.names.inner(), dict[str, None]()
        lowering = Lowering(names)
        needed = list(dict.fromkeys(_needed(result, self.definitions)))
        self._check_names(result, needed)
        lowered = [(names.name(leaf, leaf.name), lowering.op(self.definitions[leaf])) for leaf in needed]
        body = Writer(self.dialect, names, helpers).write(lowered, _returned(result, lowering))
        before = [*_rows(self.known, names, self.dialect), *_sizes(lowering, self.known)]
        if any("**like" in line for line in body):
            before.append(self._like())
        self.helpers |= helpers
        arguments = ", ".join([*self.arguments, *(each for pair in self.abstract for each in pair)])
        lines = [*self._docstring(f"{title}, {_described(result, lowering)}.", names), *before, *body]
        return "\n".join([f"def {name}({arguments}):", *(f"    {line}" if line else "" for line in lines)])

    def _check_names(self, result: Basic, needed: list[Variable]) -> None:
        used = result.free_symbols.union(*(self.definitions[leaf].free_symbols for leaf in needed))
        unknown = used - {*self.known, *needed}
        if any(isinstance(leaf, Variable | Family) for leaf in unknown):
            raise NoCodeError("a name that is nowhere declared")

    def _like(self) -> str:
        """New tensors are of the kind that the arguments are."""
        if not self.arguments:
            raise NoCodeError("a tensor like no other")
        return f'like = {{"dtype": {self.arguments[0]}.dtype, "device": {self.arguments[0]}.device}}'

    def _docstring(self, title: str, names: Identifiers) -> list[str]:
        shapes = [f"{names.name(leaf, leaf.name)} {_shape(_sizes_of(leaf), names)}" for leaf in self.known]
        notes = ["Shapes: " + ", ".join(shapes) + "."] if shapes else []
        notes += [f"{derived} is the derivative of {plain}." for plain, derived in self.abstract]
        if not notes:
            return [f'"""{title}"""']
        wrapped = [line for note in notes for line in textwrap.wrap(note, _WIDTH, break_long_words=False)]
        return [f'"""{title}', "", *wrapped, '"""']


def _returned(result: Basic, lowering: Lowering) -> Op:
    op = lowering.op(result)
    if op.is_plain:
        return Op("constant", (op,))
    is_row = shape_of(result)[0] == 1 and not is_scalar(result)
    return Op("reshape", (op, named("(1, -1)"))) if is_row else op


def _with_imports(text: str, dialect: Dialect) -> str:
    imports = [line for name, line in dialect.imports.items() if re.search(rf"\b{name}\.", text)]
    if not imports:
        return f"{text}\n"
    gap = "\n\n" if len(imports) > 1 and imports[0] == "import math" else "\n"
    return f"{imports[0]}{gap}{chr(10).join(imports[1:])}".rstrip() + f"\n\n\n{text}\n"


def _needed(expr: Basic, definitions: Mapping[Variable, Basic]) -> Iterator[Variable]:
    """The defined names that an expression uses, each after those that it uses itself."""
    used = expr.free_symbols
    for leaf in definitions:
        if leaf in used:
            yield from _needed(definitions[leaf], definitions)
            yield leaf


def _abstract_names(exprs: Iterable[Basic]) -> Iterator[str]:
    for expr in exprs:
        if isinstance(expr, Call | CallGradient):
            yield expr.name
        if isinstance(expr, Apply) and not is_known(expr.function):
            yield expr.function.name
        if not isinstance(expr, Variable | Family):
            yield from _abstract_names(expr.args)


# --- sizes ----------------------------------------------------------------------------------------


def _sizes_of(leaf: Basic) -> list[Basic]:
    """The size along each axis of an array: one axis for a vector, one more for a family's members."""
    rows, columns = shape_of(leaf)
    members = [leaf.count] if isinstance(leaf, Family) else []
    if is_scalar(leaf):
        return members
    if rows == 1 and not members:
        return [rows, columns]
    return members + [size for size in (rows, columns) if size != 1]


def _described(result: Basic, lowering: Lowering) -> str:
    if is_scalar(result):
        return "a scalar"
    return f"of shape {_shape(_sizes_of(result), lowering.names)}"


def _shape(sizes: list[Basic], names: Identifiers) -> str:
    # A lowering of its own: what a docstring speaks of needs no line of code.
    texts = [Lowering(names).number(size).leaf.text for size in sizes]
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def _sizes(lowering: Lowering, known: Sequence[Variable | Family]) -> Iterator[str]:
    """`n = len(x)` for each dimension that the code speaks of."""
    for dimension in lowering.dimensions:
        name = lowering.names.name(dimension, dimension.name)
        yield f"{name} = {_size(dimension, known, lowering.names)}"


def _size(dimension: Symbol, known: Sequence[Variable | Family], names: Identifiers) -> str:
    for leaf in known:
        axes = [size for size in _sizes_of(leaf) if isinstance(leaf, Family) or size != 1]
        if dimension in axes:
            name = names.name(leaf, leaf.name)
            return f"len({name})" if axes[0] == dimension else f"{name}.shape[{axes.index(dimension)}]"
    raise NoCodeError(f"the size of {dimension}")


def _rows(known: Sequence[Variable | Family], names: Identifiers, dialect: Dialect) -> Iterator[str]:
    """A matrix of one row comes as one, and is a 1-d array from there on."""
    for leaf in known:
        if isinstance(leaf, Variable) and leaf.shape[0] == 1 and not is_scalar(leaf):
            name = names.name(leaf, leaf.name)
            yield f"{name} = {dialect.table['ravel'].call}({name})"
