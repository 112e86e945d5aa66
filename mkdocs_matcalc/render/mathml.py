"""Formulas as MathML, which browsers set by themselves, without a script, a font or a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup, escape

from mkdocs_matcalc.render.formula import GAP, Command, Fenced, Formula, Mark, New, Row, Script
from mkdocs_matcalc.render.signs import MarkKind, bracket, sign
from mkdocs_matcalc.render.unicode import unicode_text

_TAGS = {
    MarkKind.NAME: "mi",
    MarkKind.NUMBER: "mn",
    MarkKind.OPERATOR: "mo",
    MarkKind.RELATION: "mo",
    MarkKind.COMPARISON: "mo",
    MarkKind.SEPARATOR: "mo",
}
# Signs that plain text has in another form than mathematics.
_SIGNS = {r"\top": "⊤", r"\intercal": "⊺", r"\sum": "∑", r"\prod": "∏"}
_OPERATORS = frozenset((r"\top", r"\intercal", r"\ast", r"\prime", "'", r"\sum", r"\prod", r"\int"))
# A blank is none in mathematics.
_THIN = Markup('<mspace width="0.17em"></mspace>')
_WIDTHS = {
    r"\,": "0.17em",
    r"\:": "0.22em",
    r"\;": "0.28em",
    r"\ ": "0.3em",
    r"\quad": "1em",
    r"\qquad": "2em",
}
_ABOVE_AND_BELOW = (Mark(r"\sum"), Mark(r"\prod"))
_ACCENTS = {
    r"\hat": "^", r"\widehat": "^", r"\bar": "¯", r"\overline": "¯", r"\tilde": "~", r"\widetilde": "~",
    r"\vec": "→", r"\overrightarrow": "→", r"\dot": "˙", r"\ddot": "¨", r"\check": "ˇ", r"\breve": "˘",
}  # fmt: skip
_UPRIGHT = frozenset(
    (r"\mathrm", r"\operatorname", r"\operatorname*", r"\mathsf", r"\mathtt", r"\text", r"\mathop")
)
# Where each alphabet of Unicode has its A, a and 0, and the letters that it has elsewhere.
_ALPHABETS = {
    **dict.fromkeys((r"\mathbf", r"\bm", r"\pmb"), (0x1D400, 0x1D41A, 0x1D7CE)),
    r"\boldsymbol": (0x1D468, 0x1D482, 0x1D7CE),
    r"\mathbb": (0x1D538, 0x1D552, 0x1D7D8),
    r"\mathcal": (0x1D49C, 0x1D4B6, None),
    r"\mathscr": (0x1D49C, 0x1D4B6, None),
    r"\mathfrak": (0x1D504, 0x1D51E, None),
}
_HOLES = {
    "ℂℍℕℙℚℝℤ": (0x1D53A, 0x1D53F, 0x1D545, 0x1D547, 0x1D548, 0x1D549, 0x1D551),
    "ℬℰℱℋℐℒℳℛ": (0x1D49D, 0x1D4A0, 0x1D4A1, 0x1D4A3, 0x1D4A4, 0x1D4A7, 0x1D4A8, 0x1D4AD),
    "ℯℊℴ": (0x1D4BA, 0x1D4BC, 0x1D4C4),
    "ℭℌℑℜℨ": (0x1D506, 0x1D50B, 0x1D50C, 0x1D515, 0x1D51D),
}
_ELSEWHERE = {
    chr(hole): letter
    for letters, holes in _HOLES.items()
    for letter, hole in zip(letters, holes, strict=True)
}
# What stands at the sides of a matrix.
_MATRICES = {
    "bmatrix": ("[", "]"),
    "pmatrix": ("(", ")"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
    "Bmatrix": ("{", "}"),
}


def mathml(formula: Formula, *, large: bool = False) -> Markup:
    """A formula as one `<math>`, its text beside it for what reads no MathML.

    Args:
        formula: The formula.
        large: Whether it stands on a line of its own.
    """
    size = Markup(' displaystyle="true"') if large else Markup("")
    return Markup('<math alttext="{}"{}>{}</math>').format(unicode_text(formula), size, _set(formula))


def _set(formula: Formula) -> Markup:
    match formula:
        case Mark():
            return _mark(formula)
        case Row(parts):
            return _row(parts)
        case Script():
            return _script(formula)
        case Command(name, args, option):
            return _command(name, args, option)
        case Fenced(opening, inside, closing, stretches):
            if opening.startswith(r"\begin{"):
                return _table(opening, inside)
            sides = [_bracket(bracket(mark), stretches) for mark in (opening, closing)]
            return _tag("mrow", sides[0], _set(inside), sides[1])
        case New(inside):
            return Markup('<mrow class="matcalc-new">{}</mrow>').format(_set(inside))


def _tag(name: str, *parts: Markup) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(name, Markup("").join(parts))


def _row(parts: Sequence[Formula]) -> Markup:
    shown: list[Markup] = []
    above: Formula | None = None
    for part in parts:
        if part != GAP:
            shown += [_THIN] if _is_function(part) and above and not _stands_apart(above) else []
            above = part
        shown.append(_set(part))
    return shown[0] if len(shown) == 1 else _tag("mrow", *shown)


def _is_function(formula: Formula) -> bool:
    """Whether a formula begins with a function's name."""
    match formula:
        case Mark(mark):
            return (
                mark.startswith("\\")
                and formula.kind is MarkKind.NAME
                and sign(mark).isalpha()
                and len(sign(mark)) > 1
            )
        case Command(name):
            return name in (r"\mathop", r"\operatorname")
        case Script(base) | New(base):
            return _is_function(base)
        case Row(parts):
            return bool(parts) and _is_function(parts[0])
        case _:
            return False


