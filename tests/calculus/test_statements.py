"""What each rule prints as its statement holds by numbers, and is what its own formula gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import pytest
from sympy import Basic, Rational

from mkdocs_matcalc.algebra.build import add, mul, sub, substitute, zero
from mkdocs_matcalc.algebra.identity_table import IDENTITIES
from mkdocs_matcalc.algebra.nodes import Variable, shape_of
from mkdocs_matcalc.algebra.problem import StatedRule
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.calculus.rules.identities import identity_rule
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.numerics.check import agree
from mkdocs_matcalc.numerics.session import TOLERANCE
from mkdocs_matcalc.verify.vetted import vetted

# What the condition of a rule says of its letters, as a block says it.
DECLARED = {
    "Jacobi's formula": "X in R^(n x n) positive definite",
    "Element-wise power": "k in R\nz in R^n positive",
    "Exponential": r"u, \hat{u} in R",
    "Logarithm": "u in R positive\n\\hat{u} in R",
    "Function of one number": r"u, \hat{u} in R",
    "Power rule": r"u, \hat{u} in R",
    "Linearity of the trace": r"X, \hat{X} in R^(n x n)",
    "Kronecker product rule": "X, \\hat{X} in R^(m x n)\nY, \\hat{Y} in R^(p x q)",
    "Product rule": "X in R^(m x n)\nY in R^(n x p)",
    "Exponential rule": "a in R positive\n\\hat{u}, u in R\nc in R^n positive",
    "General power rule": "u in R positive\n\\hat{u}, v, \\hat{v} in R",
    "Skew-symmetric matrix": "K in R^(n x n) skew",
    "Orthogonal matrix": "Q in R^(n x n) orthogonal",
    "Entries that sum to one": "y in R^n probabilities",
    "One-hot vector": "y in R^n one-hot",
    "Entries that are 0 or 1": "b in {0, 1}^n",
    "Entries that are 1 or −1": "s in {-1, 1}^n",
    "Unit vector": "v in R^n unit",
    "Rows that sum to one": "P in R^(n x k) stochastic",
    "Centred entries": "x in R^n",
    "Symmetric matrix": "A in R^(n x n) symmetric",
    "Weighted inner product": "W in R^(n x n)",
    "Squared weighted norm": "W in R^(n x n) positive definite",
    "Weighted norm": "W in R^(n x n) positive definite",
    "Vec in an inner product": "X in R^(m x n)",
    "Vec of a product": "A in R^(m x n)\nX in R^(n x p)\nB in R^(p x q)",
    "Vec of a transpose": "X in R^(m x n)",
    "Vec of a Kronecker product": "A in R^(m x n)\nB in R^(p x q)",
    "Determinant of a Kronecker product": "A in R^(m x m)\nB in R^(n x n)",
    "Power of a diagonal matrix": "x in R^n positive",
    "Logarithm of a diagonal matrix's determinant": "x in R^n positive",
    "Entry of a diagonal matrix": "x in R^n\nX in R^(n x n)\nE = eye(n)",
    "Contraction of a delta": "a in R^n\nE = eye(n)",
    "Function of a diagonal matrix": "x in R^n positive",
    "Determinant of a root": "X in R^(n x n) positive definite",
    "Mean": r"x, \hat{x} in R^n",
    "Function of a matrix times a number": (
        "u in R positive\n\\hat{u} in R\nA in R^(n x n) positive definite"
    ),
    "Variance": r"x, \hat{x} in R^n",
    "Variance of a random number": r"a, \hat{a} in R random",
    "Covariance": "x, \\hat{x} in R^n random\ny, \\hat{y} in R^m random",
    "A covariance centred on one side": "x in R^n random\ny in R^m random",
    "Vec of a covariance centred on one side": "x in R^n random\ny in R^m random",
}

# What stands in a statement and not in the block language, and how a block says it.
SPELLED = {
    r"\log\sum_i e^{z_i}": "logsumexp(z)",
    r"\log\sum_{i} e^{(A x)_i}": "logsumexp(A x)",
    # Any one function of a number stands for g.
    "g'(z)": r"(1 - \tanh(z)^{\odot 2})",
    "g(z)": r"\tanh(z)",
    # Any one function of a matrix stands for f.
    "f'(X)": r"\operatorname{expm}(X)",
    "f(X)": r"\operatorname{expm}(X)",
    "g'(u)": r"(1 - \tanh(u)^2)",
    r"\,g(u)": r"\,\tanh(u)",
    # The letters of the form for numbers stand beside them.
    r"\mathrm{d}(a^{\odot u}) = a^{\odot u} \odot \log(a) \odot \mathrm{d}u": (
        r"\mathrm{d}(c^{\odot v}) = c^{\odot v} \odot \log(c) \odot \mathrm{d}v"
    ),
    # With W constant.
    r"\mathrm{d}(x^\top W x)": r"2 x^\top W \mathrm{d}x",
    r"\max_i \lvert x_i \rvert": "max(abs(x))",
    r"\sum_{ij}": r"\sum_i \sum_j",
    r"\sum_i x_i = \mathbf{1}": r"sum(x) = \mathbf{1}",
    "g(x)_i = g(x_i)": r"\tanh(x)_i = \tanh(x_i)",
    "I_{ij}": "E_{ij}",
    r"\mathop{\mathrm{vec}}_{m \times n}^{-1}(c)": "unvec(c, m, n)",
    "I_n": "eye(n)",
    "I_p": "eye(p)",
}

# The statements that no numbers are put into, with the reason.
UNTOLD = "of a function of which only the name is known"
READING = "says how a derivative is read off or written, and equates no two expressions"
SOLVING = "says which equations follow from which; a stationary point is checked by putting it in"
ENTRY = "differentiates by one entry what other entries stand in, each with an index of its own"
NOT_READ = {
    "Chain rule": UNTOLD,
    "Chain rule for a scalar function": UNTOLD,
    "Chain rule for a gradient": UNTOLD,
    "Linear map": UNTOLD,
    "Intermediate variables": UNTOLD,
    "Substitution": UNTOLD,
    "Identification": READING,
    "Identification of the Jacobian": READING,
    "Identification of the Hessian": READING,
    "Entry of a derivative": READING,
    "Numerator layout": READING,
    "Second differential": READING,
    "Derivative on the symmetric matrices": READING,
    "Derivative on the skew-symmetric matrices": READING,
    "Derivative on the diagonal matrices": READING,
    "Stationary point": READING,
    "Convexity": SOLVING,
    "Concavity": SOLVING,
    "Separate the unknown": SOLVING,
    "Cancel a common factor": SOLVING,
    "Solution of a linear system": SOLVING,
    "Homogeneous linear system": SOLVING,
    "Invert both sides": SOLVING,
    "Exponential of both sides": SOLVING,
    "Logarithm of both sides": SOLVING,
    "Root of both sides": SOLVING,
    "Reciprocal of both sides": SOLVING,
    "Transpose both sides": SOLVING,
    "Multiply from both sides": SOLVING,
    "Clear the denominator": SOLVING,
    "Differentiate term by term": ENTRY,
    "Kronecker delta": ENTRY,
    "Equal in every entry": READING,
    "Largest entry": "its k is a place among the entries, not a number",
    "Place of the largest entry": "its k is a place among the entries, not a number",
    "Nuclear norm": "its U and V are those of a singular value decomposition, which no block can take",
    "Spectral norm": "its u and v are those of a singular value decomposition, which no block can take",
}
BY_NUMBERS = [rule for rule in CATALOGUE if rule.name not in NOT_READ]
DIFFERENTIALS = [rule for rule in BY_NUMBERS if rule.formula]
RESTATEMENTS = [rule for rule in BY_NUMBERS if rule.restate]

# The letters of indices, and a formula in brackets of which an entry is taken.
INDICES = "ijk"
COMPOUND = re.compile(r"((?:\\mathop\{\\mathrm\{\w+\}\}|\\tanh)?(?:\([^()]*\)|\[[^\[\]]*\]))_(\w|\{\w+\})")

# In these k is a whole number, which is put in for it.
OF_WHOLE_POWERS = {
    "Power rule",
    "Negative power of a matrix",
    "Power of a diagonal matrix",
    "Trace of a power",
    identity_rule("trace of a power"),
}
POWER = 3
STEP = Rational(1, 10**4)


def equations(rule: Rule) -> list[StatedRule]:
    """The statement's equations with all that is defined beside them put in; dX is called X̂."""
    text = rule.statement
    for printed, spelled in SPELLED.items():
        text = text.replace(printed, spelled)
    if rule.name in OF_WHOLE_POWERS:
        text = re.sub(r"\bk\b", str(POWER), text)
    text = re.sub(r"(\\mathop\{\\mathrm\{\w+\}\})_\{\\text\{rows\}\}\((\w)\)", r"\1(\2, rows)", text)
    text = re.sub(rf"\\sum_\{{i=1\}}\^\{{{POWER}\}} (.*)", lambda found: summed(found[1]), text)
    parts = [re.split(r" = |\s=", part) for part in re.split(r",\s*\\q?quad\s*", text)]
    defined = [part for part in parts if re.fullmatch(r"[pP]", part[0])]
    lines = [DECLARED.get(rule.name, ""), *(" = ".join(part) for part in defined)]
    for number, sides in enumerate(pairs([part for part in parts if part not in defined])):
        left, right = weighed(sides, lines) if free_indices(sides[0]) else sides
        lines.append(f"rule {number}: {left} = {right}")
    return list(parse("\n".join(lines)).rules)


