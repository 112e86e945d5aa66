"""The page on messages of a site that shows some: what each name in the last line of a box says."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from mkdocs_matcalc.engine.deriver import Outcome
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.render.explained import explained

MESSAGES_URI = "matcalc/messages.md"
_HEAD = "# Messages\n\nWhat the names of messages say, as `matcalc explain` prints it.\n\n"


def message_pages(outcomes: Iterable[Outcome], config: MkDocsConfig) -> list[File]:
    """The page, found by links but not in the navigation; none where every block was derived."""
    if not any(isinstance(outcome, MatcalcError) for outcome in outcomes):
        return []
    text = _HEAD + "\n".join(map(explained, sorted(ErrorName, key=str)))
    return [File.generated(config, MESSAGES_URI, content=text, inclusion=InclusionLevel.NOT_IN_NAV)]