def _stands_apart(formula: Formula) -> bool:
    """Whether a formula keeps others at a distance, or opens what they stand in."""
    return isinstance(formula, Mark) and formula.kind not in (MarkKind.NAME, MarkKind.NUMBER)


def _mark(mark: Mark) -> Markup:
    kind, text = mark.kind, _SIGNS.get(mark.latex, sign(mark.latex))
    if kind is MarkKind.GAP:
        width = _WIDTHS.get(mark.latex)
        return Markup('<mspace width="{}"></mspace>').format(width) if width else Markup("")
    if kind is MarkKind.BRACKET:
        return _bracket(text, stretches=False)
    if not text:
        return Markup("")
    tag = "mo" if mark.latex in _OPERATORS else _TAGS[kind]
    return _tag(tag, escape(text))


def _bracket(text: str, stretches: bool) -> Markup:
    return Markup('<mo stretchy="{}">{}</mo>').format(str(stretches).lower(), text) if text else Markup("")


def _script(script: Script) -> Markup:
    base = _set(script.base)
    kind = (
        ("munder", "mover", "munderover") if script.base in _ABOVE_AND_BELOW else ("msub", "msup", "msubsup")
    )
    if script.below is None or script.above is None:
        which, of = (kind[0], script.below) if script.above is None else (kind[1], script.above)
        return _tag(which, base, _whole(of))
    return _tag(kind[2], base, _whole(script.below), _whole(script.above))


def _whole(formula: Formula | None) -> Markup:
    """A formula as one element, for what counts its elements."""
    return _tag("mrow", _set(formula) if formula is not None else Markup(""))


def _command(name: str, args: tuple[Formula, ...], option: Formula | None) -> Markup:
    if name in (r"\frac", r"\tfrac", r"\dfrac"):
        return _tag("mfrac", *map(_whole, args))
    if name == r"\sqrt":
        return _tag("mroot", _whole(args[0]), _whole(option)) if option else _tag("msqrt", _set(args[0]))
    if name == r"\hphantom":
        return _tag("mphantom", *map(_set, args))
    if name in _ACCENTS:
        accent = Markup('<mo stretchy="false">{}</mo>').format(_ACCENTS[name])
        return Markup('<mover accent="true">{}{}</mover>').format(_whole(args[0]), accent)
    if name == r"\underline":
        return _tag("munder", _whole(args[0]), Markup("<mo>_</mo>"))
    if name == r"\text":
        return _tag(
            "mtext", *(escape(sign(arg.latex)) if isinstance(arg, Mark) else _set(arg) for arg in args)
        )
    if name in _ALPHABETS:
        return Markup("").join(_lettered(arg, _in_alphabet(name)) for arg in args)
    if name in _UPRIGHT:
        return Markup("").join(_lettered(arg, lambda text: text) for arg in args)
    return Markup("").join(map(_set, args[-1:]))


def _lettered(formula: Formula, respelled: Callable[[str], str]) -> Markup:
    """A formula whose letters are one upright word; what is more than letters is set as it is."""
    marks = list(_marks(formula))
    if all(
        isinstance(mark, Mark) and mark.kind in (MarkKind.NAME, MarkKind.NUMBER, MarkKind.GAP)
        for mark in marks
    ):
        word = "".join(sign(mark.latex) for mark in marks if isinstance(mark, Mark))
        return Markup('<mi mathvariant="normal">{}</mi>').format(respelled(word))
    return _set(formula)


def _marks(formula: Formula) -> Iterator[Formula]:
    match formula:
        case Row(parts):
            for part in parts:
                yield from _marks(part)
        case Command("", (inside,)):
            yield from _marks(inside)
        case _:
            yield formula


def _in_alphabet(name: str) -> Callable[[str], str]:
    capital, small, digit = _ALPHABETS[name]

    def respelled(text: str) -> str:
        return "".join(map(letter, text))

    def letter(sign: str) -> str:
        for first, last, start in (("A", "Z", capital), ("a", "z", small), ("0", "9", digit)):
            if start is not None and first <= sign <= last:
                found = chr(start + ord(sign) - ord(first))
                return _ELSEWHERE.get(found, found)
        return sign

    return respelled


def _table(opening: str, inside: Formula) -> Markup:
    """Rows and columns between the brackets that the environment's name stands for."""
    rows: list[list[list[Formula]]] = [[[]]]
    for part in inside.parts if isinstance(inside, Row) else (inside,):
        if part == Mark("&"):
            rows[-1].append([])
        elif part == Mark("\\\\"):
            rows.append([[]])
        else:
            rows[-1][-1].append(part)
    cells = [_tag("mtr", *(_tag("mtd", _row(cell)) for cell in row)) for row in rows if row != [[]]]
    name = opening.removeprefix(r"\begin{").rstrip("*}")
    left, right = _MATRICES.get(name, ("", ""))
    return _tag("mrow", _bracket(left, True), _tag("mtable", *cells), _bracket(right, True))
