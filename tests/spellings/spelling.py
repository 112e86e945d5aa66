"""All the ways to write one problem that mean the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from mkdocs_matcalc.algebra.nodes import RANDOM, Variable, is_random, is_scalar, is_vector, moments
from mkdocs_matcalc.algebra.problem import Problem
from tests.spellings.cutting import (
    Fresh,
    cuttable,
    in_single_steps,
    inlined,
    named,
    put_back_singly,
    with_a_name,
)
from tests.spellings.judging import Ground
from tests.spellings.programs import OF_A_FORMULA, OF_A_NAME, Asked, Program

METHODS = ("differential", "chain", "index", "pattern")
STYLES = (*OF_A_FORMULA, *OF_A_NAME)
MOST_SINGLE = 8
MOST_PAIRS = 4
MOST_VARIABLES = 4


@dataclass(frozen=True)
class Spelling:
    """One block that means what a problem means.

    Attributes:
        kind: What was done to the plain spelling.
        text: The block.
        references: The plain spellings that ask for the same results.
        imports: The notes that it uses.
        may_refuse: Whether it may be refused, as it is a plain spelling itself, through another method.
    """

    kind: str
    text: str
    references: tuple[str, ...]
    imports: dict[str, Any] = field(default_factory=dict)
    may_refuse: bool = False


def spellings(ground: Ground, rng: random.Random) -> Iterator[Spelling]:
    """Every spelling of a problem, made with the help of `rng`; the plain one is the first."""
    yield Spelling("plain", ground.block, (ground.block,))
    writer = _Writer(ground, rng)
    yield from writer.styles()
    yield from writer.cuts()
    yield from writer.shuffles()
    yield from writer.imports()
    yield from writer.variables()
    yield from writer.hessians()
    yield from writer.methods()


class _Writer:
    """Writes one problem's spellings.

    Attributes:
        program: The problem as it stands.
        formula: The same with what is differentiated as one formula without a name.
        called: The same with a name for what is differentiated.
    """

    def __init__(self, ground: Ground, rng: random.Random) -> None:
        self.ground = ground
        self.rng = rng
        self.program = Program.read(ground.block)
        self.formula = inlined(self.program)
        self.called = with_a_name(self.program, self._fresh(self.program).function())
        self.plain = (ground.block,)

    def _fresh(self, program: Program) -> Fresh:
        return Fresh(program, self.rng)

    def _style(self, program: Program) -> str:
        """A style that fits: plain ones twice as often, as they are what most people write."""
        is_formula = any(asked.function not in program.names for asked in program.requests)
        styles = OF_A_FORMULA if is_formula else STYLES
        return self.rng.choice((*styles, "d/dx f", "d/dx f" if is_formula else "df/dx"))

    def _spelling(self, kind: str, program: Program, *, style: str = "") -> Spelling:
        return Spelling(kind, program.written(style or self._style(program)), self.plain)

    # --- how a request is written ---

    def styles(self) -> Iterator[Spelling]:
        for style in OF_A_FORMULA:
            written = self.formula.written(style)
            if written != self.ground.block:
                kind = f"inline, {style}" if not self.program.definitions else "a program as one formula"
                yield Spelling(kind, written, self.plain)
        for style in STYLES:
            written = self.called.written(style)
            if written != self.ground.block:
                yield Spelling(f"named, {style}", written, self.plain)

    # --- sub-expressions ---

    def cut(self, program: Program, count: int) -> Program | None:
        """The program with so many of its sub-expressions named; None where it has no more."""
        fresh = self._fresh(program)
        for _ in range(count):
            found = cuttable(program)
            if not found:
                return None
            program = named(program, self.rng.choice(found), fresh())
        return program

    def steps(self) -> Program:
        """The program in single steps."""
        return in_single_steps(self.called, self._fresh(self.called), self.rng)

    def cuts(self) -> Iterator[Spelling]:
        found = cuttable(self.program)
        self.rng.shuffle(found)
        for text in found[:MOST_SINGLE]:
            base = self.rng.choice((self.program, self.called))
            yield self._spelling("one part named", named(base, text, self._fresh(base)()))
        for program in put_back_singly(self.program):
            yield self._spelling("one name put back", program)
        for _ in range(min(MOST_PAIRS, len(found) - 1)):
            program = self.cut(self.rng.choice((self.program, self.called)), 2)
            if program:
                yield self._spelling("two parts named", program)
        if found:
            for _ in range(2):
                yield self._spelling("in single steps", self.steps())

    # --- the order of lines, and other notes ---

    def shuffles(self) -> Iterator[Spelling]:
        for program in (self.called, self.cut(self.called, 1), self.steps()):
            if program:
                lines = program.lines(self._style(program))
                self.rng.shuffle(lines)
                yield Spelling("lines shuffled", "\n".join(lines), self.plain)

    def imports(self) -> Iterator[Spelling]:
        for program in (self.called, self.cut(self.called, 1), self.steps()):
            if program:
                yield self._imported(program)

    def _imported(self, program: Program) -> Spelling:
        """The definitions in a block of their own; the declarations there or here."""
        lines = program.lines(self._style(program))
        options = lines[: len(program.options)]
        requests = lines[len(lines) - len(program.requests) :]
        note = lines[len(program.options) : len(lines) - len(program.requests)]
        block = {
            "path": "Setup.md",
            "line": 4,
            "text": "\n".join(note),
            "margin": 0,
            "address": "Setup.md#setup",
            "imports": {},
        }
        text = "\n".join([*options, "using [[Setup]]", *requests])
        return Spelling("imported", text, self.plain, {"Setup": [block]})

    # --- several requests ---

    def _by(self, wrt: tuple[str, ...]) -> str:
        """The plain spelling of the derivative by one variable, as of a problem of its own."""
        function = self.program.requests[0].function
        return self.program.asking([Asked(function, (wrt,))]).written(
            "df/dx" if function in self.program.names else "d/dx f"
        )

    def _others(self) -> list[str]:
        """The variables by which the function can be differentiated, those that are asked for first."""
        problem = self.ground.problem
        asked = [names[0] for request in self.program.requests for names in request.wrt]
        keys = {variable.name for request in problem.requests for wrt in request.wrt for variable in wrt}
        others = [name for name in _moving(problem) if name not in keys]
        return [name for name in dict.fromkeys([*asked, *others]) if self.ground.derives(self._by((name,)))]

    def variables(self) -> Iterator[Spelling]:
        requests = self.program.requests
        if any(request.stationary or len(request.wrt[0]) > 1 for request in requests):
            return
        if len({request.function for request in requests}) > 1 or self._is_constrained():
            return
        if _is_random_by_what_is_asked(self.ground.problem):
            return
        if any(request.entry for request in self.ground.problem.requests):
            # One entry of a derivative is asked for alone.
            return
        names = self._others()[:MOST_VARIABLES]
        if len(names) < 2:
            return
        plain = tuple(self._by((name,)) for name in names)
        for block in plain:
            if block != self.ground.block:
                yield Spelling("by another variable", block, (block,), may_refuse=True)
        function = self.called.requests[0].function
        together = [Asked(function, tuple((name,) for name in names))]
        alone = [Asked(function, ((name,),)) for name in names]
        self.rng.shuffle(alone)
        for program in (self.called, self.cut(self.called, 1), self.steps()):
            if program:
                for kind, asked in (("variables together", together), ("variables on lines", alone)):
                    each = program.asking(asked)
                    yield replace(self._spelling(kind, each), references=plain)
        formula = self.formula.asking([replace(together[0], function=self.formula.requests[0].function)])
        yield replace(self._spelling("variables together", formula), references=plain)

    def _is_constrained(self) -> bool:
        return any("constrained" in option for option in self.program.options)

    def hessians(self) -> Iterator[Spelling]:
        requests = self.ground.problem.requests
        if (
            len(requests) != 1
            or len(requests[0].wrt) != 1
            or requests[0].stationary
            or self._is_constrained()
        ):
            return
        wrt = requests[0].wrt[0]
        if not is_scalar(requests[0].function) or not is_vector(wrt[0]) or len(set(wrt)) > 1:
            return
        name = self.program.requests[0].wrt[0][0]
        plain = (self._by((name,)), self._by((name, name)))
        if not all(map(self.ground.derives, plain)):
            return
        for program in (self.called, self.cut(self.called, 1), self.steps()):
            if program:
                function = program.requests[0].function
                asked = [Asked(function, ((name,),)), Asked(function, ((name, name),))]
                self.rng.shuffle(asked)
                each = self._spelling("gradient and Hessian", program.asking(asked))
                yield replace(each, references=plain)

    # --- methods ---

    def methods(self) -> Iterator[Spelling]:
        for method in METHODS:
            plain = self.program.by_method(method).written("df/dx" if self.program.definitions else "d/dx f")
            if not self.ground.derives(plain):
                continue
            yield Spelling(f"by {method}: plain", plain, self.plain, may_refuse=True)
            programs = {
                "named": self.called,
                "one part named": self.cut(self.called, 1),
                "two parts named": self.cut(self.program, 2),
                "in single steps": self.steps(),
            }
            for kind, program in programs.items():
                if program:
                    each = self._spelling(f"by {method}: {kind}", program.by_method(method))
                    yield replace(each, references=(plain,))


def _is_random_by_what_is_asked(problem: Problem) -> bool:
    """Whether nothing but the request says over which letters a mean is taken."""
    undeclared = {*problem.by_convention, *(each.variable for each in problem.inferred)}
    declared = [each for each in problem.variables if each not in undeclared]
    if any(isinstance(each, Variable) and RANDOM in each.facts for each in declared):
        return False
    defined = [each.expression for each in problem.definitions]
    stated = (*defined, *(request.function for request in problem.requests))
    return any(not moment.letters for expr in stated for moment in moments(expr))


def _moving(problem: Problem) -> list[str]:
    """The names of the variables that the first request's function holds, in order.

    What an expectation is taken over is none: asked for, it would be what is not random there.
    """
    free = problem.requests[0].function.free_symbols
    values = problem.defined()
    while names := [name for name in free if name in values]:
        free = free.difference(names).union(*(values[name].free_symbols for name in names))
    return [
        variable.name
        for variable in problem.variables
        if isinstance(variable, Variable) and variable in free and not is_random(variable)
    ]
