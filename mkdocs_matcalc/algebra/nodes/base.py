"""What every node is: a SymPy tree with a shape; and the names that stand at the leaves."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import lru_cache, wraps
from itertools import chain, count
from typing import Any, Self, TypeGuard, TypeVar

from sympy import Basic, Expr, Integer, S, Symbol, Tuple
from sympy.core.symbol import Str
from sympy.printing.str import StrPrinter

from mkdocs_matcalc.limits import tick

Shape = tuple[Expr, Expr]
SCALAR: Shape = (S.One, S.One)
# As many are kept as one object each, whatever block they stand in.
MOST_VARIABLES = 4096

Result = TypeVar("Result")
UNKNOWN: Any = object()


def remembered(function: Callable[[Basic], Result]) -> Callable[[Basic], Result]:
    """A function of one expression that each node remembers the value of."""

    @wraps(function)
    def of(expr: Basic) -> Result:
        if not isinstance(expr, Node):
            return function(expr)
        try:
            known = expr.known
        except AttributeError:
            known = expr.known = {}
        value: Result = known.get(function, UNKNOWN)
        if value is UNKNOWN:
            value = known[function] = function(expr)
        return value

    return of


def shape_of(expr: Basic) -> Shape:
    """The (rows, columns) of any expression; a number or a dimension is a scalar."""
    if not isinstance(expr, Node):
        return SCALAR
    try:
        return expr.known_shape
    except AttributeError:
        shape = expr.shape
        # One object for all scalars, so that asking for one compares no dimensions.
        expr.known_shape = SCALAR if shape == SCALAR else shape
        return expr.known_shape


def is_scalar(expr: Basic) -> bool:
    return not isinstance(expr, Node) or shape_of(expr) is SCALAR


def is_vector(expr: Basic) -> bool:
    rows, columns = shape_of(expr)
    return bool(columns == 1 and rows != 1)


def is_number(expr: Basic) -> TypeGuard[Expr]:
    """A number or an expression in dimension names: constant whatever is differentiated."""
    return isinstance(expr, Expr)


def dimension(name: str) -> Symbol:
    """The dimension called `name`: a positive integer."""
    return Symbol(name, integer=True, positive=True)


def _text(name: str | Basic) -> str:
    # SymPy would set up a printer for each name.
    return name.name if isinstance(name, Str) else str(name)


def index(name: str) -> Symbol:
    """The index called `name` of a sum or an entry."""
    return Symbol(name, integer=True)


def fresh_index(taken: Container[str]) -> Symbol:
    """The first index whose name is not taken."""
    letters = ("i", "j", "k", "l", "p", "q", "r", "s", "t", "u", "v", "h")
    numbered = (f"i_{number}" for number in count(1))
    return index(next(name for name in chain(letters, numbered) if name not in taken))


class Node(Basic):
    """An expression with a shape; its parts are `args`."""

    # Worked out once: a deep expression is asked for its shape and its names at every level.
    __slots__ = ("known", "known_free", "known_shape", "known_sort_key")
    known: dict[Callable[[Basic], object], Any]
    known_free: frozenset[Basic]
    known_shape: Shape
    known_sort_key: tuple[object, ...]

    def __new__(cls, *args: Basic | int) -> Self:
        tick()
        return super().__new__(cls, *[Integer(arg) if isinstance(arg, int) else arg for arg in args])

    def __eq__(self, other: object) -> bool:
        # SymPy's walks through both trees even where their hashes, which are kept, say that they differ.
        if self is other:
            return True
        if not (isinstance(other, Node) and type(self) is type(other) and hash(self) == hash(other)):
            return False
        if self.args != other.args:
            return False
        # From now on they share their parts, which are then equal at a glance.
        self._args = other.args
        return True

    __hash__ = Basic.__hash__

    @property
    def shape(self) -> Shape:
        return SCALAR

    @property
    def free_symbols(self) -> frozenset[Basic]:
        """The names, dimensions and free indices in it."""
        try:
            return self.known_free
        except AttributeError:
            self.known_free = self._free()
            return self.known_free

    def _free(self) -> frozenset[Basic]:
        return frozenset[Basic]().union(*(arg.free_symbols for arg in self.args))

    def sort_key(self, order: str | None = None) -> tuple[object, ...]:
        """SymPy's, without its cache, which compares whole trees."""
        try:
            return self.known_sort_key
        except AttributeError:
            parts = tuple(arg.sort_key() for arg in self.args)
            self.known_sort_key = (self.class_key(), (len(parts), parts), S.One.sort_key(), S.One)
            return self.known_sort_key

    def _sympystr(self, printer: StrPrinter) -> str:
        # SymPy would print an Add, a Mul or a Pow of ours as if it were its own.
        return f"{type(self).__name__}({', '.join(printer.doprint(arg) for arg in self.args)})"


