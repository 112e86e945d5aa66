"""How wide formulas are once KaTeX has set them within text, and where it may break them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, New, Row, Script
from mkdocs_matcalc.render.glyphs import glyphs
from mkdocs_matcalc.render.height import BRACKETS, Extent, bracket_height, extent_of

# TeX's blanks, in eighteenths of an em.
_THIN, _MEDIUM, _THICK = 3, 4, 5
_SPACES = {
    " ": 0, r"\,": _THIN, r"\:": _MEDIUM, r"\>": _MEDIUM, r"\;": _THICK, r"\!": -_THIN, r"\ ": 4.5, "~": 4.5,
    r"\quad": 18, r"\qquad": 36, r"\displaystyle": 0, r"\limits": 0,
}  # fmt: skip
# Between two atoms of these kinds; the first row of what follows holds in scripts, too.
_BETWEEN = {
    **dict.fromkeys(("ord op", "op ord", "op op", "close op", "inner op"), (_THIN, True)),
    **dict.fromkeys(
        ("ord inner", "op inner", "close inner", "inner ord", "inner open", "inner punct", "inner inner",
         *(f"punct {kind}" for kind in ("ord", "op", "open", "close", "punct", "inner"))),
        (_THIN, False),
    ),
    **dict.fromkeys(
        (f"{kind} bin" for kind in ("ord", "close", "inner")), (_MEDIUM, False)
    ),
    **dict.fromkeys((f"bin {kind}" for kind in ("ord", "op", "open", "inner")), (_MEDIUM, False)),
    **dict.fromkeys((f"{kind} rel" for kind in ("ord", "op", "close", "inner", "punct")), (_THICK, False)),
    **dict.fromkeys((f"rel {kind}" for kind in ("ord", "op", "open", "inner")), (_THICK, False)),
}  # fmt: skip
_NO_BINARY_AFTER = frozenset(("bin", "open", "rel", "op", "punct"))
_NO_BINARY_BEFORE = frozenset(("rel", "close", "punct"))
_KINDS = {rf"\math{kind}": kind for kind in ("ord", "op", "bin", "rel")} | {
    r"\operatorname": "op",
    r"\operatorname*": "op",
}
_BIG = {
    rf"\{size}{side}": (rank, kind)
    for rank, size in enumerate(("big", "Big", "bigg", "Bigg"), 1)
    for side, kind in (("l", "open"), ("r", "close"), ("m", "rel"), ("", "ord"))
}
_FRACTIONS = {r"\frac": 0, r"\tfrac": 1, r"\dfrac": -1}
_BINOMIALS = {r"\binom": 0, r"\tbinom": 1, r"\dbinom": -1}
# What they put above or below a formula leaves it as wide as it is, or at least this wide.
_LEAST = {
    **dict.fromkeys(
        (r"\hat", r"\widehat", r"\bar", r"\overline", r"\tilde", r"\widetilde", r"\vec", r"\dot", r"\ddot",
         r"\check", r"\breve", r"\underline", r"\smash", r"\phantom", r"\hphantom", ""),
        0.0,
    ),
    **dict.fromkeys((r"\overrightarrow", r"\overleftarrow"), 0.888),
    **dict.fromkeys((r"\overbrace", r"\underbrace"), 1.6),
}  # fmt: skip
_SIDES = {
    **dict.fromkeys((r"\lvert", r"\rvert", r"\vert", "|"), "|"),
    **dict.fromkeys((r"\lVert", r"\rVert", r"\Vert", r"\|"), r"\|"),
    r"\lbrace": r"\{", r"\rbrace": r"\}", r"\rfloor": r"\lfloor", r"\rceil": r"\lceil",
    r"\lbrack": "[", r"\rbrack": "]", r"\lparen": "(", r"\rparen": ")",
}  # fmt: skip
# The largest are drawn of parts, bars in all sizes but the smallest.
_BARS = {"|": 0.333, r"\|": 0.556}
_DRAWN = {**_BARS, "(": 0.875, ")": 0.875, "[": 0.667, "]": 0.667, r"\{": 0.889, r"\}": 0.889}
_MATRICES = {
    "matrix": (".", "."), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"),
    "Bmatrix": (r"\{", r"\}"), "Vmatrix": (r"\|", r"\|"), "cases": (r"\{", "."), "rcases": (".", r"\}"),
}  # fmt: skip
_LIMITS = frozenset((r"\lim", r"\max", r"\min", r"\sup", r"\inf", r"\sum", r"\prod", r"\operatorname*"))
_PRIME, _LIMITS_MARK, _DISPLAYSTYLE = Mark("'"), Mark(r"\limits"), Mark(r"\displaystyle")
_AFTER_SCRIPTS, _NO_BRACKET, _COLUMN_GAP, _FRAME = 0.05, 0.12, 0.5, 0.68


class UnknownWidthError(Exception):
    """A formula has something in it of which only KaTeX knows how wide it is."""


@dataclass(frozen=True)
class Unbroken:
    """A part of a formula that is not broken, and its width in the formula's em."""

    formula: Formula
    width: float


