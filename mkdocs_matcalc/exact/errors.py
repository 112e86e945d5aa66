"""Why an expression has no value in a ring."""

from __future__ import annotations


class NotInRingError(Exception):
    """What an expression holds has no value in a ring at all: a root has none among residues."""


class NoValueError(Exception):
    """An expression has no value at a point."""
