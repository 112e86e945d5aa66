"""What was meant by a line that the grammar does not take, where it is one of the ways people write."""

from __future__ import annotations

import re
from collections.abc import Callable

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.language.declaring import meant_to_declare
from mkdocs_matcalc.language.text.braces import closing
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.unsupported import EVALUATION

_D = r"(?:d|∂|\\partial(?![A-Za-z]))"
_ORDERS = (
    (
        re.compile(rf"(?<![A-Za-z])(?P<d>{_D})(?P<of>\s*[^\W\d_]*)\s*/\s*{_D}\s*(?P<by>[^\W\d_]\w*)\s*\Z"),
        "{d}^2{of}/{d}{by}^2",
    ),
    (
        re.compile(
            rf"\\[dt]?frac\s*\{{\s*(?P<d>{_D})(?P<of>[^{{}}]*)\}}\s*\{{\s*{_D}(?P<by>\s*[^\W\d_]\w*)\s*\Z"
        ),
        r"\frac{{{d}^2{of}}}{{{d}{by}^2}}",
    ),
)
_HIGH_ORDER = re.compile(rf"\\[dt]?frac\s*\{{\s*{_D}\s*\^\s*(?:\{{\s*)?[3-9]")
# How many names with braces below them stand below the line.
_MOST_BRACES = 4
_BY_A_LETTER = re.compile(
    rf"(?:{_D}\s*/|\\[dt]?frac\s*\{{\s*{_D}(?:[^{{}}]|\{{[^{{}}]*\}})*\}}\s*\{{)\s*{_D}\s*"
    r"(?P<letter>\\[A-Za-z]+\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\?[^\W\d_]\w*?)(?P<below>\s*_\s*(?:\w|\{[^{}]*\}))?"
    r"(?:\s*\^\s*(?:\w|\{[^{}]*\}))?\s*\Z"
)
_ABOVE = re.compile(r"\^\s*(?:\{\s*)?(?P<above>\\[A-Za-z]+|[^\W\d_](?:\s*[-+]\s*\d)?|\d)")
_MINUS_ONE = re.compile(r"\^\s*\{\s*[-−]\s*1\s*\}|\^\s*[-−]\s*1|⁻¹")
_ABOVE_A_NABLA = re.compile(rf"{_MINUS_ONE.pattern}|\^\s*\{{\s*\d\s*\}}|\^\s*\d|²")
_BY_NOTHING = re.compile(
    rf"(?:{_D}\s*/|\\[dt]?frac\s*\{{\s*{_D}(?:[^{{}}]|\{{[^{{}}]*\}})*\}}\s*\{{)\s*{_D}\s*\Z"
)
_NABLA_BY = re.compile(
    r"(?:\\nabla|∇)\s*_\s*\{\s*(?P<letter>\\[A-Za-z]+\s*\{\s*\\?[A-Za-z]+\s*\}|\\?[A-Za-z]+)\s*\Z"
)
_TRANSPOSE_SIGN = re.compile(r"\^\s*(?:\{\s*)?(?:T|\\top|\\intercal)(?![A-Za-z])|[⊤ᵀ]")
_ANY_NAME = re.compile(r"\\[A-Za-z]+\s*(?:\{(?:[^{}]|\{[^{}]*\})*\})?|[^\W\d_]\w*")
_NUMBER = re.compile(r"[0-9.]+")
_CALLED = re.compile(r"\s*(?:\\left\s*)?\((?:[^()]|\([^()]*\))*(?:\)|\Z)")
_SQUARED = re.compile(r"\^\s*\{?\s*2|²")
_COMMAND = re.compile(r"(?P<name>\\[A-Za-z]+)\s*\Z")
_LONGEST_COMMAND = 70
_NABLA = re.compile(
    r"(?P<sign>\\nabla|∇)(?:\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w+))?(?:\s*\^\s*(?:\{[^{}]*\}|\\?\w+))?\s*\Z"
)
# ∂/∂w with nothing behind it.
_NOTHING_DIFFERENTIATED = re.compile(
    rf"(?:\\[dt]?frac\s*\{{\s*{_D}\s*\}}\s*\{{\s*{_D}(?:[^{{}}=]|\{{[^{{}}=]*\}})*\}}|{_D}\s*/\s*{_D}\s*\\?\w+)\s*&?\s*\Z"
)
_NABLA_BY_A_PRODUCT = re.compile(
    r"(?:\\nabla|∇)\s*_\s*(?P<brace>\{)\s*(?P<product>\\?[^\W\d_][A-Za-z]*\s+)\Z"
)
_BY_AN_INCREMENT = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_D}(?:[^{{}}]|\{{[^{{}}]*\}})*\}}\s*\{{\s*{_D}\s*(?P<product>(?:\\?[^\W\d_][A-Za-z]*)\s*)\Z"
)
_SUM_BELOW = re.compile(r"(?:\\sum|∑)(?:\s*\\limits)?\s*_\s*\{?\s*\Z")
_BY = re.compile(rf"(?:{_D}\s*/|\\[dt]?frac\s*\{{\s*{_D}[^{{}}]*\}}\s*\{{)\s*{_D}\s*(?P<bracket>\()[^()]*\Z")
_BARS = re.compile(r"(?P<norm>\|\||‖|\\\|)|\||\\mid(?![A-Za-z])")


def meant(source: Source, position: int) -> MatcalcError | None:
    """What is said of a line that ends being read at an offset; None where nobody knows what was meant."""
    found = meant_to_declare(source)
    for look in _LOOKS:
        found = found or look(source, position)
    return found


def _right_side_alone(source: Source, position: int) -> MatcalcError | None:
    """`= 2 w`, whose left side stands elsewhere."""
    if source.text[:position].strip(" &\n\t") or not source.text.startswith(("=", ":="), position):
        return None
    return MatcalcError(
        ErrorName.SYNTAX,
        "nothing stands before the `=`",
        source.place(position),
        "write the left side, too: the formula goes on from another",
    )


def _left_side_alone(source: Source, position: int) -> MatcalcError | None:
    """`dL/dw =`, whose right side stands elsewhere."""
    if position < len(source.text) or not source.text.rstrip(" &\n\t").endswith("="):
        return None
    at = source.text.rindex("=")
    return MatcalcError(
        ErrorName.SYNTAX,
        "nothing stands behind the `=`",
        source.place(at),
        "write the right side, too, or leave the `=` out",
    )


def _unknown_command(source: Source, position: int) -> MatcalcError | None:
    r"""`\matr{X}`, of a command that nobody defined here."""
    command = _COMMAND.search(source.text, max(0, position - _LONGEST_COMMAND), position)
    if command is None or source.text[position : position + 1] != "{":
        return None
    return not_known(command["name"], source.place(command.start()))


def not_known(command: str, place: Place) -> MatcalcError:
    """What is said of a command with an argument that nobody defined."""
    return MatcalcError(
        ErrorName.UNKNOWN_NAME,
        f"`{command}` is not known here",
        place,
        rf"define it, `\newcommand{{{command}}}[1]{{…}}`, or write what it stands for",
    )


def _gradient_of_nothing(source: Source, position: int) -> MatcalcError | None:
    r"""`\nabla' V`, where the gradient of something stands for itself."""
    nabla = _NABLA.search(source.text, max(0, position - _LONGEST_COMMAND), position)
    if nabla is None or _ANY_NAME.match(source.text, position):
        return None
    return MatcalcError(
        ErrorName.SYNTAX,
        f"nothing stands behind the `{nabla['sign']}` that this is the gradient of",
        source.place(nabla.start()),
        f"write `{nabla['sign']} f`, or declare a name for it, `g in R^n`",
    )


def _derivative_of_nothing(source: Source, position: int) -> MatcalcError | None:
    """∂/∂w = 2 w, of what stands elsewhere."""
    before = _NOTHING_DIFFERENTIATED.search(source.text, 0, position)
    if source.text[position : position + 1] not in ("=", "") or before is None:
        return None
    return MatcalcError(
        ErrorName.SYNTAX,
        f"nothing stands behind `{' '.join(before.group().split()).rstrip(' &')}` that is differentiated",
        source.place(before.start()),
        "write the function, too: `df/dw`",
    )


def _by_a_product(source: Source, position: int) -> MatcalcError | None:
    """∇ by δx, or by anything else that is no name."""
    before = _NABLA_BY_A_PRODUCT.search(source.text, 0, position)
    behind = _BY_AN_INCREMENT.search(source.text, 0, position)
    if before is not None:
        written = source.text[before.start("product") : closing(source.text, before.start("brace"))]
    elif behind is not None and (more := _ANY_NAME.match(source.text, position)):
        before, written = behind, source.text[behind.start("product") : more.end()]
    else:
        return None
    return MatcalcError(
        ErrorName.NOT_A_VARIABLE,
        f"a derivative is by a variable, and `{written.strip()}` is more than one name",
        source.place(before.start("product")),
        "give it a name, and differentiate by that",
    )


def _sum_of_no_index(source: Source, position: int) -> MatcalcError | None:
    r"""`\sum_1^n`, whose index is left out."""
    if not source.text[position : position + 1].isdigit() or not _SUM_BELOW.search(source.text, 0, position):
        return None
    return MatcalcError(
        ErrorName.SYNTAX,
        "a sum says what its index is, and this one begins with a number",
        source.place(position),
        "write `sum_{i=1}^n`",
    )


def _second_order(source: Source, position: int) -> MatcalcError | None:
    """`df/dx^2`, which has one of the two twos."""
    if not _SQUARED.match(source.text, position):
        return None
    for pattern, form in _ORDERS:
        before = pattern.search(source.text, 0, position)
        if before is not None:
            of = before["of"].strip()
            shown = form.format(d=before["d"], of=f" {of}" if of else "", by=before["by"])
            return MatcalcError(
                ErrorName.SYNTAX,
                "a second derivative has its order above the line, too",
                source.place(position),
                f"write `{shown}`",
            )
    return None


def _of_third_order(source: Source, position: int) -> MatcalcError | None:
    """∂³f/∂x∂y∂z, which has more names below than two."""
    orders = list(_HIGH_ORDER.finditer(source.text, 0, position))
    if not orders or source.text.count("}", orders[-1].end(), position) > _MOST_BRACES:
        return None
    return MatcalcError(
        ErrorName.DERIVATIVE_ORDER,
        "a derivative here is of first or second order",
        source.place(orders[-1].start()),
    )


def _by_an_inverse(source: Source, position: int) -> MatcalcError | None:
    r"""`\nabla_{A^{-1}}`, and `\nabla_{s^2}`, which has no place for an index."""
    nabla = _NABLA_BY.search(source.text, 0, position)
    before = nabla or _BY_A_LETTER.search(source.text, 0, position)
    above = (_ABOVE_A_NABLA if nabla else _MINUS_ONE).match(source.text, position)
    if before is None or above is None:
        return None
    written = " ".join(f"{source.text[before.start('letter') : position]}{above[0]}".split())
    what = "an inverse" if _MINUS_ONE.match(above[0]) else "a power"
    return MatcalcError(
        ErrorName.NOT_A_VARIABLE,
        f"a derivative is by a variable, and `{written}` is {what}",
        source.place(before.start("letter")),
        "write the function with a letter for it, and differentiate by that",
    )


def _by_a_power(source: Source, position: int) -> MatcalcError | None:
    """∂L/∂b_j^l, where an index stands above."""
    above = _ABOVE.match(source.text, position)
    before = _BY_A_LETTER.search(source.text, 0, position)
    if above is None or before is None:
        return None
    written = f"{source.text[before.start('letter') : position]}^{above['above']}"
    return MatcalcError(
        ErrorName.NOT_A_VARIABLE,
        f"a derivative is by a variable, and `{' '.join(written.split())}` is a power",
        source.place(before.start("letter")),
        f"an index above a letter is written `{before['letter']}^{{({above['above']})}}`",
    )


def _by_a_transpose(source: Source, position: int) -> MatcalcError | None:
    r"""`\nabla_{A^T}`."""
    before = _NABLA_BY.search(source.text, 0, position)
    if before is None or not _TRANSPOSE_SIGN.match(source.text, position):
        return None
    return MatcalcError(
        ErrorName.NOT_A_VARIABLE,
        f"a derivative is by a variable, and `{before['letter']}^T` is a transpose",
        source.place(before.start("letter")),
        f"differentiate by `{before['letter']}`, and transpose what comes out",
    )


def _by_a_number(source: Source, position: int) -> MatcalcError | None:
    number = _NUMBER.match(source.text, position)
    if number is None or _BY_NOTHING.search(source.text, 0, position) is None:
        return None
    return MatcalcError(
        ErrorName.NOT_A_VARIABLE,
        f"a derivative is by a variable, and `{number.group()}` is a number",
        source.place(position),
        "give a name to what is differentiated by",
    )


def _by_a_value(source: Source, position: int) -> MatcalcError | None:
    """∂L/∂F(x), where a function's value stands."""
    called = _CALLED.match(source.text, position)
    before = _BY_A_LETTER.search(source.text, 0, position)
    if called is None or before is None:
        return None
    written = source.text[before.start("letter") : called.end()]
    return MatcalcError(
        ErrorName.NOT_A_VARIABLE,
        f"a derivative is by a variable, and `{' '.join(written.split())}` is a value",
        source.place(before.start("letter")),
        "name it, and differentiate by the name: `z = F(x)` and `dL/dz`",
    )


def _by_an_expression(source: Source, position: int) -> MatcalcError | None:
    before = _BY.search(source.text, 0, position)
    if before is None:
        return None
    return MatcalcError(
        ErrorName.NOT_A_VARIABLE,
        "a derivative is by a variable, not by an expression",
        source.place(before.start("bracket")),
        "name what the function is of, and differentiate by that: `f = z^T z` and `df/dz`",
    )


def _at_a_point(source: Source, position: int) -> MatcalcError | None:
    """∇f|_x: a subscript behind a bar that closes nothing."""
    if source.text[position : position + 1] != "_":
        return None
    signs = [sign for sign in _BARS.finditer(source.text, 0, position) if not sign["norm"]]
    is_behind = bool(signs) and signs[-1].end() == len(source.text[:position].rstrip())
    return EVALUATION.error(source.place(signs[-1].start())) if is_behind and len(signs) % 2 else None


def _bars(source: Source, position: int) -> MatcalcError | None:
    """A norm's bars that a single one would close, or nothing does."""
    signs = list(_BARS.finditer(source.text))
    if sum(bool(sign["norm"]) for sign in signs) % 2 == 0:
        return None
    opening = None
    for sign in signs:
        if opening is not None and not sign["norm"]:
            place = source.place(opening.start())
            return MatcalcError(
                ErrorName.UNBALANCED_BRACKETS,
                f"`|` does not close the `{opening.group()}` opened in {place.words}, column {place.column}",
                source.place(sign.start()),
                f"close it with `{opening.group()}`",
            )
        opening = sign if opening is None and sign["norm"] else None
    return None


_LOOKS: tuple[Callable[[Source, int], MatcalcError | None], ...] = (
    _right_side_alone,
    _left_side_alone,
    _unknown_command,
    _gradient_of_nothing,
    _derivative_of_nothing,
    _by_a_product,
    _sum_of_no_index,
    _second_order,
    _of_third_order,
    _by_an_inverse,
    _by_a_power,
    _by_a_transpose,
    _by_a_number,
    _by_a_value,
    _by_an_expression,
    _at_a_point,
    _bars,
)
