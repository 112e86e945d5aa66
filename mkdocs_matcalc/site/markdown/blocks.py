"""One `matcalc` block of a note: where it stands, what it says, and the HTML that takes its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from mkdocs_matcalc.engine.deriver import Deriver, Outcome
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.render.html import LinkFor, render, render_error
from mkdocs_matcalc.vault.derivations import derivations
from mkdocs_matcalc.vault.fences import Fence
from mkdocs_matcalc.vault.using import Find


class BegunBlock:
    """A block whose derivation has begun.

    Args:
        fence: Where it stands in `lines`.
        lines: The page's text, which came (perhaps changed by others) from `file`.
        file: The note's own text, front matter included; empty if there is none.
        deriver: Derives it.
        defaults: Options that it may override.
        find: Finds the blocks of other notes that it uses.

    Attributes:
        source: The block with its fences, as typed.
        id: The id that its author gave it, if any.
    """

    def __init__(
        self,
        fence: Fence,
        lines: Sequence[str],
        file: str,
        deriver: Deriver,
        defaults: Mapping[str, str],
        find: Find,
    ) -> None:
        typed = lines[fence.start : fence.end]
        closing = [typed[-1].lstrip("> \t")] if fence.closed else []
        self.source = "\n".join([typed[0][len(fence.prefix) :], *fence.body, *closing])
        self.id: str | None = None
        self._fence = fence
        self._text = "\n".join(fence.body)
        self._line = _line_in_file(typed, fence.start, len(lines), file)
        self._begun = self._start(deriver, defaults, find)

    def html(
        self,
        id: str,  # noqa: A002
        path: str,
        link_for: LinkFor,
        new: str,
        warn: Callable[[str], None],
    ) -> str:
        """The derivation, or a box (and one warning) that says why there is none.

        Args:
            id: The section's id.
            path: The note's, for warnings.
            link_for: The address of a rule's page, or of what explains a message.
            new: What opens, in LaTeX, what is new in a line.
            warn: Is given each warning.
        """
        outcome = self._begun()
        if isinstance(outcome, MatcalcError):
            errors = [(error, self._where(error.place, path)) for error in outcome.all]
            warn("\n".join(map(_said, errors)))
            return render_error(errors, self._text, id, link_for)
        for claim in outcome.claims:
            if claim.holds is False:
                place = Place(claim.line, 1)
                said = f"the claim does not hold: {claim.why.text} [{ErrorName.FALSE_CLAIM}]"
                warn(f"{self._where(place, path)}: {said}")
        return render(outcome, link_for, id, new)

    def _start(self, deriver: Deriver, defaults: Mapping[str, str], find: Find) -> Callable[[], Outcome]:
        try:
            header = self._fence.header()
        except MatcalcError as error:
            unread = error
            return lambda: unread
        self.id = header.id
        around = find(self._text, self._line + 1 if self._line else None)
        return deriver.start(self._text, {**defaults, **header.options}, *around)

    def _where(self, place: Place | None, path: str) -> str:
        if place and place.file:
            return f"{place.file}:{place.line}:{place.column}, used in {self._where(None, path)}"
        if self._line is None:
            return path
        line, column = self._line, len(self._fence.prefix) + 1
        if place and place.line <= len(self._fence.margins):
            line += place.line
            column = place.column + self._fence.margins[place.line - 1]
        return f"{path}:{line}:{column}" if path else f"line {line}, column {column}"


def _said(told: tuple[MatcalcError, str]) -> str:
    """An error with its place, for the log."""
    error, where = told
    return f"{where}: {error.message}" + (f" ({error.hint})" if error.hint else "") + f" [{error.name}]"


def derive_ahead(
    text: str, deriver: Deriver, defaults: Mapping[str, str], find: Find
) -> list[Callable[[], Outcome]]:
    """Begin to derive a note's blocks before its page is made, so that processes share a site's work."""
    begun = []
    for fence in derivations(text).values():
        with suppress(MatcalcError):
            options = {**defaults, **fence.header().options}
            body = "\n".join(fence.body)
            begun.append(deriver.start(body, options, *find(body, fence.start + 2)))
    return begun


def _line_in_file(typed: Sequence[str], start: int, length: int, file: str) -> int | None:
    """The number of a block's first line in the file: of equal blocks, the one that is nearest."""
    if not file:
        return start + 1
    lines = file.split("\n")
    expected = start + len(lines) - length
    found = [
        index
        for index, line in enumerate(lines)
        if line == typed[0] and lines[index : index + len(typed)] == list(typed)
    ]
    return min(found, key=lambda index: abs(index - expected)) + 1 if found else None
