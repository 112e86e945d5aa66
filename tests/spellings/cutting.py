"""Sub-expressions, cut out of a program's text by their place in its syntax tree, and put back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mkdocs_matcalc.language.reader import read
from mkdocs_matcalc.language.syntax import (
    Angles,
    Bars,
    BigSum,
    ByEntry,
    ExpectationSign,
    Fraction,
    Group,
    Name,
    NormBars,
    Number,
    Power,
    Product,
    Relation,
    Sum,
    Syntax,
    Transposed,
    base_of,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell
from mkdocs_matcalc.language.vocabulary import known_function
from tests.spellings.programs import Asked, Program, unwrapped

BASES = ("u", "v", "h", "q", "M", "Q", "H", "Z", "ω", "ζ", "ψ", "c", "w", "P", "x", "K")
FUNCTION_NAMES = ("f", "L", "J", "E", "ℓ", "φ", "F", "Q")
# Of a program in single steps: more operators than this stay as they are.
MOST_STEPS = 40


@dataclass(frozen=True)
class Piece:
    """A sub-expression that can have a name: where it stands, and its text without outer brackets."""

    start: int
    end: int
    text: str


def syntax_of(text: str) -> Syntax:
    """An expression's syntax tree."""
    (relation,) = read(Source(text, 0, len(text)))
    assert isinstance(relation, Relation)
    return relation.sides[0]


def pieces(text: str) -> list[Piece]:
    """Every proper sub-expression that is more than a name and holds no index of a sum around it."""
    return list(dict.fromkeys(_Cutter(text).inside(syntax_of(text), frozenset())))


class _Cutter:
    """Walks an expression's syntax tree."""

    def __init__(self, text: str) -> None:
        self.text = text

    def inside(self, node: Syntax, bound: frozenset[str]) -> Iterator[Piece]:
        """The pieces below a node."""
        if isinstance(node, Group):
            for item in node.items:
                yield from self.inside(item, bound)
        elif isinstance(node, Sum):
            yield from self._sum(node, bound)
        elif isinstance(node, Product):
            yield from self._product(node, bound)
        elif isinstance(node, ByEntry):
            yield from self._by_entry(node, bound)
        elif isinstance(node, BigSum):
            yield from self._child(node.body, bound | {spell(node.index.text).key})
        else:
            for part in _operands(node):
                yield from self._child(part, bound)

    def _child(self, node: Syntax, bound: frozenset[str]) -> Iterator[Piece]:
        if isinstance(node, Name | Number | ExpectationSign):
            return
        if not (isinstance(node, Group) and len(node.items) != 1):
            yield from self._piece(node.start, node.end, [node], bound)
        yield from self.inside(node, bound)

    def _piece(self, start: int, end: int, nodes: list[Syntax], bound: frozenset[str]) -> Iterator[Piece]:
        """A stretch, if it has a name that is none of a function, and none of an index."""
        names = [part for node in nodes for part in walk(node) if isinstance(part, Name)]
        real = [name for name in names if not known_function(spell(name.text).key)]
        if real and not any(_speaks_of(name, index) for name in names for index in bound):
            text = self.text[start:end]
            if text[0] in "{[":
                start, end, text = start + 1, end - 1, text[1:-1]
            inner = unwrapped(text)
            if not re.fullmatch(r"[^\W\d_]\d*|\d+", inner):
                yield Piece(start, end, inner)

    def _runs(
        self, items: list[list[Syntax]], fits: Callable[[int, int], bool], bound: frozenset[str], start: int
    ) -> Iterator[Piece]:
        """Stretches of neighbouring operands, but not all of them."""
        for first in range(len(items)):
            for last in range(first + 1, len(items)):
                if (first, last) != (0, len(items) - 1) and fits(first, last):
                    begin = start if first == 0 else items[first][0].start
                    nodes = [node for item in items[first : last + 1] for node in item]
                    yield from self._piece(begin, items[last][-1].end, nodes, bound)

    def _sum(self, node: Sum, bound: frozenset[str]) -> Iterator[Piece]:
        signs = [negative for negative, _ in node.terms]
        items = [[term] for _, term in node.terms]
        yield from self._runs(items, lambda first, _: first == 0 or not signs[first], bound, node.start)
        for _, term in node.terms:
            yield from self._child(term, bound)

    def _by_entry(self, node: ByEntry, bound: frozenset[str]) -> Iterator[Piece]:
        operators = [operator for operator, _ in node.factors]

        def fits(first: int, last: int) -> bool:
            return first == 0 or set(operators[first : last + 1]) == {"⊙"}

        yield from self._runs([[factor] for _, factor in node.factors], fits, bound, node.start)
        for _, factor in node.factors:
            yield from self._child(factor, bound)

    def _product(self, node: Product, bound: frozenset[str]) -> Iterator[Piece]:
        units = self._units(node)
        if units is None:
            return
        operators = [operator for operator, _ in units]
        yield from self._runs(
            [unit for _, unit in units],
            lambda first, _: first == 0 or operators[first] != "/",
            bound,
            node.start,
        )
        for _, unit in units:
            if len(unit) == 1:
                yield from self._child(unit[0], bound)
            else:
                yield from self._call(unit, bound, alone=len(units) == 1)

    def _units(self, node: Product) -> list[tuple[str, list[Syntax]]] | None:
        """The factors, a function's name together with its brackets; None where one has no brackets."""
        units: list[tuple[str, list[Syntax]]] = []
        for operator, factor in node.factors:
            before = units[-1][1] if units else []
            called = len(before) == 1 and self._is_function(before[0], factor)
            if called and isinstance(base_of(factor), Group):
                before.append(factor)
            elif called:
                return None
            else:
                units.append((operator, [factor]))
        return units

    def _is_function(self, name: Syntax, following: Syntax) -> bool:
        if not isinstance(name, Name):
            return isinstance(name, ExpectationSign)
        if known_function(spell(name.text).key):
            return True
        # An abstract function stands right before its bracket.
        return isinstance(base_of(following), Group) and name.end == following.start

    def _call(self, unit: list[Syntax], bound: frozenset[str], *, alone: bool) -> Iterator[Piece]:
        name, factor = unit
        group = base_of(factor)
        assert isinstance(group, Group)
        if not alone:
            yield from self._piece(name.start, factor.end, unit, bound)
        if factor is not group:
            yield from self._piece(name.start, group.end, unit, bound)
        for item in group.items:
            yield from self._child(item, bound)


