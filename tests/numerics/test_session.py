"""What a check shares, what it costs, and at which sizes it looks."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sympy import Basic, Integer, Rational, S

from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Det,
    Entry,
    Fill,
    Function,
    Hadamard,
    Identity,
    IndexedSum,
    Mul,
    Pow,
    SumEntries,
    Trace,
    Transpose,
    Unit,
    Variable,
    Vec,
    dimension,
    index,
)
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.errors import CheckFailed, Refusal
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.numerics import applied as functions
from mkdocs_matcalc.numerics.check import agree, check
from mkdocs_matcalc.numerics.session import TOLERANCE, Session
from mkdocs_matcalc.verify.checked import checked

n, m, j, k = dimension("n"), dimension("m"), index("j"), index("k")
s, x, A = Variable("s"), Variable("x", n), Variable("A", m, n)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions of one scalar that are worked out, as they are."""
    called: list[str] = []
    apply = functions.apply

    def counted(function: Function, *rest: object) -> object:
        called.append(function.name)
        return apply(function, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(functions, "apply", counted)
    return called


def test_a_part_that_is_shared_is_worked_out_once_a_pass(calls: list[str]) -> None:
    def waves() -> Basic:
        return Apply(Function("sin"), Mul(S(2), x))

    doubled = Add(waves(), Hadamard(waves(), Fill(S(1), n, S(1))))
    assert agree(doubled, Mul(S(2), waves()), {}, points=1) == 0
    assert calls == ["sin"]


def layered(count: int) -> str:
    lines = [
        f"u{at} = P{at} {f'k{at - 1}' if at > 1 else 'x'}\nk{at} = tanh(u{at})" for at in range(1, count + 1)
    ]
    wrt = ", ".join(f"P{at}" for at in range(1, count + 1))
    return "\n".join([*lines, f"J = ||k{count} - t||^2", f"dJ/d({wrt})"])


def test_twice_the_layers_are_twice_the_work(calls: list[str]) -> None:
    def work(count: int) -> int:
        derivation = derive(parse(layered(count), {}))
        calls.clear()
        checked(derivation)
        return len(calls)

    assert work(12) <= 2 * work(6) + 2


def test_an_index_takes_every_value_that_it_has_a_range_for() -> None:
    third = Add(x, Mul(Rational(1, 10), Unit(S(3), n)))
    left, right = Entry(x, k), Entry(third, k)
    assert agree(left, right, {}, session=Session({}, (left, right), ranges={k: n})) > 0.01


DECLARED = {
    "‖Wx‖²": "W in R^(90 x 700)\nd/dW ||W x||^2",
    "a mean": "W in R^(90 x 700)\nd/dW mean(W)",
    "a number that counts entries": "s in R\nd/ds mean(s * ones(90, 700))",
    "a sum": "x_i in R^40\nd/dw 1/5000 * sum_{i=1}^5000 (w^T x_i - y_i)^2",
    "a size that is another's square": "X in R^(30 x 30)\ny in R^900\nd/dy ||vec(X) - y||^2",
    "an index beyond small sizes": "x in R^700\nd/dx x_12 * x_600",
}


@pytest.mark.parametrize("name", DECLARED)
def test_sizes_that_are_declared_as_numbers(name: str) -> None:
    verdict = checked(derive(parse(DECLARED[name], {}))).check
    assert verdict is not None
    assert verdict.points == 3


def test_declared_sizes_are_small_where_nothing_depends_on_them() -> None:
    W = Variable("W", 90, 700)
    session = Session({}, (W,))
    seen: list[int] = []

    def compare(at):  # type: ignore[no-untyped-def]
        seen.append(at.value(session.term(W))[0].size)
        raise StopAsking

    with pytest.raises(StopAsking):
        session.compared(compare, 1)
    assert seen[0] < 100


class StopAsking(Exception):
    """Enough is known."""


def test_a_number_that_counts_entries_must_be_right() -> None:
    total = SumEntries(Mul(s, Fill(S(1), S(700), S(1))))
    assert check(total, (s,), Integer(700), {}).points == 3
    for wrong in (699, 350, 70):
        with pytest.raises(CheckFailed):
            check(total, (s,), Integer(wrong), {})


def test_an_error_at_declared_sizes_is_found_where_only_they_fit() -> None:
    X, y = Variable("X", 30, 30), Variable("y", 900)
    r = Add(Vec(X), Mul(S(-1), y))
    squared = Mul(Transpose(r), r)
    assert check(squared, (y,), Mul(S(-2), r), {}).points == 3
    for wrong in (Mul(S(2), r), Mul(Rational(-20001, 10000), r), Add(Mul(S(-2), r), Unit(S(800), S(900)))):
        with pytest.raises(CheckFailed):
            check(squared, (y,), wrong, {})


ROWS, MORE = SumEntries(Fill(S(1), n, S(1))), SumEntries(Fill(S(1), m, S(1)))
# What counts rows, entries or pairs, though no size stands in it as a number.
COUNTS = {
    "rows": ROWS,
    "rows but one": Add(ROWS, S(-1)),
    "rows and one": Add(ROWS, S(1)),
    "other rows": MORE,
    "all rows": Add(ROWS, MORE),
    "entries": SumEntries(Fill(S(1), m, n)),
    "a square": Pow(Trace(Identity(n)), S(2)),
    "pairs": Mul(Rational(1, 2), ROWS, Add(ROWS, S(-1))),
    "pairs of a sum": IndexedSum(IndexedSum(S(1), j, k), k, n),
}
SIZES = {
    "rows": n,
    "rows but one": n - 1,
    "rows and one": n + 1,
    "other rows": m,
    "all rows": m + n,
    "more rows": m - n,
    "entries": m * n,
    "a square": n**2,
    "twice": 2 * n,
    "half": n / 2,
    "pairs": n * (n - 1) / 2,
}
NUMBERS = range(1, 61)


@pytest.mark.parametrize(
    "number", [*COUNTS.values(), *SIZES.values()], ids=[*COUNTS, *map("{} ".format, SIZES)]
)
def test_what_is_right_at_one_size_is_wrong(number: Basic) -> None:
    lengths = Add(Mul(Transpose(x), x), SumEntries(A))
    missed = [each for each in NUMBERS if not agree(Mul(S(each), x), Mul(number, x), {})]
    for each in NUMBERS:
        for function, result in (
            (Mul(Rational(each, 2), lengths), Mul(number, x)),
            (Mul(Rational(1, 2), number, lengths), Mul(S(each), x)),
        ):
            with suppress(CheckFailed):
                missed.append(check(function, (x,), result, {}).points)
    assert not missed


def test_one_size_is_not_another() -> None:
    one, other = Mul(n, x), Mul(m, x)
    for left, right in ((one, other), (ROWS, MORE), (Mul(ROWS, MORE), Pow(ROWS, S(2)))):
        assert agree(Add(left, Mul(S(0), MORE, left)), right, {}) > 0.1
    # Twelve sizes are more than can all differ at one point.
    many = [dimension(f"n{at}") for at in range(12)]
    sums = [SumEntries(Fill(S(1), size, S(1))) for size in many]
    assert all(agree(Add(*sums[:at], *sums[at + 1 :]), Add(*sums[1:]), {}) > 1e-3 for at in range(1, 12))


def test_a_sign_that_depends_on_a_size() -> None:
    X = Variable("X", n, n)
    Y, Z = Variable("Y", n, n), Variable("Z", n, n)
    turned, defined = Det(Mul(S(-1), X)), {Y: Mul(S(-1), Z), Z: X}
    for sign in (S(1), S(-1)):
        assert agree(turned, Mul(sign, Det(X)), {}) > 0.1
        assert agree(Det(Y), Mul(sign, Det(X)), defined) > 0.1
    assert agree(turned, Mul(Pow(S(-1), n), Det(X)), {}) < 1e-6


def test_one_index_is_not_another() -> None:
    for one, other in (
        (Entry(x, k), Entry(x, S(1))),
        (Entry(x, k), Entry(x, S(2))),
        (Entry(A, k, j), Entry(A, k, k)),
    ):
        assert agree(one, other, {}) > 1e-3
    assert agree(Mul(k, x), Mul(j, x), {}) > 0.1


def test_what_would_be_too_large_is_refused_and_named() -> None:
    X, y = Variable("X", 3000, 3000), Variable("y", 9_000_000)
    r = Add(Vec(X), Mul(S(-1), y))
    with pytest.raises(Refusal, match=r"`X` is 3000 × 3000, `y` is 9000000 × 1") as caught:
        check(Mul(Transpose(r), r), (y,), Mul(S(-2), r), {})
    assert "letters" in (caught.value.hint or "")


def test_shapes_that_do_not_fit_are_no_agreement() -> None:
    assert agree(Add(x, Transpose(x)), x, {}) == float("inf")
    assert agree(Mul(x, x), x, {}) == float("inf")
    with pytest.raises(CheckFailed, match="shape"):
        check(Mul(Transpose(x), x), (x,), Add(x, Transpose(x)), {})


def test_many_names_in_one_definition_are_checked_too() -> None:
    names = [f"a{at}" for at in range(1, 16)]
    block = [f"{name} = P{at} x" for at, name in enumerate(names, 1)]
    wrt = ", ".join(f"P{at}" for at in range(1, 16))
    text = "\n".join([*block, f"J = ||{' + '.join(names)}||^2", f"dJ/d({wrt})"])
    verdict = checked(derive(parse(text, {}))).check
    assert verdict is not None
    assert verdict.points == 3


def test_what_is_tiny_is_held_against_what_it_is_made_of() -> None:
    tiny = Mul(Pow(S(10), S(-8)), x)
    assert agree(tiny, Mul(S(2), tiny), {}) > 0.1
    assert agree(tiny, Mul(Rational(1001, 1000), tiny), {}) > 1e-4
    nothing = Add(x, Mul(S(-1), x))
    assert agree(nothing, Mul(S(0), x), {}) == 0


TWICE = [
    "d/du a^T u\nd/dv a^T v",
    "d/dM ||M u||^2\nd/dN ||N u||^2",
    "solve d/du ||u - a||^2 = 0\nsolve d/dv ||v - a||^2 = 0",
]


@pytest.mark.parametrize("block", TWICE)
def test_two_functions_with_one_gradient(block: str) -> None:
    verdict = checked(derive(parse(block, {}))).check
    assert verdict is not None
    assert verdict.worst < 1e-6


def test_what_is_defined_by_itself_is_refused() -> None:
    y = Variable("y", n)
    with pytest.raises(Refusal, match="defined by itself"):
        agree(y, x, {y: Add(x, y)})


def test_what_wiggles_within_a_step_is_no_contradiction() -> None:
    """Far out, a function that nobody defines has waves that no step is small enough for."""
    problem = parse("y in R^d positive\nf : R -> R\nd/dy (f(sinh(sum_{i=1}^d e_i ./ y).^3))", {})
    verdict = checked(derive(problem)).check
    assert verdict is not None
    assert verdict.worst < TOLERANCE
