"""Formulas as legible plain text: a fraction is a/b, a small index is lowered."""

from __future__ import annotations

import re
from collections.abc import Callable

from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, New, Row, Script
from mkdocs_matcalc.render.signs import WIDE, sign

# What nothing stands apart from at its right.
_GLUED = (Mark(r"\partial"), Mark(r"\nabla"))
_DOUBLE_STRUCK = str.maketrans("RNZSEC", "ℝℕℤ𝕊𝔼ℂ")
_BOLD = str.maketrans("01", "𝟎𝟏")
_RAISED = str.maketrans("0123456789+−=()nijkmabcdeprstuvxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱʲᵏᵐᵃᵇᶜᵈᵉᵖʳˢᵗᵘᵛˣʸᶻ")
_LOWERED = str.maketrans("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_ALREADY_RAISED = frozenset("ᵀ′*")
# A longer exponent than a number or a letter is hard to read when it is raised, and can't be typed so.
_SHORT_EXPONENT = re.compile(r"([−+]?([0-9]+|[a-zᵀ*])|′+)?")


def unicode_text(formula: Formula) -> str:
    """A formula as plain text; a command that is not known is its name."""
    text = re.sub(" +", " ", _text(formula))
    text = re.sub(r"(?<=[\[(]) | (?=[\])])", "", text)
    return re.sub(f" *{WIDE} *", "   ", text).strip()


def _text(formula: Formula) -> str:
    match formula:
        case Mark(mark):
            return sign(mark)
        case Row(parts):
            return _beside(parts)
        case Script(base, below, above):
            return _text(base) + _script(below, "_") + _script(above, "^")
        case Command(name, args):
            return _COMMANDS.get(name, _plain)(*map(_text, args)) if args else sign(name)
        case Fenced(opening, inside, closing):
            return sign(opening) + _text(inside).strip(" ") + sign(closing)
        case New(inside):
            return _text(inside)


def _beside(parts: tuple[Formula, ...]) -> str:
    text = ""
    above: Formula | None = None
    for part in parts:
        if not (part == Mark(" ") and _is_glued(above)):
            text += _text(part)
        above = part
    return text


def _is_glued(formula: Formula | None) -> bool:
    return formula in _GLUED or (isinstance(formula, Script) and formula.base in _GLUED)


def _script(formula: Formula | None, mark: str) -> str:
    """An exponent or an index, raised or lowered where Unicode has all its characters."""
    if formula is None:
        return ""
    text = _text(formula).strip()
    tight = text.replace(" ", "")
    table = _RAISED if mark == "^" else _LOWERED
    already = _ALREADY_RAISED if mark == "^" else frozenset()
    short = mark == "_" or _SHORT_EXPONENT.fullmatch(tight)
    if short and all(ord(letter) in table or letter in already for letter in tight):
        return tight.translate(table)
    # Blanks between words stay.
    spaced = re.sub(r"(?<!\w) | (?!\w)", "", text)
    return mark + (tight if len(tight) == 1 else f"({spaced})")


def _plain(*texts: str) -> str:
    return "".join(texts)


def _fraction(above: str, below: str = "") -> str:
    return f"{_operand(above.strip())}/{_operand(below.strip())}"


def _operand(text: str) -> str:
    return text if re.fullmatch(r"[^\s+−/=,]+", text) else f"({text})"


def _root(text: str) -> str:
    """A root: what stands below it is in brackets wherever a bare one would end before it does."""
    text = text.strip()
    return "√" + (text if re.fullmatch(r"[^\W⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵀ]+", text) else f"({text})")


def _accented(accent: str) -> Callable[..., str]:
    return lambda text: text + accent


_COMMANDS: dict[str, Callable[..., str]] = {
    r"\frac": _fraction,
    r"\sqrt": _root,
    r"\mathbb": lambda text: text.translate(_DOUBLE_STRUCK),
    r"\mathbf": lambda text: text.translate(_BOLD),
    r"\hphantom": lambda text: "",
    r"\text": lambda text: text.replace("\\", ""),
    r"\hat": _accented("\u0302"),
    r"\bar": _accented("\u0304"),
    r"\tilde": _accented("\u0303"),
    r"\vec": _accented("\u20d7"),
    r"\dot": _accented("\u0307"),
}
