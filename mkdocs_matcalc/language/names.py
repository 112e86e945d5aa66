"""What each name of a block is: declared, defined, or known by convention."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from sympy import Expr, S

from mkdocs_matcalc.algebra.nodes import SCALAR, Family, Variable
from mkdocs_matcalc.algebra.random_names import NORMAL
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.counting import counting_letters
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.facts import (
    FACTS,
    MATRIX_FACTS,
    SQUARE_FACTS,
    VECTOR_FACTS,
    contradiction,
    implies,
    what_is,
)
from mkdocs_matcalc.language.faults import Faults
from mkdocs_matcalc.language.kinds import MATRICES, VECTORS, Prices, likeliest, prices
from mkdocs_matcalc.language.sizes import size_of
from mkdocs_matcalc.language.syntax import (
    Counted,
    Declaration,
    Differentiation,
    Drawn,
    Granted,
    Group,
    Name,
    NormBars,
    Number,
    Power,
    Product,
    Relation,
    Space,
    Sum,
    Syntax,
    Transposed,
    outermost,
    subscript_text,
    walk,
)
from mkdocs_matcalc.language.syntax import Mapping as FunctionSyntax
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import GREEK, UPRIGHT, Spelling, font_of, pieces, spell, spelled
from mkdocs_matcalc.language.text.unsupported import EVALUATION
from mkdocs_matcalc.language.uses import Uses, inner_of, is_minus_one
from mkdocs_matcalc.language.vocabulary import AXES, known_function

Statement = tuple[Source, Syntax]
INDICES = "ijkl"
_TIMES = frozenset({"t", "s"})


@dataclass(frozen=True)
class Entity:
    """One name: what it is, its shape, and where that was said.

    `role` is variable, family, map (R -> R, by entry), call (to a scalar) or defined; `origin` tells
    the reader where the shape comes from; `count` is a family's; `stands` is where a name that nobody
    declared is met first.
    """

    role: str
    spelling: Spelling
    rows: Expr
    columns: Expr
    origin: str
    facts: frozenset[str] = frozenset()
    count: Expr = S.One
    declared: bool = True
    stands: tuple[Name, Source] | None = None

    @property
    def key(self) -> str:
        return self.spelling.key

    @property
    def sizes(self) -> tuple[Expr, ...]:
        """All its dimensions."""
        return (self.count, self.rows, self.columns)

    def node(self, dims: Dimensions) -> Variable | Family:
        """The name as an expression, once its dimensions are known."""
        if self.role != "family":
            return self.variable(dims)
        rows, columns, count = (dims.value(size) for size in (self.rows, self.columns, self.count))
        return Family(self.key, count, rows, columns, self.spelling.latex)

    def variable(self, dims: Dimensions) -> Variable:
        """A name that is no family, as an expression."""
        return Variable(
            self.key, dims.value(self.rows), dims.value(self.columns), self.spelling.latex, self.facts
        )


@dataclass(frozen=True)
class Head:
    """The left side of a definition: `J` or `J(w)`."""

    name: Name
    parameters: tuple[Name, ...] = ()

    def keys(self, source: Source) -> list[str]:
        """The parameters' plain names."""
        return [spelling_of(parameter, source).key for parameter in self.parameters]


def definition_head(relation: Relation, source: Source) -> Head | None:
    """What a relation defines; None for a request, a claim or a formula alone."""
    if len(relation.sides) < 2:
        return None
    left = relation.sides[0]
    if isinstance(left, Name):
        is_known = spell(left.text).key.isdigit() or _is_differentiated_by(left, relation, source)
        is_said_of = len(relation.sides) == 2 and is_made_of(left, relation.sides[1], source)
        return None if is_known or is_said_of else Head(left)
    if isinstance(left, Product) and len(left.factors) == 2:
        (_, name), (operator, group) = left.factors
        if isinstance(name, Name) and known_function(spell(name.text).key):
            return None
        if isinstance(name, Name) and isinstance(group, Group) and not operator and source.touch(name, group):
            parameters = tuple(item for item in group.items if isinstance(item, Name))
            if len(parameters) == len(group.items) and not _is_called(name, relation.sides[1:], source):
                return Head(name, parameters)
    return None


