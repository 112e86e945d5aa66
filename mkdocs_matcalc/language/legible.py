"""What a reader would not take for what the grammar takes it for: calls of nobody's functions, operators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, permutations

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.facts import FACTS
from mkdocs_matcalc.language.names import INDICES, Names, definition_head, is_term, spelling_of
from mkdocs_matcalc.language.operator_letters import is_open, operator_letters
from mkdocs_matcalc.language.reaching import unclear_powers
from mkdocs_matcalc.language.syntax import (
    BigSum,
    Differentiation,
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
    subscript_text,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import GREEK, is_symbol, spell
from mkdocs_matcalc.language.text.unsupported import (
    BLOCK_MATRIX,
    CROSS_PRODUCT,
    ENTRY,
    UPDATE,
    Unless,
    Unsupported,
    unsupported_at,
)
from mkdocs_matcalc.language.uses import is_minus_one
from mkdocs_matcalc.language.vocabulary import AXES, known_function, over

# What is read as a function before any brackets, whatever they hold.
_FUNCTION_LETTERS = frozenset({"f", "g", "h", "l", "phi", "psi", "ell"})

# What stands below the entries of a matrix.
_ENTRIES = frozenset("".join(pair) for pair in permutations(INDICES, 2))

# Letters in one of these are a function's before any brackets, too.
_FUNCTION_STYLE = re.compile(
    r"\\(?:mathcal|mathscr|mathfrak|operatorname\*?)(?![A-Za-z])"
    r"|\\(?:mathrm|mathsf|mathop|text[a-z]*)\s*\{\s*[A-Za-z]{2,}"
)
_OPERATOR = re.compile(r"\\operatorname\*?\s*\{[^{}]*\}(?!\s*(?:\\left|\\[bB]igg?l?)?\s*[(\[])")
_NABLA = re.compile(r"\\nabla|∇")
# What is below an E that is no expectation.
_NUMBERED = re.compile(r"[0-9∞]|\\infty|[i-nt]\Z|(?:in|out)\Z")
_TIMES = re.compile(r"×|\\times(?![A-Za-z])")
_QUAD = re.compile(r"\\q?quad(?![A-Za-z])")
_WORD = re.compile(r"\\(?:text(?:rm|it|bf|normal|sf)?|mbox)\s*\{\s*[^\W\d_]{2,}[^{}]*\}")
# Nobody multiplies so many letters without a space.
_LONG_WORD = re.compile(r"[A-Za-z][a-z]{4,}")
# WD(x) is rather a function's value than the product of W with that of D.
_CAPITALS = re.compile(r"[A-Z]{2,}")
_VOWEL = re.compile(r"[aeiou]")


def must_be_legible(statement: Syntax, source: Source, names: Names) -> None:
    """Refuse a statement that a reader takes for another one.

    Raises:
        MatcalcError: It has a call of a function that nothing defines, or what is not supported.
    """
    nodes = list(walk(statement, into_subscripts=False))
    faults = [
        *_updates(statement, source, names),
        *(fault for node in nodes if isinstance(node, Product) for fault in _crossed(node, source, names)),
        *operator_letters(statement, source, names),
        *(() if _is_claim(statement, source) else unclear_powers(statement, source, names)),
        *(fault for node in nodes if isinstance(node, Name) for fault in _operators(node, source, names)),
        *(fault for node in nodes if isinstance(node, Power) for fault in _inverses(node, source, names)),
        *(fault for node in nodes if isinstance(node, BigSum) for fault in _members(node, source, names)),
        *(fault for node in nodes if isinstance(node, Group) for fault in _brackets(node, source)),
        *(fault for node in nodes if isinstance(node, Fraction) for fault in _fractions(node, source, names)),
        *(fault for node in nodes if isinstance(node, Product) for fault in _entries(node, source, names)),
        *(fault for node in nodes if isinstance(node, Group) for fault in _blocks(node, source)),
        *(fault for node in nodes if isinstance(node, Product) for fault in _calls(node, source, names)),
        *(fault for node in nodes if isinstance(node, Product) for fault in _evaluated(node, source)),
        *(
            fault
            for node in nodes
            if isinstance(node, Differentiation) and _NABLA.match(source.text, node.start)
            for fault in _of_gradients(node.function, source, names)
        ),
    ]
    if faults:
        raise min(faults, key=_position)


def _is_claim(statement: Syntax, source: Source) -> bool:
    """Whether a statement is judged, in each of its readings."""
    if not isinstance(statement, Relation) or len(statement.sides) < 2:
        return False
    return definition_head(statement, source) is None


def _crossed(node: Product, source: Source, names: Names) -> Iterator[MatcalcError]:
    """u × v of what may be vectors, which is no product of numbers."""
    # Of three that are multiplied so they are numbers, or entries.
    if len(_TIMES.findall(source.text, node.start, node.end)) > 1:
        return
    for (_, left), (_, right) in pairwise(node.factors):
        if not _TIMES.search(source.text, left.end, right.start):
            continue
        ends = [base_of(each) for each in (left, right)]
        letters = [
            each
            for each in ends
            if isinstance(each, Name)
            and spell(each.text).kind == "vector"
            and (not each.subscript or subscript_text(each, source).strip("[]{} ") not in INDICES)
        ]
        if len(letters) == 2 and not any(_is_known(each, source, names) for each in letters):
            yield CROSS_PRODUCT.error(source.place(left.start))


def _blocks(node: Group, source: Source) -> Iterator[MatcalcError]:
    r"""(A \quad b), whose parts stand beside each other and are not multiplied."""
    for product in (item for item in node.items if isinstance(item, Product)):
        for (_, left), (operator, right) in pairwise(product.factors):
            if not operator and _QUAD.search(source.text, left.end, right.start):
                yield BLOCK_MATRIX.error(source.place(node.start))


def _updates(statement: Syntax, source: Source, names: Names) -> Iterator[MatcalcError]:
    """θ = θ - η g, by which an author says what comes next, and nobody defines or claims."""
    left, *others = statement.sides if isinstance(statement, Relation) else (None,)
    if not isinstance(left, Name) or len(names.split(left, source)) > 1:
        return
    key = spelling_of(left, source).key
    for side in others:
        if is_term(key, side, source):
            yield UPDATE.error(source.place(left.start))
            return


def _position(error: MatcalcError) -> tuple[int, int]:
    return (error.place.line, error.place.column) if error.place else (0, 0)


def _operators(name: Name, source: Source, names: Names) -> Iterator[MatcalcError]:
    pieces = names.split(name, source)
    # A word before brackets is a function's name.
    for piece in (name,) if names.calls(name, source) else (name, *pieces):
        for row in unsupported_at(source.text, piece.start):
            if not _has_meaning(row, piece, piece is not name or piece is pieces[0], source, names):
                yield row.error(source.place(piece.start))
                return
    word = _WORD.fullmatch(name.text) or _OPERATOR.match(source.text, name.start)
    is_word = (word and not _is_function(name)) or (
        _is_plain_word(name) and not names.calls(name, source) and not known_function(name.text)
    )
    if is_word and not _is_known(name, source, names):
        written = source.quote(name)
        yield MatcalcError(
            ErrorName.UNKNOWN_WORDS,
            f"`{written}` is a word, and nothing says what it stands for",
            source.place(name.start),
            f"define it, `{written} = …`, or leave it out",
        )


def _is_plain_word(name: Name) -> bool:
    """Whether a run of letters is as long as a word, and none of the names of letters or properties."""
    text = name.text
    is_long = _LONG_WORD.fullmatch(text) is not None and _VOWEL.search(text) is not None
    return is_long and text not in AXES and text not in FACTS and not any(map(text.startswith, GREEK))


def _has_meaning(row: Unsupported, name: Name, is_letter: bool, source: Source, names: Names) -> bool:
    """Whether a name that begins like a construct is the author's own."""
    match row.unless:
        case Unless.NAMED:
            return _is_known(name, source, names)
        case Unless.LETTER:
            is_size = spelling_of(name, source).key in names.sizes
            return not is_letter or is_size or not is_open(name, source, names)
        case Unless.WHOLE:
            return names.introduced(spelling_of(name, source).key)
    return False


