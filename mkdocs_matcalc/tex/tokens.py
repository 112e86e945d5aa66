r"""LaTeX as a row of tokens, of which commands take groups: `\frac`, ` `, `{`, `a`, `}`, `2`."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|.|\Z)|\s+|#[1-9]|.", re.DOTALL)
# What takes words, in which signs of LaTeX stand for themselves.
WORDS = frozenset((
    r"\text", r"\textrm", r"\textbf", r"\textit", r"\textsf", r"\texttt", r"\textnormal", r"\textup",
    r"\hbox", r"\mbox",
))  # fmt: skip
# What takes formulas of chemistry, in which nothing means what it means elsewhere.
CHEMISTRY = frozenset((r"\ce", r"\pu"))
# Marks a command that is meant as it is, whatever it has come to stand for since.
_FINAL = "\x00"


# Deeper than anyone nests, and less deep than Python does.
DEEPEST = 60


class Unbalanced(ValueError):
    """A group, an option or an argument that is not there, or has no end."""


def tokens(latex: str) -> list[str]:
    """The tokens of a formula; together they are the formula."""
    return _TOKEN.findall(latex)


def written(row: Iterable[str]) -> str:
    """Tokens as text, in which no command runs into a letter behind it."""
    parts: list[str] = []
    for piece in row:
        if piece[:1].isalpha() and parts and is_word(parts[-1]):
            parts.append(" ")
        parts.append(piece.removeprefix(_FINAL))
    return "".join(parts)


def final(piece: str) -> str:
    """A command that no macro's name stands for."""
    return _FINAL + piece


def is_word(piece: str) -> bool:
    r"""Whether it is a command whose name is of letters, as `\alpha`."""
    return len(piece) > 1 and piece[0] == "\\" and (piece[1].isalpha() or piece[1] == "@")


class Reader:
    """Takes tokens one after the other; what is given back comes next."""

    def __init__(self, row: Iterable[str]) -> None:
        self._rest = list(row)[::-1]

    def __len__(self) -> int:
        """How many tokens are left."""
        return len(self._rest)

    def next(self) -> str:
        """The next token.

        Raises:
            Unbalanced: there is none.
        """
        if not self._rest:
            raise Unbalanced
        return self._rest.pop()

    def give(self, row: list[str]) -> None:
        """Let tokens come next."""
        self._rest += row[::-1]

    def peek(self) -> str:
        """The next token that is no space, which stays; empty at the end."""
        for piece in reversed(self._rest):
            if not piece.isspace():
                return piece
        return ""

    def skip_space(self) -> None:
        while self._rest and self._rest[-1].isspace():
            self._rest.pop()

    def takes(self, piece: str) -> bool:
        """Whether it comes next, space aside; if so, it is taken."""
        if self.peek() != piece:
            return False
        self.skip_space()
        self._rest.pop()
        return True

    def skip_comment(self) -> None:
        """Take everything up to the end of the line."""
        while self._rest and "\n" not in self._rest[-1]:
            self._rest.pop()

    def argument(self) -> list[str]:
        """What a command takes: a group without its braces, or one token.

        Raises:
            Unbalanced: there is none, or no end of it.
        """
        self.skip_space()
        piece = self.next()
        if piece == "}":
            raise Unbalanced
        return self.until("}") if piece == "{" else [piece]

    def skip_group(self) -> None:
        """Take a group that comes next, as far as it goes."""
        depth = 0
        while self._rest:
            piece = self._rest.pop()
            depth += (piece == "{") - (piece == "}")
            if not depth and not piece.isspace():
                return

    def option(self) -> list[str] | None:
        """What stands in square brackets next, without them; None where nothing does."""
        return self.until("]") if self.takes("[") else None

    def until(self, closing: str) -> list[str]:
        """All tokens up to one, which is taken too, outside of groups.

        Raises:
            Unbalanced: it does not come, or a group ends before it.
        """
        found: list[str] = []
        depth = 0
        while True:
            piece = self.next()
            if piece == closing and not depth:
                return found
            depth += (piece == "{") - (piece == "}")
            if depth < 0:
                raise Unbalanced
            found.append(piece)
