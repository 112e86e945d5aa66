"""What the functions of one printed file have in common: arguments, definitions, helpers, imports."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sympy import Basic, Expr, Symbol

from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    Call,
    CallGradient,
    CallHessian,
    Family,
    Variable,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.render.code.dialects import DIALECTS, Dialect
from mkdocs_matcalc.render.code.forms import is_axis
from mkdocs_matcalc.render.code.identifiers import Identifiers
from mkdocs_matcalc.render.code.lowering import Lowering, NoCodeError, abstract_name
from mkdocs_matcalc.render.code.operations import Op, named
from mkdocs_matcalc.render.code.writer import Writer

_WIDTH = 88


@dataclass(frozen=True)
class Abstract:
    """A function that the author only named, or its derivative of that order."""

    name: str
    order: int
    by_entry: bool


# A whole number is one that is the size of no array.
Argument = Variable | Family | Abstract | Symbol


@dataclass(frozen=True)
class LoweredFunction:
    """A function as operations on arrays, the same for every library.

    Attributes:
        names: What its names stand for; a library's text can add to a copy.
        flattened: The names of the arguments that come as a matrix of one row.
        sizes: The lines that name the sizes.
        lowered: Its intermediates, by name, in order.
        returned: What it returns: a value, or several by name.
        comments: What is said of an intermediate.
    """

    signature: str
    docstring: tuple[str, ...]
    names: Identifiers
    flattened: tuple[str, ...]
    sizes: tuple[str, ...]
    lowered: tuple[tuple[str, Op], ...]
    returned: Op | Mapping[str, Op]
    comments: Mapping[str, str]


class Module:
    """One file in the making, to be printed for each library.

    Args:
        variables: What its functions take, as far as nothing defines it.
        results: Every expression that one of its functions returns.
        definitions: Every defined name with its expression, each after those that it uses.
        comments: What is to be said of a defined name beside its shape.
    """

    def __init__(
        self,
        variables: Sequence[Variable | Family],
        results: Iterable[Basic],
        definitions: Mapping[Variable, Basic],
        comments: Mapping[Variable, str] | None = None,
    ) -> None:
        self.known = [leaf for leaf in dict.fromkeys(variables) if leaf not in definitions]
        self.definitions = definitions
        self.comments = comments
        self.names = Identifiers(name for dialect in DIALECTS for name in dialect.reserved)
        exprs = (*results, *definitions.values())
        self.counts = _counts(exprs, self.known)
        self.arguments: tuple[Argument, ...] = (*self.known, *self.counts, *_abstract_functions(exprs))
        self.parameters = ", ".join(map(self.name, self.arguments))

    def name(self, thing: Argument) -> str:
        """How a thing is called in every function of the file."""
        if isinstance(thing, Abstract):
            return abstract_name(self.names, thing.name, thing.order)
        return self.names.name(thing, thing.name) if isinstance(thing, Symbol) else self.names.of(thing)

    def function(self, name: str, title: str, result: Basic | Mapping[str, Basic]) -> LoweredFunction:
        """A function of all arguments that returns one value, or a dictionary of several.

        Raises:
            NoCodeError: Some part has no code.
        """
        names = self.names.inner()
        lowering = Lowering(names)
        results = tuple(result.values()) if isinstance(result, Mapping) else (result,)
        needed = self._needed(results)
        self._check_names(results, needed)
        lowered = tuple((names.of(leaf), lowering.op(self.definitions[leaf])) for leaf in needed)
        returned: Op | Mapping[str, Op]
        if isinstance(result, Mapping):
            returned = {key: _returned(each, lowering) for key, each in result.items()}
            returns = [f"{key} {_shape(_sizes_of(each), names)}" for key, each in result.items()]
            notes = [f"Returns: {', '.join(returns)}."]
        else:
            returned = _returned(result, lowering)
            title, notes = f"{title}, {described(result, names)}", []
        return LoweredFunction(
            f"{name}({self.parameters})",
            tuple(self._docstring(f"{title}.", notes, names)),
            names,
            tuple(map(names.of, filter(_is_row, self.known))),
            tuple(
                _sizes([each for each in lowering.dimensions if each not in self.counts], names, self.known)
            ),
            lowered,
            returned,
            self._comments(needed, lowering),
        )

    def text(self, dialect: Dialect, functions: Iterable[LoweredFunction | str]) -> str:
        """The whole file for a library; what is a string in it stands as it is.

        Raises:
            NoCodeError: The library's code would need to know of which kind new tensors are.
        """
        helpers: dict[str, None] = {}
        printed = [
            each if isinstance(each, str) else self._printed(each, dialect, helpers) for each in functions
        ]
        text = "\n\n\n".join([*(dialect.table[helper].source for helper in helpers), *printed])
        imports = [line for name, line in dialect.imports.items() if re.search(rf"\b{name}\.", text)]
        if not imports:
            return f"{text}\n"
        gap = "\n\n" if len(imports) > 1 and imports[0] == "import math" else "\n"
        return f"{imports[0]}{gap}{chr(10).join(imports[1:])}".rstrip() + f"\n\n\n{text}\n"

    def _printed(self, function: LoweredFunction, dialect: Dialect, helpers: dict[str, None]) -> str:
        writer = Writer(dialect, function.names.inner(), helpers, function.comments)
        if isinstance(function.returned, Mapping):
            body = writer.write_table(function.lowered, function.returned)
        else:
            body = writer.write(function.lowered, function.returned)
        before = [f"{name} = {dialect.table['ravel'].call}({name})" for name in function.flattened]
        like = [self._like()] if any("**like" in line for line in body) else []
        return definition(function.signature, [*function.docstring, *before, *function.sizes, *like, *body])

    def _needed(self, results: Iterable[Basic]) -> list[Variable]:
        """The defined names that expressions use, each after those that it uses itself."""
        found = set[Basic]().union(*(result.free_symbols for result in results))
        for leaf in reversed([*self.definitions]):
            if leaf in found:
                found |= self.definitions[leaf].free_symbols
        return [leaf for leaf in self.definitions if leaf in found]

    def _check_names(self, results: Iterable[Basic], needed: list[Variable]) -> None:
        exprs = (*results, *(self.definitions[leaf] for leaf in needed))
        unknown = set[Basic]().union(*(expr.free_symbols for expr in exprs)) - {*self.known, *needed}
        for leaf in unknown:
            if isinstance(leaf, Variable | Family):
                raise NoCodeError(f"{leaf.name} is declared nowhere")

    def _comments(self, needed: Iterable[Variable], lowering: Lowering) -> dict[str, str]:
        if self.comments is None:
            return {}
        return {
            lowering.names.of(leaf): ", ".join(
                part for part in (self.comments.get(leaf, ""), described(leaf, lowering.names)) if part
            )
            for leaf in needed
        }

    def _like(self) -> str:
        """New tensors are of the kind that the arguments are."""
        if not self.known:
            raise NoCodeError("no argument says of which kind new tensors are")
        first = self.name(self.known[0])
        return f'like = {{"dtype": {first}.dtype, "device": {first}.device}}'

    def _docstring(self, title: str, notes: list[str], names: Identifiers) -> list[str]:
        shapes = [f"{names.of(leaf)} {_shape(_sizes_of(leaf), names)}" for leaf in self.known]
        notes = ["Shapes: " + ", ".join(shapes) + ".", *notes] if shapes else notes
        notes += [f"{self.name(each)} is a positive whole number." for each in self.counts]
        for each in self.arguments:
            if isinstance(each, Abstract) and each.order:
                which = {1: "derivative", 2: "second derivative"}.get(each.order, f"derivative {each.order}")
                notes.append(f"{self.name(each)} is the {which} of {self.name(_plain(each))}.")
        if not notes:
            return [f'"""{title}"""']
        wrapped = [line for note in notes for line in textwrap.wrap(note, _WIDTH, break_long_words=False)]
        return [f'"""{title}', "", *wrapped, '"""']


def definition(signature: str, body: Iterable[str]) -> str:
    """A function's source from its signature and the lines of its body."""
    return "\n".join([f"def {signature}:", *(f"    {line}" if line else "" for line in body)])