def unbroken(formula: Formula, display: bool = False) -> list[Unbroken]:
    """A formula cut where KaTeX may break it: behind its relations and operators.

    Raises:
        UnknownWidthError: Of something in it the width is not known.
    """
    atoms = _spaced(formula, _Style(display=display))
    cut: list[list[_Atom]] = [[]]
    for atom in atoms:
        # Blanks stay on the line that they are behind, and relations with nothing between them are one.
        before = next((each.kind for each in reversed(cut[-1]) if each.kind), "")
        if atom.kind and (before == "bin" or (before == "rel" != atom.kind)):
            cut.append([])
        cut[-1].append(atom)
    return [
        Unbroken(Row(tuple(atom.formula for atom in each)), sum(atom.width for atom in each)) for each in cut
    ]


@dataclass(frozen=True)
class _Style:
    """In what size a part is set: of the text, of its scripts, or of theirs."""

    level: int = 0
    display: bool = False
    font: str = ""

    @property
    def size(self) -> float:
        return (1.0, 0.7, 0.5)[self.level]

    @property
    def mu(self) -> float:
        """An eighteenth of the em of its font of signs."""
        return (1.0, 1.171, 1.472)[self.level] * self.size / 18

    @cached_property
    def script(self) -> _Style:
        return replace(self, level=min(self.level + 1, 2), display=False)

    def within(self, smaller: int) -> _Style:
        """That of the parts of a fraction: as large as itself where it is displayed."""
        display = smaller < 0 or (self.display and not smaller)
        return replace(self, display=False) if display else self.script


@dataclass
class _Atom:
    """A part of a formula with its width; without a kind, a blank."""

    formula: Formula
    kind: str
    width: float
    slant: float = 0.0


_END = _Atom(Row(()), "close", 0.0)


def _width(formula: Formula | None, style: _Style) -> float:
    return 0.0 if formula is None else sum(atom.width for atom in _spaced(formula, style))


def _spaced(formula: Formula, style: _Style) -> list[_Atom]:
    """The atoms of a formula, each as wide as it is with the blank behind it."""
    atoms = _atoms(formula, style)
    real = [atom for atom in atoms if atom.kind]
    before = "open"
    for atom in real:
        if atom.kind == "bin" and before in _NO_BINARY_AFTER:
            atom.kind = "ord"
        before = atom.kind
    for left, right in pairwise([*real, _END]):
        if left.kind == "bin" and right.kind in _NO_BINARY_BEFORE:
            left.kind = "ord"
    for left, right in pairwise(real):
        space, everywhere = _BETWEEN.get(f"{left.kind} {right.kind}", (0, False))
        if everywhere or not style.level:
            left.width += space * style.mu
    return atoms


def _flat(formula: Formula) -> Iterator[Formula]:
    """The parts that stand beside each other: brackets that don't stretch hold nothing together."""
    match formula:
        case Row(parts):
            for part in parts:
                yield from _flat(part)
        case New(inside) | Command(r"\textcolor", (_, inside)):
            yield from _flat(inside)
        case Command(r"\color"):
            pass
        case Fenced(opening, inside, closing, False) if not opening.startswith(r"\begin"):
            yield Mark(opening)
            yield from _flat(inside)
            yield Mark(closing)
        case Script(Fenced() | New() as base, below, above):
            *before, last = _flat(base)
            yield from before
            yield Script(last, below, above)
        case _:
            yield formula