def _entries(node: Product, source: Source, names: Names) -> Iterator[MatcalcError]:
    """x[0], as programs write it, which is no product with a number."""
    for (_, factor), (operator, following) in pairwise(node.factors):
        group = base_of(following)
        if operator or isinstance(factor, Number) or not isinstance(group, Group):
            continue
        is_written = source.text[group.start] == "[" and source.touch(factor, group)
        if is_written and all(_is_position(item) for item in group.items):
            called = names.split(factor, source)[-1] if isinstance(factor, Name) else None
            is_call = called and (
                _is_function(called) or spelling_of(called, source).key in names.functions()
            )
            if not is_call:
                yield ENTRY.error(source.place(factor.start))


def _is_position(item: Syntax) -> bool:
    if isinstance(item, Sum) and len(item.terms) == 1:
        item = item.terms[0][1]
    is_index = isinstance(item, Name) and item.text in INDICES and not item.subscript
    return is_index or (isinstance(item, Number) and item.text.isdigit())


def _inverses(node: Power, source: Source, names: Names) -> Iterator[MatcalcError]:
    """f^{-1}, of a function that nothing says."""
    name = node.base
    if not isinstance(name, Name) or not is_minus_one(node.exponent):
        return
    key = spell(name.text).key
    if key in ("f", "g", "h", "phi") and not names.introduced(spelling_of(name, source).key):
        words = source.quote(name)
        yield MatcalcError(
            ErrorName.UNKNOWN_FUNCTION,
            f"`{source.quote(node)}` is the inverse of `{words}`, and nothing says what `{words}` is",
            source.place(name.start),
            f"declare it as a function, `{words} : R^n -> R`, or as a matrix, `{words} in R^(n x n)`",
        )


