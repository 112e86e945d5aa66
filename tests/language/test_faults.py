"""All the errors of a block at once, and none that only follows from another."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse


def told(block: str) -> list[tuple[int, str]]:
    """The line and the message of each error."""
    with pytest.raises(MatcalcError) as caught:
        parse(block)
    return [(error.place.line if error.place else 0, error.message) for error in caught.value.all]


def test_every_statement_is_judged() -> None:
    lines = [
        line for line, _ in told("d/dx (a +)\nd/dx lgo(x)\nA in R^(n x m) symetric\nd/dx a^T x\nd/du u v")
    ]
    assert lines == [1, 2, 3, 5]


def test_what_needs_a_lost_name_is_not_judged() -> None:
    assert [line for line, _ in told("z = x x\nh = W z\nL = ||h||^2 + lgo(z)\ndL/dW\nd/dz h")] == [1]
    assert [line for line, _ in told("A in R^(n n)\nd/dx (x + A x A)")] == [1]
    assert [line for line, _ in told("L = w^T (w\ndL/dw")] == [1]


def test_a_wrong_statement_teaches_no_dimensions() -> None:
    """`A x` would make x as long as A is wide, and `B x` then fail too."""
    block = "A in R^(2 x 3)\nB in R^(2 x 4)\nd/dx lgo(A x)\nd/dx B x"
    assert [line for line, _ in told(block)] == [3]


def test_letters_for_unknown_sizes_begin_anew() -> None:
    (_, first), (_, second) = told("d/dx x y\nd/du u v")
    assert first.replace("x", "u").replace("y", "v") == second


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ("d/dx (a^T x))\nd/du lgo(u)", [1, 2]),
        ("d/du lgo(u)\nL = w^T (w\nd/du u u\ndL/dw", [1, 2, 3]),
        ("L = sum(\n  a + b\n  + c ))\nd/du lgo(u)", [3, 4]),
        ("d/dx (x\nd/dx [x", [2]),
    ],
)
def test_a_bracket_spoils_one_statement(block: str, lines: list[int]) -> None:
    assert [line for line, _ in told(block)] == lines


def test_two_circles_are_two_errors() -> None:
    errors = told("a = b\nb = a\nc = d\nd = c\nda/dx")
    assert [message.count("→") for _, message in errors] == [2, 2]


def test_there_are_at_most_twenty() -> None:
    assert len(told("\n".join(f"d/dx lgo{number}(x +" + ")" * 2 for number in range(90)))) == 1
    assert len(told("\n".join(["d/dx lgo(x)"] * 90))) == 20


def test_places_are_in_order() -> None:
    lines = [line for line, _ in told("df/dx\nf = x x\nd/dx exx(x)\nx in R^n symetric")]
    assert lines == sorted(lines)


def test_one_error_has_no_others() -> None:
    with pytest.raises(MatcalcError) as caught:
        parse("d/dx lgo(x)")
    assert caught.value.others == ()
