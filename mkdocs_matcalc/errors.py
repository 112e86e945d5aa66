"""The one error a user sees: what is wrong, where, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """A place in a block: its first line is line 1, its first column is column 1."""

    line: int
    column: int
    source: str = ""

    def pointed(self) -> str:
        """The source line with a caret under the column."""
        return f"{self.source}\n{' ' * (self.column - 1)}^" if self.source else ""


class MatcalcError(Exception):
    """Something the user typed cannot be used.

    Args:
        message: What is wrong, one sentence without a final stop.
        place: Where in the block, if it can be told.
        hint: What would be right, if it can be told.
    """

    def __init__(self, message: str, place: Place | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        parts = [self.message]
        if self.place:
            parts[0] = f"line {self.place.line}, column {self.place.column}: {self.message}"
            if self.place.source:
                parts.append(self.place.pointed())
        if self.hint:
            parts.append(f"Hint: {self.hint}")
        return "\n".join(parts)

    def at(self, place: Place) -> MatcalcError:
        """The same error with a place, unless it has one already."""
        if self.place is None:
            self.place = place
        return self

    def to_dict(self) -> dict[str, Any]:
        """The error as the JSON contract has it."""
        place = self.place
        return {
            "message": self.message,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "source": place.source if place else None,
            "hint": self.hint,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> MatcalcError:
        """The inverse of `to_dict`."""
        place = None
        if data.get("line") is not None:
            place = Place(data["line"], data["column"], data.get("source") or "")
        return cls(data["message"], place, data.get("hint"))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self)._restore, (self.to_dict(),))

    @classmethod
    def _restore(cls, data: dict[str, Any]) -> MatcalcError:
        error = cls.__new__(cls)
        MatcalcError.__init__(error, data["message"])
        error.place = MatcalcError.from_dict(data).place
        error.hint = data.get("hint")
        return error


class ShapeError(MatcalcError):
    """Two shapes that do not fit."""


class Refusal(MatcalcError):
    """A derivative for which there is no rule; names the sub-expression and its shape."""


class CheckFailed(MatcalcError):
    """A result that finite differences contradict; it must never be shown."""
