"""Operations as lines of Python in one library's spelling, each shared operation named once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from mkdocs_matcalc.render.code.dialects import Dialect
from mkdocs_matcalc.render.code.identifiers import Identifiers
from mkdocs_matcalc.render.code.operations import Fragment, Op, Precedence, named

# Operator, how tightly it binds, and how tightly its right operand must.
_INFIX = {
    "add": ("+", Precedence.SUM, Precedence.PRODUCT),
    "sub": ("-", Precedence.SUM, Precedence.PRODUCT),
    "mul": ("*", Precedence.PRODUCT, Precedence.SIGN),
    "div": ("/", Precedence.PRODUCT, Precedence.SIGN),
    "matmul": ("@", Precedence.PRODUCT, Precedence.SIGN),
}

_WIDTH = 84
NO_COMMENTS: Mapping[str, str] = MappingProxyType({})


class Writer:
    """Writes the body of one function.

    Args:
        dialect: The library to write for.
        names: The names that are taken; what is named here is added to them.
        helpers: Filled with the operations whose source the code needs.
        comments: What is to be said of a defined name.
    """

    def __init__(
        self,
        dialect: Dialect,
        names: Identifiers,
        helpers: dict[str, None],
        comments: Mapping[str, str] = NO_COMMENTS,
    ) -> None:
        self.dialect = dialect
        self.comments = comments
        self.names = names
        self.helpers = helpers
        self.lines: list[str] = []
        self._named: dict[Op, str] = {}
        self._shared: set[Op] = set()

    def write(self, definitions: Iterable[tuple[str, Op]], result: Op) -> list[str]:
        """`name = …` for each definition in turn, then `return …`."""
        given = list(definitions)
        if given and result == named(given[-1][0]):
            result = given.pop()[1]
        self._define(given, [result])
        self.lines.append(f"return {self._code(result).text}")
        return self.lines

    def write_table(self, definitions: Iterable[tuple[str, Op]], results: Mapping[str, Op]) -> list[str]:
        """`name = …` for each definition in turn, then a dictionary of the results."""
        self._define(list(definitions), list(results.values()))
        entries = [f'    "{key}": {self._code(op).text},' for key, op in results.items()]
        self.lines += ["return {", *entries, "}"]
        return self.lines

    def _define(self, given: list[tuple[str, Op]], results: list[Op]) -> None:
        self._shared = shared([op for _, op in given] + results)
        for name, op in given:
            code = self._code(op) if op in self._named else self._spelled(op)
            self.lines += _commented(f"{name} = {code.text}", self.comments.get(name, ""))
            if not op.is_cheap:
                self._named.setdefault(op, name)

    def _code(self, op: Op) -> Fragment:
        if op not in self._named:
            code = self._spelled(op)
            if op not in self._shared:
                return code
            count = 1 + sum(other in self._named for other in self._shared)
            self._named[op] = self.names.name(op, f"t{count}")
            self.lines.append(f"{self._named[op]} = {code.text}")
        return Fragment(self._named[op])

    def _text(self, op: Op, least: Precedence = Precedence.SUM) -> str:
        return self._code(op).within(least)

    def _spelled(self, op: Op) -> Fragment:
        if op.name in _INFIX:
            sign, binding, right = _INFIX[op.name]
            return Fragment(
                f"{self._text(op.args[0], binding)} {sign} {self._text(op.args[1], right)}", binding
            )
        return _SYNTAX[op.name](self, op) if op.name in _SYNTAX else self._called(op)

    def _called(self, op: Op) -> Fragment:
        spelling = self.dialect.table[op.name]
        if not spelling.call:
            return self._code(op.args[0])
        self._need(op.name)
        return Fragment(f"{spelling.call}({', '.join((*map(self._text, op.args), *spelling.extra))})")

    def _need(self, name: str) -> None:
        spelling = self.dialect.table[name]
        for used in spelling.uses:
            self._need(used)
        if spelling.source:
            self.helpers[name] = None

    def _minus(self, op: Op) -> Fragment:
        # A matrix product is negated as a whole, which is cheaper than its first factor.
        least = Precedence.SIGN if op.args[0].name == "matmul" else Precedence.PRODUCT
        return Fragment(f"-{self._text(op.args[0], least)}", Precedence.PRODUCT)

    def _power(self, op: Op) -> Fragment:
        base, exponent = (self._text(part, Precedence.ATOM) for part in op.args)
        return Fragment(f"{base}**{exponent}", Precedence.POWER)

    def _item(self, op: Op) -> Fragment:
        array, *indices = op.args
        return Fragment(f"{self._text(array, Precedence.ATOM)}[{', '.join(map(self._text, indices))}]")

    def _delta(self, op: Op) -> Fragment:
        left, right = map(self._text, op.args)
        return Fragment(f"float({left} == {right})")

    def _sum_over(self, op: Op) -> Fragment:
        body, index, count = map(self._text, op.args)
        return Fragment(f"sum({body} for {index} in range({count}))")

    def _abstract(self, op: Op) -> Fragment:
        function, argument = map(self._text, op.args)
        return Fragment(f"{function}({argument})")

    def _after(self, op: Op, suffix: str) -> Fragment:
        return Fragment(self._text(op.args[0], Precedence.ATOM) + suffix)


def _commented(line: str, comment: str) -> list[str]:
    """A line with its comment: behind it, or above where it is long."""
    if not comment:
        return [line]
    together = f"{line}  # {comment}"
    return [together] if len(together) <= _WIDTH else [f"# {comment[0].upper()}{comment[1:]}", line]


_SYNTAX: dict[str, Callable[[Writer, Op], Fragment]] = {
    "name": lambda writer, op: op.leaf,
    "number": lambda writer, op: op.leaf,
    "index": lambda writer, op: op.leaf,
    "neg": Writer._minus,
    "pow": Writer._power,
    "item": Writer._item,
    "delta": Writer._delta,
    "sum_over": Writer._sum_over,
    "call": Writer._abstract,
    "transpose": lambda writer, op: writer._after(op, ".T"),
    "column": lambda writer, op: writer._after(op, "[:, None]"),
    "row": lambda writer, op: writer._after(op, "[None, :]"),
    "tuple": lambda writer, op: Fragment(f"({', '.join(map(writer._text, op.args))})"),
}


def shared(ops: Iterable[Op]) -> set[Op]:
    """The operations to name: computed more than once, or in each turn of a loop though always the same."""
    seen: set[Op] = set()
    found: set[Op] = set()
    waiting = [(op, False) for op in ops][::-1]
    while waiting:
        op, in_loop = waiting.pop()
        if op.is_cheap or op.is_plain or op.name == "tuple":
            continue
        always_the_same = in_loop and not op.indices
        if op in seen or always_the_same:
            found.add(op)
        if op not in seen:
            seen.add(op)
            inside = op.name == "sum_over" or (in_loop and not always_the_same)
            waiting += [(arg, inside) for arg in reversed(op.args)]
    return {op for op in found if not op.indices}
