"""What the pictures of a derivation show, as plain data with formulas; nothing here imports SymPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mkdocs_matcalc.render.formula import Formula, decode, encode, row


@dataclass(frozen=True)
class Box:
    """A factor or a product, with its size in dimension names or numbers."""

    name: Formula
    rows: Formula
    columns: Formula

    @property
    def size(self) -> Formula:
        return row(self.rows, r"\times", self.columns)

    def to_dict(self) -> dict[str, Any]:
        return {"name": encode(self.name), "rows": encode(self.rows), "columns": encode(self.columns)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Box:
        return cls(**{name: decode(formula) for name, formula in data.items()})


@dataclass(frozen=True)
class ProductPicture:
    """Factors, the sign between them, and what they make."""

    factors: tuple[Box, ...]
    sign: str
    whole: Box

    def to_dict(self) -> dict[str, Any]:
        factors = [factor.to_dict() for factor in self.factors]
        return {"factors": factors, "sign": self.sign, "whole": self.whole.to_dict()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ProductPicture:
        return cls(tuple(map(Box.from_dict, data["factors"])), data["sign"], Box.from_dict(data["whole"]))


@dataclass(frozen=True)
class Stage:
    """One line of a program.

    `inputs` are the variables it uses, `uses` the numbers of the stages before it that it uses, and
    `delta` the name that the derivation gave to the derivative by it, if any.
    """

    name: Formula
    formula: Formula
    inputs: tuple[Formula, ...] = ()
    uses: tuple[int, ...] = ()
    delta: Formula | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": encode(self.name),
            "formula": encode(self.formula),
            "inputs": [encode(each) for each in self.inputs],
            "uses": list(self.uses),
            "delta": encode(self.delta),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Stage:
        return cls(
            decode(data["name"]),
            decode(data["formula"]),
            tuple(map(decode, data["inputs"])),
            tuple(data["uses"]),
            None if data["delta"] is None else decode(data["delta"]),
        )


@dataclass(frozen=True)
class Pictures:
    """The products of the results, and the program that was differentiated; empty where not asked for."""

    products: tuple[ProductPicture, ...] = ()
    stages: tuple[Stage, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "products": [product.to_dict() for product in self.products],
            "stages": [stage.to_dict() for stage in self.stages],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Pictures:
        return cls(
            tuple(map(ProductPicture.from_dict, data["products"])),
            tuple(map(Stage.from_dict, data["stages"])),
        )