def _atoms(formula: Formula, style: _Style) -> list[_Atom]:
    atoms: list[_Atom] = []
    rank: tuple[int, str] | None = None
    for part in _flat(formula):
        base, script = (part.base, part) if isinstance(part, Script) else (part, None)
        if part == _DISPLAYSTYLE:
            style = replace(style, display=True)
        if isinstance(base, Mark) and base.latex in _BIG:
            rank = _BIG[base.latex]
            atoms.append(_Atom(base, "", 0))
            continue
        if base in (_PRIME, _LIMITS_MARK):
            atoms.append(_behind(base, script, atoms, style))
            continue
        atom = _atom(base, style)
        if rank and isinstance(base, Mark):
            atom.width, atom.kind, rank = _side(base.latex, rank[0]) * style.size, rank[1], None
        atoms.append(_scripted(atom, script, style) if script else atom)
    return atoms


def _behind(base: Formula, script: Script | None, atoms: Sequence[_Atom], style: _Style) -> _Atom:
    """A prime, which is a script of what stands before it, or limits, which are those of an operator."""
    if base == _LIMITS_MARK or not atoms:
        raise UnknownWidthError
    prime = glyphs()["signs"][r"\prime"].width * style.script.size
    above = prime + (_width(script.above, style.script) if script else 0)
    below = _width(script.below, style.script) - atoms[-1].slant if script else 0
    last, slant = atoms[-1].formula, atoms[-1].slant
    atoms[-1].slant = 0
    if isinstance(last, Script) and last.below and not last.above:
        # It stands above the index that is there.
        return _Atom(script or base, "", max(above - _width(last.below, style.script), 0))
    return _Atom(script or base, "", max(above, below) + _AFTER_SCRIPTS, slant)


def _scripted(atom: _Atom, script: Script, style: _Style) -> _Atom:
    below, above = (
        _width(each, style.script) + _AFTER_SCRIPTS if each else 0.0 for each in (script.below, script.above)
    )
    name = getattr(script.base, "latex", "") or getattr(script.base, "name", "")
    if name in (r"\overbrace", r"\underbrace") or (style.display and name in _LIMITS):
        return _Atom(script, atom.kind, max(atom.width, below - _AFTER_SCRIPTS, above - _AFTER_SCRIPTS))
    return _Atom(script, atom.kind, atom.width + max(below - atom.slant * bool(below), above))


def _atom(formula: Formula, style: _Style) -> _Atom:
    match formula:
        case Mark(latex):
            return _mark(formula, latex, style)
        case Row(()):
            return _Atom(formula, "ord", 0)
        case Command(r"\text", (Mark(words),)):
            return _Atom(formula, "ord", sum(map(_letter, words)) * style.size)
        case Command(r"\overset" | r"\stackrel" | r"\underset" as name, (script, base)):
            inside = _spaced(base, style)
            kind = inside[0].kind if len(inside) == 1 else "ord"
            width = max(_width(script, style.script), sum(atom.width for atom in inside))
            return _Atom(formula, "rel" if name == r"\stackrel" else kind, width)
        case Command(name, (arg,)) if name in _KINDS or name in glyphs()["fonts"] or name == r"\bm":
            return _in_font(formula, name, arg, style)
        case Command(name, args, option):
            return _Atom(formula, "ord", _command(name, args, option, style))
        case Fenced(opening, inside, closing, True):
            sides = _around(opening, closing, extent_of(inside, style.display), style)
            return _Atom(formula, "inner", _width(inside, style) + sides)
        case Fenced(opening, inside):
            return _environment(formula, opening, inside, style)
        case _:
            raise UnknownWidthError


def _command(name: str, args: tuple[Formula, ...], option: Formula | None, style: _Style) -> float:
    match args:
        case (arg,) if name in _LEAST:
            return max(_width(arg, style), _LEAST[name] * style.size)
        case (above, below) if name in _FRACTIONS:
            return _stacked(above, below, style, _FRACTIONS[name]) + 2 * _NO_BRACKET
        case (above, below) if name in _BINOMIALS:
            smaller = _BINOMIALS[name]
            rank = 3 if smaller < 0 or (style.display and not smaller) else 1
            sides = (_side("(", rank) + _side(")", rank)) * style.size
            return _stacked(above, below, style, smaller) + sides
        case (arg,) if name == r"\sqrt":
            return _root(arg, option, style)
        case (arg,) if name == r"\boxed":
            return _width(arg, replace(style, display=True)) + _FRAME * style.size
        case _ if name == r"\vphantom":
            return 0
        case _:
            raise UnknownWidthError


