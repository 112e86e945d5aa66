"""What a function is of that is differentiated by its name alone: the y of `∂L/∂y`, beside `y = W x`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.names import Entity, Names, spelling_of
from mkdocs_matcalc.language.occurs import occurring
from mkdocs_matcalc.language.syntax import Differentiation, Group, Name, Product, Syntax
from mkdocs_matcalc.language.text.source import Source
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

    def given(self, node: Differentiation, source: Source) -> tuple[Syntax, Source]:
        """What is differentiated and where it stands: a function that nothing defines with its argument.

        A loss that is differentiated by a name and by what this is made of is a function of that name.

        Raises:
            MatcalcError: The function is declared, and nothing says what it is of.
        """
        function = inner_of(node.function)
        if not isinstance(function, Name):
            return node.function, source
        spelling = spelling_of(function, source)
        entity = self._names.entities.get(spelling.key)
        is_declared = entity is not None and entity.role == "call"
        is_loss = spelling.letter in LOSSES and not self._names.introduced(spelling.key)
        if is_declared:
            found = self._called(spelling.key) or self._of(function, self._only(spelling.key))
        else:
            found = None
        if found is None and (is_declared or is_loss):
            last = self._last(spelling.key)
            found = self._of(function, last)
            if last is not None and is_loss:
                self._declare(function, source, *last)
        if found is None and is_declared:
            words = source.quote(function)
            raise MatcalcError(
                ErrorName.WRONG_ARGUMENTS,
                f"`{words}` is declared, and nothing says what it is of here",
                source.place(function.start),
                f"write its argument: `{words}(x)`",
            )
        return found or (node.function, source)

    def _called(self, key: str) -> tuple[Syntax, Source] | None:
        """The call of a function that is the same wherever it has an argument."""
        calls = self._names.uses.calls.get(key, [])
        written = {source.read(call).replace(" ", "") for call, source in calls}
        return calls[0] if len(written) == 1 else None

    def _only(self, key: str) -> tuple[Name, Source] | None:
        """The one name that a function is differentiated by which has no argument anywhere."""
        by = {spelling_of(*each).key: each for each in self._names.uses.differentiated.get(key, ())}
        return next(iter(by.values())) if len(by) == 1 and key not in self._names.uses.calls else None

    def _last(self, key: str) -> tuple[Name, Source] | None:
        """The one name that a function is differentiated by which is made of all the others."""
        by = {spelling_of(*each).key: each for each in self._names.uses.differentiated.get(key, ())}
        for last, (name, source) in by.items():
            if last in self._names.heads and by.keys() <= {last, *occurring(name, source, self._names)}:
                return name, source
        return None

    def _of(self, function: Name, argument: tuple[Name, Source] | None) -> tuple[Syntax, Source] | None:
        """A function's name with its argument in brackets, where the argument stands."""
        if argument is None:
            return None
        name, where = argument
        called = replace(function, start=name.start, end=name.start)
        bracket = Group(name.start, name.end, (name,))
        return Product(name.start, name.end, (("", called), ("", bracket))), where

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