def _is_called(name: Name, sides: Iterable[Syntax], source: Source) -> bool:
    """Whether a function stands in what would define it: `f(y) = f(x) + …` speaks of one that is known."""
    wanted = spelling_of(name, source)
    return any(
        isinstance(factor, Name) and isinstance(group, Group) and spelling_of(factor, source) == wanted
        for side in sides
        for node in walk(side)
        if isinstance(node, Product)
        for (_, factor), (operator, group) in pairwise(node.factors)
        if not operator
    )


def is_term(key: str, side: Syntax, source: Source) -> bool:
    """Whether a name is a term of a sum, as in w - η g."""
    terms = [term for _, term in side.terms] if isinstance(side, Sum) else []
    return any(isinstance(term, Name) and spelling_of(term, source).key == key for term in terms)


def is_made_of(name: Name, side: Syntax, source: Source) -> bool:
    """Whether a side is a name's own transpose, inverse or square: `M = M^T` defines no such name."""

    def has_it_alone(node: Syntax) -> bool:
        match node:
            case Name():
                cut = [piece for _, piece in pieces(node.text)]
                is_run = len(cut) == 2 and all(spell(piece) == spell(name.text) for piece in cut)
                return is_run or spelling_of(node, source) == spelling_of(name, source)
            case Group(items=(inner,)) | Sum(terms=((True, inner),)) | Transposed(base=inner):
                return has_it_alone(inner)
            case Power(base=inner, exponent=exponent):
                is_square = isinstance(exponent, Number) and exponent.text == "2"
                return (is_square or is_minus_one(exponent)) and has_it_alone(inner)
            case Product(factors=(("", Name() as one), (_, Name() as other))):
                return has_it_alone(one) and has_it_alone(other)
        return False

    is_plain = isinstance(side, Name) and side.text == name.text
    is_negative = isinstance(side, Sum) and isinstance(inner_of(side.terms[0][1]), Name)
    return not is_plain and not is_negative and has_it_alone(side)


def _property(relation: Relation, source: Source) -> tuple[Name, str] | None:
    """The name that `M = M^T`, `M^T = -M` or `||v|| = 1` is about, with what it says of it, else None."""
    for name, side in (relation.sides, relation.sides[::-1]) if len(relation.sides) == 2 else ():
        if isinstance(side, Number) and side.text == "1" and (found := _of_length_one(name, source)):
            return found, "unit"
        negative = isinstance(side, Sum) and [each for each, _ in side.terms] == [True]
        inner = inner_of(side.terms[0][1]) if isinstance(side, Sum) else side
        turned, plain = (name, inner) if isinstance(name, Transposed) else (inner, name)
        if isinstance(turned, Transposed) and not turned.inverse and isinstance(plain, Name):
            base = inner_of(turned.base)
            if isinstance(base, Name) and spelling_of(base, source) == spelling_of(plain, source):
                return plain, "skew-symmetric" if negative else "symmetric"
    return None


def _of_length_one(side: Syntax, source: Source) -> Name | None:
    """The v of ‖v‖, ‖v‖² or vᵀv."""
    match side:
        case Power(base=NormBars() as norm, exponent=Number(text="2"), by_entry=False):
            return _of_length_one(norm, source)
        case NormBars(body=Name() as name, kind=kind, weight=()) if kind.strip("_{} ") in ("", "2"):
            return name
        case Product(factors=((_, Transposed(base=Name() as row, inverse=False)), ("", Name() as column))):
            return column if spelling_of(row, source) == spelling_of(column, source) else None
    return None


def _is_differentiated_by(name: Name, relation: Relation, source: Source) -> bool:
    """Whether a side has a derivative by a name, as in `u = ∇_u (uᵀu / 2)`: it defines no such name."""
    key = spelling_of(name, source).key
    return any(
        spelling_of(by, source).key == key
        for side in relation.sides[1:]
        for derivative in outermost(side)
        for group in derivative.wrt
        for by in group
    )


def _members(statements: Iterable[Statement], uses: Uses) -> dict[str, str]:
    """For each family the subscript that its declared member has: an index, or what looks like one."""
    declared: dict[str, list[str]] = {}
    for source, statement in statements:
        for name in statement.names if isinstance(statement, Declaration) else ():
            below = subscript_text(name, source)
            if len(below) == 1 and below.islower() and uses.has_entries(spell(name.text).key):
                declared.setdefault(spell(name.text).key, []).append(below)
    return {
        key: min(found, key=lambda below: (below not in uses.indices, below not in INDICES))
        for key, found in declared.items()
    }


