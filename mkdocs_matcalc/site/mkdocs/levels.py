"""How loudly a fault of a note is told: MkDocs' `validation` decides."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import yaml_load

from mkdocs_matcalc.site.obsidian.linking import Fault


class Levels:
    """The levels for the log; one for each build.

    A missing heading is told like a missing note, unless the site sets a level for `anchors`; by MkDocs, too.
    """

    def __init__(self, config: MkDocsConfig) -> None:
        links = config.validation.links
        self._not_found = int(links.not_found)
        self._anchor = int(links.anchors)
        # Once read, a level that was set to MkDocs' default looks like one that was not set.
        if self._anchor == logging.INFO and not _sets_anchors(config.config_file_path):
            self._anchor = links.anchors = self._not_found

    def of(self, fault: Fault) -> int:
        match fault:
            case Fault.NOT_FOUND:
                return self._not_found
            case Fault.ANCHOR:
                return self._anchor
            case Fault.UNPUBLISHED:
                return min(logging.INFO, self._not_found)
            case Fault.FILE:
                return logging.INFO
            case Fault.LEFT_TO_SITE:
                # MkDocs says so when it has the page.
                return logging.DEBUG
            case Fault.CYCLE | Fault.DERIVATION | Fault.FORMULA:
                return logging.WARNING


def _sets_anchors(config_file: str | None) -> bool:
    """Whether the file has `anchors`, at either of the places where MkDocs reads it."""
    if not config_file or not Path(config_file).is_file():
        return False
    with Path(config_file).open("rb") as file:
        validation = yaml_load(file).get("validation") or {}
    return "anchors" in validation or "anchors" in (validation.get("links") or {})
