"""Pieces of Python, and where they need parentheses."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Binding(IntEnum):
    """How tightly a piece of Python binds."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


class Code(NamedTuple):
    text: str
    binding: Binding = Binding.ATOM

    def within(self, least: Binding) -> str:
        return self.text if self.binding >= least else f"({self.text})"