def _whole_numbers(statement: Syntax) -> tuple[Name, ...]:
    return statement.names if isinstance(statement, Counted) else ()


def spelling_of(name: Name, source: Source) -> Spelling:
    """A whole name's spelling, its subscript as part of it."""
    return spelled(name.text, subscript_text(name, source), name.layer)


class Names:
    """The names of one block.

    Args:
        faults: Is told of what is declared or defined twice, or contradicts itself.
        uses: What the statements show of names.
        kinds: What letters that nobody declared are to be, other than usual.
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        dimensions: Dimensions,
        faults: Faults,
        uses: Uses,
        kinds: Mapping[str, str],
    ) -> None:
        self.dimensions = dimensions
        self.kinds = kinds
        self.entities: dict[str, Entity] = {}
        self.heads: dict[str, tuple[Head, Source, Relation]] = {}
        self._declared_in: dict[str, Source] = {}
        self._styles: dict[str, str] = {}
        listed = list(statements)
        self._members = _members(listed, uses)
        self.uses = uses
        self.sizes = self.uses.sizes
        # What stands in ones(n) or eye(n) is a size there, whatever it is elsewhere.
        self.written_sizes: set[str] = set()
        self._note_styles(listed)
        for source, statement in listed:
            if isinstance(statement, Declaration):
                for name in statement.names:
                    with faults.gathered([spelling_of(name, source).key]):
                        self._declare(source, name, statement)
            elif isinstance(statement, FunctionSyntax):
                with faults.gathered([spelling_of(statement.name, source).key]):
                    self._map(source, statement)
        for source, statement in listed:
            if isinstance(statement, Relation) and (head := definition_head(statement, source)):
                with faults.gathered([spelling_of(head.name, source).key]):
                    self._define(source, head, statement)
        self.sizes = self.sizes | counting_letters(listed, self)
        self._must_be_new(listed, faults)
        self._given: dict[str, frozenset[str]] = {}
        for source, given in ((source, each) for source, each in listed if isinstance(each, Granted)):
            with faults.gathered():
                self._assume(source, given)
        # What is drawn from a distribution, and how a line says it.
        self.drawn: dict[str, Drawn] = {}
        for source, drawn in ((source, each) for source, each in listed if isinstance(each, Drawn)):
            with faults.gathered():
                self._draw(source, drawn)
        # What a line of its own says of a name, as `M = M^T` and `||v|| = 1` do.
        self.said: list[tuple[Name, Source, str]] = []
        for source, each in listed:
            if isinstance(each, Relation) and (found := _property(each, source)):
                with faults.gathered():
                    self._say(*found, source)
        self._whole, self._asked = self._shown(listed)
        # What depends on what though nobody says how, as `dependence.py` sees it.
        self.depends: Mapping[str, str] = {}

    # --- reading the block ---

    def _must_be_new(self, statements: Iterable[Statement], faults: Faults) -> None:
        """Refuse whole numbers that are declared or defined as something else, too."""
        for source, name in ((source, each) for source, said in statements for each in _whole_numbers(said)):
            key = spelling_of(name, source).key
            with faults.gathered([key]):
                if self.known(key):
                    other = self.entities[key].origin if key in self.entities else "defined by an expression"
                    raise MatcalcError(
                        ErrorName.DUPLICATE_NAME,
                        f"`{source.quote(name)}` is declared as a whole number and as something else",
                        source.place(name.start),
                        f"it is {other}",
                    )

    def definition(self, key: str) -> tuple[Syntax, Source] | None:
        """What a defined name stands for."""
        if key not in self.heads:
            return None
        _, source, relation = self.heads[key]
        return relation.sides[1], source

    def taken(self) -> set[str]:
        """The names that an inferred dimension must not have."""
        return {*self.entities, *self.heads, *self.sizes, *self.uses.indices, *self.written_sizes}

    def _note_styles(self, statements: Iterable[Statement]) -> None:
        for source, statement in statements:
            for node in walk(statement) if "\\" in source.text else ():
                if isinstance(node, Name) and "\\" in node.text:
                    for spelling in (spelling_of(node, source), spell(node.text)):
                        self._styles.setdefault(spelling.key, spelling.latex)

    def _styled(self, spelling: Spelling) -> Spelling:
        latex = self._styles.get(spelling.key)
        return replace(spelling, latex=latex) if latex else spelling

    def _declare(self, source: Source, name: Name, statement: Declaration) -> None:
        rows, columns = self.shape_of_space(source, statement.space)
        origin = f"declared in {source.place(name.start).words}"
        below = subscript_text(name, source)
        base = spell(name.text)
        is_family = self._members.get(base.key) == below
        spelling = self._styled(base if is_family else spelling_of(name, source))
        role = "family" if is_family else "variable"
        count = self.dimensions.unknown() if is_family else S.One
        self._fits(rows, columns, statement.facts, source, name)
        entity = Entity(role, spelling, rows, columns, origin, statement.facts, count)
        self._add(source, name, entity)

    def _assume(self, source: Source, granted: Granted) -> None:
        """Add what words beside a formula say of letters to what is declared of them."""
        for name in granted.names:
            key = spelling_of(name, source).key
            if key in self.heads and granted.facts:
                raise MatcalcError(
                    ErrorName.CONTRADICTING_PROPERTY,
                    f"`{name.text}` is defined, so that it is {granted.words} can't be assumed",
                    source.place(),
                    f"declare it, too: `{name.text} in R^(n x n) {granted.words}`",
                )
            declared = self.entities.get(key)
            if declared is None:
                self._given[key] = self._given.get(key, frozenset()) | granted.facts
            else:
                self._fits(declared.rows, declared.columns, granted.facts, source, name, declared.facts)
                self.entities[key] = replace(declared, facts=declared.facts | granted.facts)

    def _draw(self, source: Source, drawn: Drawn) -> None:
        """Add that letters are drawn from a distribution to what is declared of them."""
        for name in drawn.names:
            key = spelling_of(name, source).key
            declared = self.entities.get(key)
            is_variable = declared is None or declared.role == "variable"
            if key in self.heads or not is_variable:
                if not drawn.line:
                    continue
                kind = "defined by other names" if is_variable else "no single letter"
                raise MatcalcError(
                    ErrorName.RANDOMNESS,
                    f"`{name.text}` is {kind}, and letters are drawn that are random themselves",
                    source.place(drawn.start),
                    "say what those are drawn from that it is made of",
                )
            self.drawn.setdefault(key, drawn)
            if declared is not None and NORMAL in drawn.facts:
                is_number, is_column = declared.rows == 1 == declared.columns, declared.columns == 1
                if not is_column or (drawn.is_number and not is_number):
                    raise MatcalcError(
                        ErrorName.WRONG_KIND,
                        f"`{name.text}` is {'no number' if is_column else 'a matrix'}, and what is drawn in "
                        f"`{drawn.below}` is {'one' if is_column else 'a vector'}",
                        source.place(drawn.start),
                        f"of a vector it is `N(0, I)` or `N(μ, Σ)`; it is {declared.origin}",
                    )
            if declared is None:
                self._given[key] = self._given.get(key, frozenset()) | drawn.facts
            else:
                self.entities[key] = replace(declared, facts=declared.facts | drawn.facts)

    def _say(self, name: Name, words: str, source: Source) -> None:
        """Add what a line of its own says of a name, where that is no claim about what is defined."""
        spelling = spelling_of(name, source)
        kind = "vector" if words == "unit" else "matrix"
        facts, declared = FACTS[words], self.entities.get(spelling.key)
        is_vector = declared.columns == 1 != declared.rows if declared else spelling.kind == "vector"
        is_fitting = is_vector if kind == "vector" else declared is not None or spelling.kind == kind
        has = declared.facts if declared else self._given.get(spelling.key, frozenset())
        is_known = spelling.key in self.heads or all(implies(has, fact) for fact in facts)
        is_said = is_fitting and not is_known and not contradiction(has | facts)
        if is_said and len(self.split(name, source)) == 1:
            self._assume(source, Granted(name.start, name.end, (name,), facts, words))
            self.said.append((name, source, words))

    def _fits(
        self,
        rows: Expr,
        columns: Expr,
        facts: frozenset[str],
        source: Source,
        name: Name,
        known: frozenset[str] = frozenset(),
    ) -> None:
        """Refuse a fact of square matrices, or of vectors, said of anything else, or against another fact."""
        if facts & SQUARE_FACTS and rows != columns:
            raise MatcalcError(
                ErrorName.CONTRADICTING_PROPERTY,
                f"`{source.quote(name) or name.text}` is {rows}×{columns}, and what is "
                f"{min(facts & SQUARE_FACTS)} is square",
                source.place(name.start),
            )
        if facts & VECTOR_FACTS and (columns != 1 or rows == 1):
            raise MatcalcError(
                ErrorName.CONTRADICTING_PROPERTY,
                f"`{source.quote(name) or name.text}` is {rows}×{columns}, and "
                f"{what_is(min(facts & VECTOR_FACTS))} is a vector",
                source.place(name.start),
            )
        if facts & MATRIX_FACTS and 1 in (rows, columns):
            raise MatcalcError(
                ErrorName.CONTRADICTING_PROPERTY,
                f"`{source.quote(name) or name.text}` is {rows}×{columns}, and "
                f"{what_is(min(facts & MATRIX_FACTS))} is a matrix",
                source.place(name.start),
            )
        if wrong := contradiction(facts | known):
            raise MatcalcError(
                ErrorName.CONTRADICTING_PROPERTY,
                f"`{source.quote(name) or name.text}` can't be all that is said of it: {wrong}",
                source.place(name.start),
            )

    def _map(self, source: Source, statement: FunctionSyntax) -> None:
        name = statement.name
        origin = f"declared in {source.place(name.start).words}"
        spelling = self._styled(spelling_of(name, source))
        rows, columns = self.shape_of_space(source, statement.domain)
        if self.shape_of_space(source, statement.codomain) != SCALAR:
            raise MatcalcError(
                ErrorName.NOT_SUPPORTED,
                f"`{source.quote(name)}` must have scalar values",
                source.place(statement.codomain.start),
                "`g : R -> R` is applied by entry, `L : R^n -> R` to a vector",
            )
        role = "map" if (rows, columns) == SCALAR else "call"
        self._add(source, name, Entity(role, spelling, rows, columns, origin))

    def _add(self, source: Source, name: Name, entity: Entity) -> None:
        before = self.entities.get(entity.key)
        if before is not None:
            again = source.note is not self._declared_in[entity.key].note
            same = (before.role, before.rows, before.columns, before.facts) == (
                entity.role,
                entity.rows,
                entity.columns,
                entity.facts,
            )
            # Blocks that belong together each say what their names are.
            if same and again:
                return
            raise MatcalcError(
                ErrorName.DUPLICATE_NAME,
                f"`{source.quote(name)}` is declared twice" + ("" if same else ", and differently"),
                source.place(name.start),
                f"it is {before.origin}",
            )
        self.entities[entity.key] = entity
        self._declared_in[entity.key] = source

    def _define(self, source: Source, head: Head, relation: Relation) -> None:
        key = spelling_of(head.name, source).key
        if key in self.heads:
            earlier = self.heads[key]
            if source.note is not earlier[1].note and source.text.split() == earlier[1].text.split():
                return
            if len(head.parameters) == len(earlier[0].parameters) and head.keys(source) != earlier[0].keys(
                earlier[1]
            ):
                raise EVALUATION.error(source.place(head.name.start))
            raise MatcalcError(
                ErrorName.DUPLICATE_NAME,
                f"`{source.quote(head.name)}` is defined twice",
                source.place(head.name.start),
                f"it is defined in {earlier[1].place(earlier[0].name.start).words}; that both are equal is "
                f"claimed by a second `=` there",
            )
        self.heads[key] = (head, source, relation)

    def shape_of_space(self, source: Source, space: Space) -> tuple[Expr, Expr]:
        """The shape of a space's members."""
        sizes = [size_of(size, source) for size in space.sizes]
        if space.symmetric:
            if len(sizes) != 1:
                raise MatcalcError(
                    ErrorName.CONTRADICTING_PROPERTY,
                    "a space of symmetric matrices has one size",
                    source.place(space.start),
                    r"\mathbb{S}^n",
                )
            return sizes[0], sizes[0]
        return (sizes[0] if sizes else S.One, sizes[1] if len(sizes) > 1 else S.One)

    def _shown(self, statements: Iterable[Statement]) -> tuple[set[str], set[str]]:
        """The names that stand without a subscript, runs of letters split, and those differentiated by."""
        whole, asked = set(), set()
        for source, statement in statements:
            for node in walk(statement):
                if isinstance(node, Differentiation):
                    asked |= {spelling_of(name, source).key for names in node.wrt for name in names}
                elif isinstance(node, Name) and not node.subscript:
                    whole |= {spell(part.text).key for part in self.split(node, source)}
        return whole, asked

    # --- looking names up ---

    def known(self, key: str) -> bool:
        return key in self.entities or key in self.heads

    def introduced(self, key: str) -> bool:
        """Whether the author declared or defined a name; one known by convention is not."""
        return key in self.heads or (key in self.entities and self.entities[key].declared)

    def is_size(self, key: str) -> bool:
        """Whether a name is that of a dimension; a vector may have the same."""
        return key in self.sizes and key not in self.uses.vectors

    @property
    def times(self) -> frozenset[str]:
        """The letters that are a time, or run along a curve, where one differentiates by them."""
        return frozenset(key for key in _TIMES & self._asked if not self.introduced(key))

    def functions(self) -> list[str]:
        """The declared functions."""
        return [key for key, entity in self.entities.items() if entity.role in ("map", "call")]

    def split(self, name: Name, source: Source) -> list[Name]:
        """A run of letters as the names it is a product of; its subscript goes with the last."""
        cut = pieces(name.text)
        if len(cut) < 2 or self._is_one_name(name, source):
            return [name]
        parts = [
            Name(name.start + offset, name.start + offset + len(spell(piece).key), piece)
            for offset, piece in cut
        ]
        last = parts[-1]
        parts[-1] = replace(last, end=name.end, subscript=name.subscript, layer=name.layer)
        return parts

    def _is_one_name(self, name: Name, source: Source) -> bool:
        """Whether a run of letters is a name of the block, a function's, a size, or a Greek letter's."""
        key = spell(name.text).key
        if self.known(key) or self.known(spelling_of(name, source).key):
            return True
        if known_function(key) or key in AXES or key in self.sizes:
            return True
        letters = {spell(piece).key for _, piece in pieces(name.text)}
        stand_alone = letters <= self.uses.single
        if key.rstrip("0123456789") in GREEK:
            return not (key in ("Mu", "Nu") or (key[0].isupper() and stand_alone))
        return font_of(name.text) in UPRIGHT and not stand_alone

    def inferred(self, spelling: Spelling, name: Name, source: Source) -> Entity:
        """A name nobody declared, of the kind that its letter has by convention or that its uses give it.

        What one only ever divides by is a scalar, and what weighs a norm a positive definite matrix.
        """
        unknown = self.dimensions.unknown
        weighs = spelling.key in self.uses.weights and spelling.key[:1].isupper()
        kind = self.kind(spelling)
        given = self._given.get(spelling.key, frozenset())
        rows = S.One if kind == "scalar" else unknown()
        columns = unknown() if kind in ("matrix", MATRICES) else S.One
        if kind in ("matrix", MATRICES) and (spelling.key in self.uses.covariances or given & SQUARE_FACTS):
            columns = rows
        why = "by convention" if kind == spelling.kind or self.is_fixed(spelling) else "by its use"
        facts = given | (FACTS["positive definite"] if weighs else frozenset[str]())
        if kind == "matrix" and spelling.key in self.uses.covariances:
            facts |= FACTS["symmetric"]
        is_family = kind in (VECTORS, MATRICES)
        entity = Entity(
            "family" if is_family else "variable",
            self._styled(spelling),
            rows,
            columns,
            f"a {kind} {why}",
            facts,
            unknown() if is_family else S.One,
            declared=False,
            stands=(name, source),
        )
        self.entities[spelling.key] = entity
        return entity

    def kind(self, spelling: Spelling) -> str:
        """The kind of a name nobody declared."""
        if spelling.key in self.uses.drawn:
            return self.uses.drawn[spelling.key]
        if self._is_square(spelling):
            return "matrix"
        if self.only_divides(spelling) or self.is_an_entry(spelling):
            return "scalar"
        return self.kinds.get(spelling.key) or likeliest(spelling, self.uses)

    def prices(self, spelling: Spelling) -> Prices:
        """The kinds that a name nobody declared may have."""
        return prices(spelling, self.uses)

    def is_fixed(self, spelling: Spelling) -> bool:
        """Whether a name nobody declared stands where only one kind can."""
        if spelling.key in self.uses.drawn or self._is_square(spelling):
            return True
        return self.only_divides(spelling) or self.is_an_entry(spelling)

    def _is_square(self, spelling: Spelling) -> bool:
        """Whether a name nobody declared weighs a norm, or is said to be what only a square matrix is."""
        weighs = spelling.key in self.uses.weights and spelling.key[:1].isupper()
        return weighs or bool(self._given.get(spelling.key, frozenset()) & SQUARE_FACTS)

    def letters(self, node: Syntax, source: Source) -> set[str]:
        """The keys of the undeclared names that an expression stands on, through definitions too."""
        found: set[str] = set()
        waiting = [(node, source)]
        followed: set[str] = set()
        while waiting:
            part, where = waiting.pop()
            for key in self.mentioned(part, where, {*self.entities, *self.heads}):
                entity = self.entities.get(key)
                if entity is not None and not entity.declared:
                    found.add(key)
                elif key in self.heads and key not in followed:
                    followed.add(key)
                    _, origin, relation = self.heads[key]
                    waiting += [(side, origin) for side in relation.sides[1:]]
        return found

    def stands_beside_entries(self, name: Name, source: Source) -> bool:
        """Whether an undeclared x_1 is an entry: there is an x, or an x_i in a sum.

        Where one differentiates by x_1, it is one if a function is of x, as in `f(x) = x_1 x_2`, or if x_1
        stands in no function, as in `d/dx_1 x^T x`.
        """
        key, whole = spell(name.text).key, spelling_of(name, source).key
        is_seen = self.uses.has_entries(key) or key in self._whole
        is_alone = whole not in self.uses.inside or key in self.uses.parameters
        return is_seen and whole not in self.uses.turned and (whole not in self._asked or is_alone)

    def is_an_entry(self, spelling: Spelling) -> bool:
        """Whether a name nobody declared is a number, as it is an entry of a written matrix."""
        key = spelling.key
        return spelling.kind != "scalar" and key in self.uses.entries and key not in self.uses.vectors

    def only_divides(self, spelling: Spelling) -> bool:
        """Whether a name that would be a vector or a matrix stands nowhere but below a fraction line."""
        return spelling.kind != "scalar" and spelling.key in self.uses.divisors

    def defined(self, key: str, rows: Expr, columns: Expr) -> Entity:
        """A name that a definition gives its shape; a declaration of it must agree already."""
        head, source, _ = self.heads[key]
        declared = self.entities.get(key)
        entity = Entity(
            "defined",
            self._styled(spelling_of(head.name, source)),
            rows,
            columns,
            f"defined in {source.place(head.name.start).words}",
            declared.facts if declared else frozenset(),
        )
        self.entities[key] = entity
        return entity

    def calls(self, name: Name, source: Source) -> bool:
        """Whether a name is a function's, known or mistyped, and so no product of its letters."""
        is_word = len(name.text) > 2 and name.text.replace("_", "").isalpha()
        called = is_word and source.text[name.end : name.end + 1] == "("
        return called and spelling_of(name, source).key not in self.heads

    def used_definitions(self, node: Syntax, source: Source) -> Iterator[str]:
        """The keys of the defined names that an expression mentions."""
        return self.mentioned(node, source, self.heads)

    def mentioned(self, node: Syntax, source: Source, keys: Container[str]) -> Iterator[str]:
        """Those of some keys that an expression mentions."""
        for part in walk(node, into_subscripts=False):
            if isinstance(part, Name) and not self.calls(part, source):
                for name in self.split(part, source):
                    whole = spelling_of(name, source).key
                    # Indices begin at 1, so that x_0 is no entry of x.
                    is_itself = whole in self.entities or subscript_text(name, source) == "0"
                    for key in (whole, whole if is_itself else spell(name.text).key):
                        if key in keys:
                            yield key
                            break
