"""The proof by entries: every line holds, the result is that of differentials, and no step overreaches."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import preorder_traversal

from mkdocs_matcalc import derive, parse
from mkdocs_matcalc.algebra.nodes import Entry, IndexedSum, KroneckerDelta, Partial, index
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.derivation import Derivation, Step
from mkdocs_matcalc.calculus.derive import derive as derive_unchecked
from mkdocs_matcalc.errors import CheckFailed, Refusal
from mkdocs_matcalc.numerics.check import agree
from mkdocs_matcalc.verify.checked import checked

BY_A_SCALAR = "t in R\nd/dt ||x + t v||^2"
# Each derives, and every line of it is compared with the line before by numbers.
BLOCKS = [
    "d/dx a^T x",
    "d/dx x^T A x",
    "A in R^(n x n) symmetric\nd/dx x^T A x",
    "d/dx ||A x - y||^2",
    "d/dx (A x - y)^T (A x - y)",
    "d/dA ||A x - y||^2",
    "d/dx ||x||",
    "d/dx ||x||_1",
    "d/dx (a^T x)^3",
    "d/dx <x, A x>",
    "d/dw (y^T w)/||w||",
    "d/dx (a^T x) (x^T x)",
    "d/dX a^T X b",
    "d/dX a^T X^T b",
    "d/dX tr(X)",
    "d/dX tr(A X)",
    "d/dX tr(A X^T)",
    "d/dX tr(X^T A X)",
    "d/dX tr(X^3)",
    "d/dX tr(A X B X)",
    "d/dX tr(A (X ⊙ B))",
    "d/dX <A, X>",
    "d/dX sum(X.^2)",
    "d/dX ||A X - B||_F^2",
    "d/dU ||X - U V^T||_F^2",
    "d/dx ||x x^T - A||_F^2",
    "d/dx x^T diag(x) A x",
    "d/dX a^T diag(X)",
    "d/dx sum(exp(A x))",
    "d/dx a^T sigmoid(A x)",
    "d/dx sum(x ⊙ log(x))",
    "d/dx a^T (x ./ y)",
    "d/dw sum(log(1 + exp(-y ⊙ (X w))))",
    "d/dx logsumexp(A x)",
    "d/dx softmax(x)",
    "d/dx softmax(A x)",
    "d/dW y^T log(softmax(W x))",
    "d/dX sum(A ⊙ softmax(X, rows))",
    "d/dX sum(logsumexp(X, rows))",
    "d/dx (A x)",
    "d/dx exp(A x)",
    "d/dx (x^T x) x",
    BY_A_SCALAR,
    "t in R\nd/dt (x + t^2 v)",
    "g : R -> R\nL : R^n -> R\nd/dz L(g(z))",
    "x_i in R^d\ny_i in R\nd/dw sum_{i=1}^n (w^T x_i - y_i)^2",
    "d/dX sum_i X_ii",
    "d/dx sum_i (x_i)^2",
    "r = A x - y\nf = ||r||^2\ndf/dx",
    "z = W x + b\nh = relu(z)\nL = ||h - y||^2\ndL/d(W, b)",
]


def by_index(block: str) -> Derivation:
    return derive(f"option method = index\n{block}")


def used(derivation: Derivation) -> set[str]:
    return {rule.name for step in derivation.steps for rule in step.rules}


@pytest.mark.parametrize("block", BLOCKS)
def test_every_line_holds_and_the_result_is_that_of_differentials(block: str) -> None:
    derivation, other = by_index(block), derive(f"option method = differential\n{block}")
    assert derivation.method == "index"
    assert derivation.check is not None
    assert derivation.check.worst < 1e-5
    definitions = {**derivation.definitions, **other.definitions}
    for one, two in zip(derivation.results, other.results, strict=True):
        assert agree(one.expression, two.expression, definitions, points=3) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_lines_are_by_entries_and_end_in_the_matrix(block: str) -> None:
    derivation = by_index(block)
    labels = [step.lhs for step in derivation.steps if isinstance(step.lhs, Partial)]
    assert any(isinstance(part, Entry) for label in labels for part in label.args) or block == BY_A_SCALAR
    ends = {step.forms[-1] for step in derivation.steps}
    for result in derivation.results:
        assert result.label in labels
        assert result.expression in ends


@pytest.mark.parametrize("block", ["d/dx ||A x - y||^2", "d/dX tr(X^T A X)", "d/dx logsumexp(A x)"])
def test_a_derivation_is_as_short_as_a_reader_likes(block: str) -> None:
    assert 4 <= len(by_index(block).steps) <= 8


def test_each_use_of_the_variable_becomes_a_delta_that_is_contracted() -> None:
    forms = [form for step in by_index("d/dX tr(A X)").steps for form in step.forms]
    deltas = [sum(isinstance(part, KroneckerDelta) for part in preorder_traversal(form)) for form in forms]
    assert max(deltas) == 2
    assert deltas[-1] == 0


def test_indices_are_none_of_the_names_in_the_block() -> None:
    derivation = by_index("i in R^j\nK in R^(j x l)\nk in R^l\nd/dk i^T K k")
    taken = {"i", "j", "k", "l", "K"}
    parts = {part for step in derivation.steps for form in step.forms for part in preorder_traversal(form)}
    indices = {str(part.index) for part in parts if isinstance(part, IndexedSum)}
    assert indices
    assert not indices & taken


def test_no_sum_runs_over_an_index_that_has_a_meaning_around_it() -> None:
    derivation = by_index("d/dW y^T log(softmax(W x))")
    assert {index("k"), index("l")} <= {
        part for step in derivation.steps if step.lhs for part in preorder_traversal(step.lhs)
    }
    for step in derivation.steps:
        for form in step.forms:
            _assert_no_shadow(form, frozenset({"k", "l"}), step)


def _assert_no_shadow(expr: object, around: frozenset[str], step: Step) -> None:
    if isinstance(expr, IndexedSum):
        assert str(expr.index) not in around, plain(step.forms[0])
        around |= {str(expr.index)}
    for arg in getattr(expr, "args", ()):
        _assert_no_shadow(arg, around, step)


def test_long_lines_get_names_and_short_ones_do_not() -> None:
    assert not any(step.lets for step in by_index("d/dx ||A x - y||^2").steps)
    assert any(step.lets for step in by_index("d/dx logsumexp(A x)").steps)


def test_a_linear_function_needs_no_chain_rule_and_no_product_rule() -> None:
    rules = used(by_index("d/dX a^T X b"))
    assert "Differentiate term by term" in rules
    assert not rules & {"Chain rule", "Product rule", "Power rule"}


@pytest.mark.parametrize(("block", "subject"), [("d/dx ||x||", "x"), ("d/dx ||A x - y||", "r")])
def test_conditions_are_said_in_the_names_of_the_lines(block: str, subject: str) -> None:
    conditions = [condition for step in by_index(block).steps for condition in step.conditions]
    assert [(plain(each.subject), each.relation) for each in conditions] == [(subject, r"\neq 0")]


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ("d/dX tr(X^-1 A)", "X^-1"),
        ("d/dX logdet(X)", "det(X)"),
        ("d/dX a^T X^-1 b", "X^-1"),
        ("d/dX ||X||_*", "||X||_*"),
        ("d^2/dX^2 tr(X^T X)", "second derivative of tr(X^T X)"),
        ("d/dX (A X)", "derivative of A X"),
        ("d/dX (X b)", "derivative of X b"),
    ],
)
def test_what_entries_cannot_say_is_refused_by_name(block: str, named: str) -> None:
    with pytest.raises(Refusal) as refusal:
        by_index(block)
    assert named in refusal.value.message
    assert "method=differential" in (refusal.value.hint or "")


@pytest.mark.parametrize("at", range(1, 4))
def test_a_wrong_line_is_not_shown(at: int) -> None:
    derivation = derive_unchecked(parse("option method = index\nd/dx ||A x - y||^2"))
    step = derivation.steps[at]
    wrong = step.forms[0].xreplace({index("k"): index("i")}) if at == 3 else step.forms[0].args[1]
    steps = [*derivation.steps]
    steps[at] = replace(step, forms=(wrong,))
    with pytest.raises(CheckFailed):
        checked(replace(derivation, steps=tuple(steps)))


def test_what_does_not_vary_has_no_derivative() -> None:
    assert plain(by_index("x in R^n\nd/dx (||y||^2 + x^T x - x^T x)").result) == "0"
