"""How a block was read, for its author to see: nothing is derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mkdocs_matcalc.algebra.blocktext import block_text, functions
from mkdocs_matcalc.algebra.labels import SUMS_TO_ONE, stated
from mkdocs_matcalc.algebra.nodes import SCALAR, Family, Variable
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.engine.answer import NOTHING, answered
from mkdocs_matcalc.language import imports_from, parse
from mkdocs_matcalc.limits import stage
from mkdocs_matcalc.render.phrases import written


@dataclass(frozen=True)
class Letter:
    """A name of a block: what it was taken for, and why.

    Attributes:
        name: As one types it.
        kind: number, vector, matrix, a family of one of them, or a function.
        shape: Its sizes; none of a number.
        facts: symmetric, positive …
        why: declared, by convention, or what shows it; and where its sizes come from.
    """

    name: str
    kind: str
    shape: tuple[str, ...]
    facts: tuple[str, ...]
    why: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "shape": list(self.shape),
            "facts": list(self.facts),
            "why": self.why,
        }


@dataclass(frozen=True)
class BlockReading:
    """How a block was read.

    Attributes:
        problem: The block in plain text, with every letter declared.
        letters: Its names.
        assumptions: What else was chosen or assumed, in sentences with LaTeX between dollar signs.
    """

    problem: str
    letters: tuple[Letter, ...]
    assumptions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "problem": self.problem,
            "letters": [letter.to_dict() for letter in self.letters],
            "assumptions": list(self.assumptions),
        }

    def text(self) -> str:
        """The reading for a terminal."""
        rows = [(each.name, " × ".join(each.shape), ", ".join(_described(each))) for each in self.letters]
        widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
        lines = [f"{name:{widths[0]}}  {shape:{widths[1]}}  {why}" for name, shape, why in rows]
        assumptions = [written(sentence).text for sentence in self.assumptions]
        parts = (self.problem.split("\n"), lines, assumptions)
        return "\n\n".join("\n".join(f"  {line}" for line in part) for part in parts if part)


def reading(
    text: str,
    options: Mapping[str, str] = NOTHING,
    imports: Mapping[str, Any] = NOTHING,
    macros: str = "",
) -> BlockReading:
    """How a block is read; it takes what `answer` does.

    Raises:
        MatcalcError: Nothing else.
    """
    with answered(text, options):
        stage("while it was read")
        problem = parse(text, options, imports_from(imports), macros)
        letters = [_letter(variable, problem) for variable in problem.variables]
        forms = functions(problem).items()
        maps = [Letter(name, f"function {form}", (), (), "declared") for name, form in forms]
        return BlockReading(block_text(problem), (*letters, *maps), problem.assumptions)


def _letter(variable: Variable | Family, problem: Problem) -> Letter:
    rows, columns = variable.shape
    kind = "number" if variable.shape == SCALAR else "vector" if columns == 1 else "matrix"
    shape = () if kind == "number" else (plain(rows),) if kind == "vector" else (plain(rows), plain(columns))
    origin, _, sizes = problem.origins.get(variable.name, "").partition(", ")
    shown = {each.variable: each.shown for each in problem.inferred}
    if variable in problem.by_convention:
        origin = "by convention"
    elif variable in shown:
        example = shown[variable]
        origin = "by its use" if example is None else f"since `{plain(example)}`"
    if isinstance(variable, Family):
        return Letter(f"{variable.name}_i", f"family of {_PLURALS[kind]}", shape, (), origin)
    why = f"{origin}, {sizes}" if sizes else origin
    return Letter(plain(variable), kind, shape, tuple(sorted(variable.facts)), why)


_PLURALS = {"number": "numbers", "vector": "vectors", "matrix": "matrices"}


def _described(letter: Letter) -> list[str]:
    facts = stated(letter.facts)
    kind = f"{letter.kind} of probabilities" if SUMS_TO_ONE in facts else letter.kind
    words = [fact for fact in facts if fact != SUMS_TO_ONE]
    return [f"a {' '.join([*words, kind])}", letter.why]
