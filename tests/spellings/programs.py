"""A block taken apart into what it states, defines and asks, and written down again in other words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mkdocs_matcalc.language.names import definition_head
from mkdocs_matcalc.language.reader import read
from mkdocs_matcalc.language.syntax import Differentiation, Option, Relation, Solve
from mkdocs_matcalc.language.text.layout import statements
from mkdocs_matcalc.language.text.source import Source

# How a request may be written; those that take a formula as it stands, and those that take a name alone.
OF_A_FORMULA = ("d/dx f", r"\frac{\partial}{\partial x} f", r"\nabla_x f")
OF_A_NAME = ("df/dx", "∂f/∂x", r"\frac{\partial f}{\partial x}")


@dataclass(frozen=True)
class Asked:
    """One request: `function` as text, by what, and whether for the stationary point."""

    function: str
    wrt: tuple[tuple[str, ...], ...]
    stationary: bool = False

    def written(self, style: str) -> str:
        """The request in one of the styles; `function` is a name where the style takes no formula."""
        text = self._second(style) if len(self.wrt[0]) > 1 else self._first(style)
        return f"solve {text} = 0" if self.stationary else text

    def _first(self, style: str) -> str:
        names = [each[0] for each in self.wrt]
        below = names[0] if len(names) == 1 else f"({', '.join(names)})"
        f = self.function
        return {
            "d/dx f": f"d/d{below} {f}",
            r"\frac{\partial}{\partial x} f": rf"\frac{{\partial}}{{\partial {below}}} {f}",
            r"\nabla_x f": rf"\nabla_{{{', '.join(names)}}} {f}",
            "df/dx": f"d{f}/d{below}",
            "∂f/∂x": f"∂{f}/∂{below}",
            r"\frac{\partial f}{\partial x}": rf"\frac{{\partial {f}}}{{\partial {below}}}",
        }[style]

    def _second(self, style: str) -> str:
        one, other = self.wrt[0]
        f, same = self.function, one == other
        plain, round_, tex = (
            f"{d}{one}^2" if same else f"{d}{one} {d}{other}" for d in ("d", "∂", r"\partial ")
        )
        nabla = rf"\nabla^2_{{{one}}} {f}" if same else f"d^2/{plain} {f}"
        return {
            "d/dx f": f"d^2/{plain} {f}",
            r"\frac{\partial}{\partial x} f": rf"\frac{{\partial^2}}{{{tex}}} {f}",
            r"\nabla_x f": nabla,
            "df/dx": f"d^2 {f}/{plain}",
            "∂f/∂x": f"∂^2 {f}/{round_}",
            r"\frac{\partial f}{\partial x}": rf"\frac{{\partial^2 {f}}}{{{tex}}}",
        }[style]


@dataclass(frozen=True)
class Program:
    """A block: its options, declarations, definitions (each after those it uses) and requests, as text."""

    options: tuple[str, ...]
    declarations: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    requests: tuple[Asked, ...]

    @classmethod
    def read(cls, block: str) -> Program:
        """A block's parts.

        Raises:
            ValueError: It holds a statement of another kind.
        """
        options, declarations, definitions, requests = [], [], [], []
        for source in statements(block):
            for statement in read(source):
                if isinstance(statement, Option):
                    options.append(source.text)
                elif isinstance(statement, Relation) and (head := definition_head(statement, source)):
                    name = source.text[head.name.start : head.name.end]
                    definitions.append((name, _cut(source, statement.sides[1])))
                elif isinstance(statement, Relation | Solve):
                    requests.append(_asked(source, statement))
                elif source.text not in declarations:
                    declarations.append(source.text)
        return cls(tuple(options), tuple(declarations), tuple(definitions), tuple(requests))

    @property
    def names(self) -> set[str]:
        """What it defines."""
        return {name for name, _ in self.definitions}

    @property
    def text(self) -> str:
        """All of its text, for finding what names are taken."""
        return "\n".join([*self.options, *self.declarations, *self._lines(), *self._functions()])

    def _lines(self) -> Iterator[str]:
        for name, value in self.definitions:
            yield f"{name} = {value}"

    def _functions(self) -> Iterator[str]:
        for asked in self.requests:
            yield asked.function
            yield from (name for names in asked.wrt for name in names)

    def lines(self, style: str) -> list[str]:
        """Its statements in their order; a formula is put in brackets where it needs them."""
        requests = []
        for asked in self.requests:
            is_name = asked.function in self.names
            function = asked.function if is_name else f"({asked.function})"
            fitting = style if is_name or style in OF_A_FORMULA else "d/dx f"
            requests.append(replace(asked, function=function).written(fitting))
        return [*self.options, *self.declarations, *self._lines(), *requests]

    def written(self, style: str) -> str:
        """The block."""
        return "\n".join(self.lines(style))

    def asking(self, requests: Iterable[Asked]) -> Program:
        """The same with other requests."""
        return replace(self, requests=tuple(requests))

    def by_method(self, method: str) -> Program:
        """The same by a method."""
        others = tuple(option for option in self.options if not re.match(r"option\s+method\b", option))
        return replace(self, options=(*others, f"option method = {method}"))


def _cut(source: Source, node: object) -> str:
    return source.text[node.start : node.end]  # type: ignore[attr-defined]


def _asked(source: Source, statement: Relation | Solve) -> Asked:
    relation = statement.relation if isinstance(statement, Solve) else statement
    derivative = relation.sides[0]
    if not isinstance(derivative, Differentiation) or len(relation.sides) > 1 + isinstance(statement, Solve):
        raise ValueError(f"no request: {source.text}")
    wrt = tuple(tuple(_cut(source, name) for name in names) for names in derivative.wrt)
    return Asked(unwrapped(_cut(source, derivative.function)), wrt, isinstance(statement, Solve))


def unwrapped(text: str) -> str:
    """A formula without the brackets around all of it."""
    text = text.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    """Where the bracket that a text begins with is closed."""
    depth = 0
    for at, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return at
    raise ValueError(f"never closed: {text}")