def _members(node: BigSum, source: Source, names: Names) -> Iterator[MatcalcError]:
    """x beside x_i in a sum over i: one of many vectors rather than a number in each entry."""
    index = spell(node.index.text).key
    for part in walk(node.body):
        terms = [term for _, term in part.terms if isinstance(term, Name)] if isinstance(part, Sum) else []
        alone = {spell(term.text).key for term in terms if not term.subscript}
        for term in terms:
            key = spell(term.text).key
            if (
                key in alone
                and subscript_text(term, source).lstrip("\\") == index
                and not names.introduced(key)
            ):
                yield MatcalcError(
                    ErrorName.AMBIGUOUS,
                    f"`{source.quote(term)}` may be an entry of `{term.text}` or one of many vectors, "
                    f"and stands beside `{term.text}`",
                    source.place(term.start),
                    f"write another letter for `{term.text}` alone, or declare entries: `{term.text} in R^n`",
                )


def _brackets(node: Group, source: Source) -> Iterator[MatcalcError]:
    for row in unsupported_at(source.text, node.start) if source.text[node.start] == "[" else ():
        yield row.error(source.place(node.start))


def _fractions(node: Fraction, source: Source, names: Names) -> Iterator[MatcalcError]:
    for row in () if names.introduced("delta") else unsupported_at(source.text, node.start):
        yield row.error(source.place(node.start))


def _calls(node: Product, source: Source, names: Names) -> Iterator[MatcalcError]:
    for (_, name), (operator, following) in pairwise(node.factors):
        group = base_of(following)
        if not operator and isinstance(group, Group) and not _is_outer_product(name, following):
            yield from _call(name, group, source, names)