def pairs(parts: list[list[str]]) -> Iterator[tuple[str, str]]:
    """The first side of each equation with each other one; a name stands on the right, as it must."""
    for first, *others in parts:
        left = moved_letters(re.sub(r"^\s*\\mathrm\{d\}(\\,)?", "", first))
        for right in map(moved_letters, others):
            yield (right, left) if re.fullmatch(r"\s*\w\s*", left) else (left, right)


def free_indices(side: str) -> str:
    """The indices of a side that no sum of its own runs over."""
    of_sums = re.findall(r"\\sum_\{?(\w)", side)
    below = "".join(re.findall(r"_\{?(\w+)", re.sub(r"\\sum_(\w|\{\w+\})", "", side)))
    return "".join(each for each in INDICES if each in below and each not in of_sums)


def weighed(sides: tuple[str, str], lines: list[str]) -> list[str]:
    """Entries that are equal for every index, as sums with any weights; what stands in brackets is named."""
    over = free_indices(sides[0])
    weight = f"u_{over}" if len(over) == 1 else f"U_{{{over}}}"
    sums = "".join(rf"\sum_{each} " for each in over)
    return [sums + f"{weight} * (" + named(side.replace(r"\delta", "E"), lines) + ")" for side in sides]


def named(side: str, lines: list[str]) -> str:
    """A side with a name for each formula in brackets of which an entry is taken."""
    while found := COMPOUND.search(side):
        name = ("W" if len(found[2]) > 1 else "w") + str(len(lines))
        lines.append(f"{name} = {found[1]}")
        side = side.replace(found[0], f"{name}_{found[2]}")
    return side


