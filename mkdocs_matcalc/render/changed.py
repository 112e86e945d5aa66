"""What a line of a derivation has that the line above had not: the smallest sub-expressions that are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from mkdocs_matcalc.limits import tick
from mkdocs_matcalc.render.align import goes_on
from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, New, Row, Script, parts_of
from mkdocs_matcalc.render.signs import MarkKind

_GROUPS = (r"\frac", r"\sqrt", "")
_SIGNS = ("+", "-")
_BETWEEN_TERMS = (MarkKind.SEPARATOR, MarkKind.COMPARISON)
# So many pairs of terms are compared; where more are new, each is so as a whole.
_MOST_PAIRS = 10_000

Parts: TypeAlias = Sequence[Formula]
# Where something stands among some parts: the first of its own, and the first after them.
Span: TypeAlias = tuple[int, int]


def mark_changes(lines: Iterable[Formula]) -> list[Formula]:
    """The same lines; in one that goes on from the one above, what is new is so marked."""
    compared = _Lines()
    marked: list[Formula] = []
    above: Formula | None = None
    for line in lines:
        marked.append(compared.marked(above, line) if above is not None and goes_on(line) else line)
        above = line
    return marked


class _Lines:
    """Lines that are compared as trees: sums term by term, products by the run of factors that is new."""

    def __init__(self) -> None:
        # By the part's identity, with the part itself so that it stays.
        self._known: dict[int, tuple[Formula, int]] = {}
        self._numbers: dict[object, int] = {}

    def marked(self, above: Formula, line: Formula) -> Formula:
        """A line with what the one above had not marked; in one that is new as a whole nothing stands out."""
        old, new = _parts(above), _parts(line)
        before, sides = _sides(old), _sides(new)
        if Mark("=") in new[: sides[0][0]]:
            # Each side goes on from the one before it.
            against = [old[slice(*before[-1])], *(new[slice(*side)] for side in sides)]
        else:
            # An equation follows from the one above, side by side.
            against = [old[slice(*side)] for side in before]
        pairs = zip(against, sides, strict=False)
        told = {side: self._told(parts, new[slice(*side)]) for parts, side in pairs}
        if not any(told.values()):
            return line
        marked = _with(new, told)
        return Row(tuple(marked), line.of) if isinstance(line, Row) else marked[0]

    def _number(self, part: Formula) -> int:
        """The same of parts that look alike."""
        known = self._known.get(id(part))
        if known is None:
            match part:
                case Mark(mark):
                    look: tuple[object, ...] = (mark,)
                case Command(name):
                    look = (name, "of")
                case Fenced(opening, _, closing):
                    look = (opening, closing)
                case Script(_, below, _):
                    look = ("script", below is None)
                case _:
                    look = ()
            inside = [self._number(each) for each in parts_of(part) if not _is_gap(each)]
            # A row of one part looks like that part.
            number = inside[0] if not look and len(inside) == 1 else self._numbered((*look, *inside))
            known = self._known[id(part)] = (part, number)
        return known[1]

    def _numbered(self, look: object) -> int:
        return self._numbers.setdefault(look, len(self._numbers))

    def _look(self, parts: Parts) -> tuple[int, ...]:
        return tuple(self._number(part) for part in parts if not _is_gap(part))

    def _told(self, old: Parts, new: Parts) -> list[Formula] | None:
        """Parts with what is new in them marked; None where that is all of them."""
        row = self._row(new)
        if row is not None:
            inside = self._told(old, row.parts)
            return None if inside is None else [Row(tuple(inside), row.of)]
        old = self._opened(old)
        before, terms = _terms(old), _terms(new)
        looks = [self._look(old[slice(*term)]) for term in before]
        gone = Counter(looks)
        changed: list[Span] = []
        for term in terms:
            look = self._look(new[slice(*term)])
            if gone[look]:
                gone[look] -= 1
            else:
                changed.append(term)
        left = []
        for term, look in zip(before, looks, strict=True):
            if gone[look]:
                gone[look] -= 1
                left.append(old[slice(*term)])
        if len(left) * len(changed) > _MOST_PAIRS:
            left = []
        told = {term: self._term(left, new[slice(*term)]) for term in changed}
        if len(changed) == len(terms) and not any(told.values()):
            return None
        return _with(new, told)

    def _term(self, left: Sequence[Parts], new: Parts) -> list[Formula] | None:
        """A term beside that one of those above, which are left, that it has most in common with."""
        row = self._row(new)
        if row is not None:
            inside = self._term(left, row.parts)
            return None if inside is None else [Row(tuple(inside), row.of)]
        best = max(map(self._opened, left), key=lambda old: self._in_common(old, new), default=None)
        return None if best is None else self._product(best, new)

    def _row(self, parts: Parts) -> Row | None:
        """The row that some parts are, in which more than one stands out."""
        *others, only = (part for part in parts if not _is_gap(part)) if parts else [None]
        return only if not others and isinstance(only, Row) and not self._is_symbol(only) else None

    def _opened(self, parts: Parts) -> Parts:
        while (row := self._row(parts)) is not None:
            parts = row.parts
        return parts

    def _in_common(self, old: Parts, new: Parts) -> int:
        tick()
        before, units = self._units(old), self._units(new)
        first, last = self._ends(old, before, new, units)
        is_one = len(before) - first - last == len(units) - first - last == 1
        like = is_one and self._is_like(old[slice(*before[first])], new[slice(*units[first])])
        return 2 * (first + last) + like

    def _ends(self, old: Parts, before: Sequence[Span], new: Parts, units: Sequence[Span]) -> tuple[int, int]:
        """How many factors two products share at their beginning, and how many at their end."""
        looks = [self._look(old[slice(*unit)]) for unit in before]
        others = [self._look(new[slice(*unit)]) for unit in units]
        first = _shared(looks, others)
        return first, _shared(looks[first:][::-1], others[first:][::-1])

    def _is_like(self, old: Parts, new: Parts) -> bool:
        """Whether two factors differ inside: the same function, fraction or power of something else."""
        return self._inside(old, new) is not None

    def _product(self, old: Parts, new: Parts) -> list[Formula] | None:
        before, units = self._units(old), self._units(new)
        first, last = self._ends(old, before, new, units)
        gone, fresh = before[first : len(before) - last], units[first : len(units) - last]
        if not fresh:
            return list(new)
        if len(gone) == len(fresh) == 1:
            inside = self._inside(old[slice(*gone[0])], new[slice(*fresh[0])])
            if inside is not None:
                return _with(new, {fresh[0]: inside})
        return _with(new, {(fresh[0][0], fresh[-1][1]): None}) if first or last else None

    def _inside(self, old: Parts, new: Parts) -> list[Formula] | None:
        """A factor with what is new within it marked; None where it is another one."""
        *heads, last = new
        if len(old) != len(new) or self._look(old[:-1]) != self._look(heads):
            return None
        whole = self._within(old[-1], last)
        if whole is None and heads and isinstance(last, Fenced):
            whole = replace(last, inside=New(last.inside))
        return None if whole is None else [*heads, whole]

    def _within(self, old: Formula, new: Formula) -> Formula | None:
        is_symbol = self._is_symbol(old)
        if self._is_symbol(new) or (is_symbol and not isinstance(new, Row)):
            return None
        match old, new:
            case (Row(), _) | (_, Row()):
                told = self._told((old,) if is_symbol else _parts(old), _parts(new))
                if told is None:
                    return None
                return Row(tuple(told), new.of) if isinstance(new, Row) else told[0]
            case Command(name, before), Command(same, args) if name == same and len(before) == len(args):
                inside = tuple(self._changed(*each) for each in zip(before, args, strict=True))
                return None if all(isinstance(each, New) for each in inside) else replace(new, args=inside)
            case Fenced(opening, held), Fenced(same) if opening == same:
                changed = self._within(held, new.inside)
                return changed and replace(new, inside=changed)
            case Script(), Script():
                return self._of_script(old, new)
            case _:
                return None

    def _changed(self, old: Formula, new: Formula) -> Formula:
        if self._number(old) == self._number(new):
            return new
        return self._within(old, new) or New(new)

    def _of_script(self, old: Script, new: Script) -> Formula | None:
        pairs = ((old.below, new.below), (old.above, new.above))
        below, above = (
            script
            if script is None or (before and self._number(before) == self._number(script))
            else New(script)
            for before, script in pairs
        )
        if self._number(old.base) == self._number(new.base):
            return Script(new.base, below, above)
        base = None if below != new.below or above != new.above else self._within(old.base, new.base)
        return base and Script(base, below, above)

    def _is_symbol(self, part: Formula) -> bool:
        """Whether nothing in a part stands out by itself: a letter with its scripts, `dx`, an accent."""
        match part:
            case Mark():
                return not _is_gap(part) and part.kind in (MarkKind.NAME, MarkKind.NUMBER)
            case Row(parts):
                return bool(parts) and all(map(self._is_symbol, parts))
            case Script(base):
                return self._is_symbol(base) or base == Row(())
            case Command(name):
                return name not in _GROUPS
            case _:
                return False

    def _units(self, parts: Parts) -> list[Span]:
        """Factors one by one, a function with the brackets around its argument."""
        units: list[Span] = []
        for at, part in enumerate(parts):
            group = part.base if isinstance(part, Script) else part
            follows = units and units[-1] == (at - 1, at) and self._is_symbol(parts[at - 1])
            if isinstance(group, Fenced) and follows:
                units[-1] = (at - 1, at + 1)
            elif not (isinstance(part, Mark) and part.kind in (MarkKind.GAP, MarkKind.OPERATOR)):
                units.append((at, at + 1))
        return units


def _parts(formula: Formula) -> tuple[Formula, ...]:
    return formula.parts if isinstance(formula, Row) else (formula,)


def _is_gap(part: Formula) -> bool:
    return isinstance(part, Mark) and part.is_gap


def _spans(parts: Parts, ends: Iterable[int]) -> Iterator[Span]:
    """What stands between some places, without blanks around it."""
    start = 0
    for end in (*ends, len(parts)):
        first, last = start, end
        while first < last and _is_gap(parts[first]):
            first += 1
        while first < last and _is_gap(parts[last - 1]):
            last -= 1
        if first < last:
            yield first, last
        start = end + 1


def _sides(parts: Parts) -> list[Span]:
    """What stands between the relation signs of a line."""
    return list(_spans(parts, [at for at, part in enumerate(parts) if _is_a(part, MarkKind.RELATION)]))


def _terms(parts: Parts) -> list[Span]:
    """What stands between the signs of a sum, or in the cells of a table."""
    return list(_spans(parts, [at for at, part in enumerate(parts) if _is_between_terms(part)]))


def _is_a(part: Formula, *kinds: MarkKind) -> bool:
    return isinstance(part, Mark) and part.kind in kinds


def _is_between_terms(part: Formula) -> bool:
    return _is_a(part, *_BETWEEN_TERMS) or (isinstance(part, Mark) and part.latex in _SIGNS)


def _shared(one: Parts | Sequence[object], other: Parts | Sequence[object]) -> int:
    """How far two sequences are the same."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _with(parts: Parts, told: dict[Span, list[Formula] | None]) -> list[Formula]:
    """Parts with others in some places; what there are none for is new as a whole."""
    made = list(parts)
    for (start, end), inside in sorted(told.items(), reverse=True):
        new = parts[start:end]
        made[start:end] = inside or [New(new[0] if len(new) == 1 else Row(tuple(new)))]
    return made
