"""What a function is of that is differentiated by its name alone: the y of `∂L/∂y`, beside `y = W x`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.names import Entity, Names, spelling_of
from mkdocs_matcalc.language.occurs import occurring
from mkdocs_matcalc.language.syntax import Differentiation, Group, Name, Product, Source, Syntax
from mkdocs_matcalc.language.uses import inner_of

LOSSES = frozenset({"L", "J", "E", "ell", "loss", "cost", "Loss", "Cost"})


class Argument:
    """Finds what a function is of, in one block.

    Args:
        draft: Drafts any other expression.
    """

    def __init__(self, names: Names, combine: Combine, draft: Callable[[Syntax, Context], Draft]) -> None:
        self._names = names
        self._combine = combine
        self._draft = draft

    def given(self, node: Differentiation, source: Source) -> Differentiation:
        """A derivative of a function that nothing defines, with its argument; any other as it is.

        A loss that is differentiated by a name and by what this is made of is a function of that name.

        Raises:
            MatcalcError: The function is declared, and nothing says what it is of.
        """
        function = inner_of(node.function)
        if not isinstance(function, Name):
            return node
        spelling = spelling_of(function, source)
        entity = self._names.entities.get(spelling.key)
        is_declared = entity is not None and entity.role == "call"
        is_loss = spelling.letter in LOSSES and not self._names.introduced(spelling.key)
        if not is_declared and not is_loss:
            return node
        found = self._last(spelling.key, at_once=is_declared)
        if found is None and not is_declared:
            return node
        if found is None:
            words = source.quote(function)
            raise MatcalcError(
                f"`{words}` is declared, and nothing says what it is of here",
                source.place(function.start),
                f"write its argument: `{words}(x)`",
            )
        if not is_declared:
            self._declare(function, source, *found)
        bracket = Group(function.end, function.end, (found[0],))
        called = Product(function.start, function.end, (("", function), ("", bracket)))
        return replace(node, function=called)

    def _last(self, key: str, *, at_once: bool) -> tuple[Name, Source] | None:
        """The one name that a function is differentiated by which is made of all the others.

        Args:
            at_once: Whether it may be the only one.
        """
        by = {spelling_of(*each).key: each for each in self._names.uses.differentiated.get(key, ())}
        if len(by) == 1 and at_once:
            return next(iter(by.values()))
        for last, (name, source) in by.items():
            if last in self._names.heads and by.keys() <= {last, *occurring(name, source, self._names)}:
                return name, source
        return None

    def _declare(self, function: Name, source: Source, name: Name, where: Source) -> None:
        spelling, argument = spelling_of(function, source), self._draft(name, Context(where))
        latex = spelling_of(name, where).latex
        self._combine.assume(rf"${spelling.latex}$ is a function of ${latex}$ that nothing defines")
        self._names.entities[spelling.key] = Entity(
            "call",
            spelling,
            argument.rows,
            argument.columns,
            f"a function of `{where.quote(name)}` that nothing defines",
        )
