"""What Lark calls as it recognises each rule of grammar.lark: it makes the syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lark import Token

from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.language.expected import expected
from mkdocs_matcalc.language.mistakes import MisplacedError
from mkdocs_matcalc.language.normbars import kind_of
from mkdocs_matcalc.language.syntax import (
    Angles,
    BigSum,
    ByEntry,
    Differentiation,
    ExpectationSign,
    Fraction,
    Gradient,
    Group,
    Indexed,
    Matrix,
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
)
from mkdocs_matcalc.language.syntax import Bars as BarsSyntax
from mkdocs_matcalc.language.text.spelling import COUNT, PRIME, STAR
from mkdocs_matcalc.language.tree_statements import (
    SUPERSCRIPTS,
    StatementRules,
    end_of,
    nodes_of,
    span_of,
    start_of,
    word_of,
)

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx")
_D_NAME = re.compile(
    r"(?:d|∂|\\partial)\s*(?:(?:\^\s*(?:[0-9]+|\{\s*[0-9]+\s*\})|[²³⁴⁵])\s*)?"
    r"(?P<name>[^\W\d_][A-Za-z0-9]*|\\[A-Za-z]+(?:\s*\{(?:[^{}]|\{[^{}]*\})*\})?)"
    r"(?:_(?P<below>[A-Za-z0-9]+|\{[^{}]*\})|(?P<signs>[₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+))?\s*(?P<arguments>\([^()]*\))?"
)
_TRANSPOSES = ("T", r"\top", r"\intercal")
_STAR = re.compile(r"\*|ast|star")
_STEP = re.compile(r"[A-Za-z0-9]+")
# The one word with a subscript that is no name: `softmax_rows(X)`.
_OVER = re.compile(r"(?P<function>[A-Za-z]+)_(?P<axis>rows|columns)")
_ENTRY_OPERATORS = {"ODOT": "⊙", "OSLASH": "./", "OTIMES": "⊗"}
_OPERATORS = {"STAR": "*", "SLASH": "/"}
_DOTS = ("·", "⋅", r"\cdot")


class TreeMaker(StatementRules):
    """One method a grammar rule; Lark calls it as the rule is recognised."""

    # --- sums and products ---

    def sum(self, children: list[Any]) -> Syntax:
        terms: list[tuple[bool, Syntax]] = []
        negative = False
        for child in children:
            if isinstance(child, Token):
                negative = child.type == "MINUS"
            else:
                terms.append((negative, child))
        if len(terms) == 1 and not terms[0][0]:
            return terms[0][1]
        return Sum(*span_of(children), tuple(terms))

    def negative(self, children: list[Any]) -> Sum:
        inner = children[1]
        body = word_of(inner) if isinstance(inner, Token) else inner
        return Sum(*span_of(children), ((True, body),))

    def first(self, children: list[Any]) -> list[tuple[str, Syntax]]:
        return [("", children[0])]

    def more(self, children: list[Any]) -> list[tuple[str, Syntax]]:
        items: list[tuple[str, Syntax]] = children[0]
        operator, factor = "", children[-1]
        if isinstance(children[1], Token):
            operator = {**_OPERATORS, **_ENTRY_OPERATORS}[children[1].type]
            if str(children[1]) in _DOTS:
                operator = "·"
            elif str(children[1]) == "@":
                operator = "@"
        if len(children) == 4:
            factor = Sum(start_of(children[2]), factor.end, ((True, factor),))
        items.append((operator, factor))
        return items

    def items_of_product(self, children: list[Any]) -> Syntax:
        return self._joined(Product, children[0])

    def items_of_entry(self, children: list[Any]) -> Syntax:
        return self._joined(ByEntry, children[0])

    def _joined(self, kind: type[Product] | type[ByEntry], items: list[tuple[str, Syntax]]) -> Syntax:
        if len(items) == 1:
            return items[0][1]
        return kind(items[0][1].start, items[-1][1].end, tuple(items))

    # --- factors ---

    def number(self, children: list[Any]) -> Number:
        return Number(*span_of(children), str(children[0]))

    def letter(self, children: list[Any]) -> Name:
        return word_of(children[0])

    def name(self, children: list[Any]) -> Name:
        below: tuple[Syntax, ...] = ()
        above: Token | None = None
        end = 0
        for child in children[1:]:
            if isinstance(child, Token):
                above = child
                end = max(end, end_of(child))
            else:
                below, end = child[0], max(end, child[1])
        layer = _layer(above) if above is not None else ""
        is_step = layer[:1].isalpha() and "," not in layer and not layer.startswith(PRIME)
        if above is not None and is_step and not below:
            below, layer = (_step(above),), COUNT
        start, text = start_of(children[0]), str(children[0])
        if match := _OVER.fullmatch(text):
            at = start + match.start("axis")
            text, below, end = (
                match["function"],
                (Name(at, start + len(text), match["axis"]),),
                start + len(text),
            )
        return Name(start, end or end_of(children[0]), text, below, layer)

    def subscript(self, children: list[Any]) -> tuple[tuple[Syntax, ...], int]:
        end = end_of(children[-1])
        if children[0].type == "SUBSCRIPT_SIGNS":
            token = children[0]
            text = str(token).translate(_SUBSCRIPTS)
            kind = Number if text.isdigit() else Name
            return (kind(start_of(token), end, text),), end
        if len(children) == 2:
            token = children[1]
            kind = Number if str(token).isdigit() else Name
            return (kind(start_of(token), end, str(token)),), end
        return tuple(nodes_of(children)), end

    def group(self, children: list[Any]) -> Group:
        return Group(*span_of(children), tuple(nodes_of(children)))

    def row(self, children: list[Any]) -> tuple[Syntax, ...]:
        return tuple(nodes_of(children))

    def bracketed(self, children: list[Any]) -> Group | Matrix:
        rows = tuple(child for child in children if isinstance(child, tuple))
        span = span_of(children)
        is_list = not any(getattr(child, "type", "") == "SEMICOLON" for child in children)
        return Group(*span, rows[0]) if is_list else Matrix(*span, rows)

    def root(self, children: list[Any]) -> Group:
        """√x and √(x + y), of no more than what stands right behind it."""
        sign, inside = children
        start, end = span_of(children)
        name = Name(start, end_of(sign), r"\sqrt")
        bracket = Group(name.end, end, (inside,))
        return Group(start, end, (Product(start, end, (("", name), ("", bracket))),))

    def expected(self, children: list[Any]) -> ExpectationSign:
        return expected(children[0])

    def norm(self, children: list[Any]) -> NormBars:
        kind = str(children[-1]) if children[-1].type == "NORM_KIND" else ""
        return NormBars(*span_of(children), children[1], kind)

    def bars(self, children: list[Any]) -> BarsSyntax:
        return BarsSyntax(*span_of(children), children[1])

    def inner(self, children: list[Any]) -> Angles:
        left, right = nodes_of(children)
        kind = str(children[-1]) if children[-1].type == "NORM_KIND" else ""
        return Angles(*span_of(children), left, right, kind)

    def fraction(self, children: list[Any]) -> Fraction:
        return Fraction(*span_of(children), children[1], children[2])

    def subscripted(self, children: list[Any]) -> Syntax:
        """A subscript after what stands above: `x^2_i`, `||x||^2_2`."""
        factor, (below, end) = children
        base = base_of(factor)
        if isinstance(base, Name) and not base.subscript:
            return replace(rebased(factor, replace(base, subscript=below)), end=end)
        if isinstance(base, NormBars | Angles) and not (base.kind or base.weight):
            plain = len(below) == 1 and not getattr(below[0], "subscript", ())
            text = getattr(below[0], "text", "") if plain else ""
            kind = text if text and kind_of(text) else ""
            marked = replace(base, kind=kind, weight=() if kind else below)
            return replace(rebased(factor, marked), end=end)
        if isinstance(base, Group) and len(base.items) == 1 and (indices := _index_letters(below)):
            return replace(rebased(factor, Indexed(base.start, end, base, indices)), end=end)
        if isinstance(base, Group) and len(base.items) > 1:
            raise MisplacedError(
                ErrorName.NOT_SUPPORTED,
                "an inner product in round brackets is not supported here",
                base.start,
                "it is `<x, y>`, or `x^T A y`",
            )
        if not isinstance(base, Group | Matrix):
            raise MisplacedError(
                ErrorName.SYNTAX, "a subscript stands here after neither a name nor a norm", factor.end
            )
        raise MisplacedError(
            ErrorName.NOT_SUPPORTED,
            "what stands below brackets is read as the indices of an entry, and this is none",
            factor.end,
            "name what is in the brackets: `A = …`, and `A_{ij}`",
        )

    def transposed(self, children: list[Any]) -> Transposed:
        base, token = children
        prime = str(token) in ("'", "′") or "prime" in token
        return Transposed(*span_of(children), base, token.type == "INVERSE_TRANSPOSE", prime)

    def power(self, children: list[Any]) -> Power:
        base, caret, exponent = children
        by_entry = caret.type == "ENTRY_CARET"
        if isinstance(exponent, _EntryExponent):
            by_entry, exponent = True, exponent.body
        return Power(base.start, end_of(children[-1]), base, exponent, by_entry, caret.type == "STARS")

    def entry_exponent(self, children: list[Any]) -> _EntryExponent:
        return _EntryExponent(*span_of(children), children[2])

    def superscript(self, children: list[Any]) -> Syntax:
        base, token = children
        return Power(base.start, end_of(token), base, self._superscript(token))

    def _superscript(self, token: Token) -> Syntax:
        start, end = start_of(token), end_of(token)
        text = str(token).translate(SUPERSCRIPTS)
        digits = text.lstrip("+-")
        body: Syntax = Number(start, end, digits) if digits.isdigit() else Name(start, end, digits)
        if not digits or not re.fullmatch(r"[0-9]+|[a-z]", digits):
            raise MisplacedError(
                ErrorName.SYNTAX, f"`{token}` is no power", start, "a power is a number or one letter"
            )
        return Sum(start, end, ((True, body),)) if text.startswith("-") else body

    # --- sums over an index, derivatives ---

    def big_sum(self, children: list[Any]) -> BigSum:
        *outer, (index, lower) = next(child for child in children if isinstance(child, tuple))
        upper = next((child for child in children[1:-1] if isinstance(child, Syntax)), None)
        span = span_of(children)
        whole = BigSum(*span, index, lower, upper, children[-1])
        for index, lower in reversed(outer):
            whole = BigSum(*span, index, lower, upper, whole)
        return whole

    def sum_index(self, children: list[Any]) -> tuple[tuple[Name, Syntax | None], ...]:
        nodes = nodes_of(children)
        if not nodes:
            return ((word_of(children[0]), None),)
        if any(getattr(child, "type", "") == "COMMA" for child in children):
            names = [node for node in nodes if isinstance(node, Name)]
            lower = next((node for node in nodes if not isinstance(node, Name)), None)
            return tuple((name, lower) for name in names)
        return ((nodes[0], nodes[1] if len(nodes) > 1 else None),)

    def sum_signs(self, children: list[Any]) -> tuple[tuple[Name, Syntax | None], ...]:
        start, end = span_of(children)
        index, one = str(children[0]).translate(_SUBSCRIPTS).split("₌")
        return ((Name(start, start + 1, index), Number(end - 1, end, one)),)

    def upper(self, children: list[Any]) -> Syntax:
        if len(children) == 2:
            node: Syntax = children[1]
            return node
        token = children[0]
        if token.type == "TRANSPOSE":
            return Name(start_of(token), end_of(token), "T")
        return self._superscript(token)

    def wrt(self, children: list[Any]) -> tuple[tuple[Name, ...], ...]:
        return tuple((name,) for name in nodes_of(children))

    def wrt2(self, children: list[Any]) -> tuple[tuple[Name, ...], ...]:
        names = [child for child in children if isinstance(child, Name)]
        if len(names) == 1:
            self._second(children[-1])
        return (tuple(names) if len(names) == 2 else (names[0], names[0]),)

    def nabla_wrt(self, children: list[Any]) -> tuple[tuple[Name, ...], ...]:
        if len(children) == 1:
            return ((word_of(children[0]),),)
        return tuple((name,) for name in nodes_of(children))

    def _first_or_second(self, token: Token) -> None:
        """Refuse `d^3/dx^2`, whose order is no second."""
        order = re.search(r"[0-9²³⁴⁵]+", str(token))
        if token.type in ("D2_BY", "D2_NAME", "D2_NAME_OF", "FRAC_D2") and order:
            self._second(Token("NUMBER", order.group(), token.start_pos))

    def d_of(self, children: list[Any]) -> Differentiation:
        self._first_or_second(children[0])
        return Differentiation(*span_of(children), children[-1], children[1])

    def d_name(self, children: list[Any]) -> Differentiation:
        token, wrt, *bracket = children
        self._first_or_second(token)
        end = end_of(bracket[0]) if bracket else wrt[-1][-1].end
        return Differentiation(start_of(token), end, _differentiated(token), wrt)

    def d_group(self, children: list[Any]) -> Differentiation:
        wrt = children[5]
        return Differentiation(start_of(children[0]), wrt[-1][-1].end, children[2], wrt)

    def named_call(self, children: list[Any]) -> Product:
        name, *others = children
        group = Group(start_of(others[0]), end_of(others[-1]), tuple(nodes_of(others)))
        return Product(name.start, group.end, (("", name), ("", group)))

    def d_call(self, children: list[Any]) -> Differentiation:
        wrt = children[3]
        return Differentiation(start_of(children[0]), wrt[-1][-1].end, children[1], wrt)

    def frac_d_of(self, children: list[Any]) -> Differentiation:
        self._first_or_second(children[0])
        return Differentiation(*span_of(children), children[-1], children[3])

    def frac_d_name(self, children: list[Any]) -> Differentiation:
        self._first_or_second(children[0])
        return Differentiation(*span_of(children), children[1], children[4])

    def nabla(self, children: list[Any]) -> Differentiation:
        wrt: tuple[tuple[Name, ...], ...] = next(child for child in children if isinstance(child, tuple))
        if self._is_second(part for part in children[1:-1] if part is not wrt):
            wrt = tuple((name, name) for (name,) in wrt)
        return Differentiation(*span_of(children), children[-1], wrt)

    def _is_second(self, between: Iterable[Any]) -> bool:
        """Whether an exponent stands between a nabla and what it is of."""
        signs = ("UNDERSCORE", "CARET")
        above = [part for part in between if getattr(part, "type", "") not in signs]
        if above:
            self._second(above[0])
        return bool(above)

    def _second(self, exponent: Any) -> None:
        """Refuse a derivative of any other order than the second."""
        text = str(exponent) if isinstance(exponent, Token) else ""
        if isinstance(exponent, Group) and isinstance(exponent.items[0], Name):
            exponent = exponent.items[0]
        if isinstance(exponent, Group) and isinstance(exponent.items[0], Number):
            text = exponent.items[0].text
        elif isinstance(exponent, Number):
            text = exponent.text
        if isinstance(exponent, Name) and exponent.text in _TRANSPOSES:
            raise MisplacedError(
                ErrorName.SYNTAX,
                "the transpose of a gradient stands behind it",
                start_of(exponent),
                r"write `(\nabla f)^T`",
            )
        if isinstance(exponent, Name) and (len(exponent.text) > 1 or exponent.text.isupper()):
            raise MisplacedError(
                ErrorName.NOT_SUPPORTED,
                f"`{exponent.text}` above the ∇ is no order, and a gradient of another kind is not read here",
                start_of(exponent),
                r"declare a name for it: `g in R^n`",
            )
        if text.translate(SUPERSCRIPTS) != "2":
            letter = f"`{exponent.text}` above the ∇ is a letter, and " if isinstance(exponent, Name) else ""
            raise MisplacedError(
                ErrorName.DERIVATIVE_ORDER,
                f"{letter}a derivative here is of first or second order",
                start_of(exponent),
            )

    def nabla_signs(self, children: list[Any]) -> tuple[tuple[Name, ...], ...]:
        token = children[0]
        return ((Name(start_of(token), end_of(token), str(token).translate(_SUBSCRIPTS)),),)

    def nabla_bare(self, children: list[Any]) -> Gradient:
        return Gradient(*span_of(children), children[-1], self._is_second(children[1:-1]))


def _layer(token: Token) -> str:
    """What stands above a letter: a star, or what is in brackets there, with commas between several."""
    if _STAR.search(str(token)):
        return STAR
    inside = re.sub(r"[)\]]\s*[(\[]", ",", str(token).replace("−", "-"))
    return re.sub(r"[^A-Za-z0-9,+-]", "", inside)


def _step(token: Token) -> Syntax:
    """The k, or k + 1, that stands above a letter in brackets."""
    first, *rest = _STEP.finditer(str(token))
    at = start_of(token)
    name = Name(at + first.start(), at + first.end(), first.group())
    if not rest:
        return name
    number = Number(at + rest[0].start(), at + rest[0].end(), rest[0].group())
    return Sum(name.start, number.end, ((False, name), ("+" not in token, number)))


def _index_letters(below: Iterable[Syntax]) -> tuple[str, ...]:
    """The letters of `_ij`, `_{i j}` or `_{i,j}`; none where it is anything else, as a 2 may be of a norm."""
    found: list[str] = []
    for part in below:
        names = [factor for _, factor in part.factors] if isinstance(part, Product) else [part]
        for name in names:
            if not isinstance(name, Name) or name.subscript or not name.text.isalpha():
                return ()
            found += name.text
    return tuple(found)


def _differentiated(token: Token) -> Syntax:
    """The function's name in `dL/d`, with its arguments where it has some: `dJ(w)/d`."""
    text = str(token)
    match = _D_NAME.match(text)
    if match is None:
        raise MisplacedError(ErrorName.SYNTAX, "a derivative names a function", start_of(token), "dL/dw")
    start, group = start_of(token) + match.start("name"), "signs" if match["signs"] else "below"
    below = (match[group] or "").translate(_SUBSCRIPTS).strip("{} ")
    subscript: tuple[Syntax, ...] = ()
    if below:
        span = (start_of(token) + match.start(group), start_of(token) + match.end(group))
        subscript = ((Number if below.isdigit() else Name)(*span, below.replace(" ", "")),)
    end = start_of(token) + match.end(group if below else "name")
    name = Name(start, end, match["name"], subscript)
    if match["arguments"] is None:
        return name
    opens = start_of(token) + match.start("arguments")
    items = tuple(
        Name(opens + part.start(), opens + part.end(), part.group())
        for part in re.finditer(r"\\[A-Za-z]+(?:\{[^{}]*\})?|[^\W_]+", match["arguments"])
    )
    bracket = Group(opens, opens + len(match["arguments"]), items)
    return Product(start, bracket.end, (("", name), ("", bracket)))


class _EntryExponent(Syntax):
    """The exponent of `X^{\\odot 2}` on its way to its power."""

    def __init__(self, start: int, end: int, body: Syntax) -> None:
        super().__init__(start, end)
        object.__setattr__(self, "body", body)

    body: Syntax
