"""From a formula as it was cut from its block to the statements it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.foreign import brought_in
from mkdocs_matcalc.language.mistakes import refuse_unshown
from mkdocs_matcalc.language.names import Head, Statement, definition_head, is_made_of, is_term, spelling_of
from mkdocs_matcalc.language.reader import read
from mkdocs_matcalc.language.remarks import without_remarks
from mkdocs_matcalc.language.syntax import Name, Number, Relation, Syntax, has_derivative, walk
from mkdocs_matcalc.language.text.formulas import parts
from mkdocs_matcalc.language.text.macros import Insertion, Macros
from mkdocs_matcalc.language.text.marked import MarkedLetters
from mkdocs_matcalc.language.text.matrices import in_brackets
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.subscripts import one_token_each, written_whole
from mkdocs_matcalc.language.text.typeset import Latex, must_be_read, read_through, uncommented
from mkdocs_matcalc.language.text.unsupported import UPDATE, named


@dataclass(frozen=True)
class Formula:
    """A formula's text, its parts, each with whether the next is concluded from it, and words beside it."""

    source: Source
    parts: tuple[tuple[Source, bool], ...]
    remarks: tuple[Syntax, ...] = ()

    def statements(self) -> list[Statement]:
        """What the formula states.

        Raises:
            MatcalcError: A part is not in the language, or an equation is a condition for the next.
        """
        found: list[Statement] = []
        concluded = False
        for part, implies in self.parts:
            source, remarks = without_remarks(part)
            for statement in (*self._read(source), *remarks):
                if concluded:
                    _must_not_define_again(source, statement, found)
                if implies:
                    _must_be_no_condition(source, statement)
                found += _chained(source, statement)
            concluded = implies
        return [*found, *((self.source, remark) for remark in self.remarks)]

    def _read(self, part: Source) -> tuple[Syntax, ...]:
        try:
            return read(part)
        except MatcalcError as error:
            # What stands in the next part may say why this one is none.
            raise named(error, self.source) if error.name is ErrorName.SYNTAX else error from None


class FormulaReader:
    """Reads the formulas of one block.

    Args:
        macros: What commands stand for.
        sources: All of them, for the names they have.
    """

    def __init__(self, macros: Macros, sources: Sequence[Source]) -> None:
        self._insertion = Insertion(macros)
        self._sources = sources
        self._latex = Latex(sources[0].block if sources else "")
        self._whole = written_whole(sources, self._latex)
        self._marked = MarkedLetters(
            [
                each.reading(read_through(each.as_rewritten())) if each in self._latex else each
                for each in sources
            ]
        )

    def formula(self, source: Source) -> Formula:
        """A formula in the spelling that the grammar knows, in its parts.

        Raises:
            MatcalcError: A macro can't be put in, or LaTeX shows something else than is written.
        """
        if source in self._latex:
            plain = source.reading(uncommented(source.as_rewritten()))
            plain = self._insertion.expanded(plain)
            must_be_read(plain)
            plain = in_brackets(plain)
            plain = plain.reading(read_through(plain.as_rewritten()))
            source = one_token_each(plain, self._whole)
        else:
            source = brought_in(source, self._sources)
        source = self._marked.named(source)
        refuse_unshown(source)
        try:
            source, remarks = without_remarks(source)
        except MatcalcError:
            # What these words are is seen in the parts that they stand between.
            remarks = ()
        return Formula(source, tuple(parts(source)), remarks)


def _chained(source: Source, statement: Syntax) -> list[Statement]:
    """`f = a = b` defines f as a, and claims that a is b; so does `f = f^T = a` define f as a."""
    head = definition_head(statement, source) if isinstance(statement, Relation) else None
    if not isinstance(statement, Relation) or head is None or len(statement.sides) < 3:
        return [(source, statement)]
    name, first, *rest = statement.sides
    others = tuple(rest)
    if any(isinstance(side, Number) for side in others) and not has_derivative(first):
        return [(source, statement)]
    if isinstance(name, Name) and is_made_of(name, first, source):
        # Of a number the transpose says nothing.
        claimed = others if spelling_of(name, source).kind == "scalar" else (first, *others)
        return [
            (source, replace(statement, sides=(name, others[0]))),
            *(
                [(source, replace(statement, start=claimed[0].start, sides=claimed))]
                if len(claimed) > 1
                else []
            ),
        ]
    return [
        (source, replace(statement, end=first.end, sides=(name, first))),
        (source, replace(statement, start=first.start, sides=(first, *others))),
    ]


def _must_be_no_condition(source: Source, statement: Syntax) -> None:
    if not isinstance(statement, Relation) or definition_head(statement, source) is not None:
        return
    first, *others = statement.sides
    if isinstance(first, Name) and any(
        is_term(spelling_of(first, source).key, side, source) for side in others
    ):
        raise UPDATE.error(source.place(first.start))
    is_zero = any(isinstance(side, Number) and side.text == "0" for side in others)
    if has_derivative(first) and not is_zero:
        return
    error = MatcalcError(
        ErrorName.CONCLUSION,
        f"`{source.quote(statement)}` is a condition for what follows from it, and none is read here",
        source.place(statement.start),
        "write `solve dL/dw = 0` to set a derivative to zero; to have an equation judged, let it stand alone",
    )
    raise named(error, source)


def _must_not_define_again(source: Source, statement: Syntax, earlier: Sequence[Statement]) -> None:
    head: Head | None = definition_head(statement, source) if isinstance(statement, Relation) else None
    if head is None or not isinstance(statement, Relation):
        return
    key = spelling_of(head.name, source).key
    if any(is_term(key, side, source) for side in statement.sides[1:]):
        raise UPDATE.error(source.place(head.name.start))
    for before, said in earlier:
        for node in walk(said):
            if isinstance(node, Name) and spelling_of(node, before).key == key:
                raise MatcalcError(
                    ErrorName.CONCLUSION,
                    f"`{source.quote(head.name)}` stands in what this is concluded from, "
                    "and would be defined here",
                    source.place(head.name.start),
                    "let the definition stand alone, or claim another form of the equation",
                )
