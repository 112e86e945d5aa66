"""What a block takes from around it: blocks that it uses by `using [[Note]]`, with theirs, and macros."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any, NamedTuple

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.vault import Missing, VaultIndex
from mkdocs_matcalc.vault.fences import Fence, find_fences
from mkdocs_matcalc.vault.headings import Heading
from mkdocs_matcalc.vault.preamble import macros_for


class Surroundings(NamedTuple):
    """What a block takes from around it, as `compute` takes it."""

    imports: dict[str, Any]
    macros: str


# A block's text and the line of its note in which it begins → what it takes from around it.
Find = Callable[[str, int | None], Surroundings]
Place = tuple[str, int | None]

_USING = re.compile(r"\busing\s+\[\[(?P<link>[^\]\n]*)\]\]")
_MOST_BLOCKS = 200
_NO_VAULT = VaultIndex.build(())


def finder(index: VaultIndex | None, path: str, note: str) -> Find:
    """Finds what the blocks of a note, whose text is `note`, use; without a vault, only its own macros."""

    def find(text: str, line: int | None) -> Surroundings:
        imports = _Search(index).imports(text, ((path, line),)) if index and "using" in text else {}
        return Surroundings(imports, _macros(text, index or _NO_VAULT, path, line, note))

    return find


def _macros(block: str, index: VaultIndex, path: str, line: int | None, note: str | None) -> str:
    return macros_for(block, index.table_of(path, line, note)) if "\\" in block else ""


class _Search:
    """The search for what one block uses."""

    def __init__(self, index: VaultIndex) -> None:
        self._index = index
        self._count = 0

    def imports(self, text: str, chain: tuple[Place, ...]) -> dict[str, Any]:
        """For each link the blocks it leads to, or what is wrong; `chain` is the way from the page here."""
        found: dict[str, Any] = {}
        for match in _USING.finditer(text):
            link = match["link"].strip()
            try:
                found[link] = [self._block(place, fence, chain) for place, fence in self._blocks(link, chain)]
            except MatcalcError as error:
                found[link] = error.to_dict()
        return found

    def _block(self, place: Place, fence: Fence, chain: tuple[Place, ...]) -> dict[str, Any]:
        if place in chain:
            way = " → ".join(f"{path}:{line}" for path, line in (*chain[chain.index(place) :], place))
            raise MatcalcError(
                ErrorName.CIRCULAR_DEFINITION,
                f"blocks use each other in a circle: {way}",
                hint="put what both need below a heading of its own, and link to that: `[[Note#Heading]]`",
            )
        self._count += 1
        if self._count > _MOST_BLOCKS:
            raise MatcalcError(
                ErrorName.TOO_LARGE,
                f"more than {_MOST_BLOCKS} blocks are used here, one by the other",
                hint="link to the heading you mean: `[[Note#Heading]]`",
            )
        path, line = place
        text = "\n".join(fence.body)
        return {
            "path": path,
            "line": line,
            "text": text,
            "margin": len(fence.prefix),
            "address": self._address(path, fence),
            "imports": self.imports(text, (*chain, place)),
            "macros": _macros(text, self._index, path, line, None),
        }

    def _blocks(self, link: str, chain: tuple[Place, ...]) -> list[tuple[Place, Fence]]:
        """The blocks that a link leads to, each with its place; in a block's own note those above it."""
        written = link.partition("|")[0].strip()
        here, line = chain[-1]
        resolution = self._index.resolve(written, here)
        if isinstance(resolution, Missing):
            near = ", ".join(f"`[[{name}]]`" for name in resolution.nearest)
            what = "is not published" if resolution.unpublished else "leads to no note"
            because = f": {resolution.because}" if resolution.because else ""
            raise MatcalcError(
                ErrorName.UNKNOWN_NOTE,
                f"`[[{written}]]` {what}{because}",
                hint=f"did you mean {near}?" if near else None,
            )
        if resolution.lost:
            raise MatcalcError(ErrorName.UNKNOWN_NOTE, str(resolution.warning))
        path, fragment = resolution.target.path, resolution.target.fragment
        fences = self._fences(path, fragment) if path in self._index.notes else iter(())
        found: list[tuple[Place, Fence]] = [((path, fence.start + 2), fence) for fence in fences]
        if path == here and line is not None:
            found = [(place, fence) for place, fence in found if fence.start + 2 < line]
        if not found:
            above = " above this one" if path == here else ""
            raise MatcalcError(
                ErrorName.UNKNOWN_NOTE,
                f"`[[{written}]]` leads to no matcalc block{above}",
                hint="name a note, or a heading of it, below which such a block stands",
            )
        return found

    def _fences(self, path: str, fragment: str) -> Iterator[Fence]:
        """The blocks of a note, or of the section below one of its headings."""
        lines = self._index.notes[path].text.split("\n")
        first, end = 0, len(lines)
        if fragment:
            headings = self._index.headings(path)
            at = next((at for at, heading in enumerate(headings) if heading.id == fragment), None)
            first, end = _section(headings, at, end) if at is not None else (end, end)
        for fence in find_fences(lines):
            if fence.is_matcalc and fence.closed and first <= fence.start < end:
                yield fence

    def _address(self, path: str, fence: Fence) -> str:
        above = takewhile(lambda heading: heading.line <= fence.start, self._index.headings(path))
        return f"{path}#{last.id}" if (last := next(reversed(list(above)), None)) else path


def _section(headings: tuple[Heading, ...], at: int, end: int) -> tuple[int, int]:
    """The lines from a heading to the next one that is not below it."""
    following = (other.line - 1 for other in headings[at + 1 :] if other.level <= headings[at].level)
    return headings[at].line, next(following, end)
