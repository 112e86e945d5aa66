"""Where the links of a note stand, for messages."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from mkdocs_matcalc.vault.keys import heading_key
from mkdocs_matcalc.vault.written import Written, written_links


class LinkPlaces:
    """The places in the text `text`, read when one is first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    def next(self, target: str) -> Written | None:
        """Where a link to `target` stands: of several that say the same, the first that was not told yet."""
        written_so = self._by_target.get(heading_key(target))
        if not written_so:
            return None
        return written_so.pop(0) if len(written_so) > 1 else written_so[0]

    @cached_property
    def _by_target(self) -> dict[str, list[Written]]:
        found: defaultdict[str, list[Written]] = defaultdict(list)
        for link in written_links(self._text):
            found[heading_key(link.target)].append(link)
        return found
