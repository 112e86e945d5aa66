"""Where pages on rules stand."""

from __future__ import annotations

_FOLDER = "matcalc/rules"


def rule_uri(slug: str) -> str:
    """Where the page on a rule stands among the site's sources."""
    return f"{_FOLDER}/{slug}.md"
