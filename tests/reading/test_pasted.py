"""What a page shows can be pasted back: its results and lines, in LaTeX and as text, are read and hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby

import pytest
from sympy import Basic

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.nodes import Call, Constrained, Differential, Node, Variable
from mkdocs_matcalc.calculus.derivation import Derivation, Step
from mkdocs_matcalc.engine.answer import answer
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.kinds import is_doubtful, prices
from mkdocs_matcalc.language.text.spelling import spell
from mkdocs_matcalc.render.formula import Formula
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.printer import formula
from mkdocs_matcalc.render.unicode import unicode_text
from mkdocs_matcalc.verify.checked import NAMES
from tests.calculus.goldens import goldens


@cache
def derived(block: str) -> Derivation:
    return derive(block)


SPELLINGS = [pytest.param(latex, id="LaTeX"), pytest.param(unicode_text, id="text")]
BLOCKS = [
    pytest.param(block, id=f"{file}: {name}")
    for file in ("goldens.md", "losses.md")
    for name, block, _ in goldens(file)
]


def asks_for_one(block: str) -> bool:
    """Whether the last line of a block asks for its one derivative as a whole, and claims nothing."""
    last = block.splitlines()[-1]
    is_request = not last.startswith(("solve", " ", "option")) and "=" not in last
    if not is_request or any(request.entry for request in derived(block).problem.requests):
        return False
    return len(derived(block).results) == 1


@pytest.mark.parametrize("show", SPELLINGS)
@pytest.mark.parametrize("block", BLOCKS)
def test_results_hold(block: str, show: Callable[[Formula], str]) -> None:
    page = Page(derived(block), block, show)
    page.read()
    for derivative in page.derivation.results:
        page.meanings |= dict(derivative.where)
    labelled = [
        [derivative.label, derivative.shown or derivative.expression]
        for derivative in page.derivation.results
        if not derivative.stationary
    ]
    must_hold(page, [(tuple(page.introduced()), sides) for sides in labelled])


@pytest.mark.parametrize("show", SPELLINGS)
@pytest.mark.parametrize("block", BLOCKS)
def test_lines_hold(block: str, show: Callable[[Formula], str]) -> None:
    page = Page(derived(block), block, show)
    lines = [(tuple(page.introduced()), sides) for sides in page.lines()]
    assert lines or all(why_no_claim(step, page.derivation) for step in page.derivation.steps)
    must_hold(page, lines)


@pytest.mark.parametrize("show", SPELLINGS)
@pytest.mark.parametrize("block", [each for each in BLOCKS if asks_for_one(each.values[0])])
def test_results_hold_as_answers(block: str, show: Callable[[Formula], str]) -> None:
    (result,) = derived(block).results
    page = Page(derived(block), block, show)
    *before, asked = block.splitlines()
    named = [page.equation(*each) for each in result.where]
    claim = f"{asked} = {page.equation(result.shown or result.expression)}"
    assert verdicts([*before, *named, claim]) == [True], claim


def must_hold(page: Page, lines: list[tuple[tuple[str, ...], list[Basic]]]) -> None:
    """Each line holds, pasted behind what is introduced before it; what is open is never told false."""
    for introduced, alike in groupby(lines, lambda line: (line[0], why_open(page, line[1]))):
        claims = [page.equation(*sides) for _, sides in alike]
        known, why = introduced
        found = verdicts([*known, *claims])
        if why:
            assert False not in found, f"{why}: {claims}"
        else:
            assert set(found) == {True}, claims


def verdicts(lines: list[str]) -> list[bool | None]:
    """What is found of the claims in a block; that it can't be told, of one that is refused."""
    try:
        return [claim.holds for claim in answer("\n".join(lines)).claims]
    except MatcalcError:
        return [None]


class Page:
    """A derivation as it is shown, line after line."""

    def __init__(self, derivation: Derivation, block: str, show: Callable[[Formula], str]) -> None:
        self.derivation = derivation
        self._show = show
        self._declared = [line for line in block.splitlines() if is_introduced(line)]
        results = [each for each in derivation.results if not each.stationary]
        functions = {each.symbol: each.request.function for each in results}
        # What each name stands for so far; a function that is only declared stands for itself.
        self.meanings = derivation.problem.defined()
        self.meanings |= {
            name: value
            for name, value in functions.items()
            if isinstance(name, Variable) and name != value and not isinstance(value, Call)
        }
        self.functions = set(functions)

    def equation(self, *sides: Basic) -> str:
        return " = ".join(self._show(formula(side)) for side in sides)

    def introduced(self) -> list[str]:
        """The declarations, and what each name stands for."""
        return [*self._declared, *(self.equation(*each) for each in self.meanings.items())]

    def read(self) -> None:
        """Go through all lines, for what they name."""
        for _ in self.lines():
            pass

    def lines(self) -> Iterator[list[Basic]]:
        """The sides of each line that claims something, once what it names is known."""
        for step in self.derivation.steps:
            self.meanings |= dict(step.lets)
            sides = [each for each in (step.before, step.lhs, *step.forms) if each is not None]
            if why_no_claim(step, self.derivation):
                continue
            if isinstance(step.lhs, Variable):
                # What is stated of a name is what it stands for from here on.
                before = self.meanings.get(step.lhs)
                sides = [*([before] if before is not None else []), *step.forms]
                self.meanings[step.lhs] = step.forms[-1]
            if len(sides) > 1:
                yield sides


def is_introduced(line: str) -> bool:
    return " in " in line or " : " in line or line.startswith(("option ", "rule "))


def why_no_claim(step: Step, derivation: Derivation) -> str:
    """Why a line is true of some letters alone, or says what a new sign is; empty for a claim."""
    shown = [each for each in (step.before, step.lhs, *step.forms) if each is not None]
    unknowns = {each.wrt[0] for each in derivation.results if each.stationary}
    if any(isinstance(each, Node) and each.has(Differential) for each in shown):
        return "a differential is no expression of the language"
    if any(isinstance(each, Constrained) for each in shown):
        return "a derivative on the matrices of one structure is no expression of the language"
    if step.lhs in unknowns:
        return "the stationary point is named"
    if isinstance(step.lhs, Node) and not isinstance(step.lhs, NAMES):
        return "an equation holds at the stationary point alone"
    return ""


def why_open(page: Page, sides: list[Basic]) -> str:
    """Why a line by itself can't be told to hold; empty where it can."""
    problem = page.derivation.problem
    inferred = {each.variable for each in problem.inferred}
    inferred |= {each for each in problem.by_convention if is_doubtful(prices(spell(each.name)))}
    if any(side.has(letter) for side in sides for letter in inferred):
        return "the spelling that shows a letter's kind is not what is printed"
    return ""
