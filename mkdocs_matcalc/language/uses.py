"""How the names of a block are used, before any of them has a meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from mkdocs_matcalc.algebra.random_names import NORMAL
from mkdocs_matcalc.language.counting import counted_by
from mkdocs_matcalc.language.sizes import size_names
from mkdocs_matcalc.language.syntax import (
    Angles,
    BigSum,
    Counted,
    Differentiation,
    Drawn,
    Expected,
    Fraction,
    Group,
    Matrix,
    Name,
    NormBars,
    Number,
    Power,
    Product,
    Relation,
    Size,
    Sum,
    Syntax,
    Transposed,
    base_of,
    subscript_text,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import pieces, spell, spelled
from mkdocs_matcalc.language.varied import columns_in, numbers_in
from mkdocs_matcalc.language.vocabulary import known_function

_COVARIANCES = frozenset({"Sigma", "Lambda", "Omega"})


class Uses:
    """What a block's statements show of its names.

    Attributes:
        sizes: The names in dimensions and upper limits.
        indices: What sums run over.
        subscripted: Each name that has a subscript, with it.
        alone: The names that stand without a subscript somewhere.
        counted: Those of which no more is seen than one of many, as x_i in a sum over i.
        single: The letters that stand by themselves somewhere, in no run of letters.
        transposing: Whether a t stands in exponents alone, as in uᵗ.
        covariances: Σ, Λ and Ω where they, or their inverses, stand between a row and the column that it
            transposes.
        vectors: Small letters that are bold, or stand where only a vector does: transposed, or last behind a
            capital.
        weights: The names that weigh a norm or an inner product, or whose inverses do.
        divisors: The names that stand in denominators alone, where only a scalar can stand, also through
            names for no more than that: d of h = sqrt(d), where all is divided by h.
        differentiated: The names that derivatives are of, each with what it is differentiated by.
        numbers: The letters that variances show to be numbers.
        drawn: The kinds of those that are drawn from normal distributions.
        columns: Those that covariances show to be no matrices.
        calls: The names right before brackets, each with what they make together.
        entries: The small letters that the entries of a written matrix of rows and columns are made of, where
            they are made of nothing else.
        turned: The names with something below them that stand transposed or inverted, and so are no entries.
        inside: The names, with what is below them, that stand in what is differentiated or defined.
        parameters: The names that functions are defined of.
        uncalled: The letters that stand somewhere without brackets behind them.
        squared: The small letters with an index below that have a power, as numbers have.
        powers: The capitals that have a power which is a letter.
    """

    def __init__(self, statements: Iterable[tuple[Source, Syntax]]) -> None:
        self.sizes: set[str] = set()
        self.indices: set[str] = set()
        self.subscripted: set[tuple[str, str]] = set()
        self.alone: set[str] = set()
        self.single: set[str] = set()
        self.differentiated: dict[str, list[tuple[Name, Source]]] = {}
        self.calls: dict[str, list[tuple[Product, Source]]] = {}
        self.uncalled: set[str] = set()
        self.squared: set[str] = set()
        self.powers: set[str] = set()
        self.entries: set[str] = set()
        self.turned: set[str] = set()
        self.inside: set[str] = set()
        self.parameters: set[str] = set()
        before: set[int] = set()
        above: set[int] = set()
        asked: set[int] = set()
        raised: set[int] = set()
        times = 0
        self.weights: set[str] = set()
        self.covariances: set[str] = set()
        self.vectors: set[str] = set()
        below: list[Name] = []
        keys: dict[int, frozenset[str]] = {}
        defined: list[tuple[Name, tuple[Name, ...]]] = []
        listed = list(statements)
        for source, statement in listed:
            self.entries |= _entries(statement)
            if isinstance(statement, Relation) and len(statement.sides) == 2:
                head, value = statement.sides
                self._defined(head, value, source)
                defined += [(head, _scalar_names(value))] if isinstance(head, Name) else []
            for node in walk(statement):
                if isinstance(node, Power):
                    raised.add(id(node.base))
                    self.squared |= _squared(node, source)
                    self.powers |= _to_a_letter(node, source)
                    above |= {id(inner_of(node.exponent))} if is_t(node.exponent) else set()
                self.vectors |= _vectors(node)
                self.turned |= _turned(node, source)
                if isinstance(node, Name):
                    own = _keys(node)
                    letters = frozenset[str]() if _is_function(node) else own
                    times += "t" in letters and id(node) not in above
                    keys[id(node)] = letters | {_whole(node, source)}
                    self._name(node, source)
                    self.uncalled |= frozenset() if id(node) in before else own
                elif isinstance(node, Counted | Size | BigSum):
                    self._size(node, source)
                elif isinstance(node, Differentiation):
                    asked |= {id(name) for names in node.wrt for name in names}
                    self._derivative(node, source)
                elif isinstance(node, NormBars | Angles):
                    self.weights |= _weights(node, source)
                else:
                    before |= _before_brackets(node, source)
                    self._called(node, source)
                    below += _denominators(node)
                    self.covariances |= _covariances(node, source)
        every = (node for _, statement in listed for node in walk(statement))
        moments = [node for node in every if isinstance(node, Expected)]
        self.numbers = numbers_in(moments) - self.vectors
        self.drawn = _drawn(listed)
        self.columns = columns_in(moments)
        self.counted = self._counted()
        self.transposing = bool(above) and not times
        # That one differentiates by what divides as a power, 1/s², says nothing against a number.
        powers = frozenset[str]().union(*(keys[id(name)] for name in below if id(name) in raised))
        keys = {name: each for name, each in keys.items() if not (name in asked and each & powers)}
        self.divisors = _only_below({*map(id, below)}, keys, defined)

    def has_entries(self, key: str) -> bool:
        """Whether a name stands with the index of a sum."""
        return any((key, index) in self.subscripted for index in self.indices)

    def has_rows(self, key: str) -> bool:
        """Whether a name stands with the indices of two sums, as entries of a matrix do."""
        pairs = (below for name, below in self.subscripted if name == key and len(below) == 2)
        return any(set(below) <= self.indices for below in pairs)

    def _counted(self) -> set[str]:
        below: dict[str, set[str]] = {}
        for key, subscript in self.subscripted:
            below.setdefault(key, set()).add(subscript)
        return {
            key
            for key in below.keys() - self.alone - {"e", "delta"}
            if below[key] & self.indices and not any(_are_indices(each) for each in below[key])
        }

    def _defined(self, head: Syntax, value: Syntax, source: Source) -> None:
        parts = [head] if isinstance(head, Name) else [part for _, part in getattr(head, "factors", ())]
        is_called = len(parts) == 2 and isinstance(parts[1], Group)
        if not (parts and isinstance(parts[0], Name) and (len(parts) == 1 or is_called)):
            return
        self.inside |= _wholes(value, source)
        if isinstance(parts[-1], Group):
            self.parameters |= {_whole(each, source) for each in parts[-1].items if isinstance(each, Name)}

    def _size(self, node: Counted | Size | BigSum, source: Source) -> None:
        if isinstance(node, Counted):
            self.sizes |= {_whole(name, source) for name in node.names}
        elif isinstance(node, Size):
            self.sizes |= size_names(node)
        else:
            self.sizes |= size_names(node.upper) if node.upper is not None else set()
            self.indices.add(spell(node.index.text).key)

    def _derivative(self, node: Differentiation, source: Source) -> None:
        function = inner_of(node.function)
        variable = node.wrt[0][0]
        if isinstance(function, Name) and _are_entries(function, variable, source):
            self.alone.add(spell(variable.text).key)
        else:
            self.inside |= _wholes(function, source)
        if isinstance(function, Name):
            by = [(name, source) for group in node.wrt for name in group]
            self.differentiated.setdefault(_whole(function, source), []).extend(by)

    def _called(self, node: Syntax, source: Source) -> None:
        factors = [factor for _, factor in node.factors] if isinstance(node, Product) else []
        for name, following in pairwise(factors):
            group = base_of(following)
            if isinstance(name, Name) and isinstance(group, Group) and source.touch(name, group):
                call = Product(name.start, group.end, (("", name), ("", group)))
                self.calls.setdefault(_whole(name, source), []).append((call, source))

    def _name(self, name: Name, source: Source) -> None:
        if len(name.subscript) == 1:
            below = subscript_text(name, source)
            # The ℓ of x_ℓ has the key of the index that it is.
            below = spell(below).key if below.startswith("\\") else below
            self.subscripted.add((spell(name.text).key, below))
        if len(pieces(name.text)) == 1:
            self.single.add(spell(name.text).key)
        if len(name.subscript) == 1:
            return
        if not name.subscript and not known_function(spell(name.text).key):
            self.alone |= _keys(name)


def _are_indices(subscript: str) -> bool:
    """Whether a subscript counts rows and columns: X_ij."""
    return len(subscript) == 2 and set(subscript) <= set("ijkl")


def _drawn(statements: Iterable[tuple[Source, Syntax]]) -> dict[str, str]:
    """The kinds of what is drawn from normal distributions."""
    return {
        _whole(name, source): "scalar" if each.is_number else "vector"
        for source, each in statements
        if isinstance(each, Drawn) and NORMAL in each.facts
        for name in each.names
    }


def inner_of(node: Syntax) -> Syntax:
    """What stands in brackets around one thing."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    return node


