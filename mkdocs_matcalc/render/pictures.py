"""What the pictures of a derivation show, as plain data with names in Unicode; nothing here imports SymPy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Box:
    """A factor or a product, with its size in dimension names or numbers."""

    name: str
    rows: str
    columns: str

    @property
    def size(self) -> str:
        return f"{self.rows}×{self.columns}"


@dataclass(frozen=True)
class ProductPicture:
    """Factors, the sign between them, and what they make."""

    factors: tuple[Box, ...]
    sign: str
    whole: Box

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ProductPicture:
        factors = tuple(Box(**box) for box in data["factors"])
        return cls(factors, data["sign"], Box(**data["whole"]))


@dataclass(frozen=True)
class Stage:
    """One line of a program.

    `inputs` are the variables it uses, `uses` the numbers of the stages before it that it uses, and
    `delta` the name that the derivation gave to the derivative by it, if any.
    """

    name: str
    formula: str
    inputs: tuple[str, ...] = ()
    uses: tuple[int, ...] = ()
    delta: str = ""

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Stage:
        return cls(**{**data, "inputs": tuple(data["inputs"]), "uses": tuple(data["uses"])})


@dataclass(frozen=True)
class Pictures:
    """The products of the results, and the program that was differentiated; empty where not asked for."""

    products: tuple[ProductPicture, ...] = ()
    stages: tuple[Stage, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Pictures:
        return cls(
            tuple(map(ProductPicture.from_dict, data["products"])),
            tuple(map(Stage.from_dict, data["stages"])),
        )
