"""What lines say they used a rule on: the statement holds with that put in, and is the line's change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pytest
import yaml
from sympy import Basic, S, Tuple

from mkdocs_matcalc.algebra.build import (
    SYMMETRIC_FACTS,
    add,
    apply,
    diag,
    diag_part,
    hadamard,
    hadamard_power,
    inner,
    mul,
    neg,
    power,
    substitute,
    transpose,
)
from mkdocs_matcalc.algebra.nodes import (
    Bracket,
    Differential,
    Entry,
    Identity,
    Inverse,
    Partial,
    RowSoftmax,
    Softmax,
    Transpose,
    Variable,
    Vec,
    shape_of,
)
from mkdocs_matcalc.algebra.problem import StatedRule
from mkdocs_matcalc.calculus.authored import AuthorsRule, table_of
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Derivation, Instance, Step
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.calculus.matching import Fit
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.render.instances import found_letters, letters_in
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.typed import typed
from tests.calculus.goldens import FILES, HERE, goldens
from tests.calculus.holding import hold
from tests.calculus.test_statements import BY_NUMBERS, OF_WHOLE_POWERS, changes, differential, equations

# Statements that mean more than the block language reads in them.
READ_OTHERWISE = {"Exponential rule": "beside a number, ⊙ is a product with it"}


class Use(NamedTuple):
    """A rule used in a line: what its letters are there."""

    derivation: Derivation
    number: int
    used: Instance

    @property
    def step(self) -> Step:
        return self.derivation.steps[self.number]

    @property
    def before(self) -> Basic:
        assert self.used.before is not None
        return self.used.before

    @property
    def after(self) -> Basic:
        assert self.used.after is not None
        return self.used.after

    @property
    def form(self) -> Basic:
        """What the line ends in."""
        return self.step.forms[0]

    @property
    def last(self) -> Step:
        """The line before."""
        return self.derivation.steps[self.number - 1]

    @property
    def definitions(self) -> dict[Variable, Basic]:
        lets = {name: value for step in self.derivation.steps for name, value in step.lets}
        functions = {
            each.symbol: each.request.function
            for each in self.derivation.results
            if isinstance(each.symbol, Variable)
            and not each.stationary
            and each.symbol != each.request.function
        }
        stated = {step.lhs: step.forms[-1] for step in self.derivation.steps if step.lhs in functions}
        return {**self.derivation.definitions, **lets, **functions, **stated}

    @property
    def moving(self) -> list[Variable]:
        return list(dict.fromkeys(wrt for each in self.derivation.results for wrt in each.wrt))

    def __getitem__(self, letter: str) -> Basic:
        return dict(self.used.letters)[letter]

    def __contains__(self, letter: str) -> bool:
        return letter in dict(self.used.letters)


Equalities = Iterator[tuple[Basic, Basic]]
CHECKS: dict[str, Callable[[Use], Equalities]] = {}


def of(*names: str) -> Callable[[Callable[[Use], Equalities]], Callable[[Use], Equalities]]:
    """What must hold where rules of these names are used."""

    def enter(check: Callable[[Use], Equalities]) -> Callable[[Use], Equalities]:
        CHECKS.update(dict.fromkeys(names, check))
        return check

    return enter


def column(expr: Basic) -> Basic:
    return expr if shape_of(expr)[1] == 1 else Vec(expr)


@of("Intermediate variables", "Substitution")
def names(use: Use) -> Equalities:
    found = {each.wrt[0]: each.expression for each in use.derivation.results if each.stationary}
    if isinstance(use["r"], Variable):
        # An unknown that is put into the equation of another is what it was found to be.
        yield found.get(use["r"], use["r"]), use["h(x)"]


@of("Chain rule")
def chain_rule(use: Use) -> Equalities:
    function, variable, through = use["f"], use["x"], use["u"]
    if isinstance(function, Variable) and isinstance(through, Variable):
        seen, ahead = set(), [function]
        while ahead:
            seen.add(name := ahead.pop())
            ahead += use.definitions.get(name, S.Zero).free_symbols - seen
        assert {through, variable} <= seen
        assert variable in use.definitions[through].free_symbols
    elif not isinstance(through, Entry):
        assert through in function.args
    yield S.Zero, S.Zero


@of("Linear map")
def linear_map(use: Use) -> Equalities:
    whole = add(mul(use["W"], use["x"]), use["b"])
    yield use["y"], whole
    uses = [each for each in use.step.instances if each.rule is use.used.rule]
    label = next(each for each in (use.step.lhs, *use.step.forms) if isinstance(each, Partial))
    variable = label.args[1]
    # A product of two factors is two maps, of which the second is within the first.
    within = [dict(each.letters)["x"] for each in uses]
    parts = [Use(use.derivation, use.number, each) for each in uses if dict(each.letters)["y"] not in within]
    if use.used is uses[0]:
        mapped = [add(mul(each["W"], each["x"]), each["b"]) for each in parts]
        changes = [inner(each[r"\delta_y"], Differential(to)) for each, to in zip(parts, mapped, strict=True)]
        yield add(*changes), inner(use.step.forms[-1], Differential(variable))


@of("Collect")
def collect(use: Use) -> Equalities:
    before = use.step.before
    if before is not None and "X" in use:
        change = Differential(use["X"])
        yield before, add(inner(use["A"], change), inner(use["B"], change))
        yield inner(add(use["A"], use["B"]), change), use.form
    elif before is not None:
        change = Differential(use["x"])
        yield column(before), add(mul(use["A"], change), mul(use["B"], change))
        yield mul(add(use["A"], use["B"]), change), column(use.form)


@of("Identification")
def identification(use: Use) -> Equalities:
    letter, by = next(each for each in (("D", "t"), ("g", "x"), ("G", "X")) if each[0] in use)
    yield use[letter], use.form
    change = Differential(use[by])
    yield use.last.forms[-1], mul(change, use[letter]) if letter == "D" else inner(use[letter], change)


@of("Identification of the Jacobian")
def jacobian(use: Use) -> Equalities:
    yield transpose(use["J"]), use.form
    yield column(use.last.forms[-1]), mul(use["J"], Differential(use["x"]))


@of("Identification of the Hessian")
def hessian(use: Use) -> Equalities:
    yield use["H"], use.form
    if not isinstance(use.last.lhs, Differential) or isinstance(use.last.lhs.args[0], Partial):
        yield column(use.last.forms[-1]), mul(use["H"], Differential(use["y"]))


@of("Second differential")
def second_differential(use: Use) -> Equalities:
    yield inner(Differential(use["G"]), Differential(use["X"])), use.form


@of("Numerator layout")
def numerator_layout(use: Use) -> Equalities:
    result = next(each for each in use.derivation.results if each.wrt[0] == use["x"])
    assert result.symbol == use["f"]
    yield transpose(result.expression), use.form


@of("Derivative on the symmetric matrices")
def on_symmetric(use: Use) -> Equalities:
    gradient = use["G"]
    yield (
        add(gradient, transpose(gradient), neg(hadamard(gradient, Identity(shape_of(gradient)[0])))),
        use.form,
    )


@of("Derivative on the skew-symmetric matrices")
def on_skew(use: Use) -> Equalities:
    yield add(use["G"], neg(transpose(use["G"]))), use.form


@of("Derivative on the diagonal matrices")
def on_diagonal(use: Use) -> Equalities:
    yield diag(diag_part(use["G"])), use.form


@of("Equal in every entry")
def equal_entries(use: Use) -> Equalities:
    yield use["g"], use.form
    yield entry(use), use.last.forms[-1]


@of("Entry of a derivative")
def entry_of_a_derivative(use: Use) -> Equalities:
    yield entry(use), use.form


def entry(use: Use) -> Basic:
    at = use["k"].args if isinstance(use["k"], Tuple) else (use["k"],)
    return Entry(Bracket(use["g"]), *at) if at else use["g"]


@of("Softmax")
def softmax(use: Use) -> Equalities:
    yield use["p"], Softmax(use["z"])


@of("Softmax of rows")
def softmax_of_rows(use: Use) -> Equalities:
    yield use["P"], RowSoftmax(use["Z"])


@of("Stationary point", "Convexity", "Concavity")
def stationary(use: Use) -> Equalities:
    assert any((each.symbol, each.wrt) == (use["f"], (use["x"],)) for each in use.derivation.results)
    yield S.Zero, S.Zero


@of("Transpose both sides")
def transposed(use: Use) -> Equalities:
    yield transpose(use["G"]), use.step.lhs


@of("Multiply from both sides")
def multiplied(use: Use) -> Equalities:
    yield mul(use["S"], use["G"], use["S"]), use.step.lhs


@of("Clear the denominator")
def cleared(use: Use) -> Equalities:
    yield mul(power(use["v"], use["k"]), use["G"]), use.step.lhs


@of("Separate the unknown", "Cancel a common factor", "Homogeneous linear system")
def system(use: Use) -> Equalities:
    stated = use.last if use.used.rule.name == "Homogeneous linear system" else use.step
    product, constant = mul(use["M"], use["x"]), use["b"] if "b" in use else stated.forms[0]
    is_turned = "b" in use and constant != stated.forms[0]
    turn = transpose if is_turned else lambda expr: expr
    yield turn(product), stated.lhs
    yield turn(constant), stated.forms[0]
    if "S" in use:
        yield turn(mul(use["S"], product)), use.last.lhs
        yield turn(mul(use["S"], constant)), use.last.forms[0]


@of("Solution of a linear system")
def solution(use: Use) -> Equalities:
    is_last = use.step.instances[-1] == use.used
    found = mul(Inverse(use["M"]) if shape_of(use["M"]) != (1, 1) else power(use["M"], -1), use["b"])
    if is_last:
        is_turned = use["x"] not in (use.step.lhs, mul(use.step.lhs))
        yield (transpose(found) if is_turned else found), use.form


@of("Invert both sides")
def inverted(use: Use) -> Equalities:
    yield use["B"], use.last.forms[-1]
    yield Inverse(use["B"]) if shape_of(use["B"]) != (1, 1) else power(use["B"], -1), use.form


@of("Exponential of both sides")
def exponential(use: Use) -> Equalities:
    yield use["b"], use.last.forms[-1]
    yield apply("exp", use["b"]), use.form


@of("Logarithm of both sides")
def logarithm(use: Use) -> Equalities:
    yield use["b"], use.last.forms[-1]
    yield apply("log", use["b"]), use.form


@of("Root of both sides")
def root(use: Use) -> Equalities:
    yield use["b"], use.last.forms[-1]
    yield apply("sqrt", use["b"]), use.form


@of("Reciprocal of both sides")
def reciprocal(use: Use) -> Equalities:
    yield use["b"], use.last.forms[-1]
    yield hadamard_power(use["b"], -1), use.form


def identity(use: Use) -> Equalities:
    """Of an identity what its letters make of its derivative, up to the number in front."""
    table = {each.rule: each for each in table_of(use.derivation.problem.identities)}
    stated = table[use.used.rule]
    letters = {each.latex_name: each for each in stated.function.free_symbols if isinstance(each, Variable)}
    fit: Fit | None = Fit()
    for letter, value in use.used.letters:
        fit = fit and fit.bound(letters[letter], value)
    assert fit is not None
    if len(use.step.rules) == 1:
        yield fit.filled(stated.derivative), use.form


# ---------------------------------------------------------------------------------------------------


def blocks() -> Iterator[tuple[str, str]]:
    """Each golden problem, by its name."""
    for file, options in FILES.items():
        header = "".join(f"option {name} = {value}\n" for name, value in options.items())
        for name, block, _ in goldens(file):
            yield f"{file.removesuffix('.md')}-{name}", header + block
    for rule in CATALOGUE:
        yield f"rule-{rule.slug}", rule.example
    programs = yaml.safe_load((HERE / "programs.yml").read_text(encoding="utf-8"))
    for number, program in enumerate(programs):
        yield f"program-{number}", program["block"]


BLOCKS = dict(blocks())


@cache
def derived(block: str) -> Derivation:
    return derive(parse(block))


def equalities(use: Use) -> Equalities:
    used = use.used
    if used.before is not None and used.after is not None:
        yield used.before, used.after
    elif used.rule.name.startswith("Identity: "):
        yield from identity(use)
    elif not isinstance(used.rule, AuthorsRule):
        yield from CHECKS[used.rule.name](use)


@pytest.mark.parametrize("name", BLOCKS)
def test_what_a_rule_was_used_on_is_so(name: str) -> None:
    derivation = derived(BLOCKS[name])
    for number, step in enumerate(derivation.steps):
        for used in step.instances:
            assert used.rule in step.rules
            if used.rule.name == "Kronecker delta":
                continue
            use = Use(derivation, number, used)
            for left, right in equalities(use):
                told = f"{used.rule.name}: {left} = {right}"
                assert hold(left, right, use.definitions, use.moving), told


@pytest.mark.parametrize("rule", [*CATALOGUE], ids=lambda rule: rule.slug)
def test_a_rule_with_letters_says_what_they_are(rule: Rule) -> None:
    if not [*letters_in(typed(rule.statement))]:
        return
    steps = [step for block in BLOCKS.values() for step in derived(block).steps]
    assert any(used.rule is rule for step in steps for used in step.instances)


@pytest.mark.parametrize("rule", BY_NUMBERS, ids=lambda rule: rule.slug)
def test_letters_that_are_found_in_a_statement_make_it_the_change(rule: Rule) -> None:
    """An equation of the statement, with them put in, is what the rule was used on and what it gave."""
    if rule.name in {*OF_WHOLE_POWERS, *READ_OTHERWISE}:
        return
    stated = equations(rule)
    for use in uses(rule):
        if (letters := found_letters(rule, use.before)) is not None:
            put_in = {latex(letter): value for letter, value in letters}
            assert any(fits(use, each, put_in) for each in stated), (use.before, put_in)


def uses(rule: Rule) -> Iterator[Use]:
    """Each use of a rule on an expression."""
    for block in BLOCKS.values():
        derivation = derived(block)
        for number, step in enumerate(derivation.steps):
            for used in step.instances:
                if used.rule is rule and used.before is not None and used.after is not None:
                    yield Use(derivation, number, used)


def fits(use: Use, equation: StatedRule, letters: Mapping[str, Basic]) -> bool:
    """Whether both sides are those of the use, with the structure of what moves or, as at first, without."""
    free = {each: Variable(each.name, *each.shape, latex=each.latex_name) for each in use.moving}
    kept = [Differential(each) for each in use.moving if each.facts & SYMMETRIC_FACTS]
    turned = {Transpose(change): change for change in kept}
    return any(
        agrees(
            [each.xreplace(names) for each in (use.before, use.after)],
            filled(equation, {letter: value.xreplace(names) for letter, value in letters.items()}),
            {name: value.xreplace(names) for name, value in use.definitions.items()},
            [each.xreplace(names) for each in use.moving],
        )
        for names in ({}, turned, free)
    )


def agrees(
    ours: Sequence[Basic],
    stated: tuple[Basic, Basic] | None,
    definitions: Mapping[Variable, Basic],
    moving: Sequence[Variable],
) -> bool:
    if stated is None:
        return False
    return all(hold(left, right, definitions, moving) for left, right in zip(ours, stated, strict=True))


def filled(equation: StatedRule, letters: Mapping[str, Basic]) -> tuple[Basic, Basic] | None:
    """The two sides of an equation with its letters put in; None where it has others."""
    hats = changes(equation)
    left, right = differential(equation) if hats else (equation.left, equation.right)
    free = {each for side in (left, right) for each in side.free_symbols if isinstance(each, Variable)}
    values: dict[Variable, Basic] = {}
    for each in sorted(free - {*hats.values()}, key=str):
        if each.latex_name not in letters:
            return None
        values[each] = letters[each.latex_name]
    values |= {hat: Differential(values[each]) for each, hat in hats.items()}
    # A letter's properties are what the rule asks for.
    plain = {each: Variable(each.name, *each.shape, latex=each.latex_name) for each in free}
    fit: Fit | None = Fit()
    for each, value in values.items():
        fit = fit and fit.bound(plain[each], value)
    if fit is None:
        # What is said of the entries of a vector holds for those of a matrix.
        sides = substitute(left, values), substitute(right, values)
    else:
        sides = fit.filled(left.xreplace(plain)), fit.filled(right.xreplace(plain))
    return (Differential(sides[0]), sides[1]) if hats else sides
