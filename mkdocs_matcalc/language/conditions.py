"""Equations that say something of their letters, and are neither true nor false: `A^T = A`, `v^T v = 1`."""

from __future__ import annotations

from typing import Any

from mkdocs_matcalc.language.names import Names, spelling_of
from mkdocs_matcalc.language.syntax import (
    Differentiation,
    Group,
    Name,
    NormBars,
    Number,
    Power,
    Product,
    Sum,
    Syntax,
    Transposed,
    base_of,
    rebased,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell
from mkdocs_matcalc.language.vocabulary import known_function

# A side as nested tuples, so that two of them can be compared: ("T", ("letter", "A")).
Form = tuple[Any, ...]


def condition(left: Syntax, right: Syntax, source: Source, names: Names) -> str:
    """What an equation says of its letters, as prose; empty where it is a claim.

    A claim is about what has a value of its own: a derivative, a name that is defined, or two expressions
    of the same letters, of which neither is a letter or a constant.
    """
    sides = (left, right)
    if any(isinstance(part, Differentiation) for side in sides for part in walk(side)):
        return ""
    if any(True for side in sides for _ in names.used_definitions(side, source)):
        return ""
    forms = _form(left, source, names), _form(right, source, names)
    for one, other in (forms, forms[::-1]):
        fact = _fact(one, other)
        if fact is not None:
            key, words = fact
            return f"${_latex(key, sides, source, names)}$ {words}"
    return _said(sides, forms, source, names)


def between_letters(left: Syntax, right: Syntax, source: Source, names: Names) -> str:
    """What an equation says of letters of which each side has its own, as prose; empty where they have none.

    Where it is no identity it holds for some of them: `X^T X w = X^T y`.
    """
    sides = (left, right)
    if any(isinstance(part, Differentiation) for side in sides for part in walk(side)):
        return ""
    if any(True for side in sides for _ in names.used_definitions(side, source)):
        return ""
    one, other = (_all_letters(side, source, names) for side in sides)
    return "`{}` is `{}`".format(*map(source.quote, sides)) if one - other and other - one else ""


def _fact(one: Form, other: Form) -> tuple[str, str] | None:
    """The letter that an equation is about, and what it says of it; None for none of the known forms."""
    return _of_a_transpose(one, other) or _of_a_product(one, other) or _of_a_length(one, other)


def _of_a_transpose(one: Form, other: Form) -> tuple[str, str] | None:
    match one, other:
        case ("T", ("letter", a)), ("letter", b) if a == b:
            return a, "is symmetric"
        case ("sum", (False, ("letter", a)), (True, ("T", ("letter", b)))), ("number", "0") if a == b:
            return a, "is symmetric"
        case ("T", ("letter", a)), ("negative", ("letter", b)) if a == b:
            return a, "is skew-symmetric"
        case ("letter", a), ("negative", ("T", ("letter", b))) if a == b:
            return a, "is skew-symmetric"
        case ("sum", (False, ("letter", a)), (False, ("T", ("letter", b)))), ("number", "0") if a == b:
            return a, "is skew-symmetric"
        case ("inverse", ("letter", a)), ("T", ("letter", b)) if a == b:
            return a, "is orthogonal"
        case ("T", ("inverse", ("letter", a))), ("letter", b) if a == b:
            return a, "is orthogonal"
        case ("inverse", ("letter", a)), ("letter", b) if a == b:
            return a, "is its own inverse"
    return None


def _of_a_product(one: Form, other: Form) -> tuple[str, str] | None:
    match one, other:
        case ("product", ("T", ("letter", a)), ("letter", b)), ("I",) if a == b:
            return a, "has orthonormal columns"
        case ("product", ("letter", a), ("T", ("letter", b))), ("I",) if a == b:
            return a, "has orthonormal rows"
        case ("power", ("letter", a), "2"), ("letter", b) if a == b:
            return a, "is idempotent"
        case ("product", ("letter", a), ("letter", b)), ("letter", c) if a == b == c:
            return a, "is idempotent"
    return None


def _of_a_length(one: Form, other: Form) -> tuple[str, str] | None:
    match one, other:
        case ("product", ("T", ("letter", a)), ("letter", b)), ("number", "1") if a == b and a[0].islower():
            return a, "has length 1"
        case ("norm", ("letter", a)) | ("power", ("norm", ("letter", a)), "2"), ("number", "1") if a[
            0
        ].islower():
            return a, "has length 1"
    return None


def _said(sides: tuple[Syntax, Syntax], forms: tuple[Form, Form], source: Source, names: Names) -> str:
    """That a letter, or a constant, is what the other side is."""
    for at in (0, 1):
        words, other = source.quote(sides[at]), source.quote(sides[1 - at])
        match forms[at]:
            case "letter", key if key not in set(names.mentioned(sides[1 - at], source, {key})):
                return f"`{words}` is `{other}`"
            case ("number", _) | ("I",):
                return f"`{other}` is `{words}`"
    letters = [_all_letters(side, source, names) for side in sides]
    if all(letters) and letters[0].isdisjoint(letters[1]):
        return "`{}` is `{}`".format(*map(source.quote, sides))
    return ""


def _all_letters(side: Syntax, source: Source, names: Names) -> set[str]:
    """The letters of a side, without what is below them, and without indices and sizes."""
    written = (part for part in walk(side, into_subscripts=False) if isinstance(part, Name))
    pieces = (piece for name in written for piece in names.split(name, source))
    keys = {key for piece in pieces if not known_function(key := spell(piece.text).key)}
    return keys - names.uses.indices - names.sizes


def _form(node: Syntax, source: Source, names: Names) -> Form:
    match node:
        case Group(items=(inner,)):
            return _form(inner, source, names)
        case Number(text=text):
            return "number", text
        case Name():
            return _letters(node, source, names)
        case Transposed() | Power():
            return _raised(node, source, names)
        case Product(factors=((_, Name(text="eye")), (_, Group()))):
            return ("I",)
        case Product(factors=factors) if all(operator != "/" for operator, _ in factors):
            return _joined([_form(factor, source, names) for _, factor in factors])
        case Sum(terms=((True, term),)):
            return "negative", _form(term, source, names)
        case Sum(terms=terms):
            return "sum", *((negative, _form(term, source, names)) for negative, term in terms)
        case NormBars(body=body, kind=kind, weight=()) if kind.strip("_{} ") in ("", "2"):
            return "norm", _form(body, source, names)
    return "other", source.quote(node)


def _raised(node: Transposed | Power, source: Source, names: Names) -> Form:
    """A transpose, an inverse or a power; of a run of letters its last is raised."""
    name = base_of(node)
    if isinstance(name, Name) and len(pieces := names.split(name, source)) > 1:
        raised = _form(rebased(node, pieces[-1]), source, names)
        return _joined([*(_letters(piece, source, names) for piece in pieces[:-1]), raised])
    base = _form(node.base, source, names)
    if isinstance(node, Transposed):
        return ("T", ("inverse", base)) if node.inverse else ("T", base)
    exponent = _form(node.exponent, source, names)
    if exponent == ("negative", ("number", "1")):
        return "inverse", base
    return "power", base, exponent[1] if exponent[0] == "number" else exponent


def _joined(factors: list[Form]) -> Form:
    """A product, those within it opened."""
    return "product", *(part for each in factors for part in (each[1:] if each[0] == "product" else (each,)))


def _letters(name: Name, source: Source, names: Names) -> Form:
    """A run of letters as what it is the product of."""
    pieces = names.split(name, source)
    if len(pieces) > 1:
        return _joined([_letters(piece, source, names) for piece in pieces])
    key = spelling_of(name, source).key
    if not names.introduced(key) and key in ("I", "0", "1"):
        return ("I",) if key == "I" else ("number", key)
    return "letter", key


def _latex(key: str, sides: tuple[Syntax, Syntax], source: Source, names: Names) -> str:
    """A letter as it is printed."""
    written = (part for side in sides for part in walk(side) if isinstance(part, Name))
    pieces = (piece for part in written for piece in names.split(part, source))
    return next(
        spelling_of(each, source).latex
        for each in pieces
        if key in (spelling_of(each, source).key, spell(each.text).key)
    )