def described(expr: Basic, names: Identifiers) -> str:
    """The shape of a value, in words."""
    return "a scalar" if is_scalar(expr) else f"of shape {_shape(_sizes_of(expr), names)}"


def _returned(result: Basic, lowering: Lowering) -> Op:
    op = lowering.op(result)
    if op.is_plain:
        return Op("constant", (op,))
    is_row = not is_axis(shape_of(result)[0]) and not is_scalar(result)
    return Op("reshape", (op, named("(1, -1)"))) if is_row else op


# --- abstract functions ---------------------------------------------------------------------------


def _abstract_functions(exprs: Iterable[Basic]) -> list[Abstract]:
    """Each abstract function up to its highest derivative, with the first one in any case."""
    highest: dict[Abstract, int] = {}
    for expr in exprs:
        for each in _abstract(expr):
            function = _plain(each)
            highest[function] = max(each.order, highest.get(function, 1))
    return [
        Abstract(function.name, order, function.by_entry)
        for function, most in highest.items()
        for order in range(most + 1)
    ]


def _plain(abstract: Abstract) -> Abstract:
    return Abstract(abstract.name, 0, abstract.by_entry)


def _abstract(expr: Basic) -> Iterator[Abstract]:
    if isinstance(expr, _CALLS):
        yield Abstract(expr.name, _CALLS.index(type(expr)), by_entry=False)
    if isinstance(expr, Apply) and not is_known(expr.function):
        yield Abstract(expr.function.name, expr.function.order, by_entry=True)
    if not isinstance(expr, Variable | Family):
        for part in expr.args:
            yield from _abstract(part)