def summed(term: str) -> str:
    """The term for i = 1, 2, 3, added up, where k is 3."""
    terms = (re.sub(r"\bi\b", str(i), term) for i in range(1, POWER + 1))
    return "(" + " + ".join(terms) + ")"


def moved_letters(side: str) -> str:
    """A side with the name X̂ for each dX."""
    return re.sub(r"\\mathrm\{d\}\s*(\w)\b", r"\\hat{\1}", side)


def changes(equation: StatedRule) -> dict[Basic, Basic]:
    """Of a differential each letter X that moves with its X̂; nothing of an equality."""
    names = [
        {each.name: each for each in side.free_symbols if isinstance(each, Variable)}
        for side in (equation.left, equation.right)
    ]
    if any(name.endswith("_hat") for name in names[0]) and any(name.endswith("_hat") for name in names[1]):
        return {}
    letters = names[0] | names[1]
    return {letters[name]: letters[f"{name}_hat"] for name in letters if f"{name}_hat" in letters}


def differential(equation: StatedRule) -> tuple[Basic, Basic]:
    """The function and the differential that the statement gives for it, which stands right or left."""
    hats = set(changes(equation).values())
    sides = (equation.left, equation.right)
    return sides if hats & equation.right.free_symbols else sides[::-1]


@pytest.mark.parametrize("rule", BY_NUMBERS, ids=lambda rule: rule.slug)
def test_the_statement_holds_by_numbers(rule: Rule) -> None:
    stated = equations(rule)
    assert stated
    for equation in stated:
        hats = changes(equation)
        if not hats:
            problem = parse("d/dx a^T x")
            assert vetted(replace(problem, rules=(equation,))).rules == (equation,)
            continue
        function, change = differential(equation)
        ahead, behind = (
            substitute(function, {letter: add(letter, mul(step, hat)) for letter, hat in hats.items()})
            for step in (STEP, -STEP)
        )
        by_difference = mul(1 / (2 * STEP), sub(ahead, behind))
        assert agree(by_difference, change, {}, points=4) == pytest.approx(0, abs=TOLERANCE)


@pytest.mark.parametrize("rule", DIFFERENTIALS, ids=lambda rule: rule.slug)
def test_the_statement_is_what_the_formula_gives(rule: Rule) -> None:
    for equation in equations(rule):
        function, change = differential(equation)
        applied = CATALOGUE.applied(function, partial(moved, changes(equation)))
        assert applied is not None
        assert applied.rule is rule
        assert agree(applied.differential, change, {}, points=4) == pytest.approx(0, abs=1e-9)


def moved(hats: Mapping[Basic, Basic], part: Basic) -> Basic:
    """The differential of a letter, which is zero of one that does not move."""
    return hats.get(part, zero(shape_of(part)))


@pytest.mark.parametrize("rule", RESTATEMENTS, ids=lambda rule: rule.slug)
def test_the_statement_is_what_restates(rule: Rule) -> None:
    for equation in equations(rule):
        restated = CATALOGUE.restated(equation.left)
        assert restated is not None
        assert restated[0] is rule
        assert agree(restated[1], equation.right, {}, points=4) == pytest.approx(0, abs=1e-9)


def test_what_is_said_of_a_statement_is_of_one_that_is_printed() -> None:
    names, statements = {rule.name for rule in CATALOGUE}, " ".join(rule.statement for rule in CATALOGUE)
    assert {*DECLARED, *NOT_READ, *OF_WHOLE_POWERS} <= names
    assert not DECLARED.keys() & NOT_READ.keys()
    assert all(printed in statements for printed in SPELLED)


@pytest.mark.parametrize(
    ("written", "stated"),
    [(each.name, equation) for each in IDENTITIES for equation in each.also],
    ids=[f"{each.name}-{number}" for each in IDENTITIES for number, _ in enumerate(each.also)],
)
def test_an_identity_written_in_another_way_holds_by_numbers(written: str, stated: str) -> None:
    (rule,) = vetted(parse(f"rule {written}: {stated}")).rules
    assert rule.wrt is not None
