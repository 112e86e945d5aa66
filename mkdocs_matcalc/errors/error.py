"""The one error a user sees: what is wrong, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mkdocs_matcalc.errors.errornames import ErrorName

# A line is shown up to this many characters.
WIDTH = 110


@dataclass(frozen=True)
class Place:
    """A place in a block: its first line is line 1, its first column is column 1.

    In a block that was imported it is a place in the note `file`, and told in that note's lines.
    """

    line: int
    column: int
    source: str = ""
    file: str = ""

    @property
    def words(self) -> str:
        """The place for a sentence: `line 3`, or `Linear map.md:12` of another note."""
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"

    def pointed(self) -> str:
        """The source line with a caret under the column; of a long line what stands around it."""
        if not self.source:
            return ""
        start = max(0, min(self.column - 1 - WIDTH // 2, len(self.source) - WIDTH))
        before, behind = "…" if start else "", "…" if start + WIDTH < len(self.source) else ""
        shown = f"{before}{self.source[start : start + WIDTH]}{behind}"
        return f"{shown}\n{' ' * (self.column - 1 - start + len(before))}^"


class MatcalcError(Exception):
    """Something the user typed cannot be used.

    Args:
        name: By what it is looked up in the guide.
        message: What is wrong, one sentence without a final stop.
        place: Where in the block, if it can be told.
        hint: What would be right, if it can be told.

    Attributes:
        others: What else is wrong in the same block.
        report: Of a mistake of ours, what its reader can send us; else empty.
        timeout: The limit in seconds that was passed, if that is what is wrong.
        memory: The limit in megabytes that was passed, if that is.
    """

    def __init__(
        self, name: ErrorName, message: str, place: Place | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.place = place
        self.hint = hint
        self.others: tuple[MatcalcError, ...] = ()
        self.report = ""
        self.timeout: float | None = None
        self.memory: float | None = None

    @property
    def of_a_limit(self) -> bool:
        """Whether a limit of time or memory was passed, which may be another one the next time."""
        return self.timeout is not None or self.memory is not None

    @property
    def all(self) -> tuple[MatcalcError, ...]:
        """This error and the others of the block."""
        return (self, *self.others)

    def __str__(self) -> str:
        return "\n\n".join(error.alone() for error in self.all)

    def alone(self) -> str:
        """The error as text, without the others."""
        parts = [f"{self.message} [{self.name}]"]
        if self.place:
            parts[0] = f"{self.place.words}, column {self.place.column}: {parts[0]}"
            if self.place.source:
                parts.append(self.place.pointed())
        if self.hint:
            parts.append(f"Hint: {self.hint}")
        if self.report:
            parts.append(f"\n{self.report}")
        return "\n".join(parts)

    def at(self, place: Place) -> MatcalcError:
        """The same error with a place, unless it has one already."""
        if self.place is None:
            self.place = place
        return self

    def moved(self, place: Place | None) -> MatcalcError:
        """The same error, alone, at another place."""
        moved = MatcalcError(self.name, self.message, place, self.hint)
        moved.report, moved.timeout, moved.memory = self.report, self.timeout, self.memory
        return moved

    def to_dict(self) -> dict[str, Any]:
        """The error as the JSON contract has it."""
        place = self.place
        return {
            "name": str(self.name),
            "message": self.message,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "source": place.source if place else None,
            "hint": self.hint,
            **({"file": place.file} if place and place.file else {}),
            **({"report": self.report} if self.report else {}),
            **({"timeout": self.timeout} if self.timeout else {}),
            **({"memory": self.memory} if self.memory else {}),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> MatcalcError:
        """The inverse of `to_dict`."""
        place = None
        if data.get("line") is not None:
            place = Place(data["line"], data["column"], data.get("source") or "", data.get("file", ""))
        error = cls(ErrorName.named(data["name"]), data["message"], place, data.get("hint"))
        error.report = data.get("report", "")
        error.timeout, error.memory = data.get("timeout"), data.get("memory")
        return error

    def to_answer(self) -> dict[str, Any]:
        """What stands for a derivation: the error, and the list of all that are in the block."""
        return {"error": self.to_dict(), "errors": [error.to_dict() for error in self.all]}

    @classmethod
    def from_answer(cls, data: dict[str, Any]) -> MatcalcError:
        """The inverse of `to_answer`."""
        first, *others = map(cls.from_dict, data.get("errors", [data["error"]]))
        first.others = tuple(others)
        return first

    @classmethod
    def together(cls, errors: Iterable[MatcalcError]) -> MatcalcError:
        """The first of several errors, with all the others."""
        first, *others = (error for several in errors for error in several.all)
        first.others = tuple(others)
        return first

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self).from_answer, (self.to_answer(),))


class ShapeError(MatcalcError):
    """Two shapes that do not fit."""


class Refusal(MatcalcError):
    """A derivative for which there is no rule; names the sub-expression and its shape."""


class Uncheckable(Refusal):
    """Too few random points lie where a result, or a line on the way to it, has a value.

    Attributes:
        names: The variables by which it is a derivative.
    """

    names: tuple[str, ...] = ()


class CheckFailed(MatcalcError):
    """A result that finite differences contradict; it must never be shown."""


class TookTooLong(MatcalcError):
    """The time limit was passed."""


class TookTooMuch(MatcalcError):
    """The limit of memory was passed."""


class TooLarge(MatcalcError):
    """More than the engine takes on."""


class OurMistake(MatcalcError):
    """No mistake of the author's: what was derived fails its check, or the engine itself failed.

    Attributes:
        found: What went wrong inside, for the report.
    """

    found = ""