class Variable(Node):
    """A name with a shape and the facts declared of it.

    Facts are words of the block language: symmetric, skew, diagonal, orthogonal,
    positive definite, positive semidefinite, invertible, nonnegative, positive, unit,
    probabilities, one-hot.
    """

    __slots__ = ()
    args: tuple[Str, Expr, Expr, Str, Tuple]

    def __new__(
        cls,
        name: str | Str,
        rows: Expr | int = 1,
        columns: Expr | int = 1,
        latex: str | Str | None = None,
        facts: Tuple | tuple[str, ...] | frozenset[str] = (),
    ) -> Variable:
        words = tuple(sorted(map(_text, facts)))
        latex_name = _text(name if latex is None else latex)
        return cls._one(_text(name), S(rows), S(columns), latex_name, words)

    @classmethod
    @lru_cache(maxsize=MOST_VARIABLES)
    def _one(cls, name: str, rows: Expr, columns: Expr, latex: str, facts: tuple[str, ...]) -> Variable:
        # One object for each: variables are compared everywhere, and the same one is equal at a glance.
        return super().__new__(cls, Str(name), rows, columns, Str(latex), Tuple(*map(Str, facts)))

    @property
    def name(self) -> str:
        return _text(self.args[0])

    @property
    def latex_name(self) -> str:
        return _text(self.args[3])

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(map(_text, self.args[4].args))

    @property
    def shape(self) -> Shape:
        return (self.args[1], self.args[2])

    def _free(self) -> frozenset[Basic]:
        return frozenset({self})

    def _sympystr(self, printer: StrPrinter) -> str:
        return self.name


class Family(Node):
    """As many vectors or scalars x_1 … x_n as a sum runs over; its shape is one member's."""

    __slots__ = ()
    args: tuple[Str, Expr, Expr, Expr, Str]

    def __new__(
        cls,
        name: str | Str,
        count: Expr,
        rows: Expr | int = 1,
        columns: Expr | int = 1,
        latex: str | Str | None = None,
    ) -> Family:
        latex_name = _text(name if latex is None else latex)
        return super().__new__(cls, Str(_text(name)), S(count), S(rows), S(columns), Str(latex_name))

    @property
    def name(self) -> str:
        return _text(self.args[0])

    @property
    def latex_name(self) -> str:
        return _text(self.args[4])

    @property
    def count(self) -> Expr:
        return self.args[1]

    @property
    def shape(self) -> Shape:
        return (self.args[2], self.args[3])

    def _free(self) -> frozenset[Basic]:
        return frozenset({self})


class Function(Basic):
    """A function of one scalar, applied by entry; `order` counts its primes.

    A name that `algebra.functions` has is that function; any other is abstract.
    """

    __slots__ = ()
    args: tuple[Str, Integer, Str]

    def __new__(cls, name: str | Str, order: int | Integer = 0, latex: str | Str | None = None) -> Function:
        latex_name = _text(name if latex is None else latex)
        return super().__new__(cls, Str(_text(name)), Integer(order), Str(latex_name))

    @property
    def name(self) -> str:
        return _text(self.args[0])

    @property
    def order(self) -> int:
        return int(self.args[1])

    @property
    def latex_name(self) -> str:
        return _text(self.args[2])

    @property
    def free_symbols(self) -> set[Basic]:
        return set()