# A function of a whole array and its derivatives, by order.
_CALLS = (Call, CallGradient, CallHessian)


# --- sizes ----------------------------------------------------------------------------------------


def _sizes_of(leaf: Basic) -> list[Expr]:
    """The size along each axis of an array: one axis for a vector, one more for a family's members."""
    rows, columns = shape_of(leaf)
    members = [leaf.count] if isinstance(leaf, Family) else []
    if is_scalar(leaf):
        return members
    if not is_axis(rows) and not members:
        return [rows, columns]
    return members + [size for size in (rows, columns) if is_axis(size)]


def _shape(sizes: list[Expr], names: Identifiers) -> str:
    # A lowering of its own: what a docstring speaks of needs no line of code.
    texts = [Lowering(names).number(size).leaf.text for size in sizes]
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def _counts(exprs: Iterable[Basic], known: Iterable[Variable | Family]) -> list[Symbol]:
    """The whole numbers in some expressions that are no size of an array, nor part of one."""
    named = set[Basic]().union(*(size.free_symbols for leaf in known for size in _sizes_of(leaf)))
    found = set[Basic]().union(*(expr.free_symbols for expr in exprs)) - named
    return sorted((each for each in found if isinstance(each, Symbol) and each.is_positive), key=str)


def _sizes(
    dimensions: Iterable[Symbol], names: Identifiers, known: Sequence[Variable | Family]
) -> Iterator[str]:
    """`n = len(x)` for each dimension that the code speaks of."""
    for dimension in dimensions:
        yield f"{names.name(dimension, dimension.name)} = {_size(dimension, known, names)}"


def _size(dimension: Symbol, known: Sequence[Variable | Family], names: Identifiers) -> str:
    for leaf in known:
        axes = [size for size in _sizes_of(leaf) if isinstance(leaf, Family) or is_axis(size)]
        if dimension in axes:
            name = names.of(leaf)
            return f"len({name})" if axes[0] == dimension else f"{name}.shape[{axes.index(dimension)}]"
    raise NoCodeError(f"no argument has the size {dimension}")


def _is_row(leaf: Variable | Family) -> bool:
    """Whether an argument comes as a matrix of one row; it is a 1-d array from there on."""
    return isinstance(leaf, Variable) and not is_axis(leaf.shape[0]) and not is_scalar(leaf)
