"""The messages: each with its place, a caret under it and what would be right."""

from __future__ import annotations

import pytest
from show import cases

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language import parse


@pytest.mark.parametrize(("block", "expected"), cases("errors"))
def test_message(block: str, expected: str) -> None:
    with pytest.raises(MatcalcError) as caught:
        parse(block)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("block", "part"),
    [
        ("x in R^n\n" * 8000 + "d/dx x", "64 KB"),
        ("d/dx x^T" + " " * 60_000 + "x", "more than 1,000 blanks in a row"),
        ("d/dx x^T x" + "\n" * 60_000 + "!", "more than 1,000 blanks in a row"),
        ("f = x^T x " + r"\, \quad & " * 5000 + "\ndf/dx", "more than 1,000 blanks in a row"),
        ("d/dx " + "(" * 201 + "x" + ")" * 201, "nest deeper than 200"),
        ("d/dx " + "x + " * 1200 + "x", "has 1,201 parts; the limit is 1,000"),
        ("d/dx " + "7" * 2000 + " x", "a number is longer than 64 digits: it has 2,000"),
        ("d/dx x" + "'" * 5000, "nests too deeply"),
        ("d/dx " + "sum_i " * 2000 + "x", "nests too deeply"),
        ("d/dX " + "tr " * 500 + "X", "functions stand in a row"),
        ("a" * 65 + " in R^n\nd/dx x", "longer than 64 characters"),
        ("d/dx ((10^300)^300)^300 x", "too large"),
        ("d/dx " + "1e300 " * 100 + "x", "too large"),
        ("d/dx 1e999 x", "too long"),
    ],
)
def test_limits_are_refused(block: str, part: str) -> None:
    with pytest.raises(MatcalcError, match=part):
        parse(block)


def test_brackets_may_nest_as_deep_as_the_limit() -> None:
    assert parse("d/dx " + "(" * 200 + "a^T x" + ")" * 200).requests
    assert parse("d/dx a^T " + "exp(" * 199 + "x" + ")" * 199).requests


def test_a_name_of_64_characters_is_fine() -> None:
    name = "a" * 64
    assert parse(f"{name} in R^n\nd/dx {name}^T x").variables[0].name == name


@pytest.mark.parametrize("unseen", ["\x1b", "\x00", "\x7f", "\u202e", "\u2066"])
@pytest.mark.parametrize(
    "block",
    [
        r"d/dx (x^T y_{\text{a?b}})",
        r"d/dx x^T A x \quad \text{for all x?}",
        "rule One?: d/dz (z^T z) = 2 z\nd/dx x^T x",
        "d/dx x^T ?",
    ],
)
def test_what_is_not_seen_stands_nowhere(block: str, unseen: str) -> None:
    with pytest.raises(MatcalcError) as caught:
        parse(block.replace("?", unseen))
    assert caught.value.name is ErrorName.UNKNOWN_CHARACTER
    assert "is no part of the language" in caught.value.message


def test_a_comment_may_hold_anything() -> None:
    parse("x in R^n # \x1b[31m \\input{x}\nd/dx x^T x % \u202e \\end{document}")
