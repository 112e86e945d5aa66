"""Rows of a table by the type of a node: mypy sees that what handles a node takes one of that type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sympy import Basic

Handled = TypeVar("Handled", bound=Basic)
Owner = TypeVar("Owner")
Further = ParamSpec("Further")
Result = TypeVar("Result")

Table = dict[type[Basic], Callable[..., Result]]


def row(
    node: type[Handled], handle: Callable[Concatenate[Handled, Further], Result]
) -> tuple[type[Basic], Callable[..., Result]]:
    """A row: a type of node, and what takes a node of it."""
    return node, handle


def method(
    node: type[Handled], handle: Callable[Concatenate[Owner, Handled, Further], Result]
) -> tuple[type[Basic], Callable[..., Result]]:
    """The same for what is a method, or takes its owner first."""
    return node, handle
