"""A block's statements, and the ones of other notes that it uses."""

from __future__ import annotations

from dataclasses import dataclass, field

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.faults import Faults, introduced
from mkdocs_matcalc.language.imports import ImportedBlock, Imports
from mkdocs_matcalc.language.layout import statements
from mkdocs_matcalc.language.names import Statement, definition_head
from mkdocs_matcalc.language.reader import read
from mkdocs_matcalc.language.remarks import without_remarks
from mkdocs_matcalc.language.syntax import Declaration, Mapping, Relation, RuleSyntax, Source, Syntax, Using

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
        imported: The declarations and definitions of each block that it uses, directly or not.
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
        """The declarations and definitions of the block's own."""
        return [each for each in self.own if _can_be_imported(*each)]


class Lister:
    """Reads blocks, the imported ones once each.

    Args:
        faults: Is told of what can't be read or found.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._known: dict[Key, Listing] = {}

    def listing(self, text: str, imports: Imports, note: ImportedBlock | None = None) -> Listing:
        """What a block says, together with what it uses; `note` is set where it was imported itself."""
        found = Listing()
        for source in self._sources(text, note):
            with self._faults.gathered(introduced(source.text)):
                formula, remarks = without_remarks(source)
                found.own += [(formula, statement) for statement in (*read(formula), *remarks)]
        for source, statement in found.own:
            if isinstance(statement, Using):
                self._use(found, source, statement, imports)
        context = (*found.borrowed, *found.lent)
        for source, statement in found.own:
            if isinstance(statement, RuleSyntax):
                found.rules.append(RuleLine(source, statement, context))
        return found

    def _sources(self, text: str, note: ImportedBlock | None) -> tuple[Source, ...]:
        """The block's statements; where a bracket spoils one, the others."""
        try:
            return statements(text, note)
        except MatcalcError as error:
            first = note.line if note else 1
            spoilt, rest = _apart(text, error.place.line - first) if error.place else ("", "")
            with self._faults.gathered(introduced(spoilt)):
                raise
        try:
            return statements(rest, note)
        except MatcalcError:
            return ()

    def _use(self, listing: Listing, source: Source, using: Using, imports: Imports) -> None:
        blocks = imports.get(using.target)
        if blocks is None:
            blocks = MatcalcError(
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
    return isinstance(statement, Declaration | Mapping)
