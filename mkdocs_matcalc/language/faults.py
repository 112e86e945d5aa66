"""What is wrong with a block, gathered statement by statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.text.spelling import spell

# More would be read by nobody.
_MOST = 20
_INTRODUCES = re.compile(r"(?P<names>[^=:∈]*?)(?:(?<!\w)in(?!\w)|\\in(?![A-Za-z])|∈|:|=|≔)")
_WORD = re.compile(r"\\?[^\W\d_]\w*")


class Faults:
    """The errors so far, and the names that mean nothing certain because of them.

    A statement that mentions a lost name is not judged: what is wrong with it was said already.
    """

    def __init__(self) -> None:
        self.errors: list[MatcalcError] = []
        self.lost: set[str] = set()

    def copy(self) -> Faults:
        """As much as is known so far."""
        copied = Faults()
        copied.errors, copied.lost = list(self.errors), set(self.lost)
        return copied

    @contextmanager
    def gathered(self, loses: Iterable[str] = ()) -> Iterator[None]:
        """Keep an error for the report, and count the names that are lost with it.

        Raises:
            MatcalcError: There are too many.
        """
        try:
            yield
        except MatcalcError as error:
            self.errors += error.all
            self.lost.update(loses)
            if len(self.errors) >= _MOST:
                self.report()

    def report(self) -> None:
        """Raise all errors as one, in the order of the block.

        Raises:
            MatcalcError: There is at least one.
        """
        if self.errors:
            raise MatcalcError.together(sorted(self.errors, key=_position)) from None


def introduced(text: str) -> list[str]:
    """The names that a statement which could not be read would have declared or defined."""
    match = _INTRODUCES.match(text.lstrip())
    return [spell(word).key for word in _WORD.findall(match["names"])] if match else []


def _position(error: MatcalcError) -> tuple[bool, str, int, int]:
    place = error.place
    return (place is None, *((place.file, place.line, place.column) if place else ("", 0, 0)))