def _operands(node: Syntax) -> list[Syntax]:
    if isinstance(node, Power):
        return [node.base, node.exponent]
    if isinstance(node, Transposed):
        return [node.base]
    if isinstance(node, NormBars | Bars):
        return [node.body]
    if isinstance(node, Angles):
        return [node.left, node.right]
    if isinstance(node, Fraction):
        return [node.numerator, node.denominator]
    return []


def _speaks_of(name: Name, index: str) -> bool:
    below = "".join(part.text for part in name.subscript if isinstance(part, Name))
    return spell(name.text).key == index or index in below


# --- on programs ----------------------------------------------------------------------------------


class Fresh:
    """Names that a program does not use, of whatever kind by convention: a definition gives the shape."""

    def __init__(self, program: Program, rng: random.Random) -> None:
        self._letters = set(program.text)
        bases = [base for base in BASES if base not in self._letters]
        rng.shuffle(bases)
        self._bases = bases
        self._count = 0
        self._rng = rng

    def __call__(self) -> str:
        self._count += 1
        base = self._bases[self._count % len(self._bases)]
        return f"{base}{self._rng.choice(('', '_'))}{self._count}"

    def function(self) -> str:
        """A name for what is differentiated."""
        return next(name for name in FUNCTION_NAMES if name not in self._letters)


def slots(program: Program) -> list[str]:
    """Every formula of a program: its definitions' and its requests'."""
    return [*(value for _, value in program.definitions), *(asked.function for asked in program.requests)]


def cuttable(program: Program) -> list[str]:
    """What can be named in a program, each text once."""
    return list(dict.fromkeys(piece.text for slot in slots(program) for piece in pieces(slot)))


