"""What a line of a derivation has that the line above had not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from mkdocs_matcalc.render.align import goes_on
from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, New, Row, Script
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.signs import MarkKind

_GROUPS = (r"\frac", r"\sqrt", "")
_BETWEEN = (MarkKind.OPERATOR, MarkKind.RELATION, MarkKind.COMPARISON, MarkKind.GAP)


def mark_changes(lines: Iterable[Formula]) -> list[Formula]:
    """The same lines; in one that goes on from the one above, what is new is so marked."""
    compared = _Lines()
    marked: list[Formula] = []
    above: Formula | None = None
    for line in lines:
        marked.append(compared.marked(above, line) if above is not None and goes_on(line) else line)
        above = line
    return marked


class _Leaf(NamedTuple):
    """A symbol with its scripts, or a mark, by which two lines are compared."""

    text: str
    is_symbol: bool = False


class _Lines:
    """Lines that are compared; what was found of a part holds wherever it stands again."""

    def __init__(self) -> None:
        # By the part's identity, with the part itself so that it stays.
        self._known: dict[int, tuple[Formula, list[_Leaf]]] = {}
        self._rows: dict[int, list[tuple[tuple[Formula, ...], list[_Leaf]]]] = {}
        self._above: set[str] = set()

    def marked(self, above: Formula, line: Formula) -> Formula:
        """A line with what the one above had not marked."""
        old, new = self._leaves(above), self._leaves(line)
        matcher = SequenceMatcher(None, [each.text for each in old], [each.text for each in new], False)
        self._above = {each.text for each in old}
        fresh = [True] * len(new)
        for block in matcher.get_matching_blocks():
            fresh[block.b : block.b + block.size] = [False] * block.size
        # Of a line that is new as a whole, nothing stands out.
        if all(is_fresh or not leaf.is_symbol for is_fresh, leaf in zip(fresh, new, strict=True)):
            return line
        return self._told(line, fresh)

    def _leaves(self, part: Formula) -> list[_Leaf]:
        if isinstance(part, Mark):
            return _of_mark(part)
        known = self._known.get(id(part))
        if known is None:
            known = self._known[id(part)] = (part, self._found(part))
        return known[1]

    def _found(self, part: Formula) -> list[_Leaf]:
        match part:
            case Row(parts):
                if parts and all(map(self._is_symbol, parts)):
                    return [_Leaf(latex(part), is_symbol=True)]
                return [leaf for _, leaves in self._row(parts) for leaf in leaves]
            case Script(base) if not self._leaves(base) or self._is_symbol(base):
                return [_Leaf(latex(part), is_symbol=True)]
            case Script(base, below, above):
                scripts = (f"{at}{latex(script)}" for at, script in (("_", below), ("^", above)) if script)
                return [*self._leaves(base), *map(_Leaf, scripts)]
            case Command(name, args) if name in _GROUPS:
                inside = [leaf for arg in args for leaf in (*self._leaves(arg), _Leaf("}"))]
                return [_Leaf(name), *inside]
            case Fenced(opening, inside, closing):
                return [_Leaf(opening), *self._leaves(inside), _Leaf(closing)]
            case _:
                return [_Leaf(latex(part), is_symbol=True)]

    def _is_symbol(self, part: Formula) -> bool:
        """Whether nothing in a part stands out by itself: a letter with its scripts, `dx`, an accent."""
        leaves = self._leaves(part)
        return len(leaves) == 1 and leaves[0].is_symbol

    def _row(self, parts: Sequence[Formula]) -> list[tuple[tuple[Formula, ...], list[_Leaf]]]:
        """The units of a row that is kept, each with its leaves."""
        known = self._rows.get(id(parts))
        if known is None:
            known = self._rows[id(parts)] = [(unit, self._of_unit(unit)) for unit in self._units(parts)]
        return known

    def _units(self, parts: Sequence[Formula]) -> list[tuple[Formula, ...]]:
        """Parts one by one, but a function with the brackets around its argument."""
        units: list[tuple[Formula, ...]] = []
        for part in parts:
            group = part.base if isinstance(part, Script) else part
            if isinstance(group, Fenced) and units and len(units[-1]) == 1 and self._is_symbol(units[-1][0]):
                units[-1] = (*units[-1], part)
            else:
                units.append((part,))
        return units

    def _of_unit(self, unit: tuple[Formula, ...]) -> list[_Leaf]:
        *head, last = unit
        leaves = self._leaves(last)
        return [_Leaf(latex(Row(tuple(head))) + leaves[0].text), *leaves[1:]] if head else leaves

    def _told(self, part: Formula, fresh: Sequence[bool]) -> Formula:
        """A part with what is new in it marked; `fresh` says it of each of its leaves."""
        if not any(fresh):
            return part
        if self._is_symbol(part):
            return New(part)
        match part:
            case Row(parts, of):
                return Row(tuple(self._in_row(parts, fresh)), of)
            case Script(base, below, above):
                count = len(self._leaves(base))
                inside, flags = fresh[:count], iter(fresh[count:])
                # Of brackets that are new themselves, their script says nothing.
                scripts = (
                    script and (New(script) if next(flags) and not inside[-1] else script)
                    for script in (below, above)
                )
                return Script(self._told(base, inside), *scripts)
            case Command(name, args):
                told = []
                at = 1
                for arg in args:
                    count = len(self._leaves(arg))
                    told.append(self._told(arg, fresh[at : at + count]))
                    at += count + 1
                return Command(name, tuple(told))
            case Fenced(opening, inside, closing, stretches):
                return Fenced(opening, self._told(inside, fresh[1:-1]), closing, stretches)
            case _:
                return part

    def _in_row(self, parts: Sequence[Formula], fresh: Sequence[bool]) -> Iterator[Formula]:
        """Parts of a row, each run of new ones in a mark of its own, which cuts no group in two."""
        run: list[Formula] = []
        at = 0
        for unit, leaves in self._row(parts):
            new = fresh[at : at + len(leaves)]
            at += len(leaves)
            if all(new) and not _is_set_apart(unit[0]):
                run += unit
            else:
                yield from _run(run)
                run = []
                *head, last = unit
                # The name of a function, if the line above had none such.
                is_other = leaves[0].text not in self._above
                yield from (New(name) if is_other else name for name in head)
                yield self._told(last, new)
        yield from _run(run)


@lru_cache(maxsize=4096)
def _of_mark(mark: Mark) -> list[_Leaf]:
    return [] if mark.is_gap else [_Leaf(mark.latex, mark.kind in (MarkKind.NAME, MarkKind.NUMBER))]


def _is_between(part: Formula) -> bool:
    """An operator or a blank: in a group of its own it would lose its distances."""
    return isinstance(part, Mark) and part.kind in _BETWEEN


def _is_set_apart(part: Formula) -> bool:
    """Whether a part is never in a mark as a whole: a comma, and what begins with a sign."""
    first = part
    while isinstance(first, Row) and first.parts:
        first = first.parts[0]
    is_sign = first is not part and _is_between(first)
    return is_sign or (isinstance(part, Mark) and part.kind is MarkKind.SEPARATOR)


def _run(run: list[Formula]) -> Iterator[Formula]:
    """New parts beside each other in a mark, but for operators and blanks at its ends."""
    first = next((at for at, part in enumerate(run) if not _is_between(part)), len(run))
    last = next((at for at in range(len(run), first, -1) if not _is_between(run[at - 1])), first)
    yield from run[:first]
    if inside := run[first:last]:
        yield New(inside[0] if len(inside) == 1 else Row(tuple(inside)))
    yield from run[last:]
