"""An author's rules: cited where they fit, as one step, and nowhere else."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.language import ImportedBlock, parse
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.present import present
from mkdocs_matcalc.verify.checked import checked
from mkdocs_matcalc.verify.vetted import vetted

ENTROPY = "rule Softmax cross-entropy: d/dz (logsumexp(z) - y^T z) = softmax(z) - y"


def derivation(block: str, **options: str) -> Derivation:
    return checked(derive(vetted(parse(block, options))))


def cited(block: str, **options: str) -> list[str]:
    """The rules of each line, joined."""
    return [" + ".join(rule.name for rule in step.rules) for step in derivation(block, **options).steps]


@pytest.mark.parametrize("method", ["differential", "chain", "pattern"])
def test_a_function_that_fits_takes_one_step(method: str) -> None:
    block = f"{ENTROPY}\nd/dx (logsumexp(x) - p^T x)"
    document = present(derivation(block, method=method))
    (step,) = document.steps
    assert step.latex == r"\frac{\partial f}{\partial x} = \mathop{\mathrm{softmax}}(x) - p"
    assert step.rules[0].name == "Softmax cross-entropy"


def test_a_method_by_entries_cites_nothing() -> None:
    block = "rule Dot: d/dx a^T x = a\nd/dw c^T w"
    assert "Dot" not in cited(block, method="index")
    assert cited(block) == ["Dot"]


def test_terms_fit_in_any_order() -> None:
    assert cited(f"{ENTROPY}\nd/dx (-p^T x + logsumexp(x))") == ["Softmax cross-entropy"]


def test_a_letter_stands_for_more_than_a_name() -> None:
    assert cited(f"{ENTROPY}\nd/dx (logsumexp(x) - (A b)^T x)") == ["Softmax cross-entropy"]
    assert cited(f"{ENTROPY}\nd/dx (logsumexp(x) + p^T x)") == ["Softmax cross-entropy"]


def test_a_named_intermediate_is_cited_in_a_program() -> None:
    block = f"{ENTROPY}\na in R^n\nz = W x + b\nL = logsumexp(z) - a^T z\ndL/d(W, b)"
    assert cited(block)[0] == "Softmax cross-entropy"


def test_one_named_intermediate_is_enough() -> None:
    block = f"{ENTROPY}\na in R^n\nz = W x\nd/dW (logsumexp(z) - a^T z)"
    assert cited(block)[0] == "Softmax cross-entropy"


def test_a_jacobian_meets_the_slope_behind_it() -> None:
    block = "rule Map: d/dv (A v) = A^T\nz = B x\nu = tanh(z)\nL = ||u - y||^2\ndL/dx"
    assert any("Map" in line for line in cited(block))


def test_constant_factors_stay_in_front() -> None:
    block = "rule Length: d/dz (1/2) z^T z = z\nd/dx 3 λ x^T x"
    assert derivation(block).result == derivation("d/dx 3 λ x^T x").result
    assert cited(block) == ["Length + Linearity of the differential"]


def test_sizes_of_a_rule_are_those_of_the_function() -> None:
    rule = "X in R^(n x d)\nrule Mean: d/dw 1/n ||X w - y||^2 = 2/n X^T (X w - y)"
    block = f"{rule}\nA in R^(m x k)\nd/dv 1/m ||A v - b||^2"
    document = present(derivation(block))
    assert document.results[0].latex == r"\frac{2}{m} A^\top (A v - b)"


def test_facts_of_a_letter_are_asked_of_what_it_stands_for() -> None:
    block = (
        "S in R^(n x n) symmetric\nA in R^(n x n)\nrule Sym: d/dx x^T S x = 2 S x\nd/dx x^T A x\nd/dx x^T S x"
    )
    lines = cited(block)
    assert lines[-1] == "Sym + Symmetric matrix"
    assert not any("Sym" in line for line in lines[:-1])


@pytest.mark.parametrize(
    "function",
    ["logsumexp(x)", "logsumexp(x) - x^T x", "logsumexp(2 x) - p^T x", "logsumexp(x) - p^T x + x^T x"],
)
def test_what_only_looks_alike_is_derived(function: str) -> None:
    lines = cited(f"{ENTROPY}\nd/dx ({function})")
    assert "Softmax cross-entropy" not in lines
    assert lines


def test_an_equality_rewrites_the_function_first() -> None:
    block = "rule Turned: tr(A^T B) = sum(A ⊙ B)\nX, C in R^(n x m)\nd/dX tr(X^T C)"
    lines = cited(block)
    assert lines[0] == "Turned"
    assert derivation(block).result == derivation("X, C in R^(n x m)\nd/dX tr(X^T C)").result


def test_an_equality_rewrites_a_definition() -> None:
    block = (
        "rule Log-odds: -log(sigmoid(a)) = log(1 + exp(-a))\na, b in R\n"
        "s = w^T x\nL = -log(sigmoid(s))\ndL/dw"
    )
    assert cited(block)[0] == "Log-odds"


def test_a_rule_belongs_to_its_problem_alone() -> None:
    cited(f"{ENTROPY}\nd/dx (logsumexp(x) - p^T x)")
    assert "Softmax cross-entropy" not in cited("d/dx (logsumexp(x) - p^T x)")


def test_a_step_says_where_its_rule_stands() -> None:
    note = ImportedBlock("Losses.md", 4, ENTROPY, address="Losses.md#entropy")
    block = "using [[Losses]]\nd/dx (logsumexp(x) - p^T x)"
    problem = vetted(parse(block, {}, {"Losses": (note,)}))
    (step,) = present(checked(derive(problem))).steps
    assert step.rules[0].address == "Losses.md#entropy"
    own = present(derivation(f"{ENTROPY}\nd/dx (logsumexp(x) - p^T x)"))
    assert own.steps[0].rules[0].address == "#"
    assert own.steps[0].rules[0].statement.startswith(r"\frac{\partial}{\partial z} (")


def test_a_block_of_rules_alone_states_them() -> None:
    document = present(derivation("rule Cyclic: tr(A B) = tr(B A)"))
    assert tuple(map(latex, document.problem)) == (r"\mathop{\mathrm{tr}}(A B) = \mathop{\mathrm{tr}}(B A)",)
    assert document.steps == ()
    assert "Cyclic" in document.notes[0].prose.text
