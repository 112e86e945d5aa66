"""Documents written by hand: formulas typed in LaTeX, sentences with them between dollar signs."""

from __future__ import annotations

from typing import Any

from mkdocs_matcalc.render.document import (
    About,
    ClaimVerdict,
    Declared,
    Document,
    Remark,
    Result,
    RuleRef,
    ShownClaim,
    ShownStep,
    Turned,
)
from mkdocs_matcalc.render.formula import New, row
from mkdocs_matcalc.render.phrases import written
from mkdocs_matcalc.render.pictures import Box, Stage
from mkdocs_matcalc.render.typed import typed


def rule(name: str, slug: str, statement: str = "", condition: str = "", address: str = "") -> RuleRef:
    return RuleRef(name, slug, statement, written(condition), address)


def step(
    latex: str,
    rules: tuple[RuleRef, ...] = (),
    condition: str = "",
    note: str = "",
    substeps: tuple[ShownStep, ...] = (),
    new: str = "",
) -> ShownStep:
    """A line, and what is new at its end."""
    line = row(typed(latex), New(typed(new))) if new else typed(latex)
    return ShownStep(line, rules, written(condition), written(note), substeps)


def result(
    label: str, latex: str, space: str = r"\mathbb{R}^{n}", wrt: str = "x", where: str = "", **others: Any
) -> Result:
    """A first derivative, of the shape of a vector."""
    named = typed(where) if where else None
    return Result(wrt, 1, typed(label), typed(latex), ("n",), typed(space), where=named, **others)


def turned(label: str, latex: str, space: str) -> Turned:
    return Turned(typed(label), typed(latex), typed(space))


def claim(line: int, verdict: str, why: str = "", stated: str = "") -> ShownClaim:
    return ShownClaim(line, ClaimVerdict(verdict), written(why), written(stated))


def box(name: str, rows: str, columns: str) -> Box:
    return Box(typed(name), typed(rows), typed(columns))


def stage(
    name: str, latex: str, inputs: tuple[str, ...] = (), uses: tuple[int, ...] = (), delta: str = ""
) -> Stage:
    return Stage(typed(name), typed(latex), tuple(map(typed, inputs)), uses, typed(delta) if delta else None)


def declared(latex: str, *, by_convention: bool = False) -> Declared:
    return Declared(typed(latex.partition(r" \in ")[0]), typed(latex), by_convention)


def document(
    problem: tuple[str, ...] = (),
    shapes: tuple[str | Declared, ...] = (),
    assumptions: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    about: About = About.METHOD,
    **others: Any,
) -> Document:
    return Document(
        problem=tuple(map(typed, problem)),
        shapes=tuple(each if isinstance(each, Declared) else declared(each) for each in shapes),
        assumptions=tuple(map(written, assumptions)),
        notes=tuple(Remark(about, written(note)) for note in notes),
        **others,
    )
