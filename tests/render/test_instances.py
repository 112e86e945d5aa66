"""What the letters of a rule's statement are in a line that uses it."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.calculus.rules.indexed import BY_ENTRIES
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
        # In the letters of the statement, also where the form for matrices is meant.
        ("K in R^(n x n)\nd/dK tr(K^2)", "Power rule", "X := K, k := 2"),
        ("K in R^(n x n)\nd/dK tr(K^3)", "Trace of a power", "X := K, k := 3"),
        ("d/dW (sum(logsumexp(X W, rows)) - <Y, X W>)", "Inner product", "X := Y, Y := Z"),
        ("d/dx softmax(A x)", "Softmax", "p := softmax(z)"),
        # A number in brackets, and an exponent that is none.
        ("z, c in R^n\nd/dz sum(z.^c)", "Element-wise power", "d(z^(⊙c)) = c ⊙ z^(⊙(c−𝟏)) ⊙ dz"),
        # How a method begins and ends.
        ("d/du ||B u - c||^2", "Intermediate variables", "h(x) := B u − c"),
        ("d/du ||B u - c||^2", "Squared norm as an inner product", "‖r‖² = rᵀ r"),
        ("d/du ||B u - c||^2", "Linearity of the differential", "d(B u − c) = B du"),
        ("d/du ||B u - c||^2", "Transpose of a product", "(2 Bᵀ r)ᵀ = 2 rᵀ B"),
        ("d/du ||B u - c||^2", "Identification", "g := 2 Bᵀ r, x := u"),
        ("d/du ||B u - c||^2", "Substitution", "h(x) := B u − c"),
        ("d/du (u^T B u + c^T u)", "Collect", "A := B u, B := Bᵀ u + c, X := u"),
        ("d/du (B u)", "Identification of the Jacobian", "J := B, x := u"),
        ("d/dU (B U C)", "Identification of the Jacobian", "F := vec(F), J := Cᵀ ⊗ B, x := vec(U)"),
        ("s in R\nd/ds (B + s C)", "Identification", "D := C, t := s"),
        ("d^2/du^2 (u^T B u)", "Identification of the Hessian", "x := u, H := B + Bᵀ, y := u"),
        ("d^2/dU^2 logdet(U)", "Second differential", "G := U⁻ᵀ, X := U"),
        ("option layout = numerator\nd/du (c^T u)", "Numerator layout", "x := u"),
        ("S in R^(n x n) symmetric\nd/du u^T S u", "Symmetric matrix", "A := S"),
        ("d/dB vec(B^T)", "Vec of a transpose", "X := dB"),
        # In a program.
        ("o = W u + c\nL = ||o - t||^2\ndL/dW", "Chain rule", "f := L, x := W, u := o"),
        (
            "o = V u + c\nL = ||o - t||^2\ndL/dV",
            "Linear map",
            "y := o, W := V, x := u, b := c, f := L, δ_y := 2 (o − t)",
        ),
        (
            "o = V u + c\nL = ||o - t||^2\ndL/dc",
            "Linear map",
            "y := o, W := V, x := u, b := c, f := L, δ_y := 2 (o − t)",
        ),
        (
            "O = U V^T\nL = ||O - T||_F^2\ndL/dV",
            "Linear map",
            "y := Oᵀ, W := V, x := Uᵀ, b := 𝟎, f := L, δ_y := 2 (O − T)ᵀ",
        ),
        (
            "O = B U C\nL = ||O - T||_F^2\ndL/dU",
            "Linear map",
            (
                "y := O, W := B, x := U C, b := 𝟎, f := L, δ_y := 2 (O − T); "
                "y := U C, W := U, x := C, b := 𝟎, f := L, δ_y := 2 Bᵀ (O − T)"
            ),
        ),
        # By entries.
        (BY_ENTRIES + "d/du ||B u - c||^2", "Entry of a product", "(B u)ᵢ = Σⱼ₌₁ⁿ Bᵢⱼ uⱼ"),
        (BY_ENTRIES + "d/du c^T u", "Kronecker delta", "∂uᵢ/∂uₖ = δᵢₖ"),
        (BY_ENTRIES + "d/du c^T u", "Contraction of a delta", "Σᵢ₌₁ⁿ cᵢ δᵢₖ = cₖ"),
        (BY_ENTRIES + "d/du c^T u", "Equal in every entry", "x := u, g := c"),
        (BY_ENTRIES + "d/dU tr(B U)", "Equal in every entry", "x := U, g := Bᵀ, k := (k, l)"),
        ("u in R^n\nd/du_i c^T u", "Entry of a derivative", "x := u, g := c, k := i"),
        # By an identity of the table, or of one's own.
        ("option method = pattern\nd/du ||B u - c||^2", "Identity: least squares", "A := B, x := u, y := c"),
        (
            "B in R^(n x n)\nrule mine: d/dx x^T A x = (A + A^T) x\nd/du u^T B u",
            "mine",
            "x := u, A := B",
        ),
        # Of an equation.
        ("solve d/du ||B u - c||^2 = 0", "Stationary point", "x := u"),
        ("solve d/du ||B u - c||^2 = 0", "Separate the unknown", "M := Bᵀ B, x := u, b := Bᵀ c"),
        ("solve d/du ||B u - c||^2 = 0", "Solution of a linear system", "M := Bᵀ B, x := u, b := Bᵀ c"),
        (
            "solve d/dF (||Z - F G^T||_F^2 + μ ||F||_F^2) = 0",
            "Solution of a linear system",
            "M := Gᵀ G + μ I, x := Fᵀ, b := Gᵀ Zᵀ",
        ),
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
            assert each.letters or each.before != each.after
        for used in step.rules:
            said = instance(step, used)
            assert bool(said) <= any(each.rule is used for each in step.instances)