def _is_outer_product(factor: Syntax, following: Syntax) -> bool:
    """δ⁽ˡ⁾ (a⁽ᵏ⁾)ᵀ, whose brackets part two marks above a letter."""
    group = base_of(following)
    if not (isinstance(factor, Name) and isinstance(group, Group) and isinstance(following, Transposed)):
        return False
    inner = group.items[0]
    is_marked = bool(factor.layer and isinstance(inner, Name) and inner.layer)
    return is_marked and len(group.items) == 1 and spell(factor.text).key not in _FUNCTION_LETTERS


def _evaluated(node: Product, source: Source) -> Iterator[MatcalcError]:
    """A derivative right before brackets that hold a name alone, where a reader takes its value."""
    for (_, derivative), (operator, following) in pairwise(node.factors):
        group = base_of(following)
        if operator or not (isinstance(base_of(derivative), Differentiation) and isinstance(group, Group)):
            continue
        is_listed = all(isinstance(item, Name | Number) for item in group.items)
        if is_listed and source.nearly_touch(derivative, group):
            shown, argument = source.quote(derivative), source.quote(group)
            yield MatcalcError(
                ErrorName.AMBIGUOUS,
                f"`{shown}{argument}` may be the derivative at `{argument}`, or the derivative times it",
                source.place(derivative.start),
                f"leave `{argument}` out, or write `{shown} * {argument}` for a product",
            )


def _is_known(name: Name, source: Source, names: Names) -> bool:
    """Whether a name, or each that it is a product of, is declared, defined or a dimension's."""
    keys = ((spelling_of(piece, source).key, spell(piece.text).key) for piece in names.split(name, source))
    return all(any(names.introduced(key) or key in names.sizes for key in found) for found in keys)


def _call(factor: Syntax, group: Group, source: Source, names: Names) -> Iterator[MatcalcError]:
    name = base_of(factor)
    primed = isinstance(factor, Transposed) and factor.prime and factor.base is name
    raised = isinstance(factor, Power) and factor.base is name and isinstance(factor.exponent, Number)
    if not isinstance(name, Name) or not (factor is name or primed or raised) or not is_symbol(name.text):
        return
    if not source.nearly_touch(factor, group) or _is_function(name):
        return
    whole, name = name, names.split(name, source)[-1]
    base = spell(name.text)
    key = spelling_of(name, source).key
    if (
        source.text[group.start : group.start + 1] == "("
        and _CAPITALS.fullmatch(whole.text)
        and not any(map(names.introduced, whole.text))
        and not _is_function(whole)
    ):
        name = whole
    if names.introduced(key) or names.introduced(base.key) or key in names.sizes or key in names.uses.indices:
        return
    listed = len(group.items) > 1 or all(_is_symbol(item, source, names) for item in group.items)
    if raised and listed:
        yield _raised(name, factor, group, source)
    if raised or (base.key == "sigma" and not name.subscript) or _is_of_itself(key, group, source):
        return
    is_entry = subscript_text(name, source).replace(",", "") in _ENTRIES
    is_function_letter = base.key in _FUNCTION_LETTERS and not is_entry
    is_called = listed or is_function_letter or _is_of_capital(name, group, names)
    is_numbered = base.key == "E" and name.subscript and _NUMBERED.match(subscript_text(name, source))
    if is_called or is_numbered or _FUNCTION_STYLE.match(name.text):
        yield _undefined(name, group, source, primed=primed)


def _is_of_itself(key: str, group: Group, source: Source) -> bool:
    """Whether a name stands in the brackets behind it, as no function's does: h_k(1 - h_k)."""
    inside = (part for item in group.items for part in walk(item, into_subscripts=False))
    return any(isinstance(part, Name) and spelling_of(part, source).key == key for part in inside)


def _is_of_capital(name: Name, group: Group, names: Names) -> bool:
    """Whether a capital that only stands before brackets has a norm or a fraction in them: K((x - y) / h)."""
    inner = base_of(group.items[0])
    return _is_capital(name, names) and isinstance(inner, NormBars | Fraction)


