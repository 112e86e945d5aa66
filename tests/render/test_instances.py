"""What the letters of a rule's statement are in a line that uses it."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.render.instances import instance


def told(block: str) -> dict[str, str]:
    """For each rule of a derivation that says so, what it was first used on."""
    found: dict[str, str] = {}
    for step in derive(parse(block)).steps:
        for rule in step.rules:
            if here := instance(step, rule).text:
                found.setdefault(rule.name, here)
    return found


@pytest.mark.parametrize(
    ("block", "rule", "here"),
    [
        ("d/dX tr(X^T A X)", "Product rule", "X := Xᵀ, Y := A X"),
        ("d/dX tr(X^T A X)", "Linearity of the trace", "X := Xᵀ A X"),
        ("d/dX tr(X^T A X)", "Trace of a transpose", "M := dXᵀ A X"),
        ("d/dS (a^T S^-1 b)", "Inverse rule", "X := S"),
        ("d/dx ((A x) .* (B x))", "Hadamard product rule", "X := A x, Y := B x"),
        ("d/dx (x^T A x)^2", "Power rule", "u := s, k := 2"),
        ("d/dx ||A x - b||", "Euclidean norm", "x := r"),
        # Letters that stand for themselves say nothing.
        ("d/dX (a^T X^-1 b)", "Inverse rule", ""),
        # Where letters can't be told, the equality.
        ("d/dX logdet(A + X B X^T)", "Cyclic property of the trace", "tr(M⁻¹ dX B Xᵀ) = tr(B Xᵀ M⁻¹ dX)"),
        ("d/dx (x^T A x)", "A scalar equals its transpose", "dxᵀ A x = xᵀ Aᵀ dx"),
        # Each use of a rule in one line.
        ("d/dx ((a^T x)^2 + (b^T x)^3)", "Power rule", "u := s, k := 2; u := t, k := 3"),
        # In a program.
        ("z = W x\nL = ||relu(z) - y||^2\ndL/dW", "Element-wise function", "drelu(z) = relu′(z) ⊙ dz"),
        # Of brief lines, too, which have several rules.
        ("option steps = brief\nd/dX tr(X^T A X)", "Product rule", "X := Xᵀ, Y := A X"),
    ],
)
def test_a_line_says_what_its_rule_was_used_on(block: str, rule: str, here: str) -> None:
    assert told(block).get(rule, "") == here


@pytest.mark.parametrize("rule", [*CATALOGUE], ids=lambda rule: rule.slug)
def test_nothing_is_said_that_the_line_did_not_use(rule: Rule) -> None:
    """Every rule's example: what is told holds letters or sides of what the line was about."""
    for step in derive(parse(rule.example)).steps:
        for each in step.instances:
            assert each.rule in step.rules
            assert each.before != each.after
        for used in step.rules:
            said = instance(step, used)
            assert bool(said) <= any(each.rule is used for each in step.instances)
