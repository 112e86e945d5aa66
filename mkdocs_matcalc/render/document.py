"""A derivation as plain data: what is cached, sent between processes, and printed in every format.

Nothing here imports SymPy, so a page whose blocks all come from the cache costs no import of it.
Prose fields hold plain text in which mathematics stands between single dollar signs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mkdocs_matcalc.render.pictures import Pictures


@dataclass(frozen=True)
class RuleRef:
    """A rule's name, the slug of its page, its statement (LaTeX) and its condition (prose).

    A rule that an author stated has no page: `address` is where it stands, the note and the heading's id as
    `path#id`, or `#` alone in the block itself.
    """

    name: str
    slug: str
    statement: str = ""
    condition: str = ""
    address: str = ""


@dataclass(frozen=True)
class ShownStep:
    """One line of a derivation.

    `latex` is the whole line as it would stand alone in display mathematics; a line that goes on
    from the one before begins with `=`. `note` is prose beside the rule ("$A$ is constant").
    """

    latex: str
    rules: tuple[RuleRef, ...] = ()
    condition: str = ""
    note: str = ""
    substeps: tuple[ShownStep, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "latex": self.latex,
            "rule": "; ".join(rule.name for rule in self.rules),
            "condition": self.condition,
            "substeps": [step.to_dict() for step in self.substeps],
            "note": self.note,
            "rules": [vars(rule) for rule in self.rules],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ShownStep:
        return cls(
            data["latex"],
            tuple(RuleRef(**rule) for rule in data["rules"]),
            data["condition"],
            data["note"],
            tuple(cls.from_dict(step) for step in data["substeps"]),
        )


@dataclass(frozen=True)
class Turned:
    """A result in the layout that was not asked for."""

    lhs: str
    latex: str
    shape_latex: str


@dataclass(frozen=True)
class Result:
    """One derivative: of what (`lhs`, LaTeX), by what (`wrt`, plain), and the answer.

    `shape` has one entry a dimension, as the array that the code returns: () for a scalar,
    ("n",) for a vector, ("n", "d") for a matrix. `shape_latex` says the same in the page's
    words; `where` has in LaTeX what the derivation named and the answer still uses. `numpy`, `torch` and
    `jax` are that code, or None; `turned` is None where the two layouts agree.
    """

    wrt: str
    order: int
    lhs: str
    latex: str
    shape: tuple[str, ...]
    shape_latex: str
    numpy: str | None = None
    where: str = ""
    torch: str | None = None
    jax: str | None = None
    turned: Turned | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "wrt": self.wrt,
            "order": self.order,
            "latex": self.latex,
            "shape": list(self.shape),
            "numpy": self.numpy,
            "torch": self.torch,
            "jax": self.jax,
            "lhs": self.lhs,
            "shape_latex": self.shape_latex,
            "where": self.where,
            "turned": vars(self.turned) if self.turned else None,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Result:
        turned = Turned(**data["turned"]) if data.get("turned") else None
        return cls(**{**data, "shape": tuple(data["shape"]), "turned": turned})


@dataclass(frozen=True)
class ShownClaim:
    """The verdict on one claimed line: true, false, or None where it can't be decided.

    `stated` is prose that says what was claimed.
    """

    line: int
    holds: bool | None
    why: str
    stated: str = ""


@dataclass(frozen=True)
class Check:
    """The numeric check: at how many random points, and the worst relative error."""

    points: int
    worst: float

    def sentence(self) -> str:
        return f"checked at {self.points} random points, worst relative error {self.worst:.0e}"


@dataclass(frozen=True)
class Document:
    """A derivation to print.

    `problem` has one line of LaTeX for each function and each request, `shapes` the LaTeX of each
    declaration (`x \\in \\mathbb{R}^{n}`), `assumptions` prose on what was not declared, `notes`
    prose on how to read the result (layout, entries treated as independent), `others` the same
    derived by other methods. `code` has by library one file for all results where there are several.
    """

    problem: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    steps: tuple[ShownStep, ...] = ()
    results: tuple[Result, ...] = ()
    claims: tuple[ShownClaim, ...] = ()
    notes: tuple[str, ...] = ()
    check: Check | None = None
    options: dict[str, str] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=Pictures)
    others: tuple[Document, ...] = ()
    code: dict[str, str] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON contract of `matcalc derive --format json`, and more."""
        return {
            "results": [result.to_dict() for result in self.results],
            "steps": [step.to_dict() for step in self.steps],
            "claims": [vars(claim) for claim in self.claims],
            "check": vars(self.check) if self.check else {},
            "problem": list(self.problem),
            "shapes": list(self.shapes),
            "assumptions": list(self.assumptions),
            "notes": list(self.notes),
            "options": self.options,
            "pictures": self.pictures.to_dict(),
            "others": [other.to_dict() for other in self.others],
            "code": self.code,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Document:
        return cls(
            problem=tuple(data["problem"]),
            shapes=tuple(data["shapes"]),
            assumptions=tuple(data["assumptions"]),
            steps=tuple(ShownStep.from_dict(step) for step in data["steps"]),
            results=tuple(Result.from_dict(result) for result in data["results"]),
            claims=tuple(ShownClaim(**claim) for claim in data["claims"]),
            notes=tuple(data["notes"]),
            check=Check(**data["check"]) if data["check"] else None,
            options=dict(data["options"]),
            pictures=Pictures.from_dict(data["pictures"]),
            others=tuple(cls.from_dict(other) for other in data["others"]),
            code=data["code"],
        )
