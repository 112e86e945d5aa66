"""Names that are spelled like a given one, found without comparing it with all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher

from mkdocs_matcalc.vault.keys import title_key

_ENOUGH = 0.7
_BESIDES = 0.2
_COMPARED = 20


class Nearest:
    """Suggests names.

    Args:
        names: Each name that a reader may have meant → what to suggest for it.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        keys = {title_key(name): suggestion for name, suggestion in names.items()}
        # A name of nothing but blanks is near to none.
        self._suggestions = {key: suggestion for key, suggestion in keys.items() if key}
        self._names_with: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._suggestions:
            for pair in _pairs(name):
                self._names_with[pair].append(name)

    def to(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """At most `limit` suggestions, best first; the same input gives the same answer."""
        wanted = title_key(name)
        shared = Counter(found for pair in sorted(_pairs(wanted)) for found in self._names_with.get(pair, ()))
        likely = sorted(shared, key=lambda found: (-2 * shared[found] / (len(found) + len(wanted)), found))
        scores = {found: SequenceMatcher(None, wanted, found).ratio() for found in likely[:_COMPARED]}
        enough = max([_ENOUGH, *(score - _BESIDES for score in scores.values())])
        best = sorted((found for found in scores if scores[found] >= enough), key=lambda f: (-scores[f], f))
        return tuple(dict.fromkeys(self._suggestions[found] for found in best))[:limit]


def _pairs(name: str) -> set[str]:
    padded = f" {name} "
    return {padded[i : i + 2] for i in range(len(padded) - 1)}