def is_t(node: Syntax) -> bool:
    """Whether an exponent is the letter t alone."""
    inner = inner_of(node)
    return isinstance(inner, Name) and spell(inner.text).key == "t" and not inner.subscript


def is_minus_one(node: Syntax) -> bool:
    """Whether an exponent is -1."""
    inner = inner_of(node)
    if not isinstance(inner, Sum) or [negative for negative, _ in inner.terms] != [True]:
        return False
    one = inner_of(inner.terms[0][1])
    return isinstance(one, Number) and one.text == "1"


def _whole(name: Name, source: Source) -> str:
    """The key of a name with its subscript as part of it."""
    return spelled(name.text, subscript_text(name, source), name.layer).key


def _squared(node: Power, source: Source) -> set[str]:
    name = node.base
    if not isinstance(name, Name) or not isinstance(inner_of(node.exponent), Number) or node.by_entry:
        return set()
    spelling = spell(name.text)
    is_index = subscript_text(name, source) in ("i", "j", "k", "l")
    is_small = spelling.kind != "matrix" and not spelling.bold
    return {_whole(name, source)} if is_index and is_small else set()


def _to_a_letter(node: Power, source: Source) -> set[str]:
    """The capital that stands to the power of a letter, as a matrix does in `x^T A^k x`."""
    is_one = isinstance(inner_of(node.exponent), Name) or bool(counted_by(node.exponent))
    return _capital_raised(node, source) if is_one and not is_t(node.exponent) else set()