def _mark(mark: Mark, latex: str, style: _Style) -> _Atom:
    if latex in _SPACES:
        return _Atom(mark, "", _SPACES[latex] * style.mu)
    if latex[0].isdigit() and len(latex) > 1:
        return _Atom(mark, "ord", sum(_mark(mark, digit, style).width for digit in latex))
    known, font = glyphs()["signs"].get(latex), glyphs()["fonts"].get(style.font, {})
    if latex in font:
        return _Atom(mark, known.kind if known else "ord", font[latex] * style.size)
    if known is None or (style.font and latex[0].isalpha()):
        raise UnknownWidthError
    if style.display and latex in (r"\sum", r"\prod"):
        return _Atom(mark, "op", {r"\sum": 1.444, r"\prod": 1.278}[latex] * style.size)
    return _Atom(mark, known.kind, known.width * style.size, known.slant * style.size)


def _letter(letter: str) -> float:
    """One among words."""
    if letter in "{}":
        return 0
    if letter in glyphs()["words"]:
        return glyphs()["words"][letter]
    if letter == " ":
        return 0.25
    raise UnknownWidthError


def _in_font(formula: Formula, name: str, arg: Formula, style: _Style) -> _Atom:
    if name == r"\bm":
        name = r"\boldsymbol"
    if name.startswith(r"\operatorname"):
        style = replace(style, font=r"\mathrm")
    elif name not in _KINDS:
        style = replace(style, font=name)
    if isinstance(arg, Mark) and name not in _KINDS:
        return replace(_mark(arg, arg.latex, style), formula=formula)
    return _Atom(formula, _KINDS.get(name, "ord"), _width(arg, style))


def _stacked(above: Formula, below: Formula, style: _Style, smaller: int) -> float:
    return max(_width(each, style.within(smaller)) for each in (above, below))


def _root(arg: Formula, option: Formula | None, style: _Style) -> float:
    high = extent_of(arg).whole
    sign = 0.833 * style.size if high <= 0.95 else 1.0 if high > 1.3 or not style.level else 0.833
    index = 0.0
    if option:
        index = max(0.0, (5 - 10) / 18 * style.size + _width(option, replace(style, level=2, display=False)))
    return _width(arg, style) + sign + index


def _side(bracket: str, rank: int) -> float:
    """A bracket in a size, of which there are six."""
    if bracket == ".":
        return _NO_BRACKET
    bracket = _SIDES.get(bracket, bracket)
    if bracket not in glyphs()["sizes"]:
        raise UnknownWidthError
    if rank > 4 or (rank and bracket in _BARS):
        return _DRAWN.get(bracket, glyphs()["sizes"][bracket][-1])
    return glyphs()["sizes"][bracket][rank]


def _around(opening: str, closing: str, inside: Extent, style: _Style) -> float:
    """Both brackets, as large as what stands between them asks for."""
    high = bracket_height(inside.scaled(style.size))
    # The smallest is that of scripts, if they are within some.
    small = [scale for scale, level in ((0.5, 2), (0.7, 1), (1.0, 0)) if level <= style.level]
    scale, rank = next(
        ((scale, 0) for scale in small if high <= scale),
        (1.0, next((rank for rank, size in enumerate(BRACKETS) if high <= size), len(BRACKETS))),
    )
    return sum(_side(each, rank) * (1 if each == "." else scale) for each in (opening, closing))


def _environment(formula: Fenced, opening: str, inside: Formula, style: _Style) -> _Atom:
    name = opening.removeprefix(r"\begin{").removesuffix("}")
    if name not in _MATRICES:
        raise UnknownWidthError
    rows: list[list[list[Formula]]] = [[[]]]
    for part in inside.parts if isinstance(inside, Row) else (inside,):
        if part == Mark(r"\\"):
            rows.append([[]])
        elif part == Mark("&"):
            rows[-1].append([])
        else:
            rows[-1][-1].append(part)
    widths: dict[int, float] = {}
    for row in rows:
        for at, cell in enumerate(row):
            widths[at] = max(widths.get(at, 0), _width(Row(tuple(cell)), replace(style, display=False)))
    gap = 2 * _COLUMN_GAP * style.size
    width = sum(widths.values()) + gap * (len(widths) - 1)
    if name == "matrix":
        return _Atom(formula, "ord", width)
    return _Atom(formula, "inner", width + _around(*_MATRICES[name], extent_of(formula), style))
