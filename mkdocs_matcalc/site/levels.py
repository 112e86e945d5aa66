"""How loudly a fault of a link is told: MkDocs' `validation` decides."""

from __future__ import annotations

import logging

from mkdocs.config.defaults import MkDocsConfig

from mkdocs_matcalc.site.links import Fault


def level_of(fault: Fault, config: MkDocsConfig) -> int:
    """The level for the log.

    A missing heading is told like a missing note at MkDocs' default of `anchors`, which is quieter.
    """
    links = config.validation.links
    match fault:
        case Fault.NOT_FOUND:
            return int(links.not_found)
        case Fault.ANCHOR:
            return int(links.not_found if links.anchors == logging.INFO else links.anchors)
        case Fault.UNPUBLISHED:
            return min(logging.INFO, int(links.not_found))
        case Fault.FILE:
            return logging.INFO
        case Fault.CYCLE:
            return logging.WARNING