def named(program: Program, text: str, name: str) -> Program:
    """The program with a sub-expression named, wherever it stands; its definition stands before its use."""
    definitions: list[tuple[str, str]] = []
    placed = False
    for head, value in program.definitions:
        new = _without(value, text, name)
        if new != value and not placed:
            definitions.append((name, text))
            placed = True
        definitions.append((head, new))
    if not placed:
        definitions.append((name, text))
    requests = tuple(
        replace(asked, function=_without(asked.function, text, name)) for asked in program.requests
    )
    return replace(program, definitions=tuple(definitions), requests=requests)


def _without(slot: str, text: str, name: str) -> str:
    """A formula with a name in place of one of its pieces, from the last to the first."""
    taken = len(slot) + 1
    for piece in sorted(pieces(slot), key=lambda piece: (-piece.start, -piece.end)):
        if piece.text == text and piece.end <= taken:
            slot = _put(slot, piece.start, piece.end, name)
            taken = piece.start
    return slot


def _put(slot: str, start: int, end: int, text: str) -> str:
    if slot[:start].endswith("^") and len(text) > 1:
        return f"{slot[:start]}{{{text}}}{slot[end:]}"
    before = " " if start and re.match(r"[\w)\]}]", slot[start - 1]) else ""
    after = " " if end < len(slot) and re.match(r"[\w(\[{\\]", slot[end]) else ""
    return f"{slot[:start]}{before}{text}{after}{slot[end:]}"


def in_single_steps(program: Program, fresh: Fresh, rng: random.Random) -> Program:
    """The program with a name for every operator; products and sums are taken apart at random."""
    for _ in range(MOST_STEPS):
        texts = [_innermost(slot) for slot in slots(program)]
        found = list(dict.fromkeys(text for slot in texts for text in slot))
        if not found:
            break
        program = named(program, rng.choice(found), fresh())
    return program


def _innermost(slot: str) -> list[str]:
    """The pieces of a formula that have no piece inside."""
    found = pieces(slot)
    return [piece.text for piece in found if not pieces(piece.text)]


def with_a_name(program: Program, name: str) -> Program:
    """The program with a name for what it differentiates, where that is a formula."""
    functions = {asked.function for asked in program.requests} - program.names
    assert len(functions) <= 1
    definitions = (*program.definitions, *((name, function) for function in functions))
    requests = tuple(
        replace(asked, function=name) if asked.function in functions else asked for asked in program.requests
    )
    return replace(program, definitions=definitions, requests=requests)


def inlined(program: Program) -> Program:
    """The program as one formula, its definitions put back in brackets."""
    values: dict[str, str] = {}
    for name, value in program.definitions:
        values[name] = _with_values(value, values)
    return replace(program, definitions=(), requests=_asked_with(program, values))


def put_back_singly(program: Program) -> Iterator[Program]:
    """The program without one of its definitions, once for each that another one or a request uses."""
    for name, value in program.definitions:
        values = {name: value}
        definitions = tuple(
            (head, _with_values(body, values)) for head, body in program.definitions if head != name
        )
        if all(asked.function != name for asked in program.requests):
            yield replace(program, definitions=definitions, requests=_asked_with(program, values))


def _asked_with(program: Program, values: dict[str, str]) -> tuple[Asked, ...]:
    return tuple(
        replace(asked, function=unwrapped(_with_values(asked.function, values))) for asked in program.requests
    )


def _with_values(text: str, values: dict[str, str]) -> str:
    keys = {spelled(name): value for name, value in values.items()}
    places = [node for node in walk(syntax_of(text)) if isinstance(node, Name)]
    places.sort(key=lambda node: node.start, reverse=True)
    for node in places:
        value = keys.get(spelled(text[node.start : node.end]))
        if value is not None:
            text = _put(text, node.start, node.end, f"({value})")
    return text


def spelled(name: str) -> str:
    """A name's key, whichever way it is written: W1, W_1 and W_{1} are one."""
    return spell(re.sub(r"_\{?(\d+)\}?", r"\1", name)).key
