"""Which note the address in a link on a page leads to."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit


class Addresses:
    """The addresses of the notes of one build.

    Args:
        urls: The address of each note from the root of the site, by the note's path.
    """

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._paths = {_normal(unquote(url)): path for path, url in urls.items()}

    def note(self, href: str, page: str) -> str | None:
        """The path of the note; None if it leads elsewhere, or to a place on its own page.

        Args:
            href: As it stands on the page.
            page: The page's address from the root of the site.
        """
        try:
            scheme, host, path, _, _ = urlsplit(href)
        except ValueError:
            return None
        if scheme or host or not path:
            return None
        return self._paths.get(_normal(join(dirname(unquote(page)), unquote(path))))


def _normal(url: str) -> str:
    return normpath(f"/{url}".removesuffix("/index.html"))