def _is_capital(name: Name, names: Names) -> bool:
    """Whether a name is a capital that stands nowhere without brackets behind it."""
    base = spell(name.text)
    return base.kind == "matrix" and not base.greek and base.key not in names.uses.uncalled


def _of_gradients(node: Syntax, source: Source, names: Names) -> Iterator[MatcalcError]:
    """K(x - y) below a nabla, where a reader expects a number and no product of a matrix with a vector."""
    match node:
        case Sum():
            for _, term in node.terms:
                yield from _of_gradients(term, source, names)
        case BigSum():
            yield from _of_gradients(node.body, source, names)
        case Group(items=(inner,)):
            yield from _of_gradients(inner, source, names)
        case Product(factors=(*before, (_, Name() as name), ("", Group() as group))):
            if all(isinstance(factor, Number | Fraction) for _, factor in before):
                is_open = not names.introduced(spelling_of(name, source).key)
                if is_open and source.nearly_touch(name, group) and _is_capital(name, names):
                    is_of_vectors = any(isinstance(item, Sum) for item in group.items)
                    if is_of_vectors and not _is_function(name):
                        yield _undefined(name, group, source)


def _undefined(name: Name, group: Group, source: Source, *, primed: bool = False) -> MatcalcError:
    called = _called(name, source)
    if source.text[group.start] == "[" and len(group.items) > 1 and spell(name.text).kind == "matrix":
        return BLOCK_MATRIX.error(source.place(group.start))
    arguments = ", ".join(source.quote(item) for item in group.items)
    whole = f"{called}′({arguments})" if primed else f"{called}({arguments})"
    what = f"the derivative of `{called}` at" if primed else f"`{called}` of"
    plain = all(isinstance(item, Name) for item in group.items)
    hints = [f"define it, `{called}({arguments}) = …`" if plain else f"define `{called}`"]
    if len(group.items) == 1:
        hints.append(f"declare it, `{called} : R^n -> R`")
        hints.append(f"for a product write `{called}{'^T' if primed else ''} * {_bracketed(group, source)}`")
    return MatcalcError(
        ErrorName.UNKNOWN_FUNCTION,
        f"`{whole}` is {what} `{arguments}`, and nothing says what `{called}` is",
        source.place(name.start),
        "; ".join(hints),
    )


def _called(name: Name, source: Source) -> str:
    """A name as it is written, and without the prime between it and its subscript: the h_k of `h'_k(x)`."""
    words = source.quote(name)
    if not name.subscript or name.subscript[0].start < name.end:
        return words
    below = source.text[name.subscript[0].start : name.subscript[-1].end]
    return f"{words}_{below}" if len(below) == 1 else f"{words}_{{{below}}}"


def _raised(name: Name, factor: Syntax, group: Group, source: Source) -> MatcalcError:
    called, power, argument = (source.quote(each) for each in (name, factor, group))
    return MatcalcError(
        ErrorName.AMBIGUOUS,
        f"`{power}{argument}` may be a power of `{called}{argument}`, or `{power}` times `{argument}`",
        source.place(name.start),
        f"write `{called}{argument}{power.removeprefix(called)}` or `{power} * {argument}`",
    )


def _bracketed(group: Group, source: Source) -> str:
    item = group.items[0]
    return source.quote(item) if isinstance(item, Name | Number) else f"({source.quote(item)})"


def _is_function(name: Name) -> bool:
    key = spell(name.text).key
    if name.subscript:
        return over(name) is not None or (known_function(key) == "vec" and len(key) > 1)
    # A word before brackets is a function's name anyway, and is refused as that where nobody knows it.
    word = len(name.text) > 2 and name.text.isascii() and name.text.isalpha()
    return word or (len(key) > 1 and known_function(key) is not None)


def _is_symbol(item: Syntax, source: Source, names: Names) -> bool:
    """Whether what stands in brackets is one name, or a number."""
    return isinstance(item, Number) or (isinstance(item, Name) and len(names.split(item, source)) == 1)
