"""Formulas as legible plain text: a fraction is a/b, a small index is lowered."""

from __future__ import annotations

import re
from collections.abc import Callable

from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, New, Row, Script
from mkdocs_matcalc.render.signs import WIDE, bracket, sign

# What nothing stands apart from at its right.
_GLUED = (Mark(r"\partial"), Mark(r"\nabla"))
_DOUBLE_STRUCK = str.maketrans("RNZSECQPFHKTDBVG", "ℝℕℤ𝕊𝔼ℂℚℙ𝔽ℍ𝕂𝕋𝔻𝔹𝕍𝔾")
_BOLD = str.maketrans("01", "𝟎𝟏")
_RAISED = str.maketrans("0123456789+−=()nijkmabcdeprstuvxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱʲᵏᵐᵃᵇᶜᵈᵉᵖʳˢᵗᵘᵛˣʸᶻ")
_LOWERED = str.maketrans("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_ALREADY_RAISED = frozenset("ᵀ′*")
_RAISED_SIGNS = _ALREADY_RAISED | set(map(chr, _RAISED.values()))
# A longer exponent than a number or a letter is hard to read when it is raised, and can't be typed so.
_SHORT_EXPONENT = re.compile(r"([−+]?([0-9]+|[a-zᵀ*])|′+)?")
# What follows a fraction as a factor, and below what it needs no brackets before one: a number, and ∂x.
_FACTOR = re.compile(r"\s*[^\s+−=,;.)\]|·⊙⊘⊗∈≥≤<>⇒⇔/…]")
_READ_AS_ONE = re.compile(r"\s*(\d+\s*$|∂)")

Below = Callable[[str], str]


def _dashed(index: str) -> str:
    return f"_{_in_brackets(index)}"


def unicode_text(formula: Formula, below: Below = _dashed) -> str:
    """A formula as plain text; a command that is not known is its name.

    Args:
        formula: The formula.
        below: Writes an index that Unicode has no lowered characters for.
    """
    text = re.sub(" +", " ", _text(formula, below))
    text = re.sub(r"(?<=[\[(]) | (?=[\]);])", "", text)
    return re.sub(f" *{WIDE} *", "   ", text).strip()


def _text(formula: Formula, below: Below) -> str:
    match formula:
        case Mark(mark):
            return sign(mark)
        case Row(parts):
            return _beside(parts, below)
        case Script(base, index, exponent):
            return _text(base, below) + _lowered(index, below) + _raised(exponent, below)
        case Command(name, args, option):
            text = _COMMANDS.get(name, _plain)(*(_text(arg, below) for arg in args))
            return _raised(option, below) + text
        case Fenced(opening, inside, closing):
            return bracket(opening) + _text(inside, below).strip(" ") + bracket(closing)
        case New(inside):
            return _text(inside, below)


def _beside(parts: tuple[Formula, ...], below: Below) -> str:
    text = ""
    for at, part in reversed([*enumerate(parts)]):
        written = "" if part == Mark(" ") and at and _is_glued(parts[at - 1]) else _text(part, below)
        text = (f"({written})" if _divides(part) and _FACTOR.match(text) else written) + text
    return text


def _divides(part: Formula) -> bool:
    """Whether it is a fraction of which what follows would be read as part of what it divides by."""
    match part:
        case New(inside) | Row((inside,)):
            return _divides(inside)
        case Command(r"\frac", (_, under)):
            return not _READ_AS_ONE.match(_text(under, _dashed))
    return False


def _is_glued(formula: Formula | None) -> bool:
    match formula:
        case Script(inside) | New(inside) | Row((inside,)):
            return _is_glued(inside)
        case _:
            return formula in _GLUED


def _lowered(index: Formula | None, below: Below) -> str:
    """An index, below the line where Unicode has all its characters."""
    if index is None:
        return ""
    text = _text(index, below)
    tight = text.replace(" ", "")
    small = all(ord(letter) in _LOWERED for letter in tight)
    return tight.translate(_LOWERED) if small else below(_compact(text))


def _raised(exponent: Formula | None, below: Below) -> str:
    """An exponent, above the line where it is short and Unicode has all its characters."""
    if exponent is None:
        return ""
    text = _text(exponent, below)
    tight = text.replace(" ", "")
    small = all(ord(letter) in _RAISED or letter in _ALREADY_RAISED for letter in tight)
    if small and _SHORT_EXPONENT.fullmatch(tight):
        return tight.translate(_RAISED)
    return f"^{_in_brackets(_compact(text))}"


def power_of_two(exponent: int) -> str:
    """2⁻¹¹⁸ for -118."""
    return f"2{str(exponent).replace('-', '−').translate(_RAISED)}"


def _compact(text: str) -> str:
    """A text without blanks but those between words."""
    return re.sub(r"(?<!\w) | (?!\w)", "", text.strip())


def _in_brackets(text: str) -> str:
    return text if len(text) == 1 else f"({text})"


def _plain(*texts: str) -> str:
    return "".join(texts)


def _fraction(above: str, below: str) -> str:
    return f"{_operand(above.strip())}/{_operand(below.strip())}"


def _operand(text: str) -> str:
    return text if re.fullmatch(r"[^\s+−/=,]+", text) else f"({text})"


def _root(text: str) -> str:
    """A root: what stands below it is in brackets wherever a bare one would end before it does."""
    text = text.strip()
    return "√" + (text if re.fullmatch(r"\w+", text) and _RAISED_SIGNS.isdisjoint(text) else f"({text})")


def _accented(accent: str) -> Callable[..., str]:
    return lambda text: text + accent


_COMMANDS: dict[str, Callable[..., str]] = {
    r"\frac": _fraction,
    r"\tfrac": _fraction,
    r"\dfrac": _fraction,
    r"\textcolor": lambda colour, text: text,
    r"\color": lambda colour: "",
    r"\sqrt": _root,
    r"\mathbb": lambda text: text.translate(_DOUBLE_STRUCK),
    r"\mathbf": lambda text: text.translate(_BOLD),
    **dict.fromkeys((r"\hphantom", r"\vphantom", r"\phantom"), lambda text: ""),
    **dict.fromkeys((r"\binom", r"\dbinom", r"\tbinom"), lambda above, below: f"C({above}, {below})"),
    **dict.fromkeys((r"\overset", r"\stackrel"), lambda above, base: f"{base}^{_in_brackets(above)}"),
    r"\underset": lambda below, base: f"{base}_{_in_brackets(below)}",
    r"\text": lambda text: text.replace("\\", ""),
    r"\hat": _accented("\u0302"),
    r"\widehat": _accented("\u0302"),
    r"\bar": _accented("\u0304"),
    r"\overline": _accented("\u0304"),
    r"\widetilde": _accented("\u0303"),
    r"\tilde": _accented("\u0303"),
    r"\vec": _accented("\u20d7"),
    r"\overrightarrow": _accented("\u20d7"),
    r"\dot": _accented("\u0307"),
    r"\ddot": _accented("\u0308"),
    r"\check": _accented("\u030c"),
    r"\breve": _accented("\u0306"),
    r"\underline": _accented("\u0332"),
}
