"""A block's statements, and the ones of other notes that it uses."""

from __future__ import annotations

from dataclasses import dataclass, field

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.faults import Faults, introduced
from mkdocs_matcalc.language.names import Statement, definition_head
from mkdocs_matcalc.language.stating import Formula, FormulaReader
from mkdocs_matcalc.language.syntax import (
    Counted,
    Declaration,
    Drawn,
    Mapping,
    Relation,
    RuleSyntax,
    Syntax,
    Using,
)
from mkdocs_matcalc.language.text.imports import ImportedBlock, Imports
from mkdocs_matcalc.language.text.layout import statements
from mkdocs_matcalc.language.text.macros import Macros, definitions, known_macros
from mkdocs_matcalc.language.text.physics import PHYSICS
from mkdocs_matcalc.language.text.quoted import blanked, copied_marks, unquoted
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.toolarge import refuse_too_large

Key = tuple[str, int]


@dataclass(frozen=True)
class RuleLine:
    """A `rule` as it is written, and the declarations and definitions that it is read with."""

    source: Source
    rule: RuleSyntax
    context: tuple[Statement, ...]


@dataclass
class Listing:
    """What one block says.

    Attributes:
        own: Its statements, in order.
        imported: What each block that it uses, directly or not, lends: its declarations, definitions and
            distributions.
        rules: Its rules, after those of the blocks that it uses.
        complete: Whether every block that it uses was found.
    """

    own: list[Statement] = field(default_factory=list)
    imported: dict[Key, list[Statement]] = field(default_factory=dict)
    rules: list[RuleLine] = field(default_factory=list)
    complete: bool = True

    @property
    def borrowed(self) -> list[Statement]:
        """All that is imported."""
        return [statement for block in self.imported.values() for statement in block]

    @property
    def lent(self) -> list[Statement]:
        """The declarations, definitions and distributions of the block's own."""
        return [each for each in self.own if _can_be_imported(*each)]


class Lister:
    """Reads blocks, the imported ones once each.

    Args:
        faults: Is told of what can't be read or found.
        macros: Those that are defined around the block.
    """

    def __init__(self, faults: Faults, macros: Macros) -> None:
        self._faults = faults
        self._macros = macros
        self._known: dict[Key, Listing] = {}

    def listing(self, text: str, imports: Imports, note: ImportedBlock | None = None) -> Listing:
        """What a block says, together with what it uses; `note` is set where it was imported itself."""
        found = Listing()
        try:
            refuse_too_large(Source(text, 0, len(text), note))
        except MatcalcError:
            with self._faults.gathered():
                raise
            return found
        for formula in self._formulas(text, note):
            with self._faults.gathered(introduced(formula.source.text)):
                found.own += formula.statements()
        for source, statement in found.own:
            if isinstance(statement, Using):
                self._use(found, source, statement, imports)
        context = (*found.borrowed, *found.lent)
        for source, statement in found.own:
            if isinstance(statement, RuleSyntax):
                found.rules.append(RuleLine(source, statement, context))
        return found

    def _formulas(self, text: str, note: ImportedBlock | None) -> list[Formula]:
        """The block's statements, its macros put in, those of one formula together."""
        try:
            macros, read = definitions(Source(text, 0, len(text), note))
        except MatcalcError as error:
            with self._faults.gathered():
                raise
            return self._formulas(_without(text, error, note)[1], note)
        marks = copied_marks(read)
        cut = tuple(unquoted(each, marks) for each in self._sources(text, blanked(read, marks), note))
        around = self._macros if note is None else known_macros(note.macros)
        reading = FormulaReader({**PHYSICS, **around, **macros}, cut)
        found = []
        for source in cut:
            with self._faults.gathered(introduced(source.text)):
                found.append(reading.formula(source))
        return found

    def _sources(self, text: str, read: str, note: ImportedBlock | None) -> tuple[Source, ...]:
        """The block's statements; where a bracket spoils one, the others."""
        try:
            return statements(text, note, read)
        except MatcalcError as error:
            spoilt, rest = _without(text, error, note)
            read = _without(read, error, note)[1]
            with self._faults.gathered(introduced(spoilt)):
                raise
        try:
            return statements(rest, note, read)
        except MatcalcError:
            return ()

    def _use(self, listing: Listing, source: Source, using: Using, imports: Imports) -> None:
        blocks = imports.get(using.target)
        if blocks is None:
            blocks = MatcalcError(
                ErrorName.UNKNOWN_NOTE,
                f"nothing is known here of the note `{using.target}`",
                hint="notes are found in a vault: on a site, or by `matcalc derive` of a note",
            )
        if isinstance(blocks, MatcalcError):
            listing.complete = False
            with self._faults.gathered():
                raise blocks.at(source.place(using.start))
            return
        for block in blocks:
            inner = self._imported(block)
            listing.imported.update(inner.imported)
            listing.imported[block.path, block.line] = inner.lent
            listing.rules += [rule for rule in inner.rules if rule not in listing.rules]
            listing.complete &= inner.complete

    def _imported(self, block: ImportedBlock) -> Listing:
        key = (block.path, block.line)
        if key not in self._known:
            self._known[key] = self.listing(block.text, block.imports, block)
        return self._known[key]


def _without(text: str, error: MatcalcError, note: ImportedBlock | None) -> tuple[str, str]:
    """What an error spoils of a block, and the rest."""
    return _apart(text, error.place.line - (note.line if note else 1)) if error.place else ("", "")


def _apart(text: str, number: int) -> tuple[str, str]:
    """A line with the indented ones that go on from it, and the block with blanks in their place."""
    lines = text.split("\n")
    start = number
    while start and lines[start][:1].isspace():
        start -= 1
    end = number + 1
    while end < len(lines) and lines[end][:1].isspace():
        end += 1
    rest = [*lines[:start], *[""] * (end - start), *lines[end:]]
    return "\n".join(lines[start:end]), "\n".join(rest)


def _can_be_imported(source: Source, statement: Syntax) -> bool:
    if isinstance(statement, Relation):
        return definition_head(statement, source) is not None
    return isinstance(statement, Counted | Declaration | Mapping | Drawn)
