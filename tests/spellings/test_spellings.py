"""A sample of the spellings: each is derived like the plain one, to the same result, and no longer."""

from __future__ import annotations

import random

import pytest

from mkdocs_matcalc import parse
from tests.spellings.cutting import Fresh, cuttable, in_single_steps, inlined, named, with_a_name
from tests.spellings.judging import EXCUSED, REFUSED, SAME, WRONG, Ground, judged, length
from tests.spellings.problems import problems
from tests.spellings.programs import OF_A_FORMULA, OF_A_NAME, Program
from tests.spellings.runs import Task, tasks, tried, written
from tests.spellings.spelling import spellings

SEED = 20
COUNT = 250


@pytest.mark.parametrize("task", tasks(SEED, COUNT), ids=lambda task: task.name)
def test_spellings_are_derived_like_the_plain_one(task: Task) -> None:
    failed = [each for each in tried(task) if each.verdict.kind not in (SAME, EXCUSED)]
    assert not failed, "\n\n".join([f"seed {SEED}", *(each.shown for each in failed)])


# --- the writing itself ---------------------------------------------------------------------------

RIDGE = "X in R^(n x d)\ny in R^n\nλ in R\nd/dw (||X w - y||^2 + λ ||w||^2)"


def test_what_can_be_named() -> None:
    assert cuttable(Program.read(RIDGE)) == [
        "||X w - y||^2",
        "||X w - y||",
        "X w - y",
        "X w",
        "λ ||w||^2",
        "||w||^2",
        "||w||",
    ]


@pytest.mark.parametrize(
    ("formula", "part", "rest"),
    [
        ("(A x - y)^T W (A x - y)", "A x - y", "u^T W u"),
        ("a - b - c", "a - b", "u - c"),
        ("sum(exp(-A x))^2", "sum(exp(-A x))", "u^2"),
        ("X^T(A x)", "A x", "X^T u"),
        (r"\frac{a^T x}{x^T x}", "a^T x", r"\frac{u}{x^T x}"),
        ("λ/2 ||w||^2", "λ/2", "u ||w||^2"),
    ],
)
def test_a_part_is_named(formula: str, part: str, rest: str) -> None:
    program = named(Program.read(f"d/dx ({formula})"), part, "u")
    assert program.definitions == (("u", part),)
    assert program.requests[0].function == rest


@pytest.mark.parametrize(
    ("formula", "part"),
    [
        ("a - b - c", "b - c"),
        ("a / b c", "b c"),
        ("x ./ y ⊙ z", "y ⊙ z"),
        ("sum_{i=1}^n (x_i - m)^T S (x_i - m)", "x_i - m"),
        ("log det X", "det X"),
        ("sum(X, rows)", "rows"),
        ("e_i^T x", "e_i"),
    ],
)
def test_what_has_another_meaning_alone_is_left(formula: str, part: str) -> None:
    assert part not in cuttable(Program.read(f"d/dx ({formula})"))


def test_a_program_in_single_steps_and_back() -> None:
    called = with_a_name(Program.read(RIDGE), "L")
    steps = in_single_steps(called, Fresh(called, random.Random(1)), random.Random(1))
    assert len(steps.definitions) == 8
    assert all(len(cuttable(Program.read(f"d/dw ({value})"))) == 0 for _, value in steps.definitions)
    back = parse(inlined(steps).written("d/dx f")).requests[0].function
    assert back == parse(RIDGE).requests[0].function


@pytest.mark.parametrize("style", [*OF_A_FORMULA, *OF_A_NAME])
@pytest.mark.parametrize("request_", ["dL/dw", "dL/d(w, y)", "d^2 L/dw^2", "d^2 L/dw dy", "solve dL/dw = 0"])
def test_every_style_asks_for_the_same(style: str, request_: str) -> None:
    block = f"X in R^(n x d)\ny in R^n\nL = ||X w - y||^2\n{request_}"
    plain, other = parse(block).requests[0], parse(Program.read(block).written(style)).requests[0]
    assert (other.function, other.wrt, other.stationary) == (plain.function, plain.wrt, plain.stationary)


def test_there_are_thousands() -> None:
    # Every fortieth problem stands for the others.
    some = list(problems().items())[::40]
    found = [len(written(Ground(block), Task(name, block, SEED, None))) for name, block in some]
    assert len(problems()) >= 280
    assert sum(found) / len(found) > 20


# --- the verdicts ---------------------------------------------------------------------------------


def test_another_function_is_no_spelling() -> None:
    verdict = judged(Ground("d/dx x^T x"), "d/dx 2 x^T x", {}, ("d/dx x^T x",))
    assert (verdict.kind, verdict.message) == ("miswritten", "the function is another one")


@pytest.mark.parametrize(
    ("part", "kind"), [("x a", EXCUSED), ("x b", REFUSED)], ids=["of an inner product", "of two letters"]
)
def test_a_part_that_is_no_product_is_excused_in_the_shapes_of_the_problem(part: str, kind: str) -> None:
    block = "a in R^m\nx in R^n\nd/dx (x^T x a)"
    written = f"a in R^m\nb in R^m\nx in R^n\nq = {part}\nd/dx (x^T q)"
    assert judged(Ground(block), written, {}, (block,)).kind == kind


def test_a_result_that_is_missing() -> None:
    verdict = judged(Ground("d/dx a^T x"), "d/da a^T x", {}, ("d/dx a^T x",))
    assert (verdict.kind, verdict.message) == (WRONG, "no result by x")


def test_an_inner_product_with_ones_is_as_long_as_a_sum_of_entries() -> None:
    sums, products = parse("n in R\nf = sum(x)\ndf/dx"), parse("f = ones(n)^T x\ndf/dx")
    assert length(sums.requests[0].function) == length(products.requests[0].function)


def test_what_is_random_is_asked_for_by_nobody() -> None:
    ground = Ground("d/dA E[||A x - E[A x]||^2]")
    asked = {block for each in spellings(ground, random.Random(1)) for block in each.references}
    assert not [block for block in asked if "d/dx" in block]
    assert [block for block in asked if "d/dA" in block]


def test_a_result_that_is_longer() -> None:
    block = "A in R^(n x n) symmetric\nd/dx x^T A x"
    long = "A in R^(n x n)\nd/dx x^T A x"
    assert judged(Ground(long), block, {}, (long,)).kind == "wrong"
    verdict = judged(Ground(block), long, {}, (block,))
    assert (verdict.kind, verdict.message) == ("longer", "6 where the plain one has 5, by x")