def _capital_raised(node: Power, source: Source) -> set[str]:
    """The name that is raised to a power, where it is a capital, and so a matrix."""
    name = node.base
    if not isinstance(name, Name) or node.by_entry:
        return set()
    spelling = spell(name.text)
    return {_whole(name, source)} if spelling.kind == "matrix" and not spelling.greek else set()


def _turned(node: Syntax, source: Source) -> set[str]:
    is_turned = isinstance(node, Transposed) or (isinstance(node, Power) and is_minus_one(node.exponent))
    base = base_of(node) if is_turned else node
    return {_whole(base, source)} if is_turned and isinstance(base, Name) and base.subscript else set()


def _wholes(node: Syntax, source: Source) -> set[str]:
    names = (part for part in walk(node, into_subscripts=False) if isinstance(part, Name))
    return {_whole(name, source) for name in names}


def _are_entries(name: Name, by: Name, source: Source) -> bool:
    """Whether both are entries of one vector, each with an index: the u_i and the u_j of ∂u_i/∂u_j."""
    indices = (subscript_text(each, source) for each in (name, by))
    return spell(name.text).key == spell(by.text).key and all(len(i) == 1 and i in "ijkl" for i in indices)


def _entries(statement: Syntax) -> set[str]:
    """The letters of matrices in which numbers stand, and of rows and columns beside one."""
    found = [(node, _letters_within(node)) for node in walk(statement) if isinstance(node, Matrix)]
    is_one_of_numbers = any(
        letters and min(map(len, (node.rows, node.rows[0]))) > 1 for node, letters in found
    )
    return set[str]().union(*(letters for _, letters in found)) if is_one_of_numbers else set()


def _letters_within(node: Matrix) -> set[str]:
    """The letters in a matrix that is written out, if all are small, and nothing is transposed or called."""
    inside = [part for row in node.rows for entry in row for part in walk(entry)]
    if not all(isinstance(part, Name | Number | Group | Product | Power | Sum | Fraction) for part in inside):
        return set()
    names = [part for part in inside if isinstance(part, Name)]
    letters = {spell(piece).key for name in names if not name.subscript for _, piece in pieces(name.text)}
    is_plain = all(key.islower() for key in letters) and not any(map(_is_function, names))
    return letters if is_plain else set()


