"""What a user is told when something is wrong: the error, its place, and the names of all messages."""

from mkdocs_matcalc.errors.error import (
    CheckFailed,
    MatcalcError,
    OurMistake,
    Place,
    Refusal,
    ShapeError,
    TookTooLong,
    TookTooMuch,
    TooLarge,
    Uncheckable,
)
from mkdocs_matcalc.errors.errornames import ErrorName
from mkdocs_matcalc.errors.guess import nearest

__all__ = [
    "CheckFailed",
    "ErrorName",
    "MatcalcError",
    "OurMistake",
    "Place",
    "Refusal",
    "ShapeError",
    "TooLarge",
    "TookTooLong",
    "TookTooMuch",
    "Uncheckable",
    "nearest",
]
