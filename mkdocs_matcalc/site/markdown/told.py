"""Warnings of a host that makes an extension for each page."""

from __future__ import annotations

import logging
from functools import lru_cache

from mkdocs_matcalc.terminal import LegibleLog

_log = LegibleLog(logging.getLogger(__name__), {})


@lru_cache(maxsize=100)
def tell_once(message: str) -> None:
    """Warn of what would else be told for each page."""
    _log.warning(message)