def _before_brackets(node: Syntax, source: Source) -> set[int]:
    """The names of a product that stand right before brackets, each by its identity."""
    factors = [factor for _, factor in node.factors] if isinstance(node, Product) else []
    return {
        id(name)
        for name, following in pairwise(factors)
        if isinstance(name, Name) and isinstance(group := base_of(following), Group)
        if source.nearly_touch(name, group)
    }


def _keys(name: Name) -> frozenset[str]:
    """The keys of a name and of the letters that it may be a product of."""
    return _keys_in(name.text)


@lru_cache(maxsize=4096)
def _keys_in(text: str) -> frozenset[str]:
    return frozenset({spell(text).key, *(spell(piece).key for _, piece in pieces(text))})


def _weights(node: NormBars | Angles, source: Source) -> set[str]:
    base = base_of(node.weight[0]) if node.weight else None
    return {_whole(base, source)} if isinstance(base, Name) else set()


def _covariances(node: Syntax, source: Source) -> set[str]:
    if not isinstance(node, Product):
        return set()
    factors = [factor for _, factor in node.factors]
    return {
        _whole(middle, source)
        for row, factor, column in zip(factors, factors[1:], factors[2:], strict=False)
        if isinstance(row, Transposed) and _same(row.base, column, source)
        if isinstance(middle := base_of(factor), Name) and spell(middle.text).letter in _COVARIANCES
    }


def _vectors(node: Syntax) -> set[str]:
    if isinstance(node, Name):
        found = [spell(node.text)] if spell(node.text).bold else []
    elif isinstance(node, Transposed):
        found = [spell(node.base.text)] if isinstance(node.base, Name) else []
    elif isinstance(node, Product) and not node.factors[-1][0]:
        # A run of letters is a product, too.
        ends = [*(base_of(factor) for _, factor in node.factors[-2:-1]), node.factors[-1][1]]
        names = [end.text for end in ends if isinstance(end, Name)] if isinstance(ends[-1], Name) else []
        letters = [spell(piece) for name in names for _, piece in pieces(name)][-2:]
        found = letters[1:] if [each.kind for each in letters] == ["matrix", "vector"] else []
    else:
        found = []
    return {spelling.key for spelling in found if spelling.kind == "vector"}


def _same(left: Syntax, right: Syntax, source: Source) -> bool:
    return source.quote(left).replace(" ", "") == source.quote(right).replace(" ", "")


def _denominators(node: Syntax) -> Iterator[Name]:
    """The names that stand directly below a fraction line: n in 1/n, in 1/(2n) and in 1/n^2."""
    if isinstance(node, Fraction):
        yield from _scalar_names(node.denominator)
    elif isinstance(node, Product):
        for at, (operator, factor) in enumerate(node.factors):
            if operator == "/":
                # 1/sqrt(d): a function and its argument are two factors.
                called = _is_function(factor) and at + 1 < len(node.factors)
                yield from _scalar_names(node.factors[at + 1][1] if called else factor)


def _scalar_names(node: Syntax) -> tuple[Name, ...]:
    """The names of a product of names and numbers, also below a root; none of what is more than that."""
    inside = list(walk(node))
    if not all(isinstance(part, Name | Number | Group | Product | Power) for part in inside):
        return ()
    return tuple(part for part in inside if isinstance(part, Name) and not _is_function(part))


def _only_below(
    below: set[int], keys: Mapping[int, frozenset[str]], defined: Collection[tuple[Name, tuple[Name, ...]]]
) -> set[str]:
    """The keys of what stands below a fraction line, or in the definition of such a name, and nowhere else.

    Args:
        below: Of the names by their ids, those that stand directly below one.
        keys: Those of each name.
        defined: Names with the names in what they stand for, where that is no more than a product.
    """
    heads = {id(head) for head, _ in defined}
    while True:
        elsewhere = set[str]().union(*(keys[name] for name in keys if name not in below | heads))
        found = set[str]().union(*(keys[name] for name in below)) - elsewhere
        through = {id(name) for head, inside in defined if keys[id(head)] <= found for name in inside}
        if through <= below:
            return found
        below = below | through


def _is_function(node: Syntax) -> bool:
    return isinstance(node, Name) and known_function(spell(node.text).key) is not None
