"""How high formulas stand, before they are typeset: TeX's boxes, as rough as the room for them may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, New, Row, Script, parts_of

_FRACTIONS = frozenset((r"\frac", r"\dfrac", r"\tfrac", r"\binom", r"\dbinom", r"\tbinom"))
_FLAT = frozenset((r"\smash", r"\color"))
_LARGE = frozenset(
    (r"\sum", r"\prod", r"\coprod", r"\bigcup", r"\bigcap", r"\bigoplus", r"\bigotimes", r"\limits")
)
_INTEGRALS = frozenset((r"\int", r"\iint", r"\iiint", r"\oint"))
# Their scripts stand below and above them.
_WITH_LIMITS = _LARGE | {
    rf"\{name}" for name in ["lim", "max", "min", "sup", "inf", "operatorname*", "overbrace", "underbrace"]
}
_ALIGNED = frozenset(("aligned", "align", "alignat", "split", "gather", "gathered", "flalign", "eqnarray"))
_DEEP_LETTERS = frozenset("fgjpqyQ,;") | {
    rf"\{name}" for name in ["beta", "gamma", "mu", "rho", "phi", "varphi", "chi", "psi", "xi", "eta", "zeta"]
}
# The heights that brackets come in; they grow without steps past the last.
BRACKETS = (1.0, 1.2, 1.8, 2.4, 3.0)
_ROW_END = Mark(r"\\")
_AXIS, _SMALL, _JOT = 0.25, 0.7, 0.3


@dataclass(frozen=True)
class Extent:
    """What reaches above and below the line, in the formula's em."""

    height: float = 0.0
    depth: float = 0.0

    @property
    def whole(self) -> float:
        return self.height + self.depth

    def scaled(self, size: float) -> Extent:
        return Extent(self.height * size, self.depth * size)

    def small(self) -> Extent:
        return self.scaled(_SMALL)


_STRUT = Extent(0.84, 0.36)
_BRACKET = Extent(0.75, 0.25)


def extent_of(formula: Formula | None, display: bool = False) -> Extent:
    """The box of a formula, on lines of its own or within text."""
    match formula:
        case None:
            return Extent()
        case Mark(latex):
            return _mark(latex, display)
        case Script():
            return _script(formula, display)
        case Command(name, (above, below)) if name in _FRACTIONS:
            return _fraction(above, below, (display and name[1] != "t") or name[1] == "d")
        case Command(name) if name in _FLAT:
            return Extent()
        case Command(r"\textcolor", (_, inside)):
            return extent_of(inside, display)
        case Command(r"\sqrt", (inside,)):
            within = extent_of(inside, display)
            return Extent(max(within.height + 0.2, 0.8), max(within.depth, 0.2))
        case Command(r"\overbrace" | r"\underbrace" as name, (inside,)):
            within = extent_of(inside, display)
            is_over = name == r"\overbrace"
            return Extent(within.height + 0.65 * is_over, within.depth + 0.65 * (not is_over))
        case Fenced(opening, inside) if opening.startswith(r"\begin"):
            return _environment(opening.removeprefix(r"\begin{").rstrip("*}"), inside, display)
        case Fenced(_, inside, _, stretches):
            within = extent_of(inside, display)
            least = bracket_height(within) if stretches else 0
            reach = next((size for size in BRACKETS if least <= size), least) / 2
            return _highest((within, Extent(reach + _AXIS, reach - _AXIS)))
        case Row(parts) if _ROW_END in parts:
            return _rows(parts, display, _JOT)
        case _:
            return _highest(extent_of(part, display) for part in parts_of(formula))


def bracket_height(within: Extent) -> float:
    """How high the brackets around a box are to be at least: as TeX has it, a little may stand out."""
    reach = max(within.height - _AXIS, within.depth + _AXIS)
    return max(1.802 * reach, 2 * reach - 0.5)


def _highest(boxes: Iterable[Extent]) -> Extent:
    each = [*boxes]
    return Extent(max((box.height for box in each), default=0), max((box.depth for box in each), default=0))


def _mark(latex: str, display: bool) -> Extent:
    if latex in _LARGE:
        return Extent(1.05, 0.55) if display else _BRACKET
    if latex in _INTEGRALS:
        return Extent(1.36, 0.86) if display else Extent(0.8, 0.31)
    if latex in (r"\vdots", r"\ddots"):
        return Extent(1.5, 0.03)
    if latex in ("(", ")", "[", "]", "|", "/"):
        return _BRACKET
    return Extent(0.69, 0.194 if latex in _DEEP_LETTERS else 0)


def _fraction(above: Formula, below: Formula, display: bool) -> Extent:
    top, bottom = extent_of(above), extent_of(below)
    if not display:
        top, bottom = top.small(), bottom.small()
    raised, lowered, gap = (0.677, 0.686, 0.14) if display else (0.394, 0.345, 0.06)
    raised = max(raised, top.depth + gap + _AXIS)
    lowered = max(lowered, bottom.height + gap - _AXIS)
    return Extent(raised + top.height, lowered + bottom.depth)


def _script(script: Script, display: bool) -> Extent:
    base = extent_of(script.base, display)
    low, high = extent_of(script.below).small(), extent_of(script.above).small()
    name = getattr(script.base, "latex", "") or getattr(script.base, "name", "")
    if display and name in _WITH_LIMITS:
        above, below = (high.whole + 0.2) * bool(high.whole), (low.whole + 0.25) * bool(low.whole)
        return Extent(base.height + above, base.depth + below)
    raised, lowered = 0.41, 0.15
    if not _is_letter(script.base):
        # Of a single letter the height does not count.
        raised, lowered = max(raised, base.height - 0.25), max(lowered, base.depth + 0.05)
    return _highest(
        (
            base,
            Extent(raised + high.height if script.above else 0, lowered + low.depth if script.below else 0),
        )
    )


def _is_letter(formula: Formula) -> bool:
    match formula:
        case Mark() | Fenced(_, _, _, False):
            return True
        case Row((inside,)) | New(inside) | Command(_, (inside,)):
            return _is_letter(inside)
        case _:
            return False


def _environment(name: str, inside: Formula, display: bool) -> Extent:
    parts = inside.parts if isinstance(inside, Row) else (inside,)
    if name in _ALIGNED:
        return _rows(parts, display, _JOT)
    if name == "equation":
        return extent_of(inside, display)
    return _rows(parts, False, 0.24 if name == "cases" else 0)


def _rows(parts: Iterable[Formula], display: bool, gap: float) -> Extent:
    """Rows below each other around the axis, in each of them a strut."""
    rows: list[list[Formula]] = [[]]
    for part in parts:
        if part == _ROW_END:
            rows.append([])
        else:
            rows[-1].append(part)
    if all(part == Mark(" ") for part in rows[-1]):
        rows.pop()
    whole = sum(_highest((_STRUT, *(extent_of(part, display) for part in row))).whole + gap for row in rows)
    return Extent((whole - gap) / 2 + _AXIS, (whole - gap) / 2 - _AXIS)
