"""Where pages on rules stand."""

from __future__ import annotations

_FOLDER = "matcalc/rules"


def rule_uri(slug: str) -> str:
    """Where the page on a rule stands among the site's sources."""
    return f"{_FOLDER}/{slug}.md"


def is_on_a_rule(path: str) -> bool:
    """Whether a path is that of such a page."""
    return path.startswith(f"{_FOLDER}/")
