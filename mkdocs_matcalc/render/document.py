"""A derivation as plain data: what is cached, sent between processes, and printed in every format.

Nothing here imports SymPy, so a page whose blocks all come from the cache costs no import of it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from mkdocs_matcalc.algebra.evidence import Means
from mkdocs_matcalc.render.formula import Formula, decode, encode
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.phrases import Prose
from mkdocs_matcalc.render.pictures import Pictures
from mkdocs_matcalc.render.unicode import power_of_two

NOTHING = Prose()


@dataclass(frozen=True)
class RuleRef:
    """A rule's name, the slug of its page, its statement in LaTeX and its condition.

    Of a rule that a line uses, `here` is what the letters of its statement are in that line, where known.
    A rule that an author stated has no page: `address` is where it stands, the note and the heading's id as
    `path#id`, or `#` alone in the block itself.
    """

    name: str
    slug: str
    statement: str = ""
    condition: Prose = NOTHING
    address: str = ""
    here: Prose = NOTHING

    def to_dict(self) -> dict[str, Any]:
        return {**vars(self), "condition": self.condition.encoded(), "here": self.here.encoded()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> RuleRef:
        told = {each: Prose.decoded(data[each]) for each in ("condition", "here")}
        return cls(**{**data, **told})


@dataclass(frozen=True)
class ShownStep:
    """One line of a derivation.

    `formula` is the whole line as it would stand alone in display mathematics, and knows what is new in it; a
    line that goes on from the one before begins with `=`. `note` is what is said beside the rule ("$A$ is
    constant").
    """

    formula: Formula
    rules: tuple[RuleRef, ...] = ()
    condition: Prose = NOTHING
    note: Prose = NOTHING
    substeps: tuple[ShownStep, ...] = ()

    @property
    def latex(self) -> str:
        """The line in LaTeX."""
        return latex(self.formula)

    def to_dict(self) -> dict[str, Any]:
        return {
            "formula": encode(self.formula),
            "rules": [rule.to_dict() for rule in self.rules],
            "condition": self.condition.encoded(),
            "note": self.note.encoded(),
            "substeps": [step.to_dict() for step in self.substeps],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ShownStep:
        return cls(
            decode(data["formula"]),
            tuple(map(RuleRef.from_dict, data["rules"])),
            Prose.decoded(data["condition"]),
            Prose.decoded(data["note"]),
            tuple(map(cls.from_dict, data["substeps"])),
        )


@dataclass(frozen=True)
class Turned:
    """A result in the layout that was not asked for."""

    label: Formula
    formula: Formula
    space: Formula

    def to_dict(self) -> dict[str, Any]:
        return {"label": encode(self.label), "formula": encode(self.formula), "space": encode(self.space)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Turned:
        return cls(*(decode(data[name]) for name in ("label", "formula", "space")))


@dataclass(frozen=True)
class Result:
    """One derivative: of what (`label`), by what (`wrt`, plain), and the answer.

    `shape` has one entry a dimension, as the array that the code returns: () for a scalar,
    ("n",) for a vector, ("n", "d") for a matrix. `space` says the same in the page's words; `where` has what
    the derivation named and the answer still uses. `numpy`, `torch` and `jax` are that code, or None;
    `turned` is None where the two layouts agree.
    """

    wrt: str
    order: int
    label: Formula
    formula: Formula
    shape: tuple[str, ...]
    space: Formula
    numpy: str | None = None
    where: Formula | None = None
    torch: str | None = None
    jax: str | None = None
    turned: Turned | None = None

    @property
    def latex(self) -> str:
        """The answer in LaTeX."""
        return latex(self.formula)

    def to_dict(self) -> dict[str, Any]:
        return {
            "wrt": self.wrt,
            "order": self.order,
            "label": encode(self.label),
            "formula": encode(self.formula),
            "shape": list(self.shape),
            "space": encode(self.space),
            "numpy": self.numpy,
            "where": encode(self.where),
            "torch": self.torch,
            "jax": self.jax,
            "turned": self.turned.to_dict() if self.turned else None,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Result:
        formulas = {name: decode(data[name]) for name in ("label", "formula", "space")}
        return cls(
            **{
                **data,
                **formulas,
                "shape": tuple(data["shape"]),
                "where": None if data["where"] is None else decode(data["where"]),
                "turned": None if data["turned"] is None else Turned.from_dict(data["turned"]),
            }
        )


class ClaimVerdict(StrEnum):
    """What was found of a claimed line; what is no claim but a condition on its letters is one of them."""

    HOLDS = "holds"
    FALSE = "false"
    CONDITION = "condition"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ShownCounterexample:
    """A point at which the two sides of a claim differ; each value is a matrix, row by row, as text."""

    names: dict[str, list[list[str]]]
    left: list[list[str]]
    right: list[list[str]]


@dataclass(frozen=True)
class ShownClaim:
    """The verdict on one claimed line.

    `why` gives the reason, `stated` says what was claimed; `reading` names the reading under which it holds,
    where that is not the first one. `would_hold` is what should stand there, where that is known.
    """

    line: int
    verdict: ClaimVerdict
    why: Prose = NOTHING
    stated: Prose = NOTHING
    reading: Prose = NOTHING
    would_hold: Prose = NOTHING
    means: Means | None = None
    counterexample: ShownCounterexample | None = None

    @property
    def holds(self) -> bool | None:
        """True, false, or None of what is neither or is not known."""
        return {ClaimVerdict.HOLDS: True, ClaimVerdict.FALSE: False}.get(self.verdict)

    def to_dict(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "verdict": self.verdict,
            "why": self.why.encoded(),
            "stated": self.stated.encoded(),
            "reading": self.reading.encoded(),
            "would_hold": self.would_hold.encoded(),
            "means": asdict(self.means) if self.means else None,
            "counterexample": asdict(self.counterexample) if self.counterexample else None,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ShownClaim:
        told = {each: Prose.decoded(data[each]) for each in ("why", "stated", "reading", "would_hold")}
        means, found = data["means"], data["counterexample"]
        return cls(
            data["line"],
            ClaimVerdict(data["verdict"]),
            **told,
            means=means and Means.from_dict(means),
            counterexample=found and ShownCounterexample(**found),
        )


@dataclass(frozen=True)
class Declared:
    """What a variable is, `x ∈ ℝⁿ`, and whether that was declared or holds by convention."""

    name: Formula
    formula: Formula
    by_convention: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {**vars(self), "name": encode(self.name), "formula": encode(self.formula)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Declared:
        return cls(decode(data["name"]), decode(data["formula"]), data["by_convention"])


class About(StrEnum):
    """What a note is about."""

    METHOD = "method"
    RULE = "rule"
    LAYOUT = "layout"
    STRUCTURE = "structure"
    CONDITION = "condition"
    CODE = "code"
    CHECK = "check"


@dataclass(frozen=True)
class Remark:
    """A sentence on how to read a result."""

    about: About
    prose: Prose

    def to_dict(self) -> dict[str, Any]:
        return {"about": str(self.about), "prose": self.prose.encoded()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Remark:
        return cls(About(data["about"]), Prose.decoded(data["prose"]))


@dataclass(frozen=True)
class Check:
    """The check: at how many random points, and the worst relative error of finite differences there.

    `means` are those by which the results were decided beside; None where there were no others.
    """

    points: int
    worst: float
    means: Means | None = None

    def sentence(self) -> str:
        at = f"at {self.points} random points, worst relative error {self.worst:.0e}"
        if self.means is None:
            return f"checked {at}"
        if self.means.bound is not None:
            return f"exact, error below {power_of_two(self.means.bound)}; checked {at}"
        return f"to 50 digits at {self.means.points} points; checked {at}"

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Check:
        """The inverse of `asdict`."""
        means = data["means"]
        return cls(data["points"], data["worst"], means and Means.from_dict(means))


@dataclass(frozen=True)
class Document:
    """A derivation to print.

    `problem` has one line for each function and each request, `shapes` each declaration, `assumptions` what
    else was not declared, `notes` how to read the result (layout, entries treated as independent),
    `others` the same derived by other methods. `code` has by library one file for all results where there
    are several.
    """

    problem: tuple[Formula, ...] = ()
    shapes: tuple[Declared, ...] = ()
    assumptions: tuple[Prose, ...] = ()
    steps: tuple[ShownStep, ...] = ()
    results: tuple[Result, ...] = ()
    claims: tuple[ShownClaim, ...] = ()
    notes: tuple[Remark, ...] = ()
    check: Check | None = None
    options: dict[str, str] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=Pictures)
    others: tuple[Document, ...] = ()
    code: dict[str, str] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The document as it is kept and sent between processes."""
        return {
            "results": [result.to_dict() for result in self.results],
            "steps": [step.to_dict() for step in self.steps],
            "claims": [claim.to_dict() for claim in self.claims],
            "check": asdict(self.check) if self.check else None,
            "problem": [encode(line) for line in self.problem],
            "shapes": [declared.to_dict() for declared in self.shapes],
            "assumptions": [assumption.encoded() for assumption in self.assumptions],
            "notes": [note.to_dict() for note in self.notes],
            "options": self.options,
            "pictures": self.pictures.to_dict(),
            "others": [other.to_dict() for other in self.others],
            "code": self.code,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Document:
        """The inverse of `to_dict`."""
        return cls(
            problem=tuple(map(decode, data["problem"])),
            shapes=tuple(map(Declared.from_dict, data["shapes"])),
            assumptions=tuple(map(Prose.decoded, data["assumptions"])),
            steps=tuple(map(ShownStep.from_dict, data["steps"])),
            results=tuple(map(Result.from_dict, data["results"])),
            claims=tuple(map(ShownClaim.from_dict, data["claims"])),
            notes=tuple(map(Remark.from_dict, data["notes"])),
            check=Check.from_dict(data["check"]) if data["check"] else None,
            options=dict(data["options"]),
            pictures=Pictures.from_dict(data["pictures"]),
            others=tuple(map(cls.from_dict, data["others"])),
            code=data["code"],
        )
