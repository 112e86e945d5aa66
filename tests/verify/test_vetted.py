"""Rules of an author's are held against numbers before they are used."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language import ImportedBlock, parse
from mkdocs_matcalc.verify.vetted import vetted


def refused(block: str, **imports: ImportedBlock) -> MatcalcError:
    with pytest.raises(MatcalcError) as caught:
        vetted(parse(block, {}, {link: (each,) for link, each in imports.items()}))
    return caught.value


@pytest.mark.parametrize(
    "block",
    [
        "rule A: d/dz (logsumexp(z) - y^T z) = softmax(z) - y",
        "rule B: d/dX logdet(X) = X^-T",
        "rule C: tr(A B C) = tr(C A B)",
        "rule D: d/dx (A x) = A^T",
        "A in R^(n x n) symmetric\nrule E: d/dx x^T A x = 2 A x",
        "x_i in R^d\nrule F: d/dw sum_{i=1}^n w^T x_i = sum_{i=1}^n x_i",
        "g : R -> R\nrule G: sum(g(x)) = g(x)^T ones(n)",
    ],
)
def test_what_holds_is_accepted(block: str) -> None:
    assert len(vetted(parse(block)).rules) == 1


def test_a_wrong_rule_is_refused_with_a_counter_example() -> None:
    error = refused("λ in R\nrule Wrong: d/dλ λ^2 = 3 λ")
    assert error.message == "the rule `Wrong` does not hold"
    assert error.place is not None
    assert error.place.line == 2
    assert error.hint == "at λ = 1 the left side is 2, the right side 3"


COUNTEREXAMPLES = [
    ("rule Wrong: d/dx a^T x = x", "at a = 1, x = 0 the left side is 1, the right side 0"),
    ("rule Wrong: (A + B)^-1 = A^-1 + B^-1", "at A = 1, B = 1 the left side is 0.5, the right side 2"),
    ("rule Wrong: d/dz (z^T z) = 2.0000001 z", "at z = 1 the left side is 2, the right side 2.0000001"),
]


@pytest.mark.parametrize(("block", "found"), COUNTEREXAMPLES)
def test_a_counter_example_is_small(block: str, found: str) -> None:
    assert refused(block).hint == found


@pytest.mark.parametrize(
    "block",
    [
        # What differs by less than rounding shows, or far from where numbers are drawn.
        "rule Wrong: d/dz (z^T z) = 2.000000000001 z",
        "rule Wrong: relu(z - 50) = 0 z",
        "s in R\nrule Wrong: abs(s + 40) = s + 40",
        "Q in R^(n x n) orthogonal\nrule Wrong: det(Q) = 1",
    ],
)
def test_what_is_nearly_true_is_refused(block: str) -> None:
    assert "does not hold" in refused(block).message


def test_a_matrix_that_is_not_symmetric_spoils_the_rule() -> None:
    assert "does not hold" in refused("rule Wrong: d/dx x^T A x = 2 A x").message


def test_shapes_that_differ_are_told() -> None:
    assert (
        "its left side is 1 × 1, its right side n × 1" in refused("x in R^n\nrule Wrong: x^T x = x").message
    )


def test_a_rule_without_a_value_is_no_rule() -> None:
    error = refused("λ in R\nrule None: log(-λ^2 - 1) = log(-1 - λ^2)")
    assert "can't be checked" in error.message
    assert error.hint is not None


def test_every_wrong_rule_is_told() -> None:
    assert len(refused("rule A: d/dx a^T x = x\nrule B: tr(A B) = sum(A)\nrule C: tr(X) = tr(X^T)").all) == 2


def test_a_wrong_rule_of_another_note_names_it() -> None:
    note = ImportedBlock("Rules.md", 9, "\nrule Wrong: d/dx a^T x = x")
    error = refused("using [[Rules]]\nd/dx c^T x", Rules=note)
    assert error.place is not None
    assert error.place.words == "Rules.md:10"


def test_the_answer_lists_every_error() -> None:
    answer = compute("d/dx lgo(x)\nd/dx x y", {})
    assert answer["error"] == answer["errors"][0]
    assert [error["line"] for error in answer["errors"]] == [1, 2]
    assert str(MatcalcError.from_answer(answer)).count("Hint:") == 2


def test_imports_are_plain_data() -> None:
    block = {"path": "N.md", "line": 3, "text": "L = w^T w", "margin": 0, "address": "N.md", "imports": {}}
    assert "error" not in compute("using [[N]]\ndL/dw", {}, {"N": [block]})
    missing = MatcalcError(
        ErrorName.UNKNOWN_NAME, "`[[N]]` leads to no note", hint="did you mean `[[M]]`?"
    ).to_dict()
    answer = compute("using [[N]]\ndL/dw", {}, {"N": missing})
    assert (answer["error"]["line"], answer["error"]["hint"]) == (1, "did you mean `[[M]]`?")
